//! Which part of a network is which box.

use std::collections::BTreeMap;

use netloom_diag::counting::grouped;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::{Id, Known, Network, Subnet, Vpc};

use super::residents::residents_of;
use super::routes::{access_of, exits_of};
use super::ways_out::{WaysOut, ways_out_of};
use super::{Extras, Key, Scene, SubnetBox, VpcBox, ZoneBox};
use crate::text::{shortened, shown};

/// How many addresses of each IPv4 subnet AWS keeps for itself.
///
/// # Source
/// Amazon VPC User Guide, "Subnet CIDR blocks": the first four and the last one.
const N_KEPT_BY_AWS: u128 = 5;

/// Returns the picture of a network, without coordinates.
#[must_use]
pub fn scene_of_network(network: &Network, extras: &Extras) -> Scene {
    let ways = ways_out_of(network);
    let vpcs = network.vpcs.values().filter_map(|vpc| vpc_box(vpc, network, extras, &ways));
    let vpcs: Vec<VpcBox> = vpcs.collect();
    let is_used = |key: &Key| {
        let mut edges = vpcs.iter().flat_map(|vpc| &vpc.edge);
        edges.any(|gateway| gateway.outside.as_ref() == Some(key))
    };
    Scene {
        title: shortened(&extras.title, 90),
        region: extras.region.as_deref().map(shown),
        outside: ways.outside.iter().filter(|thing| is_used(&thing.key)).cloned().collect(),
        vpcs,
        ..Scene::default()
    }
}

/// `None` for a VPC that is only referred to and has nothing in it.
fn vpc_box(vpc: &Vpc, network: &Network, extras: &Extras, ways: &WaysOut) -> Option<VpcBox> {
    let subnets: Vec<&Subnet> =
        network.subnets.values().filter(|subnet| subnet.vpc == vpc.id).collect();
    let edge = ways.edges.get(&vpc.id).cloned().unwrap_or_default();
    if subnets.is_empty() && edge.is_empty() && vpc.blocks.iter().all(|b| b.value().is_none()) {
        return None;
    }
    let mut zones: BTreeMap<String, Vec<SubnetBox>> = BTreeMap::new();
    for subnet in subnets {
        zones.entry(zone_name(subnet)).or_default().push(subnet_box(subnet, network, extras, ways));
    }
    let zones = zones.into_iter().map(|(name, mut subnets)| {
        subnets.sort_by(|a, b| (a.access, &a.name, &a.key).cmp(&(b.access, &b.name, &b.key)));
        ZoneBox { name, subnets }
    });
    let blocks = vpc.blocks.iter().chain(&vpc.ipv6_blocks).map(block_words);
    let mut blocks: Vec<String> = blocks.flatten().collect();
    blocks.dedup();
    Some(VpcBox {
        key: Key::from(&vpc.id),
        name: shown(vpc.id.as_str()),
        blocks: shown(&blocks.join(", ")),
        edge,
        zones: zones.collect(),
        marks: Vec::new(),
    })
}

fn zone_name(subnet: &Subnet) -> String {
    match &subnet.zone {
        Known::Is(zone) => format!("Availability Zone {}", shown(zone)),
        Known::Unknown(_) => "Availability Zone not known".to_owned(),
    }
}

fn subnet_box(subnet: &Subnet, network: &Network, extras: &Extras, ways: &WaysOut) -> SubnetBox {
    let name = extras.names.get(&subnet.id).map_or(subnet.id.as_str(), String::as_str);
    SubnetBox {
        key: Key::from(&subnet.id),
        access: access_of(subnet, network),
        name: shown(name),
        block: shown(&blocks_of(subnet)),
        hosts: hosts_of(subnet, extras.n_needed.get(&subnet.id).copied()),
        residents: residents_of(subnet, network, extras),
        exits: exits_of(subnet, network, ways),
        marks: Vec::new(),
    }
}

/// The blocks of a subnet in words.
fn blocks_of(subnet: &Subnet) -> String {
    let ipv4 = match &subnet.block {
        Known::Is(block) => to_blocks(block),
        Known::Unknown(_) => vec!["block not known".to_owned()],
    };
    let ipv6 = subnet.ipv6_block.as_ref().map(|block| match block {
        Known::Is(block) => to_blocks(block).join(", "),
        Known::Unknown(_) => "and an IPv6 block".to_owned(),
    });
    ipv4.into_iter().chain(ipv6).collect::<Vec<_>>().join(" ")
}

fn block_words(block: &Known<RangeSet>) -> Vec<String> {
    block.value().map(to_blocks).unwrap_or_default()
}

/// How many addresses an IPv4 block gives to hosts.
///
/// - Output: absent when the block is not known or empty.
fn n_hosts(block: &Known<RangeSet>) -> Option<u128> {
    let block = block.value().filter(|block| !block.is_empty())?;
    Some(block.len().saturating_sub(N_KEPT_BY_AWS))
}

/// How many addresses are needed and free, in words; empty when neither is known.
pub(crate) fn hosts_of(subnet: &Subnet, n_needed: Option<u64>) -> String {
    match (n_hosts(&subnet.block), n_needed) {
        (None, None) => String::new(),
        (None, Some(needed)) => format!("{} addresses needed", grouped(needed)),
        (Some(all), None) => format!("{} addresses for hosts", grouped(all)),
        (Some(all), Some(needed)) => {
            let free = all.saturating_sub(u128::from(needed));
            format!(
                "{} of {} addresses needed, {} free",
                grouped(needed),
                grouped(all),
                grouped(free)
            )
        }
    }
}

/// What a reference to a thing is in a picture.
pub(super) fn name_of(id: &Id) -> String {
    shown(id.as_str())
}
