//! The head node's network interface, which ParallelCluster 2.x made as part of the network.

use netloom_diag::{Origin, Sourced};

use super::{GroupRef, SubnetPlace};

/// The head node's interface.
///
/// Its source/destination check is always off, as in every ParallelCluster release.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedHeadInterface {
    /// The section that asked for it.
    pub origin: Origin,
    /// Its subnet.
    pub subnet: SubnetPlace,
    /// Its security groups, sorted, at least one.
    pub groups: Vec<GroupRef>,
    /// Its public address.
    pub public_address: Sourced<PlannedPublicAddress>,
}

/// The public address of an interface that the template makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlannedPublicAddress {
    /// None.
    None,
    /// A new Elastic IP address.
    NewElasticIp,
}
