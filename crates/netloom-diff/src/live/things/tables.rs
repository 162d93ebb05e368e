//! Route tables with their routes, their subnets and the gateways they learn from.

use netloom_facts::kinds::ROUTE_TABLES;
use netloom_network::route_keys;
use netloom_template::{Node, Value};

use super::{Record, Things};
use crate::live::answers::Compared::{Always, Chosen};
use crate::live::answers::RecognizedBy::{Properties, Users};
use crate::live::answers::{Answer, Type};
use crate::live::blocks::plain;
use crate::live::{entry, reference};

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const ANSWERS: &[Answer] = &[Answer {
    facts: ROUTE_TABLES,
    read: |things, record, _| table(things, record),
    types: &[
        Type {
            kind: "AWS::EC2::RouteTable",
            facts: ROUTE_TABLES,
            properties: &[("VpcId", Always), ("Tags", Chosen)],
            recognized: &[Users(
                "AWS::EC2::SubnetRouteTableAssociation",
                "RouteTableId",
                Some("SubnetId"),
            )],
        },
        Type {
            kind: "AWS::EC2::Route",
            facts: ROUTE_TABLES,
            properties: &[
                ("RouteTableId", Always),
                ("DestinationCidrBlock", Always),
                ("DestinationIpv6CidrBlock", Always),
                ("DestinationPrefixListId", Always),
                ("GatewayId", Always),
                // EC2 tells the interface of an instance, too.
                ("NetworkInterfaceId", Chosen),
                ("InstanceId", Chosen),
            ],
            recognized: &[Properties(&[
                "RouteTableId",
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "DestinationPrefixListId",
            ])],
        },
        Type {
            kind: "AWS::EC2::SubnetRouteTableAssociation",
            facts: ROUTE_TABLES,
            properties: &[("SubnetId", Always), ("RouteTableId", Always)],
            recognized: &[Properties(&["SubnetId"])],
        },
        Type {
            kind: "AWS::EC2::VPNGatewayRoutePropagation",
            facts: ROUTE_TABLES,
            properties: &[("RouteTableIds", Always), ("VpnGatewayId", Always)],
            recognized: &[Properties(&["RouteTableIds", "VpnGatewayId"])],
        },
    ],
}];

fn table(things: &mut Things, record: Record<'_>) {
    let properties = things.linked("VpcId", record.node.get("VpcId")).into_iter().collect();
    let associations = record.list("Associations");
    let is_main =
        associations.iter().any(|one| one.get("Main").and_then(Node::as_bool) == Some(true));
    things.add_default(record, "AWS::EC2::RouteTable", properties, is_main);
    record.list("Routes").iter().for_each(|route| add_route(things, record, route));
    for association in associations {
        let state = association
            .get("AssociationState")
            .and_then(|state| state.get("State"))
            .and_then(Node::as_text);
        // Calls report associations for a while after they have ended.
        if state.is_some_and(|state| state.starts_with("disassociat")) {
            continue;
        }
        let Some(subnet) = things.linked("SubnetId", association.get("SubnetId")) else { continue };
        let id = association.get("SubnetId").and_then(Node::as_text).unwrap_or_default();
        let span = association.span;
        let properties = vec![subnet, entry("RouteTableId", reference(record.id, span), span)];
        let id = format!("{} for {id}", record.id);
        things.add_part(
            record.id,
            id,
            "AWS::EC2::SubnetRouteTableAssociation",
            association,
            properties,
        );
    }
    for gateway in record.list("PropagatingVgws") {
        let Some(of) = things.linked("VpnGatewayId", gateway.get("GatewayId")) else { continue };
        let span = gateway.span;
        let tables = Node { span, value: Value::List(vec![reference(record.id, span)]) };
        let id = format!("{} learns", record.id);
        let properties = vec![entry("RouteTableIds", tables, span), of];
        things.add_part(record.id, id, "AWS::EC2::VPNGatewayRoutePropagation", gateway, properties);
    }
}

/// # Source
/// Amazon EC2 API, `Route`.
fn add_route(things: &mut Things, record: Record<'_>, route: &Node) {
    const DESTINATIONS: [&str; 3] =
        ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
    let text = |key: &str| route.get(key).and_then(Node::as_text).filter(|text| !text.is_empty());
    let Some((key, destination)) = DESTINATIONS.into_iter().find_map(|key| Some((key, text(key)?)))
    else {
        return;
    };
    let gateway = text("GatewayId").unwrap_or_default();
    // Local routes are AWS's, routes of gateway endpoints the endpoint's, and learned ones the
    // site's.
    let is_of_endpoint = gateway.starts_with("vpce-") && key == "DestinationPrefixListId";
    let is_made = text("Origin").is_none_or(|origin| origin == "CreateRoute");
    if gateway == "local" || is_of_endpoint || !is_made {
        return;
    }
    let mut properties = vec![entry("RouteTableId", reference(record.id, route.span), route.span)];
    let to = route.get(key).map(|node| entry(key, plain(key, &things.link(node)), route.span));
    properties.extend(to);
    // Facts name a target by the property of a template. A route to an instance names its
    // interface, too.
    properties.extend(route_keys().filter_map(|key| things.linked(key, route.get(key))));
    let property = if gateway.starts_with("vpce-") { "VpcEndpointId" } else { "GatewayId" };
    properties.extend(things.linked(property, route.get("GatewayId")));
    let id = format!("{} {destination}", record.id);
    things.add_part(record.id, id, "AWS::EC2::Route", route, properties);
}
