//! What nodes reach outside of their VPC, for those who keep a proxy or a firewall.
//!
//! - Comes in: a config and its plan.
//! - Goes out: host names and ports, each with the nodes that call there and what for; the same in
//!   the words of a proxy or a firewall, one file for each.
//! - Left to others: whether packets get there (`netloom-reach`). What an endpoint of the plan leads
//!   to does not leave the VPC and is not in the list.

pub mod formats;

use std::collections::{BTreeMap, BTreeSet};

use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, Scheduler, SubnetKind};
use netloom_net::endpoints::service_hosts;
use netloom_net::{Ipv4Cidr, ports};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{PlannedBinding, SubnetPlace};
use netloom_plan::service_needs::{ServiceNeed, release_of, services_needed};

/// What a cluster reaches outside of its VPC.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outside {
    /// Where it is reached, sorted by host.
    pub destinations: Vec<Destination>,
    /// Services that endpoints of the plan lead to for every node that calls them, sorted.
    pub by_endpoints: Vec<String>,
}

/// A host that nodes call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// Its name; `*` at the beginning stands for one label or several, elsewhere for a number.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Who calls, in words, sorted as in the plan: `head node`, `queue cpu`.
    pub nodes: Vec<String>,
    /// The blocks of their subnets, sorted; empty where one of them is not known.
    pub sources: Vec<Ipv4Cidr>,
    /// What for, sorted.
    pub purposes: Vec<&'static str>,
}

/// Returns what the nodes of a cluster reach outside of its VPC; `None` where the region is not
/// known, since host names have it.
#[must_use]
pub fn outside_destinations(intent: &ClusterIntent, plan: &NetworkPlan) -> Option<Outside> {
    let region = region_of(intent, plan)?;
    let mut found: BTreeMap<String, Destination> = BTreeMap::new();
    let (mut served, mut left) = (BTreeSet::new(), BTreeSet::new());
    for binding in &plan.bindings {
        let sources = blocks_of(binding, plan);
        for need in needs_of(intent, &binding.nodes) {
            // A node that sends everything to its proxy passes by the endpoint of a gateway, and an
            // endpoint with a private name only serves those who look the name up themselves.
            let is_inside = is_served(binding, need.service, plan)
                || intent.network.endpoints.holder_of_name(need.service).is_some();
            if !has_proxy(intent, &binding.nodes) && is_inside {
                served.insert(need.service.to_owned());
                continue;
            }
            left.insert(need.service.to_owned());
            for host in service_hosts(need.service, &region) {
                let destination = found.entry(host.clone()).or_insert_with(|| Destination {
                    host,
                    port: ports::HTTPS,
                    nodes: Vec::new(),
                    sources: sources.clone(),
                    purposes: Vec::new(),
                });
                add(destination, words(&binding.nodes), &sources, need.purpose);
            }
        }
    }
    let by_endpoints = served.difference(&left).cloned().collect();
    Some(Outside { destinations: found.into_values().collect(), by_endpoints })
}

fn add(destination: &mut Destination, nodes: String, sources: &[Ipv4Cidr], purpose: &'static str) {
    // A block that is not known stands for every block.
    if sources.is_empty() || destination.sources.is_empty() {
        destination.sources.clear();
    } else {
        destination.sources.extend(sources);
        destination.sources.sort();
        destination.sources.dedup();
    }
    if !destination.nodes.contains(&nodes) {
        destination.nodes.push(nodes);
    }
    if !destination.purposes.contains(&purpose) {
        destination.purposes.push(purpose);
        destination.purposes.sort_unstable();
    }
}

/// What the network has to lead nodes to, and Route 53, where the head node writes their names.
///
/// # Source
/// AWS ParallelCluster User Guide, `SlurmSettings/Dns/DisableManagedDns`; 2.11.9,
/// `disable_cluster_dns`, since 2.9.0.
fn needs_of(intent: &ClusterIntent, nodes: &NodeGroup) -> Vec<ServiceNeed> {
    let release = release_of(intent);
    let mut needs = services_needed(intent, release, nodes);
    let is_disabled = intent.aws_use.disables_managed_dns.is_some_and(|disabled| disabled.value);
    let writes_names = *nodes == NodeGroup::Head
        && intent.scheduler.value == Scheduler::Slurm
        && release >= netloom_config::Release::new(2, 9, 0)
        && !is_disabled;
    if writes_names {
        needs.push(ServiceNeed { service: "route53", purpose: "the host names of compute nodes" });
    }
    needs
}

/// Whether an endpoint of the plan leads some nodes to a service: a gateway those behind its tables,
/// an interface every node of the VPC.
fn is_served(binding: &PlannedBinding, service: &str, plan: &NetworkPlan) -> bool {
    let Some(endpoint) = plan.endpoints.iter().find(|endpoint| endpoint.service == service) else {
        return false;
    };
    let is_inner = |place: &SubnetPlace| match place {
        SubnetPlace::Planned(key) => {
            plan.subnet(key).is_some_and(|subnet| subnet.kind.value != SubnetKind::Public)
        }
        SubnetPlace::Existing(_) => false,
    };
    endpoint.n_interfaces() > 0 || binding.subnets.iter().all(is_inner)
}

fn has_proxy(intent: &ClusterIntent, nodes: &NodeGroup) -> bool {
    match nodes {
        NodeGroup::Head => intent.head.proxy.is_some(),
        NodeGroup::LoginPool(name) => {
            intent.login_pools.iter().any(|pool| pool.name.value == *name && pool.proxy.is_some())
        }
        NodeGroup::Queue(name) => {
            intent.queues.iter().any(|queue| queue.name.value == *name && queue.proxy.is_some())
        }
        NodeGroup::Lambda => false,
    }
}

fn words(nodes: &NodeGroup) -> String {
    match nodes {
        NodeGroup::Head => "head node".to_owned(),
        NodeGroup::LoginPool(name) => format!("login pool {name}"),
        NodeGroup::Queue(name) => format!("queue {name}"),
        NodeGroup::Lambda => "Lambda functions".to_owned(),
    }
}

/// The blocks of some nodes' subnets; empty where one of them is not known.
fn blocks_of(binding: &PlannedBinding, plan: &NetworkPlan) -> Vec<Ipv4Cidr> {
    let blocks = binding.subnets.iter().map(|place| match place {
        SubnetPlace::Planned(key) => plan.subnet(key).map(|subnet| subnet.cidr.value),
        SubnetPlace::Existing(_) => None,
    });
    blocks.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn region_of(intent: &ClusterIntent, plan: &NetworkPlan) -> Option<String> {
    if let Some(region) = &intent.region {
        return Some(region.value.clone());
    }
    let mut zones = plan.subnets.iter().filter_map(|subnet| subnet.key.zone.as_ref());
    zones.find_map(|zone| Some(zone.region()?.name().to_owned()))
}
