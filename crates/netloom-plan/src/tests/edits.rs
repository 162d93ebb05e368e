//! Edits of a network that is remembered: what they do not concern stays, and what they replace can
//! be created while everything old is still there, or an error says that it cannot.

use std::collections::BTreeMap;

use netloom_config::ClusterIntent;
use netloom_config::intent::{NatMode, SubnetKind, SubnetName, SubnetRef, SubnetSize};
use netloom_net::Ipv4Cidr;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::laws::{NAMES, ZONES, intents, kinds, sizes, sort, subnet};
use crate::example::{at, example_queue, line, named, parse};
use crate::plan::{SubnetKey, SubnetPlace};
use crate::{Memory, NetworkPlan, Planned, plan_network};

/// One edit of a config.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Append { name: &'static str, kind: SubnetKind, n_hosts: Option<u64> },
    Remove(Index),
    Resize { which: Index, n_hosts: Option<u64> },
    Kind { which: Index, kind: SubnetKind },
    Fleet { n_nodes: u64 },
    Queue { n_nodes: u64 },
    ZoneUp(&'static str),
    ZoneDown(Index),
    Nat(NatMode),
    Reserve(u32, u8),
    Write { which: Index, offset: u32, bits: u8 },
    Rename { which: Index, is_said: bool },
    Reorder(Index),
}

fn edits() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    let modes = vec![NatMode::Single, NatMode::PerZone, NatMode::None];
    prop_oneof![
        (select(NAMES.to_vec()), kinds(), sizes()).prop_map(|(name, kind, n_hosts)| Edit::Append {
            name,
            kind,
            n_hosts
        }),
        index().prop_map(Edit::Remove),
        (index(), sizes()).prop_map(|(which, n_hosts)| Edit::Resize { which, n_hosts }),
        (index(), kinds()).prop_map(|(which, kind)| Edit::Kind { which, kind }),
        (1_u64..6_000).prop_map(|n_nodes| Edit::Fleet { n_nodes }),
        (1_u64..500).prop_map(|n_nodes| Edit::Queue { n_nodes }),
        select(ZONES.to_vec()).prop_map(Edit::ZoneUp),
        index().prop_map(Edit::ZoneDown),
        select(modes).prop_map(Edit::Nat),
        (0_u32..65_536, 20_u8..=28).prop_map(|(offset, bits)| Edit::Reserve(offset, bits)),
        (index(), 0_u32..65_536, 20_u8..=28).prop_map(|(which, offset, bits)| Edit::Write {
            which,
            offset,
            bits
        }),
        (index(), any::<bool>()).prop_map(|(which, is_said)| Edit::Rename { which, is_said }),
        index().prop_map(Edit::Reorder),
    ]
}

fn block(offset: u32, bits: u8) -> Ipv4Cidr {
    Ipv4Cidr::containing((0x0a00_0000 + offset).into(), bits).expect("a block")
}

