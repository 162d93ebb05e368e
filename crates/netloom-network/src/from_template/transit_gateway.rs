//! Transit gateways, their attachments and tables.

use netloom_template::{Node, ResourceEntry};

use crate::building::{ResourceKind, block_of};
use crate::{Destination, Id, Known, TransitAttachment, TransitGateway, TransitTable, Unknown};

use super::attributes::default_transit_table;
use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGateway`: attachments are associated
/// with the default table and propagate into it unless `DefaultRouteTableAssociation` and
/// `DefaultRouteTablePropagation` say `disable`.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let table = TransitTable {
        id: default_transit_table(&resource.id),
        span: resource.span,
        routes: Vec::new(),
    };
    // The tables of what lives are listed.
    let tables = if build.is_observed() { Vec::new() } else { vec![table] };
    let gateway = TransitGateway {
        id: resource.id.clone(),
        span: resource.span,
        attachments: Vec::new(),
        tables,
        beyond: resource.doubt.clone(),
    };
    build.network.transit_gateways.insert(resource.id.clone(), gateway);
}

pub(super) fn add_table(build: &mut Build<'_>, resource: &Resource<'_>) {
    let gateway =
        build.needed_id(&resource.properties, "TransitGatewayId", ResourceKind::TransitGateway);
    let table = TransitTable { id: resource.id.clone(), span: resource.span, routes: Vec::new() };
    if let Some(gateway) = build.network.transit_gateways.get_mut(&gateway) {
        gateway.tables.push(table);
        mark_unknown(gateway, resource.doubt.as_ref());
    }
}

pub(super) fn add_attachment(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let gateway = build.needed_id(properties, "TransitGatewayId", ResourceKind::TransitGateway);
    let mut subnets = build.ids(properties, "SubnetIds", ResourceKind::Subnet);
    subnets.extend(build.ids(properties, "AddSubnetIds", ResourceKind::Subnet));
    let removed = build.ids(properties, "RemoveSubnetIds", ResourceKind::Subnet);
    subnets.retain(|subnet| !removed.contains(subnet));
    let vpc = build.known_id(properties, "VpcId", ResourceKind::Vpc);
    let attachment = TransitAttachment {
        id: resource.id.clone(),
        span: resource.span,
        vpc: resource.sure(vpc),
        subnets,
        carries_ipv6: option(resource, "Ipv6Support", false),
        references_groups: references_groups(build, &gateway, resource),
        association: default_table(build, &gateway, "DefaultRouteTableAssociation", resource),
        propagations: default_table(build, &gateway, "DefaultRouteTablePropagation", resource)
            .into_iter()
            .collect(),
    };
    let gateway = build.network.transit_gateways.get_mut(&gateway);
    gateway.into_iter().for_each(|gateway| gateway.attachments.push(attachment.clone()));
}

/// Returns whether an option of an attachment is `enable`.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGatewayAttachment` `Options`: IPv6 is
/// off by default; Amazon EC2 API, `CreateTransitGatewayVpcAttachmentRequestOptions`: security
/// group referencing is on by default.
fn option(resource: &Resource<'_>, key: &str, default: bool) -> Known<bool> {
    let Some(node) = resource.properties.get("Options") else { return Known::Is(default) };
    let options = resource.properties.within(node);
    if !options.is_mapping() {
        return Known::Unknown(resource.unknown(format!("the options of `{}`", resource.id)));
    }
    switch(options.get(key), default).map_or_else(
        || Known::Unknown(resource.unknown(format!("`{key}` of `{}`", resource.id))),
        Known::Is,
    )
}

/// Returns whether a switch is on; `None` for what cannot be known.
fn switch(node: Option<&Node>, default: bool) -> Option<bool> {
    node.map_or(Some(default), |node| {
        node.as_text().map(|text| text.eq_ignore_ascii_case("enable"))
    })
}

