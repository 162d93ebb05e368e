//! Transit gateways: which of their attachments and tables there are, and what is not told of them.

use netloom_facts::Standing;
use netloom_facts::kinds::{
    TRANSIT_ATTACHMENTS, TRANSIT_GATEWAYS, TRANSIT_TABLES, TRANSIT_VPC_ATTACHMENTS,
};

use crate::building::unknown;
use crate::{Id, Known, TransitAttachment, TransitGateway, Unknown};

use super::context::{Build, all, nothing};
use super::records::{Record, Records};

pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::TransitGateway", all, nothing);
    build.add("AWS::EC2::TransitGatewayVpcAttachment", is_used, attachment);
    build.add("AWS::EC2::TransitGatewayRouteTable", is_of_gateway, nothing);
    build.add("AWS::EC2::TransitGatewayRouteTableAssociation", all, nothing);
    build.add("AWS::EC2::TransitGatewayRoute", all, nothing);
    let records = build.records;
    for gateway in build.network.transit_gateways.values_mut() {
        gateway.beyond = beyond(records, gateway);
    }
}

fn is_of_gateway(_build: &Build<'_, '_>, record: &Record<'_>, _standing: Standing) -> bool {
    record.properties.plain_text("TransitGatewayId").is_some()
}

fn is_used(build: &Build<'_, '_>, record: &Record<'_>, standing: Standing) -> bool {
    is_of_gateway(build, record, standing) && is_alive(record)
}

fn is_alive(record: &Record<'_>) -> bool {
    record
        .properties
        .plain_text("State")
        .is_none_or(|state| matches!(&*state, "available" | "modifying" | "pending"))
}

/// What is propagated stands among the routes of the tables.
fn attachment(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let (records, id, span) = (build.records, record.id(), record.span());
    let gateway = record.properties.plain_text("TransitGatewayId").map(Id::new);
    let Some(gateway) = gateway else { return };
    let is_it = |one: &&Record<'_>| one.id() == id;
    let known = records.of_kind(TRANSIT_ATTACHMENTS).iter().find(is_it);
    let is_listed = records.of_kind(TRANSIT_GATEWAYS).iter().any(|one| one.id() == gateway);
    let gateway = build.network.transit_gateways.get_mut(&gateway);
    let own = gateway.and_then(|gateway| gateway.attachments.last_mut());
    let Some(own): Option<&mut TransitAttachment> = own else { return };
    match known {
        Some(known) => own.span = known.span(),
        None => own.association = Some(untold(TRANSIT_ATTACHMENTS, span)),
    }
    if own.carries_ipv6.value().is_none() {
        own.carries_ipv6 = untold(TRANSIT_VPC_ATTACHMENTS, own.span);
    }
    if own.references_groups.value().is_none() {
        let kind = if is_listed { TRANSIT_VPC_ATTACHMENTS } else { TRANSIT_GATEWAYS };
        own.references_groups = untold(kind, own.span);
    }
}

fn untold<T>(kind: netloom_facts::Kind, span: netloom_diag::Span) -> Known<T> {
    Known::Unknown(Records::missing(kind, span))
}

/// Returns what attachments and routes there may be that no answer lists.
fn beyond(records: &Records<'_>, gateway: &TransitGateway) -> Option<Unknown> {
    let (id, span) = (&gateway.id, gateway.span);
    let needed = [TRANSIT_ATTACHMENTS, TRANSIT_VPC_ATTACHMENTS, TRANSIT_TABLES];
    if let Some(kind) = needed.into_iter().find(|kind| !records.is_complete(*kind)) {
        return Some(Records::missing(kind, span));
    }
    if gateway.tables.is_empty() && !gateway.attachments.is_empty() {
        // Source: Amazon VPC Transit Gateways guide, "Shared transit gateways": route tables are
        // those of the owner, who alone sees them and the attachments of other accounts.
        let what = format!("the route tables of `{id}`, which its owner can describe");
        return Some(unknown(what, span));
    }
    let mut tables = gateway.tables.iter();
    if let Some(table) = tables.find(|table| records.detail("Routes", &table.id).is_none()) {
        return Some(unknown(routes_not_told(&table.id), span));
    }
    let is_own = |record: &&Record<'_>| record.is("TransitGatewayId", id.as_str());
    let is_other = |record: &&Record<'_>| {
        let kind = record.properties.plain_text("ResourceType");
        kind.is_some_and(|kind| kind != "vpc") && is_alive(record)
    };
    let mut others = records.of_kind(TRANSIT_ATTACHMENTS).iter().filter(is_own).filter(is_other);
    let other = others.next()?;
    Some(unknown(format!("what `{}` leads to", other.id()), other.span()))
}

fn routes_not_told(table: &Id) -> String {
    let call =
        format!("aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id {table}");
    let file = format!("into a file with `{table}` in its name");
    format!(
        "the routes of `{table}`: run `{call} --filters Name=type,Values=static,propagated` {file}"
    )
}
