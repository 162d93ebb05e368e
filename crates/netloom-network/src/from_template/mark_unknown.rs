//! What becomes unknown because of something that is not followed: that alone which it can touch.

use netloom_template::{Node, Piece, Value};

use crate::Network;
use crate::building::ResourceKind;
use crate::{
    AclChoice, Attachment, EndpointKind, GroupRule, Id, InternetGateway, Known, PublicAddress,
    RouteTable, TableChoice, Target, TransitGateway, Unknown,
};

use super::context::Build;
use super::coverage::Change;

/// Returns what a value names, at any depth: logical ids, ids that are written out, and the names
/// of unknowns.
pub(super) fn names_in(node: &Node) -> Vec<Id> {
    let mut names = Vec::new();
    collect(node, &mut names);
    names
}

fn collect(node: &Node, names: &mut Vec<Id>) {
    match &node.value {
        Value::Reference(reference) => names.push(Id::new(&reference.id)),
        Value::Text(text) => names.push(Id::new(text.trim())),
        Value::Unknown(unknown) => names.push(Id::new(&unknown.what)),
        Value::Pieces(pieces) => names.extend(pieces.iter().map(|piece| match piece {
            Piece::Reference(reference) => Id::new(&reference.id),
            Piece::Unknown(unknown) => Id::new(&unknown.what),
            Piece::Text(text) => Id::new(text),
        })),
        Value::List(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.node, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Makes unknown what a change to the named things can touch; returns whether the network has any
/// of them.
pub(super) fn mark_unknown(
    build: &mut Build<'_>,
    change: Change,
    names: &[Id],
    unknown: &Unknown,
) -> bool {
    let network = &mut *build.network;
    if change == Change::Internet {
        network.internet_gateways.values_mut().for_each(|gateway| close(gateway, unknown));
        let gateways = network.egress_only_gateways.values_mut();
        gateways.for_each(|gateway| gateway.vpc = Known::Unknown(unknown.clone()));
        return true;
    }
    let mut is_there = false;
    for name in names {
        is_there |= match change {
            Change::Thing(sort) => blur_thing(network, sort, name, unknown),
            Change::FurtherRules => with(network.security_groups.get_mut(name), |group| {
                group.beyond = Some(unknown.clone());
            }),
            Change::Ways => blur_ways(network, name, unknown),
            Change::Crossings => blur_crossings(network, name, unknown),
            Change::Names => blur_names(network, name, unknown),
            Change::Publicity => blur_publicity(network, name, unknown),
            Change::Internet => false,
        };
    }
    is_there
}

fn blur_thing(network: &mut Network, sort: ResourceKind, name: &Id, unknown: &Unknown) -> bool {
    match sort {
        ResourceKind::Vpc => {
            blur_crossings(network, name, unknown);
            blur_names(network, name, unknown);
            blur_ways(network, name, unknown)
        }
        ResourceKind::Subnet => blur_subnet(network, name, unknown),
        ResourceKind::RouteTable => {
            with(network.route_tables.get_mut(name), |table| blur_table(table, unknown))
        }
        ResourceKind::NetworkAcl => {
            with(network.network_acls.get_mut(name), |acl| acl.beyond = Some(unknown.clone()))
        }
        ResourceKind::SecurityGroup => with(network.security_groups.get_mut(name), |group| {
            group.beyond = Some(unknown.clone());
            group
                .ingress
                .iter_mut()
                .chain(&mut group.egress)
                .for_each(|rule| blur_rule(rule, unknown));
        }),
        ResourceKind::Interface => with(network.interfaces.get_mut(name), |interface| {
            interface.groups = vec![Known::Unknown(unknown.clone())];
            interface.public = PublicAddress::Unknown(unknown.clone());
            interface.has_ipv6 = Some(Known::Unknown(unknown.clone()));
            if interface.listens.is_some() {
                interface.listens = Some(Known::Unknown(unknown.clone()));
            }
        }),
        ResourceKind::InternetGateway => {
            with(network.internet_gateways.get_mut(name), |gateway| close(gateway, unknown))
        }
        ResourceKind::EgressOnlyGateway => {
            with(network.egress_only_gateways.get_mut(name), |gateway| {
                gateway.vpc = Known::Unknown(unknown.clone());
            })
        }
        ResourceKind::NatGateway => with(network.nat_gateways.get_mut(name), |gateway| {
            gateway.is_public = Known::Unknown(unknown.clone());
            gateway.has_address = Known::Unknown(unknown.clone());
        }),
        ResourceKind::VpnGateway => with(network.vpn_gateways.get_mut(name), |gateway| {
            gateway.attachment = Attachment::Unknown(unknown.clone());
        }),
        ResourceKind::Endpoint => blur_endpoint(network, name, unknown),
        ResourceKind::Peering => with(network.peerings.get_mut(name), |peering| {
            peering.is_active = Known::Unknown(unknown.clone());
        }),
        ResourceKind::TransitGateway => {
            with(transit_gateway(network, name), |gateway| blur_transit_gateway(gateway, unknown))
        }
        ResourceKind::PrefixList => with(network.prefix_lists.get_mut(name), |list| {
            list.entries = Known::Unknown(unknown.clone());
        }),
        ResourceKind::Other => false,
    }
}

fn with<T>(found: Option<&mut T>, change: impl FnOnce(&mut T)) -> bool {
    found.map(change).is_some()
}

fn close(gateway: &mut InternetGateway, unknown: &Unknown) {
    if gateway.attachment != Attachment::None {
        gateway.attachment = Attachment::Unknown(unknown.clone());
    }
}

fn blur_rule(rule: &mut GroupRule, unknown: &Unknown) {
    rule.peer = Known::Unknown(unknown.clone());
}

/// There may be more routes in a table, and they may be more specific than its own.
fn blur_table(table: &mut RouteTable, unknown: &Unknown) {
    table.beyond = Some(unknown.clone());
}

/// Makes one route unknown, in whichever table it is.
pub(super) fn blur_route(network: &mut Network, name: &Id, unknown: &Unknown) {
    let routes = network.route_tables.values_mut().flat_map(|table| &mut table.routes);
    for route in routes.filter(|route| route.name == name.as_str()) {
        route.target = Known::Unknown(unknown.clone());
    }
}

fn blur_subnet(network: &mut Network, name: &Id, unknown: &Unknown) -> bool {
    with(network.subnets.get_mut(name), |subnet| {
        subnet.route_table = TableChoice::Unknown(unknown.clone());
        subnet.network_acl = AclChoice::Unknown(unknown.clone());
        subnet.maps_public_addresses = Known::Unknown(unknown.clone());
        subnet.assigns_ipv6 = Known::Unknown(unknown.clone());
    })
}

/// Returns the transit gateway of this name, or the one that an attachment or a table of this name
/// is of.
fn transit_gateway<'n>(network: &'n mut Network, name: &Id) -> Option<&'n mut TransitGateway> {
    network.transit_gateways.values_mut().find(|gateway| {
        let attachments = gateway.attachments.iter().map(|attachment| &attachment.id);
        let mut parts = attachments.chain(gateway.tables.iter().map(|table| &table.id));
        gateway.id == *name || parts.any(|part| part == name)
    })
}

/// What enters is routed by a table that cannot be determined, so nothing that crosses the gateway can.
fn blur_transit_gateway(gateway: &mut TransitGateway, unknown: &Unknown) {
    gateway.beyond = Some(unknown.clone());
    for attachment in &mut gateway.attachments {
        attachment.association = Some(Known::Unknown(unknown.clone()));
    }
}

fn blur_endpoint(network: &mut Network, name: &Id, unknown: &Unknown) -> bool {
    let routes = network.route_tables.values_mut().flat_map(|table| &mut table.routes);
    let led_there = Known::Is(Target::GatewayEndpoint(name.clone()));
    for route in routes.filter(|route| route.target == led_there) {
        route.target = Known::Unknown(unknown.clone());
    }
    with(network.endpoints.get_mut(name), |endpoint| {
        endpoint.vpc = Known::Unknown(unknown.clone());
        if let EndpointKind::Interface { private_dns, .. } = &mut endpoint.kind {
            *private_dns = Known::Unknown(unknown.clone());
        }
    })
}

fn blur_ways(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    with(network.vpcs.get_mut(vpc), |vpc| vpc.beyond = Some(unknown.clone()))
}

fn blur_names(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    with(network.vpcs.get_mut(vpc), |vpc| vpc.dns_support = Known::Unknown(unknown.clone()))
}

fn blur_crossings(network: &mut Network, vpc: &Id, unknown: &Unknown) -> bool {
    for subnet in network.subnets.values_mut().filter(|subnet| subnet.vpc == *vpc) {
        subnet.network_acl = AclChoice::Unknown(unknown.clone());
    }
    network.vpcs.contains_key(vpc)
}

fn blur_publicity(network: &mut Network, interface: &Id, unknown: &Unknown) -> bool {
    with(network.interfaces.get_mut(interface), |interface| {
        if !matches!(interface.public, PublicAddress::AtLaunch | PublicAddress::ByAccelerator(_)) {
            interface.public = PublicAddress::Unknown(unknown.clone());
        }
    })
}
