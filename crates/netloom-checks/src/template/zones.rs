//! In which zone a subnet is, and whether two are in one: one mechanism for every check that asks.

use std::collections::BTreeMap;

use netloom_network::{Id, Known};
use netloom_template::{Node, ResourceEntry};

use super::context::Context;
use super::ids::is_placeholder;
use super::paths::{sameness, values_at};

/// The zone of a subnet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Zone {
    /// Its name or id, as written.
    Named(String),
    /// One that is not known; two of equal words are one zone.
    Unnamed(String),
}

impl Zone {
    /// Returns whether two zones are certainly different ones: names of one kind that differ, or
    /// two items of one list of zones.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(one), Self::Named(other)) => one != other && is_id(one) == is_id(other),
            (Self::Unnamed(one), Self::Unnamed(other)) => {
                let (one, other) = (item_of_zones(one), item_of_zones(other));
                one.zip(other).is_some_and(|(one, other)| one.0 == other.0 && one.1 != other.1)
            }
            _ => false,
        }
    }

    /// Returns whether it is certainly an Availability Zone, and no Local or Wavelength Zone, where
    /// other rules hold.
    ///
    /// # Source
    /// AWS Local Zones User Guide, "Available Local Zones": `us-west-2-lax-1a`, `usw2-lax1-az1`;
    /// AWS CloudFormation Template Reference, `Fn::GetAZs`: Availability Zones only.
    pub(super) fn is_ordinary(&self) -> bool {
        match self {
            Self::Named(name) => {
                name.split('-').count() <= if name.contains("-az") { 2 } else { 4 }
            }
            Self::Unnamed(what) => what.contains("Fn::GetAZs") || what.contains("AWS::Region"),
        }
    }

    /// Returns the zone in words for a message.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Named(name) => format!("zone `{name}`"),
            Self::Unnamed(_) => "one zone".to_owned(),
        }
    }
}

/// Returns the list and the item of a zone that is picked from the zones of a region: the same
/// list has no zone twice.
fn item_of_zones(what: &str) -> Option<(&str, u32)> {
    let (list, item) = what.rsplit_once(", item ")?;
    list.ends_with("(`Fn::GetAZs`)").then_some(())?;
    Some((list, item.parse().ok()?))
}

/// `euw1-az1` is an id, `eu-west-1a` a name.
fn is_id(zone: &str) -> bool {
    zone.contains("-az")
}

/// Returns the name and the zone of the subnet that a value names.
pub(super) fn zone_of(context: &Context<'_>, subnet: &Node) -> Option<(String, Zone)> {
    if let Some(resource) =
        context.resource_of(subnet).filter(|resource| resource.kind == "AWS::EC2::Subnet")
    {
        let written = ["AvailabilityZoneId", "AvailabilityZone"]
            .iter()
            .find_map(|key| resource.properties.get(key));
        let zone = match written {
            // A parameter that is empty by default is given some zone.
            Some(node) if node.as_text().is_some_and(|text| is_placeholder(&text)) => return None,
            Some(node) => node.as_text().map(|text| Zone::Named(text.into_owned())),
            None => Some(Zone::Unnamed(format!("picked by AWS for {}", resource.id))),
        };
        let zone = zone.or_else(|| written.and_then(sameness).map(Zone::Unnamed))?;
        return Some((resource.id.clone(), zone));
    }
    // What exists is in the facts, if anywhere.
    let name = subnet.as_text()?.trim().to_owned();
    let Known::Is(zone) = &context.network.subnets.get(&Id::new(name.clone()))?.zone else {
        return None;
    };
    Some((name, Zone::Named(zone.clone())))
}

/// Returns whether a value is a subnet of the template on an Outpost.
pub(super) fn is_on_outpost(context: &Context<'_>, subnet: &Node) -> bool {
    context
        .resource_of(subnet)
        .is_some_and(|resource| resource.properties.get("OutpostArn").is_some())
}

/// Returns the subnets that a resource names at some paths, each with its name and zone; `None`
/// where one of them or how many they are is not known.
pub(super) fn zones_at<'a>(
    context: &Context<'_>,
    resource: &'a ResourceEntry,
    paths: &[&str],
) -> Option<Vec<(&'a Node, String, Zone)>> {
    let nodes = paths.iter().flat_map(|path| values_at(&resource.properties, path));
    nodes.map(|node| zone_of(context, node).map(|(name, zone)| (node, name, zone))).collect()
}

/// Returns the first two different subnets that are certainly in one zone, the second one with its
/// place.
pub(super) fn pair_in_one_zone<'s, 'n>(
    subnets: &'s [(&'n Node, String, Zone)],
) -> Option<(&'s str, &'s (&'n Node, String, Zone))> {
    let mut first: BTreeMap<&Zone, &str> = BTreeMap::new();
    subnets.iter().find_map(|subnet| {
        let other = *first.entry(&subnet.2).or_insert(&subnet.1);
        (other != subnet.1).then_some((other, subnet))
    })
}
