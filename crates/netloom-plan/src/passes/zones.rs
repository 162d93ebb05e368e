//! The zones of the network, and the zone number that addresses go by.

use std::collections::{BTreeMap, BTreeSet};

use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, SubnetIntent, SubnetName, SubnetRef, names_side_by_side};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::SubnetId;
use netloom_net::{AzId, Region};

use super::nodes::NodeUse;
use super::wording::{Key, example};
use crate::{Memory, codes};

/// Where new subnets go unless they say otherwise.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum NetworkZones {
    /// These zones, sorted, at least one.
    Known(Vec<Sourced<AzId>>),
    /// The zone of a subnet that exists.
    SameAs {
        /// That subnet.
        subnet: Sourced<SubnetId>,
        /// Its zone, when the config says it.
        zone: Option<Sourced<AzId>>,
    },
}

/// Decides the zones of the network.
///
/// Written zones win; else a new subnet beside an existing head subnet shares its zone, so that
/// nodes and head node are near each other as in ParallelCluster 2.x; else it is the first zone of
/// the region.
pub(crate) fn network_zones(
    intent: &ClusterIntent,
    problems: &mut Vec<Diagnostic>,
) -> Option<NetworkZones> {
    let written = &intent.network.zones;
    // The zone of an existing subnet is not in the file: the template asks for it in a parameter,
    // which is one zone, not a list.
    if let Some(Sourced { value: SubnetRef::Existing(id), origin }) = &intent.head.subnet
        && written.len() <= 1
    {
        let subnet = Sourced { value: id.clone(), origin: *origin };
        return Some(NetworkZones::SameAs { subnet, zone: written.first().cloned() });
    }
    if !written.is_empty() {
        return Some(NetworkZones::Known(written.clone()));
    }
    let region = intent
        .region
        .as_ref()
        .and_then(|region| Some((Region::from_name(&region.value)?, region.span())));
    let first =
        region.and_then(|(region, span)| Some((region.zone_ids().into_iter().next()?, span)));
    if let Some((zone, span)) = first {
        return Some(NetworkZones::Known(vec![Sourced::derived(
            zone,
            "the first zone of the region",
            span,
        )]));
    }
    problems.push(no_zone(intent));
    None
}

/// Decides the zones of the subnets that queues list side by side and whose zones the file does not
/// write: one each, the remembered one or else the lowest that no neighbour has. Where the zones do
/// not suffice, a subnet is in the lowest one, which a check reports.
///
/// Subnets that are remembered come first, then each has its turn by name, so that the order of a
/// list moves nothing.
pub(crate) fn zones_side_by_side<'a>(
    intent: &ClusterIntent,
    wanted: &'a [SubnetIntent],
    uses: &'a [NodeUse],
    zones: &NetworkZones,
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a SubnetName, Sourced<AzId>> {
    let NetworkZones::Known(known) = zones else { return BTreeMap::new() };
    let lists: Vec<BTreeSet<&SubnetName>> =
        uses.iter().filter(|users| is_queue(users)).map(names_of).collect();
    // Zones that the file lists are a decision; only without a list is the whole region open.
    let pool = if intent.network.zones.is_empty() {
        zones_of_region(intent, known)
    } else {
        known.clone()
    };
    let mut decided: BTreeMap<&SubnetName, Sourced<AzId>> = BTreeMap::new();
    let mut names: Vec<&SubnetName> =
        names_side_by_side(lists.iter().cloned()).into_iter().collect();
    names.sort_by_key(|name| memory.zones_of(name).is_empty());
    for name in names {
        let Some(subnet) = wanted.iter().find(|subnet| subnet.name.value == *name) else {
            continue;
        };
        if !subnet.zones.is_empty() {
            continue;
        }
        let neighbours: BTreeSet<&SubnetName> = lists
            .iter()
            .filter(|list| list.contains(name))
            .flatten()
            .filter(|other| **other != name)
            .copied()
            .collect();
        let written = wanted
            .iter()
            .filter(|other| neighbours.contains(&other.name.value))
            .flat_map(|other| &other.zones);
        let taken: BTreeSet<&AzId> = written
            .chain(neighbours.iter().filter_map(|other| decided.get(other)))
            .map(|zone| &zone.value)
            .collect();
        let is_free = |zone: &AzId| !taken.contains(zone);
        let own = memory
            .zones_of(name)
            .into_iter()
            .find(|zone| is_free(&zone.value) && pool.iter().any(|open| open.value == zone.value));
        if let Some(own) = own {
            decided.insert(&subnet.name.value, own);
            continue;
        }
        let free = pool.iter().find(|zone| is_free(&zone.value)).or_else(|| pool.first());
        let Some(zone) = free.map(|zone| zone.value.clone()) else { continue };
        problems.extend(chosen_zone(intent, subnet, &zone));
        let rule = "the first zone that no other subnet of its queue is in";
        decided.insert(&subnet.name.value, Sourced::derived(zone, rule, subnet.name.span()));
    }
    decided
}