/// Returns whether both an attachment and its gateway support references to security groups of
/// other VPCs.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGateway`
/// `SecurityGroupReferencingSupport`: off by default.
fn references_groups(build: &Build<'_>, gateway: &Id, resource: &Resource<'_>) -> Known<bool> {
    let key = "SecurityGroupReferencingSupport";
    let entry = build
        .document
        .resource(gateway.as_str())
        .filter(|entry| entry.kind == "AWS::EC2::TransitGateway");
    let own = option(resource, key, true);
    match (entry.map(|entry| switch(entry.properties.get(key), false)), own) {
        (_, Known::Is(false)) | (Some(Some(false)), _) => Known::Is(false),
        (Some(Some(true)), own) => own,
        _ => Known::Unknown(
            resource.unknown(format!("whether `{gateway}` supports references to security groups")),
        ),
    }
}

/// Returns the default table if the gateway uses it for this purpose; of a gateway that exists
/// already that is not known. What lives is associated with the table that is listed.
fn default_table(
    build: &Build<'_>,
    gateway: &Id,
    key: &str,
    resource: &Resource<'_>,
) -> Option<Known<Id>> {
    if build.is_observed() {
        return None;
    }
    let entry: Option<&ResourceEntry> = build.document.resource(gateway.as_str());
    let Some(entry) = entry.filter(|entry| entry.kind == "AWS::EC2::TransitGateway") else {
        return Some(Known::Unknown(
            resource.unknown(format!("the default route table of `{gateway}`")),
        ));
    };
    let is_off = match entry.properties.get(key) {
        None => false,
        Some(node) => match node.as_text() {
            Some(text) => text.eq_ignore_ascii_case("disable"),
            None => {
                return Some(Known::Unknown(resource.unknown(format!("`{key}` of `{gateway}`"))));
            }
        },
    };
    (!is_off).then(|| Known::Is(default_transit_table(gateway)))
}

pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let (attachment, table) = attachment_and_table(build, resource);
    match attachment_mut(build, &attachment) {
        Some(attachment) => attachment.association = Some(table),
        None => note(build, resource),
    }
}

pub(super) fn propagate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let (attachment, table) = attachment_and_table(build, resource);
    match attachment_mut(build, &attachment) {
        Some(attachment) if attachment.propagations.contains(&table) => {}
        Some(attachment) => attachment.propagations.push(table),
        None => note(build, resource),
    }
}

fn attachment_and_table(build: &mut Build<'_>, resource: &Resource<'_>) -> (Id, Known<Id>) {
    let properties = &resource.properties;
    let attachment = build.needed_id(properties, "TransitGatewayAttachmentId", ResourceKind::Other);
    let table = build.known_id(properties, "TransitGatewayRouteTableId", ResourceKind::Other);
    (attachment, resource.sure(table))
}

fn attachment_mut<'b>(build: &'b mut Build<'_>, id: &Id) -> Option<&'b mut TransitAttachment> {
    build
        .network
        .transit_gateways
        .values_mut()
        .flat_map(|gateway| &mut gateway.attachments)
        .find(|a| a.id == *id)
}

/// Notes a resource that changes a transit gateway which is not in the description.
fn note(build: &mut Build<'_>, resource: &Resource<'_>) {
    build
        .transit_notes
        .push(resource.unknown(format!("`{}`, which changes a transit gateway", resource.id)));
}

pub(super) fn add_route(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let destination = match properties.get("DestinationCidrBlock").and_then(block_of) {
        Some((addresses, prefix_len)) => Known::Is(Destination::Block(addresses, prefix_len)),
        None => Known::Unknown(properties.why("DestinationCidrBlock")),
    };
    let to = match properties.bool_or("Blackhole", false) {
        Known::Is(true) => None,
        Known::Is(false) => {
            Some(build.known_id(properties, "TransitGatewayAttachmentId", ResourceKind::Other))
        }
        Known::Unknown(unknown) => Some(Known::Unknown(unknown)),
    };
    let to = resource.doubt.clone().map_or(to, |doubt| Some(Known::Unknown(doubt)));
    let table = build.needed_id(properties, "TransitGatewayRouteTableId", ResourceKind::Other);
    let mut tables =
        build.network.transit_gateways.values_mut().flat_map(|gateway| &mut gateway.tables);
    match tables.find(|candidate| candidate.id == table) {
        Some(table) => table.routes.push((destination, to, resource.span)),
        None => note(build, resource),
    }
}

fn mark_unknown(gateway: &mut TransitGateway, unknown: Option<&Unknown>) {
    if let Some(unknown) = unknown {
        gateway.beyond.get_or_insert_with(|| unknown.clone());
    }
}
