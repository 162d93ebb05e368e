//! How many addresses the nodes of a subnet can need at the most.

use netloom_config::intent::{
    ComputeResourceIntent, NodeGroup, QueueIntent, Scheduler, SubnetName,
};
use netloom_config::{ClusterIntent, Dialect, Release};
use netloom_net::instance_types::{InterfaceUse, n_addresses};

use super::nodes::NodeUse;

/// How many addresses the load balancer of a login pool holds in its subnet.
///
/// # Source
/// Elastic Load Balancing User Guide, "Network Load Balancers", subnets need 8 free addresses.
const N_LOAD_BALANCER_ADDRESSES: u64 = 8;

/// The first release that gives a node with EFA one interface with an address: every other one is
/// `efa-only`.
///
/// # Source
/// AWS ParallelCluster 3.15.0, `templates/queues_stack.py`, `add_network_interfaces`.
const EFA_ONLY_SINCE: Release = Release::new(3, 15, 0);

/// Returns what the interfaces of a compute resource's nodes are, under the release of the file;
/// the newest when it says none.
#[must_use]
pub fn interface_use(intent: &ClusterIntent, resource: &ComputeResourceIntent) -> InterfaceUse {
    let is_old = intent.dialect == Dialect::V2Ini
        || intent.release.is_some_and(|release| release < EFA_ONLY_SINCE);
    if !resource.has_efa.value {
        InterfaceUse::Plain
    } else if is_old || intent.has_efa_with_addresses {
        InterfaceUse::EfaWithAddress
    } else {
        InterfaceUse::EfaOnly
    }
}

/// How many addresses nodes need when all of them run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Demand {
    /// Under the release of the file, or the newest one.
    pub(crate) present: u64,
    /// Under an older release that the file may be for as well; never less.
    pub(crate) older: u64,
}

impl Demand {
    /// Returns the demand with this many addresses more.
    pub(crate) fn plus(self, n_addresses: u64) -> Self {
        let [present, older] =
            [self.present, self.older].map(|count| count.saturating_add(n_addresses));
        Self { present, older }
    }

    fn and(self, other: Self) -> Self {
        let present = self.present.saturating_add(other.present);
        Self { present, older: self.older.saturating_add(other.older) }
    }

    fn times(self, count: u64) -> Self {
        let [present, older] = [self.present, self.older].map(|each| each.saturating_mul(count));
        Self { present, older }
    }

    const fn exactly(count: u64) -> Self {
        Self { present: count, older: count }
    }
}

/// Returns how many addresses the nodes of the named subnet need when all of them run in one of its
/// zones.
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
            Demand::exactly(
                pool.map_or(0, |pool| u64::from(pool.count.value)) + N_LOAD_BALANCER_ADDRESSES,
            )
        }
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name);
            queue.map_or(Demand::default(), |queue| of_queue(intent, queue))
        }
    }
}

/// Returns nodes times interfaces with an address, summed over the queue's compute resources.
///
/// A multi-node parallel job of AWS Batch gives each node a further interface for its task
/// (`awsvpc` mode).
fn of_queue(intent: &ClusterIntent, queue: &QueueIntent) -> Demand {
    let is_parallel = intent.scheduler.value == Scheduler::AwsBatch
        && intent.multi_node_parallel.as_ref().is_some_and(|parallel| parallel.value);
    let n_task_interfaces = u64::from(is_parallel);
    let resources = queue.compute_resources.iter().map(|resource| {
        of_node(intent, resource).plus(n_task_interfaces).times(resource.max_nodes.value)
    });
    resources.fold(Demand::default(), Demand::and)
}

/// Returns how many addresses one node takes. One launch template serves all types of a compute
/// resource, and has as many interfaces as the type with the fewest cards.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `config/cluster_config.py`,
/// `SlurmFlexibleComputeResource.network_cards_list`.
fn of_node(intent: &ClusterIntent, resource: &ComputeResourceIntent) -> Demand {
    let interfaces = interface_use(intent, resource);
    let present = addresses_of_node(intent, resource, interfaces);
    // A file without a release may be for one before.
    let is_open = intent.release.is_none() && interfaces == InterfaceUse::EfaOnly;
    let older = if is_open {
        addresses_of_node(intent, resource, InterfaceUse::EfaWithAddress)
    } else {
        present
    };
    Demand { present, older }
}

fn addresses_of_node(
    intent: &ClusterIntent,
    resource: &ComputeResourceIntent,
    interfaces: InterfaceUse,
) -> u64 {
    let types = resource
        .instance_types
        .iter()
        .map(|instance_type| n_addresses(&instance_type.value, interfaces));
    if intent.dialect == Dialect::V2Ini { types.max() } else { types.min() }.unwrap_or(1)
}
