//! The head node's interface, which the 2.x cluster stack makes as part of the network: here only
//! when the file asks for it.

use netloom_config::intent::PublicAddress;
use netloom_config::{ClusterIntent, Dialect};

use crate::plan::{
    GroupRef, PlannedHeadInterface, PlannedPublicAddress, PlannedSecurityGroup, SecurityGroupKey,
    SubnetPlace,
};

/// Decides the head node's interface; `None` unless a 2.x file wants the whole template of 2.4.
///
/// - `subnet`: the head node's.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`: `MasterENI`, `MasterEIP`,
/// `AssociateEIP`.
pub(crate) fn plan_head_interface(
    intent: &ClusterIntent,
    groups: &[PlannedSecurityGroup],
    subnet: Option<SubnetPlace>,
) -> Option<PlannedHeadInterface> {
    if intent.dialect != Dialect::V2Ini || !intent.network.has_head_interface.value {
        return None;
    }
    let has_address = intent.head.public_address.value == PublicAddress::NewElasticIp;
    let address =
        if has_address { PlannedPublicAddress::NewElasticIp } else { PlannedPublicAddress::None };
    Some(PlannedHeadInterface {
        origin: netloom_diag::Origin::Written(intent.head.span),
        subnet: subnet?,
        groups: head_groups(intent, groups),
        public_address: intent.head.public_address.as_ref().map(|_| address),
    })
}

/// Returns the groups of the interface, sorted: those made or those that replace them, and the
/// additional ones.
fn head_groups(intent: &ClusterIntent, groups: &[PlannedSecurityGroup]) -> Vec<GroupRef> {
    let security = &intent.head.security;
    let made = groups
        .iter()
        .filter(|group| group.key == SecurityGroupKey::Head)
        .map(|group| GroupRef::Planned(group.key.clone()));
    let named = security.replacing.iter().chain(&security.additional);
    let mut groups: Vec<GroupRef> =
        made.chain(named.map(|id| GroupRef::Existing(id.value.clone()))).collect();
    groups.sort();
    groups.dedup();
    groups
}
