//! What inspects packets and gives them back where it stands.

use netloom_diag::Span;

use super::{Id, Known};
use crate::sets::RangeSet;
use crate::visit::visit_fields;

/// A network firewall, or an endpoint of a Gateway Load Balancer: what routes send to one of its
/// endpoints is inspected, and goes on by the route table of the subnet where the endpoint stands.
///
/// # Source
/// AWS Network Firewall Developer Guide, "How AWS Network Firewall works"; AWS PrivateLink guide,
/// "Gateway Load Balancer endpoints".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Firewall {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// What stands behind its endpoints.
    pub kind: FirewallKind,
    /// The subnets of its endpoints, one endpoint in each.
    pub subnets: Vec<Known<Id>>,
    /// What it does with every packet.
    pub inspection: Known<Inspection>,
}

visit_fields!(Firewall { id, span, kind, subnets, inspection });

impl Firewall {
    /// Returns the positions of its endpoints among its subnets.
    #[must_use]
    pub fn positions(&self) -> RangeSet {
        match u128::try_from(self.subnets.len()).unwrap_or_default().checked_sub(1) {
            Some(last) => RangeSet::range(0, last),
            None => RangeSet::empty(),
        }
    }
}

/// What stands behind the endpoints of a firewall.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FirewallKind {
    /// AWS Network Firewall, which passes a packet as it is or drops it.
    NetworkFirewall,
    /// Appliances behind a Gateway Load Balancer, which may have ways of their own.
    GatewayLoadBalancer,
}

/// What a firewall does with every packet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Inspection {
    /// Passes it.
    Passes,
    /// Drops it.
    Drops,
}
