//! The ids that a config is bound to.

use std::collections::BTreeMap;

use netloom_net::ids::{SecurityGroupId, SubnetId, VpcId};

use crate::intent::{NodeGroup, SubnetName};

/// The ids that a deployed stack gave out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BoundIds {
    /// The VPC, when the stack made it or was built into it.
    pub vpc: Option<VpcId>,
    /// The subnets of each name, sorted by zone, at least one.
    pub subnets: BTreeMap<SubnetName, Vec<SubnetId>>,
    /// The security groups that the stack made for some nodes, at least one.
    pub groups: BTreeMap<NodeGroup, Vec<SecurityGroupId>>,
}
