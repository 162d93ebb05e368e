//! The two groups of a 2.x cluster: head node and compute nodes.
//!
//! # Source
//! AWS ParallelCluster 2.4.1, 2.6.1 and 2.11.9, `cloudformation/aws-parallelcluster.cfn.json`:
//! `MasterSecurityGroup`, `MasterSecurityGroupIngress`, `ComputeSecurityGroup`,
//! `ComputeSecurityGroupIngress`, `ComputeSecurityGroupEgress`, `ComputeSecurityGroupNormalEgress`.

use netloom_config::ClusterIntent;
use netloom_diag::Origin;

use super::{all_from, all_out, group, user_access};
use crate::plan::{GroupRef, PlannedSecurityGroup, SecurityGroupKey};

/// Returns the groups; none when one that exists stands in for both.
pub(super) fn groups(intent: &ClusterIntent) -> Vec<PlannedSecurityGroup> {
    if !intent.head.security.replacing.is_empty() {
        return Vec::new();
    }
    let origin = Origin::Written(intent.head.span);
    let head = GroupRef::Planned(SecurityGroupKey::Head);
    let compute = GroupRef::Planned(SecurityGroupKey::Compute);

    let mut head_rules = user_access(&intent.head.ssh_allowed_from, intent.head.dcv.as_ref());
    head_rules.push(all_from(compute.clone(), "Everything from the compute nodes", origin));

    let mut compute_rules = vec![
        all_from(head, "Everything from the head node", origin),
        all_from(compute, "Everything from the other compute nodes", origin),
    ];
    compute_rules.extend(all_out(SecurityGroupKey::Compute, origin));

    vec![
        group(SecurityGroupKey::Head, origin, "Head node", head_rules),
        group(SecurityGroupKey::Compute, origin, "Compute nodes", compute_rules),
    ]
}
