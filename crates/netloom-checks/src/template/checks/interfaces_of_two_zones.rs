//! Instances whose interfaces, subnet and zone are not of one zone.

use netloom_diag::{Diagnostic, Severity};
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::paths::{sameness, values_at};
use super::super::zones::{Zone, zone_of};
use super::public_address_with_two_interfaces::INTERFACES;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An instance with interfaces in subnets of two zones, with an attached interface of another
    /// zone, or with an `AvailabilityZone` that is not the one of its subnet. A warning in a launch
    /// template or a Spot Fleet: the stack is created, and launches fail.
    /// ### Why it matters
    /// An instance and all its interfaces are in one zone. EC2 rejects the launch, or the
    /// attachment.
    /// ### Example
    /// `NetworkInterfaces` with a subnet of `eu-west-1a` and one of `eu-west-1b`
    /// ### Instead
    /// Subnets of one zone.
    /// ### Source
    /// Amazon EC2 User Guide, "Elastic network interfaces": the interface and the instance must be
    /// in the same Availability Zone; EC2 API, `RunInstances`, error `InvalidParameterValue`.
    INTERFACES_OF_TWO_ZONES = ("CFN067", Error, "instance in two zones");
}

/// Something that says where an instance is: its place, its name, and its zone.
type Placed<'a> = (&'a Node, String, Zone);

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, severity) in INTERFACES {
        for resource in context.of_kind(kind) {
            for launch in values_at(&resource.properties, path) {
                let placed = places_of(context, launch);
                findings.extend(finding(resource, &placed, severity));
            }
        }
    }
    for attachment in context.of_kind("AWS::EC2::NetworkInterfaceAttachment") {
        findings.extend(attached(context, attachment));
    }
    findings
}

/// Returns what says where an instance is launched, as far as its zone is known.
fn places_of<'a>(context: &Context<'a>, launch: &'a Node) -> Vec<Placed<'a>> {
    let zones = ["AvailabilityZone", "Placement.AvailabilityZone"].into_iter();
    let zones = zones.flat_map(|path| values_at(launch, path)).filter_map(|node| {
        let Some(name) = node.as_text() else {
            // An item of the zones of a region is compared with other ones.
            return Some((node, String::new(), Zone::Unnamed(sameness(node)?)));
        };
        // Spot Fleets take several with commas between them.
        let name = Some(name).filter(|name| !name.is_empty() && !name.contains(','))?;
        let name = name.into_owned();
        Some((node, name.clone(), Zone::Named(name)))
    });
    let subnets = ["SubnetId", "NetworkInterfaces[].SubnetId"].into_iter();
    let subnets = subnets.flat_map(|path| values_at(launch, path));
    let subnets =
        subnets.filter_map(|node| zone_of(context, node).map(|(name, zone)| (node, name, zone)));
    let cards = values_at(launch, "NetworkInterfaces[].NetworkInterfaceId").into_iter();
    let cards = cards.filter_map(|node| {
        let card = context.resource_of(node)?;
        let (_, zone) = zone_of(context, card.properties.get("SubnetId")?)?;
        Some((node, card.id.clone(), zone))
    });
    zones.chain(subnets).chain(cards).collect()
}

/// An interface that is attached by a resource of its own.
fn attached(context: &Context<'_>, attachment: &ResourceEntry) -> Option<Diagnostic> {
    let end = |key| attachment.properties.get(key).and_then(|node| context.resource_of(node));
    let (instance, card) = (end("InstanceId")?, end("NetworkInterfaceId")?);
    let first = places_of(context, &instance.properties).into_iter().next()?;
    let (_, zone) = zone_of(context, card.properties.get("SubnetId")?)?;
    let node = attachment.properties.get("NetworkInterfaceId")?;
    finding(attachment, &[first, (node, card.id.clone(), zone)], Severity::Error)
}

fn finding(
    resource: &ResourceEntry,
    placed: &[Placed<'_>],
    severity: Severity,
) -> Option<Diagnostic> {
    let (first, others) = placed.split_first()?;
    let other = others.iter().find(|(_, _, zone)| zone.differs_from(&first.2))?;
    let message = format!("`{}` has {} and {}", resource.id, in_words(first), in_words(other));
    let finding = Diagnostic::new(&INTERFACES_OF_TWO_ZONES, other.0.span, message)
        .severity(severity)
        .also(first.0.span, "an instance is in one zone");
    Some(finding.help("write subnets of one zone"))
}

fn in_words((_, name, zone): &Placed<'_>) -> String {
    match zone {
        Zone::Named(zone) if zone == name => format!("zone `{zone}`"),
        Zone::Named(zone) => format!("`{name}` of zone `{zone}`"),
        Zone::Unnamed(what) if name.is_empty() => {
            format!("zone {}", what.trim_start_matches('?'))
        }
        Zone::Unnamed(what) => format!("`{name}` of zone {}", what.trim_start_matches('?')),
    }
}
