//! Network interfaces and the instances that have them.

use std::net::Ipv4Addr;

use crate::building::{Properties, Sort, address_of};
use crate::network::{Id, Interface, InterfaceKind, Known, PublicAddress};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;

use super::context::Build;
use super::kinds::{ADDRESSES, INSTANCES, INTERFACES};
use super::records::Record;

/// Types of interfaces that belong to a part of the network which stands for itself.
///
/// # Source
/// Amazon EC2 API, `NetworkInterface`, `InterfaceType`.
const OF_OTHER_PARTS: [&str; 5] =
    ["nat_gateway", "vpc_endpoint", "gateway_load_balancer_endpoint", "transit_gateway", "gateway_load_balancer"];

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(INTERFACES) {
        let kind = record.properties.plain_text("InterfaceType").unwrap_or_default();
        if !OF_OTHER_PARTS.contains(&&*kind) {
            add_interface(build, record);
        }
    }
    for record in records.of_kind(INSTANCES) {
        add_instance(build, record);
    }
    for record in records.of_kind(ADDRESSES) {
        give_address(build, record);
    }
}

/// Adds an interface and, where it is the primary one of an instance, the instance.
fn add_interface(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let properties = &record.properties;
    let is_service = properties.bool_or("RequesterManaged", false) == Known::Is(true);
    let kind = if is_service { InterfaceKind::Service } else { InterfaceKind::Interface };
    let status = properties.plain_text("Status").map(|status| Known::Is(status == "in-use"));
    let is_attached = status.unwrap_or_else(|| Known::Unknown(properties.missing("Status")));
    let interface = interface(build, properties, record.id(), kind, is_attached);
    let instance = record.part("Attachment").filter(is_primary).and_then(|part| part.plain_text("InstanceId"));
    if let Some(instance) = instance {
        let id = Id::new(instance);
        let entry = Interface { id: id.clone(), kind: InterfaceKind::Instance, ..interface.clone() };
        build.network.interfaces.insert(id, entry);
    }
    build.network.interfaces.insert(record.id(), interface);
}

fn is_primary(attachment: &Properties<'_>) -> bool {
    let is_first = |key: &str| matches!(attachment.integer(key), None | Some(Known::Is(0)));
    is_first("DeviceIndex") && is_first("NetworkCardIndex")
}

/// Adds an instance by its primary interface, and those of its interfaces that no other answer describes.
///
/// # Source
/// Amazon EC2 API, `Instance` and `InstanceNetworkInterface`; a stopped instance keeps its interfaces and sends
/// nothing.
fn add_instance(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let state = record.part("State").and_then(|state| state.plain_text("Name")).unwrap_or_default();
    if matches!(&*state, "terminated" | "shutting-down") {
        return;
    }
    let is_running = Known::Is(matches!(&*state, "running" | "pending"));
    for part in record.parts("NetworkInterfaces") {
        let Some(id) = part.plain_text("NetworkInterfaceId").map(Id::new) else { continue };
        if !build.network.interfaces.contains_key(&id) {
            let entry = interface(build, &part, id.clone(), InterfaceKind::Interface, is_running.clone());
            build.network.interfaces.insert(id.clone(), entry);
        }
        let Some(known) = build.network.interfaces.get_mut(&id) else { continue };
        known.is_attached.clone_from(&is_running);
        let primary = part.get("Attachment").map(|node| part.within(node));
        if primary.is_none_or(|attachment| is_primary(&attachment)) {
            let (id, span) = (record.id(), record.span());
            let entry = Interface { id: id.clone(), span, kind: InterfaceKind::Instance, ..known.clone() };
            build.network.interfaces.insert(id, entry);
        }
    }
}

fn interface(
    build: &mut Build<'_, '_>,
    properties: &Properties<'_>,
    id: Id,
    kind: InterfaceKind,
    is_attached: Known<bool>,
) -> Interface {
    Interface {
        id,
        span: properties.span(),
        kind,
        subnets: vec![build.known_id(properties, "SubnetId", Sort::Subnet)],
        addresses: private_addresses(properties),
        secondary: Vec::new(),
        groups: build.groups(properties),
        checks_source_and_destination: properties.bool_or("SourceDestCheck", true),
        public: public_address(properties).map_or(PublicAddress::None, |address| PublicAddress::Elastic(Some(address))),
        has_ipv6: Some(Known::Is(properties.items("Ipv6Addresses").is_ok_and(|items| !items.is_empty()))),
        is_attached,
    }
}

fn private_addresses(properties: &Properties<'_>) -> Option<RangeSet> {
    let listed = properties.items("PrivateIpAddresses").unwrap_or_default();
    let listed = listed.iter().filter_map(|item| item.get("PrivateIpAddress"));
    let known = properties.get("PrivateIpAddress").into_iter().chain(listed).filter_map(address_of);
    known.map(ipv4).reduce(|a, b| a.union(&b))
}

fn public_address(properties: &Properties<'_>) -> Option<Ipv4Addr> {
    let listed = properties.items("PrivateIpAddresses").unwrap_or_default();
    let own = properties.get("Association");
    let associations = own.into_iter().chain(listed.iter().filter_map(|item| item.get("Association")));
    associations.filter_map(|association| association.get("PublicIp").and_then(address_of)).next()
}

/// Gives an interface the address that only the answer about addresses tells.
fn give_address(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let Some(address) = record.properties.get("PublicIp").and_then(address_of) else { return };
    for key in ["NetworkInterfaceId", "InstanceId"] {
        let id = record.properties.plain_text(key).map(Id::new);
        let interface = id.and_then(|id| build.network.interfaces.get_mut(&id));
        if let Some(interface) = interface.filter(|interface| interface.public == PublicAddress::None) {
            interface.public = PublicAddress::Elastic(Some(address));
        }
    }
}
