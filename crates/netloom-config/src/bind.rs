//! The way back: a config in which the names that only netloom knows are replaced by the ids that a stack gave out.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile};
use netloom_net::ids::{SecurityGroupId, SubnetId, VpcId};

use crate::intent::{NodeGroup, SubnetName};
use crate::load::dialect_of;
use crate::{Dialect, LoadOptions, v2, v3};

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

/// Returns the text of a config that ParallelCluster takes: subnet names replaced by ids, netloom's own keys removed, and
/// every other byte as it was.
///
/// # Errors
/// The findings of the file when it cannot be read, and [`POINTS_TO_NOTHING`](crate::codes::POINTS_TO_NOTHING) for each name
/// that `ids` has no subnet for.
pub fn bind_config(file: &SourceFile, options: &LoadOptions, ids: &BoundIds) -> Result<String, Vec<Diagnostic>> {
    match dialect_of(file) {
        Dialect::V2Ini => v2::bind(file, options, ids),
        Dialect::V3Yaml => v3::bind(file, options, ids),
    }
}