/// Makes the edit; one that finds nothing to edit changes nothing.
pub(super) fn apply(edit: &Edit, intent: &mut ClusterIntent) {
    let network = &mut intent.network;
    match edit {
        Edit::Append { name, kind, n_hosts } => {
            if !network.subnets.iter().any(|one| one.name.value.as_str() == *name) {
                network.subnets.push(subnet(90, name, *kind, *n_hosts));
            }
        }
        // Its nodes go with a subnet, but those of `head` and `compute` stay.
        Edit::Remove(which) => {
            let gone = which.get(&network.subnets).name.value.clone();
            if !["head", "compute"].contains(&gone.as_str()) {
                network.subnets.retain(|one| one.name.value != gone);
                intent.queues.retain(|queue| queue.name.value != gone.as_str());
            }
        }
        Edit::Resize { which, n_hosts } => {
            let size = n_hosts
                .map_or(SubnetSize::Fleet(line(90)), |n_hosts| SubnetSize::Hosts(at(90, n_hosts)));
            let index = which.index(network.subnets.len());
            network.subnets[index].size = size;
        }
        Edit::Kind { which, kind } => {
            let index = which.index(network.subnets.len());
            network.subnets[index].kind = at(90, *kind);
        }
        Edit::Fleet { n_nodes } => {
            intent.queues[0].compute_resources[0].max_nodes = at(90, *n_nodes);
        }
        Edit::Queue { n_nodes } => {
            if !network.subnets.iter().any(|one| one.name.value.as_str() == "more") {
                network.subnets.push(subnet(91, "more", SubnetKind::Private, None));
                let mut queue = example_queue("more", *n_nodes);
                queue.subnets = vec![at(31, named("more"))];
                intent.queues.push(queue);
            }
        }
        Edit::ZoneUp(zone) => {
            let zone = at(44, parse(zone));
            if !network.zones.contains(&zone) {
                network.zones.push(zone);
                network.zones.sort_by(|a, b| a.value.cmp(&b.value));
            }
        }
        Edit::ZoneDown(which) => {
            if network.zones.len() > 1 {
                network.zones.remove(which.index(network.zones.len()));
            }
        }
        Edit::Nat(mode) => network.nat = Some(at(45, *mode)),
        Edit::Reserve(offset, bits) => network.reserved_cidrs.push(at(47, block(*offset, *bits))),
        Edit::Write { which, offset, bits } => {
            let index = which.index(network.subnets.len());
            if network.zones.len() == 1 {
                network.subnets[index].size =
                    SubnetSize::Blocks(vec![at(90, block(*offset, *bits))]);
            }
        }
        Edit::Rename { which, is_said } => rename(intent, *which, *is_said),
        Edit::Reorder(which) => reorder(intent, *which),
    }
    sort(intent);
}

/// Has the list begin at another subnet: the place in the file is what order goes by.
fn reorder(intent: &mut ClusterIntent, which: Index) {
    let subnets = &mut intent.network.subnets;
    let n_subnets = subnets.len();
    let first = which.index(n_subnets);
    for (index, subnet) in subnets.iter_mut().enumerate() {
        let turn = (index + n_subnets - first) % n_subnets;
        subnet.name.origin = at(60 + turn, ()).origin;
    }
}

/// Gives a subnet another name, also where nodes name it; with `is_said` it stays the same subnet.
fn rename(intent: &mut ClusterIntent, which: Index, is_said: bool) {
    let index = which.index(intent.network.subnets.len());
    let old = intent.network.subnets[index].name.value.clone();
    let new = format!("{old}-x");
    let renamed = &mut intent.network.subnets[index];
    let Some(name) = SubnetName::new(&new) else { return };
    renamed.renamed_from = is_said.then(|| at(92, old.clone()));
    renamed.name = at(92, name);
    // The default names are those that nodes without a word about their subnet use.
    let queues = intent.queues.iter_mut().flat_map(|queue| &mut queue.subnets);
    for subnet in queues.chain(intent.head.subnet.as_mut()) {
        if subnet.value == SubnetRef::Named(old.clone()) {
            *subnet = at(92, named(&new));
        }
    }
}

/// Returns what the logical id of a subnet comes from.
fn id_of(key: &SubnetKey) -> SubnetKey {
    SubnetKey::new(key.first_name().clone(), key.zone.clone())
}

fn id_of_host(host: &SubnetPlace) -> SubnetPlace {
    match host {
        SubnetPlace::Planned(key) => SubnetPlace::Planned(id_of(key)),
        existing @ SubnetPlace::Existing(_) => existing.clone(),
    }
}

pub(super) fn blocks(plan: &NetworkPlan) -> BTreeMap<SubnetKey, Ipv4Cidr> {
    plan.subnets.iter().map(|one| (id_of(&one.key), one.cidr.value)).collect()
}

