//! Transit gateways with their attachments to VPCs, their tables and the routes in these.

use netloom_diag::Span;
use netloom_template::{Entry, Node, Unknown, Value};

use crate::kinds::{Kind, TRANSIT_ATTACHMENTS, TRANSIT_GATEWAYS, TRANSIT_VPC_ATTACHMENTS};

use super::reading::{Reading, Record, copies, is_there, owner};
use super::state::Standing;

const GROUPS: &str = "SecurityGroupReferencingSupport";

/// # Source
/// Amazon EC2 API, `TransitGateway` and `TransitGatewayOptions`; AWS CloudFormation Template
/// Reference, `AWS::EC2::TransitGateway`, where the options are properties.
pub(super) fn gateway<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(record, &["Description"]);
    properties.push(switch(GROUPS, record));
    reading.add(record, "AWS::EC2::TransitGateway", properties);
}

/// An option of a record as a word: off where the record does not have it.
fn switch(key: &str, record: Record<'_>) -> Entry {
    let is_on = record.part("Options").is_some_and(|options| options.is(key, "enable"));
    let span = record.node.span;
    Entry::new(key, Node::text(if is_on { "enable" } else { "disable" }, span), span)
}

/// A value that only an answer of this kind would tell.
fn untold(kind: Kind, span: Span) -> Node {
    Node { span, value: Value::Unknown(Unknown { what: kind.all_of_them(), span }) }
}

/// Adds the gateway that a record names where no answer lists it: what of it others tell is known.
fn add_named_gateway<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let Some(id) = record.id("TransitGatewayId") else { return };
    let is_listed = reading.records.record(TRANSIT_GATEWAYS, id).is_some();
    if !is_listed && reading.is_first_mention(id) {
        let span = record.node.span;
        let groups = Entry::new(GROUPS, untold(TRANSIT_GATEWAYS, span), span);
        let (gateway, kind) = (Record { node: record.node, id }, "AWS::EC2::TransitGateway");
        reading.add_thing(gateway, kind, vec![groups], Standing::ByItself);
    }
}

/// Two answers cover one attachment: one knows the table, the other the subnets.
///
/// # Source
/// Amazon EC2 API, `TransitGatewayAttachment` and `TransitGatewayVpcAttachment`.
pub(super) fn any_attachment<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    add_named_gateway(reading, record);
    if record.text("ResourceType").is_some_and(|kind| kind != "vpc") {
        return;
    }
    match reading.records.record(TRANSIT_VPC_ATTACHMENTS, record.id) {
        Some(own) => add_attachment(reading, Record { node: own.node, id: record.id }),
        None => add_without_subnets(reading, record),
    }
    let Some(part) = record.part("Association") else { return };
    let table = reading
        .linked("TransitGatewayRouteTableId", part.get("TransitGatewayRouteTableId"))
        .filter(|_| is_there(part.node.get("State"), "disassociat"));
    if let Some(table) = table {
        let id = (format!("{} associated", record.id), None);
        let properties = vec![owner("TransitGatewayAttachmentId", part), table];
        let kind = "AWS::EC2::TransitGatewayRouteTableAssociation";
        reading.add_part(part, id, kind, properties, Standing::Made);
    }
}

fn add_without_subnets<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let span = record.node.span;
    let vpc = record.get("VpcId").or_else(|| record.get("ResourceId"));
    let mut properties: Vec<Entry> = reading
        .linked("TransitGatewayId", record.get("TransitGatewayId"))
        .into_iter()
        .chain(reading.linked("VpcId", vpc))
        .collect();
    for key in ["SubnetIds", "Options"] {
        properties.push(Entry::new(key, untold(TRANSIT_VPC_ATTACHMENTS, span), span));
    }
    let kind = "AWS::EC2::TransitGatewayVpcAttachment";
    reading.add_thing(record, kind, properties, Standing::ByItself);
}

/// An attachment that the answer about all attachments does not list.
pub(super) fn attachment<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    add_named_gateway(reading, record);
    if reading.records.record(TRANSIT_ATTACHMENTS, record.id).is_none() {
        add_attachment(reading, record);
    }
}

/// Two types of resources make such an attachment, and no call tells which it was.
fn add_attachment<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let span = record.node.span;
    let mut properties: Vec<_> = ["TransitGatewayId", "VpcId"]
        .into_iter()
        .filter_map(|key| reading.linked(key, record.get(key)))
        .collect();
    properties.push(reading.all_linked("SubnetIds", (record, "SubnetIds"), None));
    let options = ["Ipv6Support", GROUPS].map(|key| switch(key, record));
    properties.push(Entry::new("Options", Node::map(options.to_vec(), span), span));
    reading.add(record, "AWS::EC2::TransitGatewayVpcAttachment", properties);
}

/// # Source
/// Amazon EC2 API, `TransitGatewayRouteTable` and `SearchTransitGatewayRoutes`: static and
/// propagated routes, each `active` or `blackhole`.
pub(super) fn table<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    add_named_gateway(reading, record);
    let gateway = reading.linked("TransitGatewayId", record.get("TransitGatewayId"));
    reading.add(record, "AWS::EC2::TransitGatewayRouteTable", gateway.into_iter().collect());
    let routes = reading.records.detail("Routes", record.id).and_then(Node::as_list);
    for node in routes.unwrap_or_default() {
        add_route(reading, Record { node, id: record.id });
    }
}

fn add_route<'a>(reading: &mut Reading<'_, 'a>, route: Record<'a>) {
    let span = route.node.span;
    let mut properties = vec![owner("TransitGatewayRouteTableId", route)];
    properties.extend(copies(route, &["DestinationCidrBlock"]));
    if route.is("State", "blackhole") {
        properties.push(Entry::new("Blackhole", Node::text("true", span), span));
    } else {
        properties.push(attachment_of(reading, route));
    }
    let destination = route.text("DestinationCidrBlock").unwrap_or_default();
    let id = (format!("{} {destination}", route.id), None);
    let kind = "AWS::EC2::TransitGatewayRoute";
    reading.add_part(route, id, kind, properties, Standing::ByItself);
}

/// The attachment that a route leads to. Of one to several no one is known.
fn attachment_of(reading: &Reading<'_, '_>, route: Record<'_>) -> Entry {
    const KEY: &str = "TransitGatewayAttachmentId";
    let id = match route.list("TransitGatewayAttachments") {
        [one] => reading.linked(KEY, one.get(KEY)),
        _ => None,
    };
    id.unwrap_or_else(|| {
        let what = format!("`TransitGatewayAttachments` of `{}`", route.id);
        let span = route.node.span;
        Entry::new(KEY, Node { span, value: Value::Unknown(Unknown { what, span }) }, span)
    })
}
