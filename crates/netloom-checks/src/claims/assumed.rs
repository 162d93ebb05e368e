//! What the config says of gateways and route tables that exist: no template shows them, so answers
//! about them rest on the word of the config, which is named as an assumption.
//!
//! What facts show wins: it is not unknown.

use std::collections::BTreeSet;

use netloom_cfn::names;
use netloom_config::intent::GatewayId;
use netloom_diag::Span;
use netloom_network::sets::addresses::ipv4_block;
use netloom_network::{
    Assumption, Destination, Id, Known, Network, Route, RouteOrigin, Target, TransitAttachment,
    TransitGateway, Unknown,
};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{PlannedExistingTable, PlannedRoute, RouteTarget};

/// Puts the word of the config into the network.
///
/// - `vpc`: the VPC of the plan.
pub(super) fn take_word(plan: &NetworkPlan, vpc: &Id, network: &mut Network) {
    for table in plan.existing_tables.iter().filter(|table| !table.stated.is_empty()) {
        take_word_of_table(table, network);
    }
    let stated = plan.existing_tables.iter().flat_map(|table| &table.stated);
    let written = plan.route_tables.iter().flat_map(|table| &table.routes);
    let gateways = stated.chain(written).filter_map(|route| match &route.target {
        RouteTarget::Existing(GatewayId::TransitGateway(id)) => {
            Some((Id::new(id.as_str()), route.origin.span()))
        }
        _ => None,
    });
    let mut seen = BTreeSet::new();
    for (gateway, span) in gateways {
        if seen.insert(gateway.clone()) {
            take_word_of_attachment(plan, vpc, (&gateway, span), network);
        }
    }
}

/// The routes that a table has; nothing where it is known by more than its name.
fn take_word_of_table(table: &PlannedExistingTable, network: &mut Network) {
    let id = Id::new(table.id.value.as_str());
    let Some(known) = network.route_tables.get_mut(&id) else { return };
    if known.beyond.is_none() || !known.routes.is_empty() {
        return;
    }
    known.beyond = None;
    known.routes = table.stated.iter().map(|route| stated_route(&id, route)).collect();
    let routes = table.stated.iter().filter_map(|route| match &route.target {
        RouteTarget::Existing(gateway) => Some(format!("`{}` to `{gateway}`", route.destination)),
        _ => None,
    });
    let routes: Vec<String> = routes.collect();
    network.assumptions.push(Assumption {
        what: format!(
            "route table `{id}` has these routes and no others beside the local ones, as the \
             config says: {}",
            routes.join(", ")
        ),
        span: table.id.span(),
        about: table.subnets.iter().map(|key| Id::new(names::subnet(key).as_str())).collect(),
    });
}

fn stated_route(table: &Id, route: &PlannedRoute) -> Route {
    let span = route.origin.span();
    let target = match &route.target {
        RouteTarget::Existing(gateway) => Known::Is(target_of(gateway)),
        _ => Known::Unknown(Unknown { what: format!("a route of `{table}`"), span }),
    };
    Route {
        name: format!("{table} to {}", route.destination),
        span,
        destination: Known::Is(Destination::Block(
            ipv4_block(route.destination),
            route.destination.prefix_len_bits(),
        )),
        target,
        origin: RouteOrigin::Static,
        is_blackhole: false,
    }
}

fn target_of(gateway: &GatewayId) -> Target {
    let id = Id::new(gateway.as_str());
    match gateway {
        GatewayId::TransitGateway(_) => Target::TransitGateway(id),
        GatewayId::NatGateway(_) => Target::NatGateway(id),
        GatewayId::VpnGateway(_) => Target::VpnGateway(id),
        GatewayId::InternetGateway(_) => Target::InternetGateway(id),
        GatewayId::Peering(_) => Target::Peering(id),
        GatewayId::Interface(_) => Target::Interface(id),
    }
}

/// The attachment of the VPC to a transit gateway, unless one is known.
fn take_word_of_attachment(
    plan: &NetworkPlan,
    vpc: &Id,
    (id, span): (&Id, Span),
    network: &mut Network,
) {
    let unknown = |part: &str| Unknown { what: format!("{part} of `{id}`"), span };
    let gateway = network.transit_gateways.entry(id.clone()).or_insert_with(|| TransitGateway {
        id: id.clone(),
        span,
        attachments: Vec::new(),
        tables: Vec::new(),
        beyond: Some(unknown("the attachments and routes")),
    });
    let is_known = gateway.attachments.iter().any(|attachment| attachment.vpc.value() == Some(vpc));
    if is_known || gateway.beyond.is_none() {
        return;
    }
    let mut zones = BTreeSet::new();
    let subnets = plan.subnets.iter().filter(|subnet| zones.insert(subnet.key.zone.clone()));
    let subnets: Vec<Id> =
        subnets.map(|subnet| Id::new(names::subnet(&subnet.key).as_str())).collect();
    let table = || Known::Unknown(unknown("the default route table"));
    gateway.attachments.push(TransitAttachment {
        id: Id::new(format!("the attachment of {vpc} to {id}")),
        span,
        vpc: Known::Is(vpc.clone()),
        subnets: subnets.into_iter().map(Known::Is).collect(),
        association: Some(table()),
        propagations: vec![table()],
        carries_ipv6: Known::Is(false),
        references_groups: Known::Unknown(unknown("the support for references to groups")),
    });
    network.assumptions.push(Assumption {
        what: format!(
            "`{vpc}` is attached to `{id}` in the zones of its subnets, as the config says"
        ),
        span,
        about: BTreeSet::from([id.clone()]),
    });
}
