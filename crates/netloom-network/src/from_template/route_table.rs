//! Route tables, their routes, and what is associated with them.

use netloom_diag::{Diagnostic, Span};

use crate::building::{Properties, ResourceKind, block_of, targets, unknown};
use crate::{
    Destination, Id, Known, Propagation, Route, RouteOrigin, RouteTable, TableChoice, Target,
};

use netloom_facts::codes::SUBNET_HAS_A_TABLE;

use super::context::{Build, Resource};
use super::firewall;
use super::gateways::internet_or_vpn;

pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let table = RouteTable {
        id: resource.id.clone(),
        span: resource.span,
        vpc: build.needed_id(&resource.properties, "VpcId", ResourceKind::Vpc),
        is_main: false,
        routes: Vec::new(),
        propagations: Vec::new(),
        beyond: resource.doubt.clone(),
        edges: Vec::new(),
    };
    build.network.route_tables.insert(resource.id.clone(), table);
}

pub(super) fn add_route(build: &mut Build<'_>, resource: &Resource<'_>) {
    let table = build.needed_id(&resource.properties, "RouteTableId", ResourceKind::RouteTable);
    let target = target(build, resource);
    let route = Route {
        name: resource.id.to_string(),
        span: resource.span,
        destination: destination(build, &resource.properties),
        target: resource.sure(target),
        origin: RouteOrigin::Static,
        is_blackhole: false,
    };
    build
        .network
        .route_tables
        .get_mut(&table)
        .into_iter()
        .for_each(|table| table.routes.push(route.clone()));
}

fn destination(build: &mut Build<'_>, properties: &Properties<'_>) -> Known<Destination> {
    let keys = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"];
    if let Some(key) = keys.iter().find(|key| properties.get(key).is_some()) {
        let block = properties.get(key).and_then(block_of);
        return match block {
            Some((addresses, prefix_len)) => Known::Is(Destination::Block(addresses, prefix_len)),
            None => Known::Unknown(properties.why(key)),
        };
    }
    match build.id(properties, "DestinationPrefixListId", ResourceKind::PrefixList) {
        Some(list) => Known::Is(Destination::PrefixList(list)),
        None => Known::Unknown(properties.missing("DestinationCidrBlock")),
    }
}

fn target(build: &mut Build<'_>, resource: &Resource<'_>) -> Known<Target> {
    let properties = &resource.properties;
    let mut found: Vec<Known<Target>> = Vec::new();
    if properties.get("GatewayId").is_some() {
        found.push(match internet_or_vpn(build, resource, "GatewayId") {
            Some((ResourceKind::VpnGateway, id)) => Known::Is(Target::VpnGateway(id)),
            Some((ResourceKind::Endpoint, id)) => Known::Is(Target::Other(id)),
            Some((_, id)) => Known::Is(Target::InternetGateway(id)),
            None if properties.plain_text("GatewayId").as_deref() == Some("local") => {
                Known::Is(Target::Local)
            }
            None => Known::Unknown(properties.why("GatewayId")),
        });
    }
    let inspected = properties.get("VpcEndpointId").and_then(|node| firewall::target(build, node));
    let is_inspected = inspected.is_some();
    found.extend(inspected.map(Known::Is));
    for (key, sort, make) in targets() {
        if key == "VpcEndpointId" && is_inspected {
            continue;
        }
        // What lives has one target: a route to an instance names its interface as well, which
        // says more and comes first.
        if build.is_observed() && !found.is_empty() {
            break;
        }
        let id = build.id(properties, key, sort);
        let id =
            id.map(
                |id| {
                    if sort == ResourceKind::Other { named_with_its_owner(build, id) } else { id }
                },
            );
        found.extend(id.map(|id| Known::Is(make(id))));
    }
    match (found.pop(), found.is_empty()) {
        (Some(target), true) => target,
        _ if build.is_observed() => Known::Unknown(properties.missing("GatewayId")),
        _ => Known::Unknown(resource.unknown(format!("the target of `{}`", resource.id))),
    }
}