/// Plays an update as CloudFormation does, and returns what EC2 does not accept of it.
pub(super) fn refused(old: &NetworkPlan, new: &NetworkPlan) -> Vec<String> {
    let (before, after) = (blocks(old), blocks(new));
    let mut found = overlapping(old, new);
    for nat in &new.nat_gateways {
        let moved = old.nat_gateways.iter().any(|one| {
            one.key == nat.key && one.host().map(id_of_host) != nat.host().map(id_of_host)
        });
        let is_same_subnet = |host: &SubnetPlace| match host {
            SubnetPlace::Planned(key) => before.get(&id_of(key)) == after.get(&id_of(key)),
            SubnetPlace::Existing(_) => true,
        };
        let was_there = old.nat_gateways.iter().any(|one| one.key == nat.key);
        if moved || was_there && !nat.host().is_none_or(is_same_subnet) {
            found.push(format!("{:?} moves with its address", nat.key.zone));
        }
    }
    found
}

/// Returns the new subnets of an update that overlap old ones.
fn overlapping(old: &NetworkPlan, new: &NetworkPlan) -> Vec<String> {
    let (before, after) = (blocks(old), blocks(new));
    let created = after.iter().filter(|(key, block)| before.get(key) != Some(block));
    let clashes = created.filter_map(|(key, block)| {
        let (other, at) = before.iter().find(|(_, other)| other.overlaps(*block))?;
        Some(format!("{key} {block} overlaps {other} {at}"))
    });
    clashes.collect()
}

/// Returns the subnets that had to be left alone and were not.
pub(super) fn moved(edit: &Edit, old: &NetworkPlan, new: &Planned) -> Vec<String> {
    let Some(plan) = &new.plan else { return Vec::new() };
    let after = blocks(plan);
    let written = match edit {
        Edit::Write { which, .. } => Some(which),
        _ => None,
    };
    let is_told = |key: &SubnetKey| {
        let names = plan.subnets.iter().filter(|one| id_of(&one.key) == *key);
        let names: Vec<String> = names.map(|one| format!("`{}`", one.key)).collect();
        new.diagnostics.iter().any(|one| {
            one.code.id == "PLN016" && names.iter().any(|name| one.message.contains(name))
        })
    };
    let before = blocks(old);
    let moved = before.iter().filter_map(|(key, block)| {
        let now = after.get(key)?;
        let is_free_to = written.is_some() || is_told(key);
        (now != block && !is_free_to).then(|| format!("{key} moved from {block} to {now}"))
    });
    moved.collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_edit_of_a_network_that_is_remembered_deploys_or_is_an_error(
        intent in intents(), steps in prop::collection::vec(edits(), 1..=4),
    ) {
        let mut intent = intent;
        let mut memory = Memory::default();
        let mut planned = plan_network(&intent, &memory);
        let Some(first) = planned.plan.clone() else { return Ok(()) };
        let mut is_told = false;
        for edit in &steps {
            let Some(old) = planned.plan.take() else { break };
            apply(edit, &mut intent);
            memory = memory.after(&old);
            planned = plan_network(&intent, &memory);
            if let Some(new) = &planned.plan {
                prop_assert_eq!(refused(&old, new), Vec::<String>::new(), "{:?}", edit);
                // The first plan is what is deployed; those between are not.
                is_told |= planned.diagnostics.iter().any(|one| one.code.id == "PLN020");
                let conflicts = overlapping(&first, new);
                prop_assert!(conflicts.is_empty() || is_told, "{:?}: {:?}", edit, conflicts);
            }
            prop_assert_eq!(moved(edit, &old, &planned), Vec::<String>::new(), "{:?}", edit);
        }
    }

    #[test]
    fn a_plan_that_is_remembered_is_planned_again(intent in intents()) {
        let planned = plan_network(&intent, &Memory::default());
        if let Some(plan) = &planned.plan {
            let again = plan_network(&intent, &Memory::default().after(plan)).plan;
            let again = again.expect("nothing has changed");
            prop_assert_eq!(blocks(plan), blocks(&again));
            prop_assert_eq!(&plan.nat_gateways, &again.nat_gateways);
            prop_assert_eq!(&plan.bindings, &again.bindings);
        }
    }
}
