//! Global Accelerator: a way in from the internet to things without public addresses.

use netloom_template::{Node, ResourceEntry};

use crate::building::{Properties, unknown};
use crate::sets::RangeSet;
use crate::sets::traffic::{TCP, Traffic, UDP};
use crate::{Id, InterfaceKind, Known, PublicAddress};

use super::context::{Build, Resource};

/// Notes what is behind an accelerator: instances get what the listener accepts, with the
/// addresses of its clients, and answer by the way it came. What else there is, is not followed.
///
/// # Source
/// AWS Global Accelerator Developer Guide, "Secure VPC connections in AWS Global Accelerator":
/// instances and load balancers in private subnets, in a VPC with an internet gateway, without a
/// route to it; "Client IP address preservation": always for instances.
pub(super) fn add(build: &mut Build<'_>, group: &Resource<'_>) {
    let document = build.document;
    let what = |of: &str| {
        unknown(format!("whether accelerator group `{}` leads to {of}", group.id), group.span)
    };
    let Ok(endpoints) = group.properties.items("EndpointConfigurations") else {
        return build.network.not_understood.push(what("anything"));
    };
    let traffic = traffic(build, group);
    for endpoint in endpoints {
        let node = endpoint.get("EndpointId");
        let id = node.and_then(|node| match node.as_reference() {
            Some(reference) => Some(Id::new(&reference.id)),
            None => node.as_text().map(|text| Id::new(text.into_owned())),
        });
        let made = node.and_then(Node::as_reference);
        let made = made.and_then(|reference| document.resource(&reference.id));
        // An Elastic IP address has its own way in.
        let is_address = made.is_some_and(|made| made.kind == "AWS::EC2::EIP");
        let known = traffic.as_ref().filter(|_| made.is_some_and(is_instance));
        let known = known.filter(|_| endpoint.get("Weight").is_none());
        match id {
            Some(id) if build.network.interfaces.contains_key(&id) => {
                lead(build, &id, known.map_or_else(|| Err(what(&format!("`{id}`"))), Ok));
            }
            _ if is_address => {}
            _ => build.network.not_understood.push(what("a thing that it names")),
        }
    }
}

fn is_instance(made: &ResourceEntry) -> bool {
    made.kind == "AWS::EC2::Instance"
}

/// Leads traffic to something, and to the entry of its primary interface, unless it has a public
/// address, by which it is asked about.
fn lead(build: &mut Build<'_>, id: &Id, traffic: Result<&Vec<Traffic>, crate::Unknown>) {
    let network = &mut *build.network;
    let twin = network.interfaces.get(id).and_then(|interface| interface.twin.clone());
    for id in [Some(id.clone()), twin].into_iter().flatten() {
        let Some(interface) = network.interfaces.get_mut(&id) else { continue };
        let subnets = interface.subnets.iter().filter_map(Known::value);
        let maps: Vec<Option<bool>> = subnets
            .map(|id| network.subnets.get(id)?.maps_public_addresses.value().copied())
            .collect();
        let by_subnet = match interface.public {
            PublicAddress::SubnetDecides => maps.first().copied().flatten(),
            _ => Some(false),
        };
        let is_one = interface.kind == InterfaceKind::Instance || interface.twin.is_some();
        interface.public = match (&interface.public, &traffic, by_subnet) {
            (PublicAddress::AtLaunch | PublicAddress::Elastic(_), ..) | (_, _, Some(true)) => {
                continue;
            }
            (PublicAddress::ByAccelerator(own), Ok(more), _) => {
                PublicAddress::ByAccelerator([own.as_slice(), more.as_slice()].concat())
            }
            (PublicAddress::Unknown(own), Ok(_), _) => PublicAddress::Unknown(own.clone()),
            (_, Ok(traffic), Some(false)) if is_one => {
                PublicAddress::ByAccelerator((*traffic).clone())
            }
            (_, Ok(_), _) => PublicAddress::Unknown(unknown(
                format!("whether `{id}` has a public address beside the accelerator's"),
                interface.span,
            )),
            (_, Err(what), _) => PublicAddress::Unknown(what.clone()),
        };
    }
}

/// What the listener of a group accepts; `None` where that cannot be known.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::GlobalAccelerator::Listener`: `PortRanges` and
/// `Protocol`; `AWS::GlobalAccelerator::Accelerator`: enabled by default.
fn traffic(build: &Build<'_>, group: &Resource<'_>) -> Option<Vec<Traffic>> {
    let made = |properties: &Properties<'_>, key: &str, kind: &str| {
        let reference = properties.get(key)?.as_reference()?;
        let entry = build.document.resource(&reference.id).filter(|entry| entry.kind == kind)?;
        Resource::of(entry, build.document).filter(|resource| resource.doubt.is_none())
    };
    let own = &group.properties;
    let is_plain =
        ["PortOverrides", "TrafficDialPercentage"].iter().all(|key| own.get(key).is_none());
    let listener = made(own, "ListenerArn", "AWS::GlobalAccelerator::Listener")?.properties;
    let accelerator = made(&listener, "AcceleratorArn", "AWS::GlobalAccelerator::Accelerator")?;
    let is_on = accelerator.properties.bool_or("Enabled", true) == Known::Is(true);
    // With any of these the accelerator brings other packets than its listener accepts, or may
    // bring none.
    if !is_plain || !is_on || group.doubt.is_some() {
        return None;
    }
    let protocol = match listener.plain_text("Protocol")?.to_ascii_uppercase().as_str() {
        "TCP" => TCP,
        "UDP" => UDP,
        _ => return None,
    };
    let port =
        |node: &Node, key: &str| u16::try_from(node.get(key)?.as_integer()?).ok().map(u128::from);
    let ranges = listener.items("PortRanges").ok()?.iter();
    ranges
        .map(|range| {
            let ports = RangeSet::range(port(range, "FromPort")?, port(range, "ToPort")?);
            Some(Traffic::new(protocol, ports))
        })
        .collect()
}
