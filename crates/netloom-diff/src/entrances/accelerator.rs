//! What Global Accelerator leads to, by which ports.
//!
//! - Comes in: the accelerators, listeners and endpoint groups of both templates.
//! - Goes out: endpoints to which the internet gets by further ports.
//! - Left to others: instances to which a listener leads as it is, which the networks have.
//!
//! # Source
//! AWS Global Accelerator Developer Guide, "Port overrides", "Traffic dials", "Endpoint weights"
//! and "Endpoints for standard accelerators"; AWS CloudFormation Template Reference,
//! `AWS::GlobalAccelerator::Listener` and `EndpointGroup`.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::RangeSet;
use netloom_network::sets::traffic::format_ports;

use super::{Entrances, Sides, at};
use crate::revision::{Resource, Resources};
use crate::traffic::PossibleExposure;
use crate::value::Plain;

const ACCELERATOR: &str = "AWS::GlobalAccelerator::Accelerator";
const LISTENER: &str = "AWS::GlobalAccelerator::Listener";
const ENDPOINT_GROUP: &str = "AWS::GlobalAccelerator::EndpointGroup";

/// A way to an endpoint.
struct Lead {
    /// The endpoint, in the names of the old template.
    to: Plain,
    /// By which protocol; the listener's name where that is not known.
    protocol: String,
    /// The ports of the endpoint; in words where they are not known.
    ports: Result<RangeSet, String>,
    /// The endpoint group.
    by: String,
    /// Whether the networks follow it.
    is_followed: bool,
}

impl Lead {
    fn covers(&self, other: &Self) -> bool {
        let ports = match (&self.ports, &other.ports) {
            (Ok(own), Ok(other)) => other.is_subset(own),
            (own, other) => own == other,
        };
        self.to == other.to && self.protocol == other.protocol && ports
    }
}

/// Adds endpoints to which an accelerator leads by further ports.
pub(super) fn add(sides: &Sides<'_>, found: &mut Entrances) {
    let before = leads(&sides.before, &|value| value.clone());
    let after = leads(&sides.after, &|value| sides.by_old_names(value));
    let is_new = |lead: &&Lead| !before.iter().any(|earlier| earlier.covers(lead));
    for lead in after.iter().filter(is_new) {
        let is_as_before =
            |earlier: &Lead| earlier.to == lead.to && !earlier.is_followed && earlier.by == lead.by;
        if lead.is_followed && !before.iter().any(is_as_before) {
            continue;
        }
        let ports = match &lead.ports {
            Ok(ports) => format!("port {}", format_ports(ports)),
            Err(_) => "its ports".to_owned(),
        };
        let to = match &lead.to {
            Plain::Reference(reference) => reference.id.clone(),
            other => other.text(),
        };
        found.exposures.insert(PossibleExposure {
            to: to.clone(),
            traffic: format!("{ports}, by accelerator group `{}`", lead.by),
            depends_on: format!("which clients `{to}` admits"),
        });
    }
}

fn leads(resources: &Resources<'_>, name: &dyn Fn(&Plain) -> Plain) -> Vec<Lead> {
    let mut found = Vec::new();
    for (id, group) in resources.iter().filter(|(_, one)| one.kind() == ENDPOINT_GROUP) {
        if group.is("TrafficDialPercentage", "0") {
            continue;
        }
        let Some((protocol, listened)) = listened(group, resources, name) else { continue };
        let ports = listened.and_then(|ports| overridden(group, ports));
        let is_plain = ["PortOverrides", "TrafficDialPercentage"]
            .iter()
            .all(|property| group.get(property).is_none());
        for endpoint in at(&group.properties, "EndpointConfigurations.*") {
            if endpoint.get("Weight").is_some_and(|weight| weight.text() == "0") {
                continue;
            }
            let to = endpoint.get("EndpointId").unwrap_or(endpoint);
            let references = to.references();
            let made = references.first().and_then(|one| resources.get(one.id.as_str()));
            // The networks lead packets of plain listeners to instances; what else an accelerator
            // has in front of it, or does to ports, they do not follow.
            let is_instance = made.is_some_and(|made| made.kind() == "AWS::EC2::Instance");
            let is_followed =
                is_instance && is_plain && endpoint.get("Weight").is_none() && ports.is_ok();
            found.push(Lead {
                to: name(to),
                protocol: protocol.clone(),
                ports: ports.clone(),
                by: (*id).to_owned(),
                is_followed,
            });
        }
    }
    found
}

/// What the listener of a group accepts; `None` where its accelerator is off.
fn listened(
    group: &Resource<'_>,
    resources: &Resources<'_>,
    name: &dyn Fn(&Plain) -> Plain,
) -> Option<(String, Result<RangeSet, String>)> {
    let made = |of: &Resource<'_>, property: &str, kind: &str| {
        let references: BTreeSet<String> =
            of.get(property)?.references().iter().map(|one| one.id.clone()).collect();
        let made = resources.get(references.first()?.as_str())?;
        (made.kind() == kind).then_some(made)
    };
    // A listener of another stack is known by its ARN alone, so that a change of that is all there
    // is to see.
    let Some(listener) = made(group, "ListenerArn", LISTENER) else {
        let arn = group.get("ListenerArn").map(|arn| name(arn).text_in_full());
        let arn = arn.unwrap_or_default();
        return Some((arn.clone(), Err(arn)));
    };
    let accelerator = made(listener, "AcceleratorArn", ACCELERATOR);
    if accelerator.is_some_and(|one| one.is("Enabled", "false")) {
        return None;
    }
    let protocol = listener.text("Protocol").unwrap_or("TCP").to_uppercase();
    let written = listener.get("PortRanges").map(|ranges| name(ranges).text_in_full());
    let range = |range: &Plain| {
        let port = |key: &str| match range.get(key)? {
            Plain::Scalar(text) => text.parse::<u16>().ok().map(u128::from),
            _ => None,
        };
        Some(RangeSet::range(port("FromPort")?, port("ToPort")?))
    };
    let ranges: Option<Vec<RangeSet>> =
        at(&listener.properties, "PortRanges.*").into_iter().map(range).collect();
    let ports = ranges.map(|all| all.iter().fold(RangeSet::empty(), |a, b| a.union(b)));
    Some((protocol, ports.ok_or_else(|| written.unwrap_or_default())))
}

/// The ports of the endpoint, for those of the listener.
fn overridden(group: &Resource<'_>, ports: RangeSet) -> Result<RangeSet, String> {
    let mut other: BTreeMap<u128, u128> = BTreeMap::new();
    for one in at(&group.properties, "PortOverrides.*") {
        let port = |key: &str| match one.get(key)? {
            Plain::Scalar(text) => text.parse::<u16>().ok().map(u128::from),
            _ => None,
        };
        let (Some(from), Some(to)) = (port("ListenerPort"), port("EndpointPort")) else {
            return Err(one.text_in_full());
        };
        other.insert(from, to);
    }
    let is_heard = |port: &u128| ports.contains(*port);
    let moved: Vec<(u128, u128)> = other.into_iter().filter(|(from, _)| is_heard(from)).collect();
    let rest =
        moved.iter().fold(ports, |rest, (from, _)| rest.difference(&RangeSet::single(*from)));
    Ok(moved.iter().fold(rest, |all, (_, to)| all.union(&RangeSet::single(*to))))
}
