//! How many addresses the nodes of a subnet can need at the most.

use netloom_config::intent::{ComputeResourceIntent, NodeGroup, QueueIntent, Scheduler, SubnetName};
use netloom_config::{ClusterIntent, Release};
use netloom_net::instance_types::n_network_cards;

use super::nodes::NodeUse;

/// How many addresses the load balancer of a login pool holds in its subnet.
///
/// # Source
/// Elastic Load Balancing User Guide, "Network Load Balancers", subnets need 8 free addresses.
const N_LOAD_BALANCER_ADDRESSES: u64 = 8;

/// The first release that gives a node with EFA one interface with an address: every other one is `efa-only`.
///
/// # Source
/// AWS ParallelCluster 3.15.0, `templates/queues_stack.py`, `add_network_interfaces`; until 3.14.2 the interface on each card
/// is of the type `efa`, which has an address. Amazon EC2 User Guide, "Elastic Fabric Adapter": an EFA-only interface has none.
const EFA_ONLY_SINCE: Release = Release::new(3, 15, 0);

/// How many addresses nodes need when all of them run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Demand {
    /// Under the releases that take fewest.
    pub(crate) at_least: u64,
    /// Under the releases that take most; never less.
    pub(crate) at_most: u64,
}

impl Demand {
    /// Returns the demand with this many addresses more.
    pub(crate) fn plus(self, n_addresses: u64) -> Self {
        let [at_least, at_most] = [self.at_least, self.at_most].map(|count| count.saturating_add(n_addresses));
        Self { at_least, at_most }
    }

    fn and(self, other: Self) -> Self {
        let at_least = self.at_least.saturating_add(other.at_least);
        Self { at_least, at_most: self.at_most.saturating_add(other.at_most) }
    }

    fn times(self, count: u64) -> Self {
        let [at_least, at_most] = [self.at_least, self.at_most].map(|each| each.saturating_mul(count));
        Self { at_least, at_most }
    }

    const fn exactly(count: u64) -> Self {
        Self { at_least: count, at_most: count }
    }
}

/// Returns how many addresses the nodes of the named subnet need when all of them run in one of its zones.
///
/// A group over several zones counts fully in each: its nodes may all run in one of them.
pub(crate) fn demand_on(intent: &ClusterIntent, uses: &[NodeUse], name: &SubnetName) -> Demand {
    let users = uses.iter().filter(|node_use| node_use.uses(name));
    users.map(|node_use| of_group(intent, &node_use.nodes)).fold(Demand::default(), Demand::and)
}

fn of_group(intent: &ClusterIntent, nodes: &NodeGroup) -> Demand {
    match nodes {
        NodeGroup::Head | NodeGroup::Lambda => Demand::exactly(1),
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name);
            Demand::exactly(pool.map_or(0, |pool| u64::from(pool.count.value)) + N_LOAD_BALANCER_ADDRESSES)
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name);
            queue.map_or(Demand::default(), |queue| of_queue(intent, queue))
        }
    }
}

/// Returns nodes times interfaces with an address, summed over the queue's compute resources.
///
/// A multi-node parallel job of AWS Batch gives each node a further interface for its task (`awsvpc` mode).
fn of_queue(intent: &ClusterIntent, queue: &QueueIntent) -> Demand {
    let is_parallel = intent.scheduler.value == Scheduler::AwsBatch
        && intent.multi_node_parallel.as_ref().is_some_and(|parallel| parallel.value);
    let n_task_interfaces = u64::from(is_parallel);
    let resources = queue
        .compute_resources
        .iter()
        .map(|resource| of_node(intent, resource).plus(n_task_interfaces).times(resource.max_nodes.value));
    resources.fold(Demand::default(), Demand::and)
}

/// Returns how many addresses one node takes.
fn of_node(intent: &ClusterIntent, resource: &ComputeResourceIntent) -> Demand {
    let cards = resource.instance_types.iter().map(|instance_type| n_network_cards(&instance_type.value));
    let at_most = cards.max().unwrap_or(1);
    // Files in INI are for releases that have no EFA-only interfaces.
    let has_efa = resource.has_efa.value && intent.dialect == netloom_config::Dialect::V3Yaml;
    match intent.release {
        _ if !has_efa || intent.has_efa_with_addresses => Demand::exactly(at_most),
        Some(release) if release < EFA_ONLY_SINCE => Demand::exactly(at_most),
        Some(_) => Demand::exactly(1),
        None => Demand { at_least: 1, at_most },
    }
}
