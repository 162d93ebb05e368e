//! How many addresses the nodes of a subnet can need at the most.

use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, QueueIntent, Scheduler, SubnetName};
use netloom_net::instance_types::n_network_cards;

use super::nodes::NodeUse;

/// How many addresses the load balancer of a login pool holds in its subnet.
///
/// # Source
/// Elastic Load Balancing User Guide, "Network Load Balancers", subnets need 8 free addresses.
const N_LOAD_BALANCER_ADDRESSES: u64 = 8;

/// Returns how many addresses the nodes of the named subnet need at the most in one of its zones.
///
/// A group over several zones counts fully in each: its nodes may all run in one of them.
pub(crate) fn n_hosts_needed(intent: &ClusterIntent, uses: &[NodeUse], name: &SubnetName) -> u64 {
    let users = uses.iter().filter(|node_use| node_use.uses(name));
    users.map(|node_use| n_addresses(intent, &node_use.nodes)).fold(0, u64::saturating_add)
}

fn n_addresses(intent: &ClusterIntent, nodes: &NodeGroup) -> u64 {
    match nodes {
        NodeGroup::Head => 1,
        NodeGroup::Lambda => 1,
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name);
            pool.map_or(0, |pool| u64::from(pool.count.value)) + N_LOAD_BALANCER_ADDRESSES
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name);
            queue.map_or(0, |queue| n_queue_addresses(intent, queue))
        }
    }
}

/// Returns nodes times interfaces, summed over the queue's compute resources.
///
/// A multi-node parallel job of AWS Batch gives each node a further interface for its task (`awsvpc` mode).
fn n_queue_addresses(intent: &ClusterIntent, queue: &QueueIntent) -> u64 {
    let is_parallel = intent.scheduler.value == Scheduler::AwsBatch
        && intent.multi_node_parallel.as_ref().is_some_and(|parallel| parallel.value);
    let n_task_interfaces = u64::from(is_parallel);
    let resources = queue.compute_resources.iter().map(|resource| {
        let cards = resource.instance_types.iter().map(|instance_type| n_network_cards(&instance_type.value));
        resource.max_nodes.value.saturating_mul(cards.max().unwrap_or(1) + n_task_interfaces)
    });
    resources.fold(0, u64::saturating_add)
}
