//! NAT of private subnets: how many gateways, in which zones, with which addresses.

use std::collections::BTreeMap;

use netloom_diag::Sourced;
use netloom_net::AzId;
use netloom_net::ids::AllocationId;

/// Where private subnets send what leaves the VPC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NatMode {
    /// One NAT gateway for all zones.
    Single,
    /// One NAT gateway in each zone that has a private subnet.
    PerZone,
    /// This many NAT gateways, each in another zone, at least one.
    Count(u64),
    /// One NAT gateway that serves all zones of the VPC and gets its addresses by itself.
    Regional,
    /// One private NAT gateway, which has no public address and leads to the site by the virtual
    /// private gateway.
    Private,
    /// The head node, as ParallelCluster 2.x did it.
    HeadNode,
    /// Nowhere.
    None,
}

/// What the file says of NAT gateways beside their number; all of it empty when it says nothing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NatSettings {
    /// The zones that they stand in, sorted; empty when the file leaves that open.
    pub zones: Vec<Sourced<AzId>>,
    /// Elastic IP addresses that exist, by the zone of the gateway that gets them; without a zone for
    /// the only gateway of a network.
    pub addresses: BTreeMap<Option<AzId>, NatAddresses>,
    /// Whether addresses stay when the template no longer has them; absent when the file does not
    /// say.
    pub retain: Option<Sourced<bool>>,
}

/// Elastic IP addresses that exist, for one NAT gateway.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NatAddresses {
    /// The first one; absent for a new address.
    pub primary: Option<Sourced<AllocationId>>,
    /// Further ones.
    pub secondary: Vec<Sourced<AllocationId>>,
}
