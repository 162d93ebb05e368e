//! The zones of the network, and the zone number that addresses go by.

use netloom_config::ClusterIntent;
use netloom_config::intent::SubnetRef;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::SubnetId;
use netloom_net::{AzId, Region};

use super::wording::{Key, example};
use crate::codes;

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
/// Written zones win; else a new subnet beside an existing head subnet shares its zone, so that nodes and head node are near
/// each other as in ParallelCluster 2.x; else it is the first zone of the region.
pub(crate) fn network_zones(intent: &ClusterIntent, problems: &mut Vec<Diagnostic>) -> Option<NetworkZones> {
    let written = &intent.network.zones;
    if let Some(Sourced { value: SubnetRef::Existing(id), origin }) = &intent.head.subnet
        && written.len() <= 1
    {
        let subnet = Sourced { value: id.clone(), origin: *origin };
        return Some(NetworkZones::SameAs { subnet, zone: written.first().cloned() });
    }
    if !written.is_empty() {
        return Some(NetworkZones::Known(written.clone()));
    }
    let region = intent.region.as_ref().and_then(|region| Some((Region::from_name(&region.value)?, region.span())));
    let first = region.and_then(|(region, span)| Some((region.zone_ids().into_iter().next()?, span)));
    if let Some((zone, span)) = first {
        return Some(NetworkZones::Known(vec![Sourced::derived(zone, "the first zone of the region", span)]));
    }
    problems.push(no_zone(intent));
    None
}

fn no_zone(intent: &ClusterIntent) -> Diagnostic {
    let (region, zones) = (example(Key::Region, intent.dialect), example(Key::Zones, intent.dialect));
    let span = intent.region.as_ref().map_or(intent.network.span, Sourced::span);
    let seen = match &intent.region {
        Some(region) => format!("the zones of region `{}` are not known, and none is written", region.value),
        None => "neither a zone nor a region is written, and a new subnet needs a zone".to_owned(),
    };
    Diagnostic::new(&codes::NO_ZONE, span, seen)
        .help(format!("write {zones}"))
        .help(format!("or the region, to take its first zone: {region}, or `--region eu-west-1`"))
}

/// Returns the number of a zone among the availability zones of its region, from 0: the number that its id ends in, less one.
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
