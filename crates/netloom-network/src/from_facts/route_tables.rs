//! Route tables.

use crate::building::{Properties, ResourceKind, targets};
use crate::kind::MakeTarget;
use crate::{Destination, EndpointKind, Id, Known, Route, RouteOrigin, RouteTable, Target};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::ROUTE_TABLES;

pub(super) fn add(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(ROUTE_TABLES) {
        let table = table(build, record);
        build.network.route_tables.insert(record.id(), table);
    }
}

/// A table of facts names no propagating gateways: what they have learned stands among its routes.
fn table(build: &mut Build<'_, '_>, record: &Record<'_>) -> RouteTable {
    let is_main = |part: Properties<'_>| part.bool_or("Main", false) == Known::Is(true);
    let gateways = record.parts("Associations").filter_map(|part| part.plain_text("GatewayId"));
    let edges = gateways.map(|id| Id::new(id.into_owned())).collect();
    let listed = record.properties.items("Routes");
    RouteTable {
        id: record.id(),
        span: record.span(),
        vpc: build.needed_id(&record.properties, "VpcId", ResourceKind::Vpc),
        is_main: record.parts("Associations").any(is_main),
        routes: record.parts("Routes").filter_map(|part| route(build, &part)).collect(),
        propagations: Vec::new(),
        beyond: listed.err(),
        edges,
    }
}

/// Returns a route; `None` for a local route that is unchanged, which every table has.
fn route(build: &mut Build<'_, '_>, properties: &Properties<'_>) -> Option<Route> {
    let target = target(build, properties);
    if target == Known::Is(Target::Local) {
        return None;
    }
    let written = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
    let name = written.iter().find_map(|key| properties.plain_text(key));
    // Source: Amazon EC2 API, `Route`: `Origin` and `State`.
    let is_learned =
        properties.plain_text("Origin").is_some_and(|origin| origin == "EnableVgwRoutePropagation");
    Some(Route {
        name: name.unwrap_or_else(|| properties.owner.into()).into_owned(),
        span: properties.span(),
        destination: destination(build, properties, &target),
        target,
        origin: if is_learned { RouteOrigin::Propagated } else { RouteOrigin::Static },
        is_blackhole: properties.plain_text("State").is_some_and(|state| state == "blackhole"),
    })
}

fn destination(
    build: &mut Build<'_, '_>,
    properties: &Properties<'_>,
    target: &Known<Target>,
) -> Known<Destination> {
    let block = properties
        .block("DestinationCidrBlock")
        .or_else(|| properties.block("DestinationIpv6CidrBlock"));
    match block {
        Some(Known::Is((addresses, prefix_len))) => {
            return Known::Is(Destination::Block(addresses, prefix_len));
        }
        Some(Known::Unknown(unknown)) => return Known::Unknown(unknown),
        None => {}
    }
    if let Some(service) = service_of_endpoint(build, target) {
        return Known::Is(Destination::Service(service));
    }
    match build.id(properties, "DestinationPrefixListId", ResourceKind::PrefixList) {
        Some(list) => Known::Is(Destination::PrefixList(list)),
        None => Known::Unknown(properties.missing("DestinationCidrBlock")),
    }
}

/// Returns the service of a gateway endpoint whose route this is.
fn service_of_endpoint(build: &Build<'_, '_>, target: &Known<Target>) -> Option<String> {
    let Known::Is(Target::GatewayEndpoint(id)) = target else { return None };
    build.network.endpoints.get(id)?.service.value().cloned()
}

fn target(build: &mut Build<'_, '_>, properties: &Properties<'_>) -> Known<Target> {
    if let Some(id) = properties.plain_text("GatewayId") {
        return gateway(build, properties, &id);
    }
    let found = targets().find_map(|(key, sort, make)| build.id(properties, key, sort).map(make));
    found.map_or_else(|| Known::Unknown(properties.missing("GatewayId")), Known::Is)
}

/// One key holds all gateways; the prefix of the id tells them apart.
fn gateway(build: &mut Build<'_, '_>, properties: &Properties<'_>, id: &str) -> Known<Target> {
    let (sort, make): (ResourceKind, MakeTarget) = match id {
        "local" => return Known::Is(Target::Local),
        id if id.starts_with("igw-") => (ResourceKind::InternetGateway, Target::InternetGateway),
        id if id.starts_with("vgw-") => (ResourceKind::VpnGateway, Target::VpnGateway),
        id if id.starts_with("vpce-") && is_of_gateway_endpoint(build, properties, id) => {
            (ResourceKind::Endpoint, Target::GatewayEndpoint)
        }
        id if build.network.firewalls.contains_key(&Id::new(id)) => {
            (ResourceKind::Endpoint, |id| Target::Firewall(id, String::new()))
        }
        _ => (ResourceKind::Other, Target::Other),
    };
    let target = build.id(properties, "GatewayId", sort).map(make);
    target.map_or_else(|| Known::Unknown(properties.missing("GatewayId")), Known::Is)
}

/// A gateway endpoint's route is for a prefix list; a Gateway Load Balancer's is for a block.
fn is_of_gateway_endpoint(build: &Build<'_, '_>, properties: &Properties<'_>, id: &str) -> bool {
    match build.network.endpoints.get(&Id::new(id)).map(|endpoint| &endpoint.kind) {
        Some(kind) => matches!(kind, EndpointKind::Gateway { .. }),
        None => properties.get("DestinationPrefixListId").is_some(),
    }
}
