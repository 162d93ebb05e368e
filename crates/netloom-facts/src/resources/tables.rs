//! Route tables with their routes, what is associated with them, and the gateways they learn from.

use netloom_template::{Entry, Node};

use crate::kinds::ENDPOINTS;

use super::blocks::plain;
use super::gateways::is_gateway;
use super::reading::{Reading, Record, is_there, owner};
use super::state::Standing;

/// # Source
/// Amazon EC2 API, `RouteTable`.
pub(super) fn table<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let properties = reading.linked("VpcId", record.get("VpcId")).into_iter().collect();
    let is_main = record.parts("Associations").any(|one| one.is_true("Main"));
    let standing = if is_main { Standing::OfTheVpc } else { Standing::Made };
    reading.add_thing(record, "AWS::EC2::RouteTable", properties, standing);
    record.parts("Routes").for_each(|route| add_route(reading, route));
    record.parts("Associations").for_each(|one| add_association(reading, one));
    for part in record.parts("PropagatingVgws") {
        let Some(of) = reading.linked("VpnGatewayId", part.get("GatewayId")) else { continue };
        let span = part.node.span;
        let tables = Node::list(vec![Node::reference(record.id, span)], span);
        let properties = vec![Entry::new("RouteTableIds", tables, span), of];
        let id = (format!("{} learns", record.id), None);
        let kind = "AWS::EC2::VPNGatewayRoutePropagation";
        reading.add_part(part, id, kind, properties, Standing::Made);
    }
}

/// # Source
/// Amazon EC2 API, `RouteTableAssociation`: with a subnet, with a gateway, or as the main table.
fn add_association<'a>(reading: &mut Reading<'_, 'a>, part: Record<'a>) {
    let state = part.part("AssociationState").and_then(|state| state.node.get("State"));
    if !is_there(state, "disassociat") {
        return;
    }
    for (key, kind) in [
        ("SubnetId", "AWS::EC2::SubnetRouteTableAssociation"),
        ("GatewayId", "AWS::EC2::GatewayRouteTableAssociation"),
    ] {
        let Some(with) = reading.linked(key, part.get(key)) else { continue };
        let id = format!("{} for {}", part.id, part.text(key).unwrap_or_default());
        let properties = vec![with, owner("RouteTableId", part)];
        reading.add_part(part, (id, None), kind, properties, Standing::Made);
    }
}

/// Adds a route. The local ones, which every table has, are none of a template.
///
/// # Source
/// Amazon EC2 API, `Route`; `Origin` is `CreateRoute` for a route that was made by hand.
fn add_route<'a>(reading: &mut Reading<'_, 'a>, route: Record<'a>) {
    const DESTINATIONS: [&str; 3] =
        ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
    let destination = DESTINATIONS.into_iter().find_map(|key| Some((key, route.get(key)?)));
    let gateway = route.text("GatewayId").unwrap_or_default();
    if gateway == "local" {
        return;
    }
    let mut properties = vec![owner("RouteTableId", route)];
    properties.extend(
        destination
            .map(|(key, node)| Entry::new(key, plain(key, &reading.link(node)), route.node.span)),
    );
    // Facts name a target by the property of a template. A route to an instance names its
    // interface, too.
    let targets = reading.targets.iter();
    properties.extend(targets.filter_map(|key| reading.linked(key, route.get(key))));
    let property = if gateway.starts_with("vpce-") { "VpcEndpointId" } else { "GatewayId" };
    properties.extend(reading.linked(property, route.get("GatewayId")));
    let name = destination.and_then(|(_, node)| node.as_text());
    let name = name.map_or_else(|| route.id.to_owned(), |name| name.into_owned());
    let is_made = route.text("Origin").is_none_or(|origin| origin == "CreateRoute");
    let standing = match destination {
        _ if is_of_gateway_endpoint(reading, route) => Standing::OfEndpoint,
        Some(_) if is_made => Standing::Made,
        _ => Standing::ByItself,
    };
    let id = (format!("{} {name}", route.id), Some(name));
    reading.add_part(route, id, "AWS::EC2::Route", properties, standing);
}

/// Returns whether a gateway endpoint put in a route: where no answer lists the endpoint, one for a
/// prefix list is.
fn is_of_gateway_endpoint<'a>(reading: &Reading<'_, 'a>, route: Record<'a>) -> bool {
    let Some(id) = route.id("GatewayId").filter(|id| id.starts_with("vpce-")) else { return false };
    let is_for_list = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"]
        .iter()
        .all(|key| route.get(key).is_none())
        && route.get("DestinationPrefixListId").is_some();
    let endpoint = reading.records.record(ENDPOINTS, id);
    is_for_list && endpoint.is_none_or(|endpoint| is_gateway(Record { node: endpoint.node, id }))
}
