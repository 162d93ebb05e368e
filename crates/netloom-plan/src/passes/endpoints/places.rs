//! Where the interfaces of endpoints are: one subnet in each zone.

use std::collections::BTreeMap;

use netloom_config::intent::{EndpointSettings, NodeGroup, SubnetKind, SubnetName, SubnetRef};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::AzId;

use super::Situation;
use crate::codes;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::plan::SubnetPlace;

/// Returns the subnets of an endpoint's interfaces, sorted, each in another zone.
///
/// Written ones win; then a subnet without a way out, then one that is not public. Of several in one
/// zone the one that had the interfaces before stays, then the head node's, then the first by name.
///
/// # Source
/// AWS PrivateLink guide, "Interface endpoint considerations": one subnet in each zone.
pub(super) fn interface_subnets(
    situation: &Situation<'_>,
    settings: &EndpointSettings,
    problems: &mut Vec<Diagnostic>,
) -> Vec<SubnetPlace> {
    let written = !settings.subnets.is_empty();
    let candidates: Vec<&PlacedSubnet> =
        if written { named(situation, &settings.subnets, problems) } else { unnamed(situation) };
    let mut chosen: BTreeMap<Option<&AzId>, (Rank, &PlacedSubnet)> = BTreeMap::new();
    for (index, site) in candidates.into_iter().enumerate() {
        let rank = if written { (index, false, String::new()) } else { rank(situation, site) };
        let zone = site.key.zone.as_ref();
        if chosen.get(&zone).is_none_or(|(best, _)| rank < *best) {
            chosen.insert(zone, (rank, site));
        }
    }
    let mut places: Vec<SubnetPlace> =
        chosen.into_values().map(|(_, site)| SubnetPlace::Planned(site.key.clone())).collect();
    if places.is_empty() && !written {
        places.extend(existing_head_subnet(situation));
    }
    places.sort();
    places
}

/// What decides between subnets of one zone, the lowest first.
type Rank = (usize, bool, String);

fn rank(situation: &Situation<'_>, site: &PlacedSubnet) -> Rank {
    let name = site.key.first_name();
    let was_host = situation.memory.endpoint_subnets.get(&site.key.zone);
    let is_new = was_host.is_none_or(|host| host.value != *name);
    let is_heads = situation
        .uses
        .iter()
        .any(|group| group.nodes == NodeGroup::Head && group.uses(&site.key.name));
    (usize::from(is_new), !is_heads, name.to_string())
}

/// The sites of the subnets that are named, in the order written.
fn named<'a>(
    situation: &'a Situation<'_>,
    names: &[Sourced<SubnetName>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'a PlacedSubnet> {
    let mut found = Vec::new();
    for name in names {
        let sites = situation.sites.iter().filter(|site| site.key.name == name.value);
        let n_before = found.len();
        found.extend(sites);
        if found.len() == n_before {
            let message =
                format!("endpoints are to be in subnet `{}`, which is not made", name.value);
            problems.push(
                Diagnostic::new(&codes::ENDPOINT_WITHOUT_PLACE, name.span(), message)
                    .about(format!("subnet.{}", name.value))
                    .help("name a subnet of `Network.Subnets`"),
            );
        }
    }
    found
}

/// The best kind that there is: closed subnets, else those that are not public, else all.
fn unnamed<'a>(situation: &'a Situation<'_>) -> Vec<&'a PlacedSubnet> {
    let sites = situation.sites;
    // One that had the interfaces before stays a candidate when its nodes move elsewhere.
    let was_host = |site: &PlacedSubnet| {
        let host = situation.memory.endpoint_subnets.get(&site.key.zone);
        host.is_some_and(|host| host.value == *site.key.first_name())
    };
    let is_used = |site: &PlacedSubnet| {
        was_host(site) || situation.uses.iter().any(|group| group.uses(&site.key.name))
    };
    let tiers: [&dyn Fn(&PlacedSubnet) -> bool; 3] = [
        &|site| situation.is_closed_site(site) && is_used(site),
        &|site| site.intent.kind.value != SubnetKind::Public,
        &|_| true,
    ];
    let best = tiers.into_iter().find(|is_good| sites.iter().any(is_good));
    best.map_or_else(Vec::new, |is_good| sites.iter().filter(|site| is_good(site)).collect())
}

/// Where every subnet exists, only the head node's is known to be one of its zone.
fn existing_head_subnet(situation: &Situation<'_>) -> Option<SubnetPlace> {
    match &situation.intent.head.subnet.as_ref()?.value {
        SubnetRef::Existing(id) => Some(SubnetPlace::Existing(id.clone())),
        SubnetRef::Named(_) => None,
    }
}
