//! A lock to text.

use std::fmt::Write;

use netloom_config::intent::NodeGroup;
use netloom_diag::Sourced;
use netloom_net::Ipv4Cidr;
use netloom_plan::plan::{NatKey, SubnetKey};
use netloom_plan::{NatHost, RememberedNat, RememberedVpc};

use crate::{Lock, VERSION};

/// The mode of a NAT gateway that stands in no subnet.
pub(crate) const REGIONAL: &str = "regional";

/// The mode of a NAT gateway without a public address.
pub(crate) const PRIVATE: &str = "private";

/// The head of the file.
const HEAD: &str = "\
# Where the parts of the network stand, so that no later run moves them. Written by netloom; keep
# it beside the config and commit both.
";

/// Returns the text of a lock file.
///
/// ```
/// use netloom_lock::{Lock, write_lock};
///
/// assert!(write_lock(&Lock::default()).ends_with("\nVersion: 1\n"));
/// ```
#[must_use]
pub fn write_lock(lock: &Lock) -> String {
    let mut text = format!("{HEAD}Version: {VERSION}\n");
    for (key, value) in top(lock) {
        let _ = writeln!(text, "{key}: {value}");
    }
    for (key, rows) in lists(lock) {
        if !rows.is_empty() {
            let _ = writeln!(text, "{key}:");
        }
        for row in rows {
            let _ = writeln!(text, "  - {{{row}}}");
        }
    }
    text
}

/// Returns each fact of a lock in one line.
pub(crate) fn facts(lock: &Lock) -> Vec<String> {
    let top = top(lock).into_iter().map(|(key, value)| format!("{key}: {value}"));
    let rows = lists(lock)
        .into_iter()
        .flat_map(|(key, rows)| rows.into_iter().map(move |row| format!("{key}: {row}")));
    top.chain(rows).collect()
}

fn top(lock: &Lock) -> Vec<(&'static str, String)> {
    let config = lock.config.as_ref().map(|config| ("Config", scalar(&config.value)));
    let cluster = lock.cluster.as_ref().map(|cluster| ("Cluster", scalar(&cluster.value)));
    let region = lock.region.as_ref().map(|region| ("Region", scalar(&region.value)));
    let stack = lock.stack.as_ref().map(|stack| ("Stack", scalar(&stack.value)));
    let vpc = lock.memory.vpc.as_ref().map(|vpc| match vpc {
        RememberedVpc::New(cidr) => ("Vpc", cidr.value.to_string()),
        RememberedVpc::Existing(id) => ("Vpc", id.value.to_string()),
    });
    let zone = lock.memory.head_subnet_zone.as_ref();
    let zone = zone.map(|zone| ("HeadSubnetZone", zone.value.to_string()));
    [config, cluster, region, stack, vpc, zone].into_iter().flatten().collect()
}

fn lists(lock: &Lock) -> [(&'static str, Vec<String>); 6] {
    let memory = &lock.memory;
    let subnet = |(key, cidr): (&SubnetKey, &Sourced<Ipv4Cidr>)| {
        let first = key.renamed_from.as_ref();
        let renamed = first.map_or(String::new(), |first| format!("RenamedFrom: {first}, "));
        let zone = zone_of(&key.zone);
        format!("Name: {}, {renamed}{zone}CidrBlock: {}", key.name, cidr.value)
    };
    let former = memory.former.iter().map(|former| {
        let gone = if former.is_gone { ", Gone: true" } else { "" };
        format!("{}{gone}", subnet((&former.key, &former.block)))
    });
    let gateways = memory.nat_gateways.iter().map(|(key, nat)| nat_gateway(key, &nat.value));
    let former_gateways = memory.former_nat_gateways.iter();
    let former_gateways = former_gateways.map(|(key, nat)| nat_gateway(key, &nat.value));
    let endpoints = memory.endpoint_subnets.iter();
    let endpoints =
        endpoints.map(|(zone, name)| format!("{}Subnet: {}", zone_of(zone), name.value));
    let nodes = memory.nodes.iter().map(|(group, subnet)| {
        let SubnetKey { name, zone, .. } = &subnet.value;
        let zone = zone.as_ref().map_or(String::new(), |zone| format!(", Zone: {zone}"));
        format!("Group: {}, Subnet: {name}{zone}", scalar(&group_name(group)))
    });
    [
        ("Subnets", memory.subnets.iter().map(subnet).collect()),
        ("NatGateways", gateways.collect()),
        ("EndpointSubnets", endpoints.collect()),
        ("Nodes", nodes.collect()),
        ("FormerSubnets", former.collect()),
        ("FormerNatGateways", former_gateways.collect()),
    ]
}

fn nat_gateway(key: &NatKey, nat: &RememberedNat) -> String {
    let host = match &nat.host {
        NatHost::Planned(name) => format!("Subnet: {name}"),
        NatHost::Existing(id) => format!("Subnet: {id}"),
        NatHost::Vpc => format!("Mode: {REGIONAL}"),
    };
    let private = if nat.is_private { format!(", Mode: {PRIVATE}") } else { String::new() };
    let retain = if nat.retains_address { ", Retain: true" } else { "" };
    format!("{}{host}{private}{}{retain}", zone_of(&key.zone), addresses_of(nat))
}

/// Returns the addresses that the config gave a gateway, as keys of its line.
fn addresses_of(nat: &RememberedNat) -> String {
    let mut text = String::new();
    if let Some(address) = &nat.address {
        let _ = write!(text, ", AllocationId: {address}");
    }
    let further: Vec<String> = nat.secondary_addresses.iter().map(ToString::to_string).collect();
    if !further.is_empty() {
        let _ = write!(text, ", SecondaryAllocationIds: [{}]", further.join(", "));
    }
    text
}

fn zone_of(zone: &Option<netloom_net::AzId>) -> String {
    zone.as_ref().map_or(String::new(), |zone| format!("Zone: {zone}, "))
}

/// Returns the name of a group of nodes: `HeadNode`, `LoginNodes/main`.
fn group_name(group: &NodeGroup) -> String {
    match group {
        NodeGroup::Head => "HeadNode".to_owned(),
        NodeGroup::LoginPool(name) => format!("LoginNodes/{name}"),
        NodeGroup::Queue(name) => format!("Queues/{name}"),
        NodeGroup::Lambda => "Lambda".to_owned(),
    }
}

/// Returns a text as a scalar of YAML: plain where it can only be a text, else in quotes and ASCII.
fn scalar(text: &str) -> String {
    // A plain word of letters could be a boolean or null; one with a stop, slash or hyphen behind
    // letters cannot.
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.contains(['.', '/', '-'])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
    if is_plain || text == "HeadNode" {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                let _ = write!(quoted, "\\{character}");
            }
            ' '..='~' => quoted.push(character),
            other => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(other));
            }
        }
    }
    quoted + "\""
}
