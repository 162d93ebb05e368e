//! Transit gateways.

use netloom_diag::Span;

use crate::building::{Properties, ResourceKind, block_of, unknown};
use crate::{Destination, Id, Known, TransitAttachment, TransitGateway, TransitTable};

use super::context::Build;
use super::records::{Record, Records};
use netloom_facts::kinds::{
    Kind, TRANSIT_ATTACHMENTS, TRANSIT_GATEWAYS, TRANSIT_TABLES, TRANSIT_VPC_ATTACHMENTS,
};

pub(super) fn add(build: &mut Build<'_, '_>) {
    for id in gateways(build.records) {
        let gateway = gateway(build, id);
        build.network.transit_gateways.insert(gateway.id.clone(), gateway);
    }
}

/// Returns the gateways that any answer names, each with the first place.
fn gateways(records: &Records<'_>) -> Vec<(Id, Span)> {
    let kinds = [TRANSIT_GATEWAYS, TRANSIT_ATTACHMENTS, TRANSIT_VPC_ATTACHMENTS, TRANSIT_TABLES];
    let mut found: Vec<(Id, Span)> = Vec::new();
    for record in kinds.into_iter().flat_map(|kind| records.of_kind(kind)) {
        let id = record.properties.plain_text("TransitGatewayId").map(Id::new);
        if let Some(id) = id.filter(|id| found.iter().all(|(known, _)| known != id)) {
            found.push((id, record.span()));
        }
    }
    found
}

fn gateway(build: &mut Build<'_, '_>, (id, span): (Id, Span)) -> TransitGateway {
    let records = build.records;
    let attachments = attachments(build, &id);
    let tables: Vec<TransitTable> =
        of_gateway(records, TRANSIT_TABLES, &id).map(|record| table(records, record)).collect();
    let untold = tables.iter().find(|table| records.detail("Routes", &table.id).is_none());
    let other = of_gateway(records, TRANSIT_ATTACHMENTS, &id)
        .find(|record| !is_of_vpc(record) && is_alive(record));
    let needed = [TRANSIT_ATTACHMENTS, TRANSIT_VPC_ATTACHMENTS, TRANSIT_TABLES];
    let beyond = if let Some(kind) = needed.into_iter().find(|kind| !records.is_complete(*kind)) {
        Some(Records::missing(kind, span))
    } else if tables.is_empty() && !attachments.is_empty() {
        // Source: Amazon VPC Transit Gateways guide, "Shared transit gateways": route tables are
        // those of the owner, who alone sees them and the attachments of other accounts.
        Some(unknown(format!("the route tables of `{id}`, which its owner can describe"), span))
    } else if let Some(table) = untold {
        let call = format!(
            "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {}",
            table.id
        );
        let file = format!("into a file with `{}` in its name", table.id);
        Some(unknown(
            format!(
                "the routes of `{}`: run `{call} --filters Name=type,Values=static,propagated` \
                 {file}",
                table.id
            ),
            span,
        ))
    } else {
        other.map(|record| unknown(format!("what `{}` leads to", record.id()), record.span()))
    };
    TransitGateway { id, span, attachments, tables, beyond }
}

fn of_gateway<'r, 'a>(
    records: &'r Records<'a>,
    kind: Kind,
    id: &'r Id,
) -> impl Iterator<Item = &'r Record<'a>> {
    let is_own = |record: &&Record<'_>| {
        record.properties.plain_text("TransitGatewayId").as_deref() == Some(id.as_str())
    };
    records.of_kind(kind).iter().filter(is_own)
}

fn is_of_vpc(record: &Record<'_>) -> bool {
    record.properties.plain_text("ResourceType").is_none_or(|kind| kind == "vpc")
}

fn is_alive(record: &Record<'_>) -> bool {
    record
        .properties
        .plain_text("State")
        .is_none_or(|state| matches!(&*state, "available" | "modifying" | "pending"))
}

/// Two answers cover one attachment: one knows the table, the other the subnets.
///
/// # Source
/// Amazon EC2 API, `TransitGatewayAttachment` and `TransitGatewayVpcAttachment`.
fn attachments(build: &mut Build<'_, '_>, gateway: &Id) -> Vec<TransitAttachment> {
    let records = build.records;
    let kinds = [TRANSIT_ATTACHMENTS, TRANSIT_VPC_ATTACHMENTS];
    let mut attachments: Vec<TransitAttachment> = Vec::new();
    for kind in kinds {
        for record in of_gateway(records, kind, gateway)
            .filter(|record| is_of_vpc(record) && is_alive(record))
        {
            if attachments.iter().all(|known| known.id != record.id()) {
                let attachment = attachment(build, record);
                attachments.push(attachment);
            }
        }
    }
    attachments
}

