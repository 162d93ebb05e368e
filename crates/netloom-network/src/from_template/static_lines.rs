//! VPN connections with static routes: the routes that a virtual private gateway learns are then
//! those of the template, and no others.

use netloom_template::{Node, TemplateDocument};

use crate::building::block_of;
use crate::{Destination, Known, Route, RouteOrigin, Target};

use super::context::{Build, Resource};

/// Lines of which only the other end knows what it announces.
const SPEAKING_BGP: &[(&str, &str)] = &[
    ("AWS::DirectConnect::PrivateVirtualInterface", "VirtualGatewayId"),
    ("AWS::DirectConnect::DirectConnectGatewayAssociation", "AssociatedGatewayId"),
];

/// Adds a static route of a VPN connection to the tables that its gateway propagates into.
///
/// # Source
/// AWS Site-to-Site VPN User Guide, "Static and dynamic routing": with static routing the routes of
/// the connection are those that are specified for it. AWS CloudFormation Template Reference,
/// `AWS::EC2::VPNConnectionRoute`: an IPv4 block.
pub(super) fn add_route(build: &mut Build<'_>, resource: &Resource<'_>) {
    let document = build.document;
    let line = resource.properties.get("VpnConnectionId").and_then(Node::as_reference);
    let line = line.and_then(|line| Resource::of(document.resource(&line.id)?, document));
    let Some(line) = line else { return };
    let gateway = line.properties.get("VpnGatewayId").and_then(Node::as_reference);
    let Some(gateway) = gateway.filter(|gateway| announces_routes_only(document, &gateway.id))
    else {
        return;
    };
    let properties = &resource.properties;
    let destination = match properties.get("DestinationCidrBlock").and_then(block_of) {
        Some((addresses, prefix_len)) => Known::Is(Destination::Block(addresses, prefix_len)),
        None => Known::Unknown(properties.why("DestinationCidrBlock")),
    };
    for table in build.network.route_tables.values_mut() {
        let by = |propagation: &&crate::Propagation| propagation.gateway.as_str() == gateway.id;
        let Some(propagation) = table.propagations.iter().find(by) else { continue };
        table.routes.push(Route {
            name: resource.id.to_string(),
            span: resource.span,
            destination: destination.clone(),
            target: line
                .sure(resource.sure(Known::Is(Target::VpnGateway(propagation.gateway.clone())))),
            origin: RouteOrigin::Propagated,
            is_blackhole: false,
        });
    }
}

/// Takes away the propagations of gateways of which every route is in the tables already.
pub(super) fn settle(build: &mut Build<'_>) {
    let document = build.document;
    for table in build.network.route_tables.values_mut() {
        table
            .propagations
            .retain(|learned| !announces_routes_only(document, learned.gateway.as_str()));
    }
}

/// Returns whether a gateway of the template learns nothing but the static routes of the template:
/// it has VPN connections, and each of its lines has static routes.
fn announces_routes_only(document: &TemplateDocument, gateway: &str) -> bool {
    let is_made = document.resource(gateway).is_some_and(|it| it.kind == "AWS::EC2::VPNGateway");
    let lines =
        || document.of_kind("AWS::EC2::VPNConnection").filter_map(|it| Resource::of(it, document));
    let mut of_gateway =
        lines().filter(|line| may_be(&line.properties.get("VpnGatewayId"), gateway));
    let is_static = |line: Resource<'_>| {
        line.properties.get("VpnGatewayId").is_some_and(|node| node.as_reference().is_some())
            && line.properties.get("StaticRoutesOnly").and_then(Node::as_bool) == Some(true)
    };
    let others = SPEAKING_BGP.iter().flat_map(|(kind, key)| {
        let all = document.of_kind(kind).filter_map(|it| Resource::of(it, document));
        all.map(move |line| may_be(&line.properties.get(key), gateway))
    });
    let mut routes = document
        .of_kind("AWS::EC2::VPNConnectionRoute")
        .filter_map(|it| Resource::of(it, document));
    let has_line = |route: Resource<'_>| {
        let line = route.properties.get("VpnConnectionId");
        line.is_some_and(|node| node.as_reference().is_some() || node.as_text().is_some())
    };
    let has_lines = lines().any(|line| may_be(&line.properties.get("VpnGatewayId"), gateway));
    is_made
        && has_lines
        && of_gateway.all(is_static)
        && !others.into_iter().any(|may_be| may_be)
        && routes.all(has_line)
}

/// Returns whether a value names a thing, or may do so.
fn may_be(node: &Option<&Node>, name: &str) -> bool {
    let Some(node) = node else { return false };
    match node.as_reference() {
        Some(reference) => reference.id == name,
        None => node.as_text().is_none(),
    }
}
