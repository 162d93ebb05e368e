//! Who uses the resources of a config's template by their ids: the cluster, and what
//! ParallelCluster makes beside it.

use netloom_config::intent::{ClusterIntent, NodeGroup, Scheduler, StorageKind};
use netloom_diff::blast_radius::Dependent;
use netloom_network::Known;

use crate::observe::Observed;

/// Returns what depends on ids that may change; nothing for a template.
///
/// # Source
/// AWS ParallelCluster User Guide, "Update policies" (3.x) and "pcluster update" (2.x): the head
/// node's subnet cannot change, a queue's subnets can when its nodes are stopped; AWS Batch User
/// Guide, "Updating compute environments".
pub(crate) fn dependents(observed: &Observed) -> Vec<Dependent> {
    let (Some(intent), Some(network)) = (&observed.intent, &observed.network) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (group, id, words) in observed.nodes.iter() {
        let Some(interface) = network.interfaces.get(id) else { continue };
        for subnet in interface.subnets.iter().filter_map(Known::value) {
            let add = |who: &str, consequence: &str| Dependent {
                on: subnet.to_string(),
                who: who.to_owned(),
                consequence: consequence.to_owned(),
                is_data_lost: consequence == LUSTRE_IS_LOST,
            };
            found.push(add(words, in_subnet(group, intent)));
            found.extend(
                storage_of(intent, group)
                    .into_iter()
                    .map(|(who, consequence)| add(who, consequence)),
            );
        }
        // A change of a group does not move nodes: they keep the old one until they are launched
        // again.
        for group_id in interface.groups.iter().filter_map(Known::value) {
            found.push(Dependent {
                on: group_id.to_string(),
                who: words.to_owned(),
                consequence: "its nodes have to be started again with the new security group"
                    .to_owned(),
                is_data_lost: false,
            });
        }
    }
    found
}

fn in_subnet(group: &NodeGroup, intent: &ClusterIntent) -> &'static str {
    match group {
        NodeGroup::Head => {
            "ParallelCluster cannot move the head node: the cluster has to be recreated"
        }
        NodeGroup::Queue(_) if intent.scheduler.value == Scheduler::AwsBatch => {
            "Batch replaces the compute environment, and jobs that run are stopped"
        }
        NodeGroup::Queue(_) => {
            "its nodes have to be stopped, the new id bound, and the cluster updated, before the \
             old subnet can go"
        }
        NodeGroup::LoginPool(_) => "its nodes have to be stopped and started again with the new id",
        NodeGroup::Lambda => "the cluster's functions have to be given the new id",
    }
}

/// # Source
/// AWS ParallelCluster User Guide, "SharedStorage section", update policy of managed file systems:
/// a file system in another subnet is another one. Amazon FSx for Lustre User Guide, "Data
/// repositories": what is exported stays.
const LUSTRE_IS_LOST: &str =
    "it stands in it and cannot be moved: its data is lost unless it is exported";

fn storage_of(intent: &ClusterIntent, group: &NodeGroup) -> Vec<(&'static str, &'static str)> {
    let made = intent.storage.iter().filter(|storage| storage.is_made);
    made.filter_map(|storage| match (storage.kind, group) {
        (StorageKind::Efs, NodeGroup::Head | NodeGroup::Queue(_)) => Some((
            "the EFS file system",
            "its mount target stands in it; the data stays, the mounts do not",
        )),
        (StorageKind::FsxLustre, NodeGroup::Queue(_)) => {
            Some(("the Lustre file system", LUSTRE_IS_LOST))
        }
        _ => None,
    })
    .collect()
}