fn attachment(build: &mut Build<'_, '_>, record: &Record<'_>) -> TransitAttachment {
    let records = build.records;
    let (id, span) = (record.id(), record.span());
    let by_id = |kind: Kind| records.record(kind, record.properties.owner);
    let vpc_key = if record.properties.get("VpcId").is_some() { "VpcId" } else { "ResourceId" };
    let vpc = build.known_id(&record.properties, vpc_key, ResourceKind::Vpc);
    let subnets = match by_id(TRANSIT_VPC_ATTACHMENTS) {
        Some(told) => build.ids(&told.properties, "SubnetIds", ResourceKind::Subnet),
        None => vec![Known::Unknown(Records::missing(TRANSIT_VPC_ATTACHMENTS, span))],
    };
    let association = match by_id(TRANSIT_ATTACHMENTS) {
        Some(told) => told.part("Association").and_then(|part| associated_table(&part)),
        None => Some(Known::Unknown(Records::missing(TRANSIT_ATTACHMENTS, span))),
    };
    // What is propagated stands among the routes of the tables.
    TransitAttachment {
        carries_ipv6: option(records, record, "Ipv6Support"),
        references_groups: references_groups(records, record),
        id,
        span,
        vpc,
        subnets,
        association,
        propagations: Vec::new(),
    }
}

/// # Source
/// Amazon EC2 API, `TransitGatewayVpcAttachmentOptions`: `enable` or `disable`.
fn option(records: &Records<'_>, record: &Record<'_>, key: &str) -> Known<bool> {
    match records.record(TRANSIT_VPC_ATTACHMENTS, record.properties.owner) {
        Some(told) => Known::Is(is_enabled(&told, key)),
        None => Known::Unknown(Records::missing(TRANSIT_VPC_ATTACHMENTS, record.span())),
    }
}

fn is_enabled(record: &Record<'_>, key: &str) -> bool {
    record
        .part("Options")
        .and_then(|options| options.plain_text(key))
        .is_some_and(|text| text == "enable")
}

/// # Source
/// Amazon EC2 API, `TransitGatewayOptions` and `TransitGatewayVpcAttachmentOptions`: both have to
/// be enabled.
fn references_groups(records: &Records<'_>, record: &Record<'_>) -> Known<bool> {
    let key = "SecurityGroupReferencingSupport";
    let gateway = record.properties.plain_text("TransitGatewayId");
    let is_own = |other: &&Record<'_>| other.properties.plain_text("TransitGatewayId") == gateway;
    let gateway = records.of_kind(TRANSIT_GATEWAYS).iter().find(is_own);
    match (gateway.map(|gateway| is_enabled(gateway, key)), option(records, record, key)) {
        (Some(false), _) => Known::Is(false),
        (Some(true), own) => own,
        (None, Known::Is(false)) => Known::Is(false),
        (None, _) => Known::Unknown(Records::missing(TRANSIT_GATEWAYS, record.span())),
    }
}

fn associated_table(association: &Properties<'_>) -> Option<Known<Id>> {
    let is_there = association
        .plain_text("State")
        .is_none_or(|state| matches!(&*state, "associated" | "associating"));
    let id = association.plain_text("TransitGatewayRouteTableId").filter(|_| is_there)?;
    Some(Known::Is(Id::new(id)))
}

/// # Source
/// Amazon EC2 API, `SearchTransitGatewayRoutes`: static and propagated routes, each `active` or
/// `blackhole`.
fn table(records: &Records<'_>, record: &Record<'_>) -> TransitTable {
    let routes =
        records.detail("Routes", &record.id()).and_then(|node| node.as_list()).unwrap_or_default();
    let routes = routes.iter().map(|node| {
        let route = record.properties.within(node);
        let destination = match route.get("DestinationCidrBlock").and_then(block_of) {
            Some((addresses, prefix_len)) => Known::Is(Destination::Block(addresses, prefix_len)),
            None => Known::Unknown(route.missing("DestinationCidrBlock")),
        };
        let is_blackhole = route.plain_text("State").is_some_and(|state| state == "blackhole");
        (destination, (!is_blackhole).then(|| target(&route)), route.span())
    });
    TransitTable { id: record.id(), span: record.span(), routes: routes.collect() }
}

fn target(route: &Properties<'_>) -> Known<Id> {
    let attachments = route.items("TransitGatewayAttachments").unwrap_or_default();
    let id = |node| route.within(node).plain_text("TransitGatewayAttachmentId").map(Id::new);
    match attachments {
        [one] => id(one)
            .map_or_else(|| Known::Unknown(route.missing("TransitGatewayAttachments")), Known::Is),
        _ => Known::Unknown(route.missing("TransitGatewayAttachments")),
    }
}
