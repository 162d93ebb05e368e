//! Placement groups, which the 2.x cluster stack made as part of the network.

use netloom_config::intent::PlacementGroup;
use netloom_config::{ClusterIntent, Dialect};

use crate::plan::PlannedPlacementGroup;

/// The name of the one group of a cluster without queues of its own.
const CLUSTER_GROUP: &str = "cluster";

/// Decides the placement groups, sorted by name: one for a 2.x cluster, or one per queue where it
/// has queues.
///
/// ParallelCluster 3 makes its own.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`, condition `CreatePlacementGroup`.
pub(crate) fn plan_placement_groups(intent: &ClusterIntent) -> Vec<PlannedPlacementGroup> {
    if intent.dialect != Dialect::V2Ini {
        return Vec::new();
    }
    let groups = intent.queues.iter().filter_map(|queue| {
        let managed = queue
            .compute_resources
            .iter()
            .find(|resource| resource.placement_group.value == PlacementGroup::Managed)?;
        let name = if queue.name.origin.is_written() {
            queue.name.value.clone()
        } else {
            CLUSTER_GROUP.to_owned()
        };
        Some(PlannedPlacementGroup { name: managed.placement_group.as_ref().map(|_| name) })
    });
    groups.collect()
}
