//! Which nodes use what the plan makes, for the config that ParallelCluster takes.

use netloom_config::intent::NodeGroup;

use super::{GroupRef, SubnetPlace};

/// What the config has to say about one node group once the stack exists.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedBinding {
    /// The nodes.
    pub nodes: NodeGroup,
    /// Their subnets, sorted, at least one.
    pub subnets: Vec<SubnetPlace>,
    /// Their security groups when the template makes them, sorted; empty leaves the config's own
    /// words alone.
    pub groups: Vec<GroupRef>,
}
