//! Network interfaces and the instances that have them.

use netloom_template::Node;

use crate::building::{Properties, address_of, public_address, unknown};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;
use crate::{Id, Interface, InterfaceKind, Known, PublicAddress};

use super::context::Build;
use super::records::Record;
use netloom_facts::Standing;
use netloom_facts::kinds::{ADDRESSES, INSTANCES, INTERFACES};

/// Types of interfaces that belong to a part of the network which stands for itself.
///
/// # Source
/// Amazon EC2 API, `NetworkInterface`, `InterfaceType`.
const OF_OTHER_PARTS: [&str; 5] = [
    "nat_gateway",
    "vpc_endpoint",
    "gateway_load_balancer_endpoint",
    "transit_gateway",
    "gateway_load_balancer",
];

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    build.add("AWS::EC2::NetworkInterface", stands_for_itself, interface);
    for record in records.of_kind(INSTANCES) {
        add_instance(build, record);
    }
    for record in records.of_kind(INTERFACES) {
        let attachment = record.part("Attachment").filter(|attachment| !is_primary(attachment));
        if let Some(instance) =
            attachment.and_then(|part| part.plain_text("InstanceId")).map(Id::new)
        {
            add_further(build, &instance, record.id());
        }
    }
    for record in records.of_kind(ADDRESSES) {
        give_address(build, record);
    }
}

fn add_further(build: &mut Build<'_, '_>, instance: &Id, interface: Id) {
    let instance = build.network.interfaces.get_mut(instance);
    if let Some(instance) = instance.filter(|instance| !instance.further.contains(&interface)) {
        instance.further.push(interface);
    }
}

fn stands_for_itself(_build: &Build<'_, '_>, record: &Record<'_>, _standing: Standing) -> bool {
    let kind = record.properties.plain_text("InterfaceType").unwrap_or_default();
    !OF_OTHER_PARTS.contains(&&*kind)
}

/// Adds to an interface what it belongs to and, where it is the primary one of an instance, the
/// instance.
fn interface(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let properties = &record.properties;
    let is_service = properties.bool_or("RequesterManaged", false) == Known::Is(true);
    let status = properties.plain_text("Status").map(|status| Known::Is(status == "in-use"));
    let Some(own) = build.network.interfaces.get_mut(&record.id()) else { return };
    own.is_attached = status.unwrap_or_else(|| Known::Unknown(properties.missing("Status")));
    own.public = primary_public_address(properties);
    own.has_ipv6.get_or_insert(Known::Is(false));
    if is_service {
        own.kind = InterfaceKind::Service;
    }
    // What filters the interfaces of a service that has no security groups there is not said;
    // of network load balancers it is.
    let is_balancer = record.is("InterfaceType", "network_load_balancer");
    if is_service && !is_balancer && own.groups.is_empty() {
        let what = format!("what filters the packets of `{}`", record.id());
        own.groups.push(Known::Unknown(unknown(what, record.span())));
    }
    let attachment = record.part("Attachment");
    let instance =
        attachment.filter(is_primary).and_then(|part| part.plain_text("InstanceId")).map(Id::new);
    if let Some(id) = instance {
        let (kind, twin) = (InterfaceKind::Instance, Some(record.id()));
        let entry = Interface { id: id.clone(), kind, twin, ..own.clone() };
        own.twin = Some(id.clone());
        build.network.interfaces.insert(id, entry);
    }
    if let Some(file_system) =
        properties.plain_text("Description").and_then(|text| file_system_of(&text))
    {
        build.network.file_systems.entry(file_system).or_default().push(record.id());
    }
}

/// Returns the file system that an interface belongs to, from the description that the service
/// writes.
///
/// # Source
/// Amazon EFS User Guide, "Managing mount targets": `EFS mount target for fs-… (fsmt-…)`; Amazon
/// FSx for Lustre User Guide, "File system access control with Amazon VPC": `AWS created network
/// interface for fs-…`.
fn file_system_of(description: &str) -> Option<Id> {
    let is_of_service = description.starts_with("EFS mount target for ")
        || description.starts_with("AWS created network interface for ");
    let mut words = description.split(' ').filter(|_| is_of_service);
    words.find(|word| word.starts_with("fs-") || word.starts_with("fc-")).map(Id::new)
}

fn is_primary(attachment: &Properties<'_>) -> bool {
    let is_first = |key: &str| matches!(attachment.integer(key), None | Some(Known::Is(0)));
    is_first("DeviceIndex") && is_first("NetworkCardIndex")
}

/// Adds an instance by its primary interface, which goes by the state of the instance.
///
/// # Source
/// Amazon EC2 API, `Instance` and `InstanceNetworkInterface`; a stopped instance keeps its
/// interfaces and sends nothing.
fn add_instance(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let state = record.part("State").and_then(|state| state.plain_text("Name")).unwrap_or_default();
    if matches!(&*state, "terminated" | "shutting-down") {
        return;
    }
    let is_running = Known::Is(matches!(&*state, "running" | "pending"));
    let mut others = Vec::new();
    for part in record.parts("NetworkInterfaces") {
        let id = part.plain_text("NetworkInterfaceId").map(Id::new);
        let known = id.as_ref().and_then(|id| build.network.interfaces.get_mut(id));
        let Some(known) = known else { continue };
        known.is_attached.clone_from(&is_running);
        let primary = part.get("Attachment").map(|node| part.within(node));
        if primary.is_none_or(|attachment| is_primary(&attachment)) {
            let (id, span) = (record.id(), record.span());
            known.twin = Some(id.clone());
            let (kind, twin) = (InterfaceKind::Instance, Some(known.id.clone()));
            let entry = Interface { id: id.clone(), span, kind, twin, ..known.clone() };
            build.network.interfaces.insert(id, entry);
        } else {
            others.extend(id);
        }
    }
    others.into_iter().for_each(|id| add_further(build, &record.id(), id));
}

/// The public address of the primary private one, which is next to it or next to the whole.
fn primary_public_address(properties: &Properties<'_>) -> PublicAddress {
    let listed = properties.items("PrivateIpAddresses").unwrap_or_default();
    let primary =
        listed.iter().find(|item| item.get("Primary").and_then(Node::as_bool) == Some(true));
    match public_address(properties.node) {
        PublicAddress::None => primary.map_or(PublicAddress::None, public_address),
        given => given,
    }
}

/// Gives a private address the public one that only the answer about addresses tells.
fn give_address(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let Some(address) = record.properties.get("PublicIp").and_then(address_of) else { return };
    let private = record.properties.get("PrivateIpAddress").and_then(address_of).map(ipv4);
    let is_it = |own: &Option<RangeSet>| {
        private.as_ref().is_some_and(|private| own.as_ref() == Some(private))
    };
    for key in ["NetworkInterfaceId", "InstanceId"] {
        let id = record.properties.plain_text(key).map(Id::new);
        let Some(interface) = id.and_then(|id| build.network.interfaces.get_mut(&id)) else {
            continue;
        };
        let secondary =
            interface.secondary.iter_mut().find(|secondary| is_it(&secondary.addresses));
        let public = secondary.map_or(&mut interface.public, |secondary| &mut secondary.public);
        if *public == PublicAddress::None {
            *public = PublicAddress::Elastic(Some(address));
        }
    }
}
