//! What the network is, in one sentence.

use std::collections::BTreeSet;

use netloom_config::ClusterIntent;
use netloom_config::intent::{NatMode, NodeGroup, Scheduler, SubnetKind, SubnetRef};

use netloom_net::ids::SubnetId;

use super::nodes::NodeUse;
use crate::plan::{
    PlannedNatGateway, PlannedSubnet, PlannedTransitGateway, PlannedVpc, PlannedVpnGateway, ZoneRef,
};

/// The longest sentence, in bytes. Where naming the zones would make it longer, they are counted.
const MAX_LEN: usize = 200;

/// The parts of a plan that the sentence speaks of.
pub(crate) struct Parts<'a> {
    pub(crate) vpc: Option<&'a PlannedVpc>,
    pub(crate) vpn_gateway: Option<&'a PlannedVpnGateway>,
    pub(crate) transit_gateway: Option<&'a PlannedTransitGateway>,
    pub(crate) subnets: &'a [PlannedSubnet],
    pub(crate) nat_gateways: &'a [PlannedNatGateway],
    pub(crate) nat_mode: NatMode,
}

/// Returns a sentence such as `Public head node and private compute nodes behind one NAT gateway in
/// euw1-az1, new VPC 10.0.0.0/16`, at most 200 characters.
pub(crate) fn summary(intent: &ClusterIntent, uses: &[NodeUse], parts: &Parts<'_>) -> String {
    let head =
        places(uses.iter().filter(|node_use| node_use.nodes == NodeGroup::Head), parts.subnets);
    let compute = places(
        uses.iter().filter(|node_use| matches!(node_use.nodes, NodeGroup::Queue(_))),
        parts.subnets,
    );
    let nodes = match intent.scheduler.value {
        Scheduler::AwsBatch => "AWS Batch compute nodes",
        _ => "compute nodes",
    };
    let subject = if head == compute {
        in_place(&format!("head node and {nodes}"), &head)
    } else {
        format!("{} and {}", in_place("head node", &head), in_place(nodes, &compute))
    };
    let before = format!("{}{}", capitalized(&subject), way_out(parts));
    let behind = vpc_words(parts.vpc);
    let zones = zones(parts.subnets);
    let text = format!("{before}{}{behind}", zone_names(&zones));
    if text.len() <= MAX_LEN { text } else { format!("{before} in {} zones{behind}", zones.len()) }
}

/// Where some nodes are: the kinds of the subnets that are made for them, and the ids of those that
/// exist.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum NodeSubnet<'a> {
    Made(&'static str),
    Existing(&'a SubnetId),
}

fn places<'a>(
    uses: impl Iterator<Item = &'a NodeUse>,
    subnets: &[PlannedSubnet],
) -> BTreeSet<NodeSubnet<'a>> {
    let refs = uses.flat_map(|node_use| node_use.subnets.iter().map(|subnet| &subnet.value));
    let places = refs.filter_map(|subnet| match subnet {
        SubnetRef::Existing(id) => Some(NodeSubnet::Existing(id)),
        SubnetRef::Named(name) => {
            let planned = subnets.iter().find(|planned| planned.key.name == *name)?;
            Some(NodeSubnet::Made(kind_word(planned.kind.value)))
        }
    });
    places.collect()
}

/// Puts words for a place before or behind the nodes.
fn in_place(nodes: &str, places: &BTreeSet<NodeSubnet<'_>>) -> String {
    match (places.len(), places.first()) {
        (1, Some(NodeSubnet::Made(kind))) => format!("{kind} {nodes}"),
        (1, Some(NodeSubnet::Existing(id))) => format!("{nodes} in {id}"),
        _ => format!("{nodes} in several subnets"),
    }
}

fn kind_word(kind: SubnetKind) -> &'static str {
    match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
        SubnetKind::Isolated => "isolated",
    }
}

fn way_out(parts: &Parts<'_>) -> String {
    let nat = match (parts.nat_mode, parts.nat_gateways.len()) {
        (NatMode::HeadNode, _) => " behind the head node as NAT",
        (NatMode::PerZone, 2..) => " behind one NAT gateway per zone",
        (NatMode::Private, 1..) => " behind a private NAT gateway",
        (NatMode::Regional, 1..) => " behind a regional NAT gateway",
        (NatMode::Count(_), 2..) => " behind several NAT gateways",
        (_, 1..) => " behind one NAT gateway",
        (_, 0) => "",
    };
    let line = if parts.vpn_gateway.is_some() { " with a virtual private gateway" } else { "" };
    let transit = if parts.transit_gateway.is_some() { " with a transit gateway" } else { "" };
    format!("{nat}{line}{transit}")
}

fn zones(subnets: &[PlannedSubnet]) -> BTreeSet<&str> {
    let zones = subnets.iter().filter_map(|subnet| match &subnet.zone {
        ZoneRef::Id(zone) => Some(zone.value.as_str()),
        ZoneRef::SameAs { .. } => None,
    });
    zones.collect()
}

fn zone_names(zones: &BTreeSet<&str>) -> String {
    match zones.len() {
        0 => String::new(),
        _ => format!(" in {}", zones.iter().copied().collect::<Vec<_>>().join(", ")),
    }
}

fn vpc_words(vpc: Option<&PlannedVpc>) -> String {
    match vpc {
        Some(PlannedVpc::New { cidr, .. }) => format!(", new VPC {}", cidr.value),
        Some(PlannedVpc::Existing { id, .. }) => format!(", existing VPC {}", id.value),
        None => String::new(),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
