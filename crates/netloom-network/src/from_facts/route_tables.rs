//! Route tables: what they have learned, what gateway endpoints have put in, and where a route
//! leads nowhere.

use netloom_facts::Standing;

use crate::building::{Properties, ResourceKind};
use crate::{Destination, Id, Known, Route, RouteOrigin, RouteTable, Target};

use super::context::{Build, all, nothing};
use super::filters::is_of_known_subnet;
use super::records::Record;

/// What tables have learned stands among their routes, so that nothing is propagated besides.
pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::RouteTable", all, table);
    build.add("AWS::EC2::Route", is_own, route);
    add_routes_of_endpoints(build);
    build.add("AWS::EC2::SubnetRouteTableAssociation", is_of_known_subnet, nothing);
    build.add("AWS::EC2::GatewayRouteTableAssociation", all, nothing);
    // As the answers list them.
    for table in build.network.route_tables.values_mut() {
        table.routes.sort_by_key(|route| route.span);
    }
}

fn table(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let is_main = |part: Properties<'_>| part.bool_or("Main", false) == Known::Is(true);
    if let Some(table) = build.network.route_tables.get_mut(&record.id()) {
        table.is_main = record.parts("Associations").any(is_main);
        table.beyond = record.properties.items("Routes").err();
    }
}

fn is_own(_build: &Build<'_, '_>, _record: &Record<'_>, standing: Standing) -> bool {
    standing != Standing::OfEndpoint
}

/// # Source
/// Amazon EC2 API, `Route`: `Origin` and `State`.
fn route(build: &mut Build<'_, '_>, record: &Record<'_>) {
    let table = build.network.route_tables.get_mut(&record.id());
    if let Some(route) = table.and_then(|table| table.routes.last_mut()) {
        if record.is("Origin", "EnableVgwRoutePropagation") {
            route.origin = RouteOrigin::Propagated;
        }
        route.is_blackhole = is_blackhole(record);
    }
}

fn is_blackhole(route: &Record<'_>) -> bool {
    route.is("State", "blackhole")
}

/// Adds the routes that gateway endpoints have put in: a template says of them which tables an
/// endpoint has, and nothing of what became of them.
fn add_routes_of_endpoints(build: &mut Build<'_, '_>) {
    let observed = build.observed;
    let routes = observed.of_kind("AWS::EC2::Route");
    for (_, state) in routes.filter(|(_, state)| state.standing == Standing::OfEndpoint) {
        let Some(table) = state.owner else { continue };
        let record = Record { properties: Properties::of_record(table, state.node) };
        let route = of_endpoint(build, &record, state.name.as_deref().unwrap_or(table));
        let table: Option<&mut RouteTable> = build.network.route_tables.get_mut(&record.id());
        table.into_iter().for_each(|table| table.routes.push(route.clone()));
    }
}

/// A route to a gateway endpoint is for the addresses of its service, which a prefix list stands
/// for where the endpoint is not described.
fn of_endpoint(build: &mut Build<'_, '_>, record: &Record<'_>, name: &str) -> Route {
    let properties = &record.properties;
    let endpoint = build.known_id(properties, "GatewayId", ResourceKind::Endpoint);
    let described = endpoint.value().and_then(|id| build.network.endpoints.get(id));
    let service = described.and_then(|endpoint| endpoint.service.value().cloned());
    let destination = match service {
        Some(service) => Known::Is(Destination::Service(service)),
        None => {
            let list =
                build.known_id(properties, "DestinationPrefixListId", ResourceKind::PrefixList);
            to(list, Destination::PrefixList)
        }
    };
    Route {
        name: name.to_owned(),
        span: record.span(),
        destination,
        target: to(endpoint, Target::GatewayEndpoint),
        origin: RouteOrigin::Static,
        is_blackhole: is_blackhole(record),
    }
}

fn to<T>(id: Known<Id>, make: fn(Id) -> T) -> Known<T> {
    match id {
        Known::Is(id) => Known::Is(make(id)),
        Known::Unknown(unknown) => Known::Unknown(unknown),
    }
}