/// Names what an endpoint of a firewall belongs to: a stack knows the endpoint itself only once the
/// firewall is made.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`: `EndpointIds` is a list
/// of texts, each a zone and the endpoint in it; `AWS::NetworkFirewall::VpcEndpointAssociation`:
/// `EndpointId`.
fn named_with_its_owner(build: &Build<'_>, id: Id) -> Id {
    let firewalls = build
        .document
        .of_kind("AWS::NetworkFirewall::Firewall")
        .map(|entry| (entry, "EndpointIds"));
    let others = build
        .document
        .of_kind("AWS::NetworkFirewall::VpcEndpointAssociation")
        .map(|one| (one, "EndpointId"));
    let is_named =
        |owner: &str, attribute: &str| id.as_str().contains(&format!("`{owner}.{attribute}`"));
    let is_attribute = |owner: &str| id.as_str().starts_with(&format!("`{owner}."));
    match firewalls.chain(others).find(|(entry, attribute)| is_named(&entry.id, attribute)) {
        Some((owner, _)) => Id::new(format!("an endpoint of firewall `{}` ({id})", owner.id)),
        None if build.document.resources.iter().any(|entry| is_attribute(&entry.id)) => {
            Id::new(format!("{id}, known only when the stack is made"))
        }
        None => id,
    }
}

/// # Source
/// VPC User Guide, "Route table concepts": a subnet has one table; EC2 rejects a second
/// association.
pub(super) fn associate_subnet(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnet = build.needed_id(properties, "SubnetId", ResourceKind::Subnet);
    let table = build.needed_id(properties, "RouteTableId", ResourceKind::RouteTable);
    let document = build.document;
    let Some(subnet) = build.network.subnets.get_mut(&subnet) else { return };
    match (&resource.doubt, &subnet.route_table) {
        (_, TableChoice::Associated(current, said)) if !document.has_place(*said) => {
            if *current != table {
                build.diagnostics.push(has_a_table(resource, &subnet.id, current, *said));
            }
        }
        // EC2 rejects the second one, and which is made first is not said.
        (_, TableChoice::Associated(current, _)) if *current != table => {
            let what = format!("which of two route tables `{}` has", subnet.id);
            subnet.route_table = TableChoice::Unknown(resource.unknown(what));
        }
        (_, TableChoice::Associated(..)) => {}
        (Some(doubt), _) => subnet.route_table = TableChoice::Unknown(doubt.clone()),
        (None, _) => subnet.route_table = TableChoice::Associated(table, resource.span),
    }
}

/// The template alone cannot tell what the facts know: the subnet is taken.
fn has_a_table(resource: &Resource<'_>, subnet: &Id, table: &Id, said: Span) -> Diagnostic {
    let message =
        format!("`{}` gives `{subnet}` a route table, and it has `{table}` already", resource.id);
    Diagnostic::new(&SUBNET_HAS_A_TABLE, resource.span, message)
        .also(said, "as the facts tell")
        .help(format!("put the routes into `{table}`, or take its association away first"))
}

pub(super) fn associate_gateway(build: &mut Build<'_>, resource: &Resource<'_>) {
    let table = build.needed_id(&resource.properties, "RouteTableId", ResourceKind::RouteTable);
    let gateway = internet_or_vpn(build, resource, "GatewayId");
    let unclear = || unknown(format!("the gateway of `{}`", resource.id), resource.span);
    match (gateway, &resource.doubt) {
        (Some((_, gateway)), None) => {
            build
                .network
                .route_tables
                .get_mut(&table)
                .into_iter()
                .for_each(|table| table.edges.push(gateway.clone()));
        }
        (_, doubt) => build.network.not_understood.push(doubt.clone().unwrap_or_else(unclear)),
    }
}

pub(super) fn propagate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let gateway = build.needed_id(properties, "VpnGatewayId", ResourceKind::VpnGateway);
    for table in build.ids(properties, "RouteTableIds", ResourceKind::RouteTable) {
        match (table, &resource.doubt) {
            (Known::Is(table), None) => {
                let propagation = Propagation { gateway: gateway.clone(), span: resource.span };
                build
                    .network
                    .route_tables
                    .get_mut(&table)
                    .into_iter()
                    .for_each(|t| t.propagations.push(propagation.clone()));
            }
            (Known::Is(table), Some(doubt)) => {
                let table = build.network.route_tables.get_mut(&table);
                table
                    .into_iter()
                    .for_each(|table| _ = table.beyond.get_or_insert_with(|| doubt.clone()));
            }
            (Known::Unknown(unknown), _) => build.network.not_understood.push(unknown),
        }
    }
}
