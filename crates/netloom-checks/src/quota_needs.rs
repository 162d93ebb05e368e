//! How much of the account's quotas a network and the nodes in it use up at the most.
//!
//! What cannot be counted, such as the nodes of AWS Batch, is left out, so every count is a lower
//! bound of the most that can be needed.

use netloom_config::ClusterIntent;
use netloom_config::intent::{PublicAddress, Scheduler};
use netloom_net::instance_types::{InterfaceUse, n_addresses, n_interfaces};
use netloom_net::quotas::{N_USAGE_UNITS_OF_GATEWAY, Quota};
use netloom_plan::plan::{EndpointPath, PlannedNatGateway};
use netloom_plan::{NetworkPlan, interface_use};

/// A part of a count, in words: `300 nodes of queue gpu (p5.48xlarge, 33 each)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub(crate) what: String,
    pub(crate) count: u64,
}

/// Returns what uses up a quota, each part at least 1.
pub(crate) fn parts_of(quota: Quota, intent: &ClusterIntent, plan: &NetworkPlan) -> Vec<Part> {
    let mut parts = match quota {
        Quota::ElasticIps => elastic_ips(intent, plan),
        // One in a zone at the most: only beside others it can be too many.
        Quota::NatGatewaysPerZone => Vec::new(),
        Quota::NetworkInterfaces => {
            let mut parts = nodes(intent, n_interfaces);
            parts.extend(gateways(plan, 1));
            parts
        }
        Quota::NetworkAddressUsage => {
            // Each address is a unit, and so is each further interface without one.
            let mut parts = nodes(intent, |type_name, interfaces| {
                n_interfaces(type_name, interfaces).max(n_addresses(type_name, interfaces))
            });
            parts.extend(gateways(plan, N_USAGE_UNITS_OF_GATEWAY));
            parts
        }
        Quota::InterfaceEndpoints => {
            vec![part("interface endpoints", interface_endpoints(plan).count())]
        }
        Quota::Subnets => vec![part("planned subnets", plan.subnets.len())],
    };
    parts.retain(|part| part.count > 0);
    parts
}

fn part(what: impl Into<String>, count: usize) -> Part {
    Part { what: what.into(), count: u64::try_from(count).unwrap_or(u64::MAX) }
}

/// Returns how many Elastic IP addresses the template makes for NAT gateways; a regional one gets its
/// addresses by itself.
pub(crate) fn n_new_nat_addresses(plan: &NetworkPlan) -> usize {
    let makes_one =
        |nat: &&PlannedNatGateway| nat.address.is_none() && !nat.is_private && nat.host().is_some();
    plan.nat_gateways.iter().filter(makes_one).count()
}

fn elastic_ips(intent: &ClusterIntent, plan: &NetworkPlan) -> Vec<Part> {
    let of_head = intent.head.public_address.value == PublicAddress::NewElasticIp;
    vec![
        part("addresses of NAT gateways", n_new_nat_addresses(plan)),
        part("the head node's address", usize::from(of_head)),
    ]
}

/// Returns the parts of the nodes, each with as many units as a node of the type has, which is the
/// type with the fewest of a compute resource.
fn nodes(intent: &ClusterIntent, units: impl Fn(&str, InterfaceUse) -> u64) -> Vec<Part> {
    let mut parts = vec![Part { what: "the head node".to_owned(), count: 1 }];
    for pool in &intent.login_pools {
        let what = format!("login pool {}", pool.name.value);
        parts.push(Part { what, count: u64::from(pool.count.value) });
    }
    // Its count is one of vCPUs.
    if intent.scheduler.value == Scheduler::AwsBatch {
        return parts;
    }
    for queue in &intent.queues {
        for resource in &queue.compute_resources {
            let interfaces = interface_use(intent, resource);
            let least = resource
                .instance_types
                .iter()
                .map(|one| (units(&one.value, interfaces), one.value.as_str()))
                .min();
            let Some((each, name)) = least else { continue };
            let n_nodes = resource.max_nodes.value;
            parts.push(Part {
                what: format!("{n_nodes} × {name} of queue {} ({each} each)", queue.name.value),
                count: n_nodes.saturating_mul(each),
            });
        }
    }
    parts
}

/// Returns the parts of what the network itself has, each with this many units in a zone.
fn gateways(plan: &NetworkPlan, n_units: u64) -> Vec<Part> {
    let n_interfaces: usize = interface_endpoints(plan).sum();
    let counted =
        [("NAT gateways", plan.nat_gateways.len()), ("interface endpoints", n_interfaces)];
    counted
        .into_iter()
        .map(|(what, count)| {
            let one = part(what, count);
            Part { count: one.count.saturating_mul(n_units), ..one }
        })
        .collect()
}

/// Returns the number of zones of each interface endpoint.
fn interface_endpoints(plan: &NetworkPlan) -> impl Iterator<Item = usize> {
    plan.endpoints.iter().filter_map(|endpoint| match &endpoint.path {
        EndpointPath::Interface { subnets, .. } => Some(subnets.len()),
        EndpointPath::Gateway(_) => None,
    })
}
