//! Which nodes use what the plan makes.

use netloom_config::intent::{NodeGroup, NodeSecurity, SubnetRef};
use netloom_config::{ClusterIntent, Dialect};

use super::nodes::NodeUse;
use crate::Memory;
use crate::plan::{
    GroupRef, PlannedBinding, PlannedSecurityGroup, PlannedSubnet, SecurityGroupKey, SubnetPlace,
};

/// Returns one binding per group of nodes, sorted by it.
///
/// A 2.x config has one group for all nodes and none for each, so there the groups are left to
/// ParallelCluster.
pub(crate) fn plan_bindings(
    intent: &ClusterIntent,
    uses: &[NodeUse],
    subnets: &[PlannedSubnet],
    groups: &[PlannedSecurityGroup],
    memory: &Memory,
) -> Vec<PlannedBinding> {
    let mut bindings: Vec<PlannedBinding> = uses
        .iter()
        .map(|node_use| PlannedBinding {
            nodes: node_use.nodes.clone(),
            subnets: places(node_use, subnets, memory),
            groups: made_groups(intent, &node_use.nodes, groups),
        })
        .filter(|binding| !binding.subnets.is_empty())
        .collect();
    bindings.sort_by(|a, b| a.nodes.cmp(&b.nodes));
    bindings
}

/// Returns the places of a named or existing subnet; a name in several zones has several.
fn places_of(subnet: &SubnetRef, subnets: &[PlannedSubnet]) -> Vec<SubnetPlace> {
    match subnet {
        SubnetRef::Existing(id) => vec![SubnetPlace::Existing(id.clone())],
        SubnetRef::Named(name) => {
            let named = subnets.iter().filter(|planned| planned.key.name == *name);
            named.map(|planned| SubnetPlace::Planned(planned.key.clone())).collect()
        }
    }
}

/// The head node and a login pool live in one subnet, the one that is remembered or that of the
/// lowest zone; queues live in all of theirs.
pub(crate) fn places(
    node_use: &NodeUse,
    subnets: &[PlannedSubnet],
    memory: &Memory,
) -> Vec<SubnetPlace> {
    let all = node_use.subnets.iter().flat_map(|subnet| places_of(&subnet.value, subnets));
    let mut places: Vec<SubnetPlace> = all.collect();
    places.sort();
    places.dedup();
    if matches!(node_use.nodes, NodeGroup::Head | NodeGroup::LoginPool(_)) {
        let remembered = memory.nodes.get(&node_use.nodes);
        let is_remembered = |place: &&SubnetPlace| {
            remembered.is_some_and(|own| **place == SubnetPlace::Planned(own.value.clone()))
        };
        let own = places.iter().find(is_remembered).or_else(|| places.first());
        places = own.cloned().into_iter().collect();
    }
    places
}

fn made_groups(
    intent: &ClusterIntent,
    nodes: &NodeGroup,
    groups: &[PlannedSecurityGroup],
) -> Vec<GroupRef> {
    if intent.dialect != Dialect::V3Yaml {
        return Vec::new();
    }
    let (key, security) = match nodes {
        NodeGroup::Head => (SecurityGroupKey::Head, Some(&intent.head.security)),
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name);
            (SecurityGroupKey::Login(name.clone()), pool.map(|pool| &pool.security))
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name);
            (SecurityGroupKey::Compute, queue.map(|queue| &queue.security))
        }
        NodeGroup::Lambda => return Vec::new(),
    };
    let keeps_its_own =
        security.is_some_and(|security: &NodeSecurity| !security.replacing.is_empty());
    let is_made = groups.iter().any(|group| group.key == key);
    if is_made && !keeps_its_own { vec![GroupRef::Planned(key)] } else { Vec::new() }
}