/// Returns the zones that a subnet is remembered in, where the file leaves them open; `None` for
/// any other subnet.
pub(crate) fn remembered_zones(
    intent: &ClusterIntent,
    subnet: &SubnetIntent,
    memory: &Memory,
) -> Option<Vec<Sourced<AzId>>> {
    // Beside an existing head subnet one zone that is written is that subnet's, and what was made
    // with it in its name keeps it.
    let is_shared = matches!(
        intent.head.subnet.as_ref().map(|subnet| &subnet.value),
        Some(SubnetRef::Existing(_))
    ) && intent.network.zones.len() <= 1;
    let is_open = intent.network.zones.is_empty() || is_shared;
    if !is_open || !subnet.zones.is_empty() {
        return None;
    }
    let open: BTreeSet<AzId> = match intent.network.zones.first() {
        Some(written) => BTreeSet::from([written.value.clone()]),
        None => {
            let region = intent.region.as_ref();
            let region = region.and_then(|region| Region::from_name(&region.value));
            region?.zone_ids().into_iter().collect()
        }
    };
    let zones: Vec<_> = memory
        .zones_of(&subnet.name.value)
        .into_iter()
        .filter(|zone| open.contains(&zone.value))
        .collect();
    (!zones.is_empty()).then_some(zones)
}

/// Says which zone to write down; where the file lists no subnets there is no place for it.
fn chosen_zone(intent: &ClusterIntent, subnet: &SubnetIntent, zone: &AzId) -> Option<Diagnostic> {
    let name = &subnet.name.value;
    let message = format!(
        "subnet `{name}` is in `{zone}` alone, because a queue lists it beside other subnets"
    );
    (!intent.network.subnets.is_empty()).then(|| {
        Diagnostic::new(&codes::ZONE_BESIDE_OTHERS, subnet.name.span(), message)
            .about(format!("subnet.{name}"))
            .help(format!(
                "write `Zones: [{zone}]` in its entry, so that a further subnet does not move it"
            ))
    })
}

fn is_queue(users: &NodeUse) -> bool {
    matches!(users.nodes, NodeGroup::Queue(_))
}

fn names_of(users: &NodeUse) -> BTreeSet<&SubnetName> {
    let names = users.subnets.iter().filter_map(|subnet| match &subnet.value {
        SubnetRef::Named(name) => Some(name),
        SubnetRef::Existing(_) => None,
    });
    names.collect()
}

fn zones_of_region(intent: &ClusterIntent, known: &[Sourced<AzId>]) -> Vec<Sourced<AzId>> {
    let region = intent
        .region
        .as_ref()
        .and_then(|region| Some((Region::from_name(&region.value)?, region.span())));
    region.map_or_else(
        || known.to_vec(),
        |(region, span)| {
            region
                .zone_ids()
                .into_iter()
                .map(|zone| Sourced::derived(zone, "a zone of the region", span))
                .collect()
        },
    )
}

fn no_zone(intent: &ClusterIntent) -> Diagnostic {
    let (region, zones) =
        (example(Key::Region, intent.dialect), example(Key::Zones, intent.dialect));
    let span = intent.region.as_ref().map_or(intent.network.span, Sourced::span);
    let is_of_flag = intent.region.as_ref().is_some_and(|region| !region.origin.is_written());
    let seen = match &intent.region {
        Some(region) => {
            let flag = if is_of_flag { ", which `--region` gives," } else { "" };
            format!(
                "the zones of region `{}`{flag} are not known, and none is written",
                region.value
            )
        }
        None => "neither a zone nor a region is written, and a new subnet needs a zone".to_owned(),
    };
    Diagnostic::new(&codes::NO_ZONE, span, seen).help(format!("write {zones}")).help(
        match is_of_flag {
            // What the file says does not count beside the flag.
            true => "or another region, to take its first zone: `--region eu-west-1`".to_owned(),
            false => {
                format!("or the region, to take its first zone: {region}, or `--region eu-west-1`")
            }
        },
    )
}

/// Returns the number of a zone among the availability zones of its region, from 0: the number that
/// its id ends in, less one.
///
/// Local Zones count on their own (`usw2-lax1-az1` beside `usw2-az1`), so they have no number here.
pub(crate) fn zone_index(zone: &AzId) -> Option<u64> {
    let mut parts = zone.as_str().split('-');
    let (_, last) = (parts.next()?, parts.next()?);
    let number: u64 = last.strip_prefix("az")?.parse().ok()?;
    number.checked_sub(1).filter(|_| parts.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, expected: Option<u64>) {
        assert_eq!(zone_index(&zone.parse().expect("a zone id")), expected, "{zone}");
    }

    #[test]
    fn a_zone_goes_by_the_number_in_its_id() {
        check("euw1-az1", Some(0));
        check("use1-az6", Some(5));
        check("usw2-lax1-az2", None);
    }
}
