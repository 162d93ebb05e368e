//! What the parts of a lock say of each other: a lock that was put together by hand may have lost a
//! line, and a subnet would move.

use std::collections::BTreeMap;

use netloom_config::intent::{NodeGroup, SubnetName};
use netloom_diag::{Diagnostic, Span};
use netloom_net::{Ipv4Cidr, MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS, Region};
use netloom_plan::plan::SubnetKey;
use netloom_plan::{NatHost, RememberedVpc};

use crate::Lock;
use crate::codes::MALFORMED_LOCK;

/// Finds lines of a lock that do not fit together.
pub(crate) fn inconsistencies(lock: &Lock) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    blocks(lock, &mut found);
    zones(lock, &mut found);
    missing_zones(lock, &mut found);
    one_name_for_each(lock, &mut found);
    let memory = &lock.memory;
    for (key, nat) in &memory.nat_gateways {
        let NatHost::Planned(name) = &nat.value.host else { continue };
        let is_host = |subnet: &SubnetKey| subnet.name == *name && subnet.zone == key.zone;
        if !memory.subnets.keys().any(is_host) {
            let subnet = SubnetKey::new(name.clone(), key.zone.clone());
            found.push(without_subnet(nat.span(), &subnet));
        }
    }
    for subnet in memory.nodes.values() {
        if !memory.subnets.contains_key(&subnet.value) {
            found.push(without_subnet(subnet.span(), &subnet.value));
        }
    }
    found
}

fn blocks(lock: &Lock, found: &mut Vec<Diagnostic>) {
    let vpc = match &lock.memory.vpc {
        Some(RememberedVpc::New(cidr)) => Some(cidr),
        _ => None,
    };
    let mut placed: Vec<(Ipv4Cidr, Span)> = Vec::new();
    for block in lock.memory.subnets.values() {
        let sizes = MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS;
        if !sizes.contains(&block.value.prefix_len_bits()) {
            let message = format!("no subnet can have `{}`, expected a /16 to a /28", block.value);
            found.push(finding(block.span(), message));
        }
        if let Some(vpc) = vpc.filter(|vpc| !vpc.value.contains(block.value)) {
            let message = format!("`{}` is not in the VPC, which has `{}`", block.value, vpc.value);
            found.push(finding(block.span(), message).also(vpc.span(), "the VPC"));
        }
        placed.push((block.value, block.span()));
    }
    // Sorted by their first addresses, blocks that overlap are neighbours.
    placed.sort_by_key(|(block, _)| (block.first(), block.prefix_len_bits()));
    for pair in placed.windows(2) {
        let [(one, at), (other, span)] = pair else { continue };
        if one.overlaps(*other) {
            let message = format!("`{other}` overlaps `{one}`");
            found.push(finding(*span, message).also(*at, "the other subnet"));
        }
    }
}

fn zones(lock: &Lock, found: &mut Vec<Diagnostic>) {
    let Some(region) = &lock.region else { return };
    let Some(own) = Region::from_name(&region.value) else { return };
    for (key, block) in &lock.memory.subnets {
        let Some(zone) = &key.zone else { continue };
        if zone.region() != Some(own) {
            let message = format!("`{zone}` is not a zone of `{}`", region.value);
            found.push(finding(block.span(), message).also(region.span(), "the region"));
        }
    }
}

/// Only beside an existing head subnet, whose zone they share, have subnets no zone of their own.
fn missing_zones(lock: &Lock, found: &mut Vec<Diagnostic>) {
    let Some(head) = lock.memory.nodes.get(&NodeGroup::Head) else { return };
    for (key, block) in lock.memory.subnets.iter().filter(|(key, _)| key.zone.is_none()) {
        let message = format!("subnet `{}` has no `Zone`", key.name);
        let in_lock = finding(block.span(), message);
        found.push(in_lock.also(head.span(), "the subnet of the head node is in the network"));
    }
}

/// A name is that of one subnet in each of its zones, and a subnet was made with one name.
fn one_name_for_each(lock: &Lock, found: &mut Vec<Diagnostic>) {
    let mut first_names: BTreeMap<&SubnetName, (&SubnetName, Span)> = BTreeMap::new();
    let mut names: BTreeMap<&SubnetName, (&SubnetName, Span)> = BTreeMap::new();
    for (key, block) in &lock.memory.subnets {
        let (first, span) =
            *first_names.entry(&key.name).or_insert((key.first_name(), block.span()));
        let (name, other) = *names.entry(key.first_name()).or_insert((&key.name, block.span()));
        if first != key.first_name() {
            let message = format!("subnet `{}` has two former names", key.name);
            found.push(finding(block.span(), message).also(span, "another one here"));
        } else if *name != key.name {
            let message = format!(
                "subnet `{}` and subnet `{name}` were both made as `{}`",
                key.name,
                key.first_name()
            );
            found.push(finding(block.span(), message).also(other, "the other one"));
        }
    }
}

fn without_subnet(span: Span, subnet: &SubnetKey) -> Diagnostic {
    finding(span, format!("the lock has no subnet `{subnet}`, which this line names"))
}

fn finding(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&MALFORMED_LOCK, span, message)
        .help("take the file as it was last written: `git checkout` it, or merge it line by line")
}
