//! Where a stretch of a way begins or ends, as far as answers go by it.

use netloom_network::{Firewall, InternetGateway, Peering, Subnet, TransitGateway, VpnGateway};

/// An end of a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LegEnd<'n> {
    /// In a subnet.
    Subnet(&'n Subnet),
    /// At an internet gateway.
    Internet(&'n InternetGateway),
    /// At a virtual private gateway.
    Vpn(&'n VpnGateway),
    /// At a transit gateway.
    Transit(&'n TransitGateway),
    /// At a peering connection.
    Peering(&'n Peering),
    /// At an endpoint of a firewall, as routes pick it, in a subnet.
    Firewall(&'n Firewall, &'n str, &'n Subnet),
    /// At an interface of Global Accelerator, by which answers go back.
    Accelerator,
    /// Beyond a gateway that is not described: which way answers take is not known either.
    Beyond,
    /// At a gateway whose answers come in by themselves: regional NAT, egress-only, gateway
    /// endpoint.
    Stateful,
}
