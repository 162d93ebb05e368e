//! Route tables: one for all public subnets, one in each zone for private ones, one for isolated
//! ones.

use std::collections::BTreeMap;

use netloom_config::ClusterIntent;
use netloom_config::intent::{NatMode, RouteIntent, SubnetKind, SubnetWays};
use netloom_diag::Sourced;
use netloom_net::Ipv4Cidr;
use netloom_net::ids::RouteTableId;

use super::transit_gateway::transit_routes;
use super::zones::zone_index;
use crate::plan::{
    NatKey, PlannedExistingTable, PlannedInternetGateway, PlannedNatGateway, PlannedRoute,
    PlannedRouteTable, PlannedSubnet, PlannedVpnGateway, RouteTableKey, RouteTarget, SubnetKey,
};

/// Returns the table that a subnet of this kind and zone uses.
///
/// Private subnets have one for each zone also where one way out serves all of them: a further way
/// out then changes a route, and no subnet changes its table.
///
/// One whose routes the file writes has a table of its own.
pub(crate) fn table_key(kind: SubnetKind, key: &SubnetKey, ways: &SubnetWays) -> RouteTableKey {
    let subnet = ways.are_written().then(|| key.first_name().clone());
    let has_zone = kind == SubnetKind::Private || subnet.is_some();
    RouteTableKey { kind, zone: key.zone.clone().filter(|_| has_zone), subnet }
}

/// What the tables route to.
pub(crate) struct Gateways<'a> {
    pub(crate) intent: &'a ClusterIntent,
    pub(crate) internet_gateway: Option<&'a PlannedInternetGateway>,
    pub(crate) vpn_gateway: Option<&'a PlannedVpnGateway>,
    pub(crate) nat_gateways: &'a [PlannedNatGateway],
    pub(crate) nat_mode: &'a Sourced<NatMode>,
}

/// Decides the route tables, sorted by key.
pub(crate) fn plan_route_tables(
    subnets: &[PlannedSubnet],
    doors: &Gateways<'_>,
) -> Vec<PlannedRouteTable> {
    let mut members: BTreeMap<&RouteTableKey, Vec<&PlannedSubnet>> = BTreeMap::new();
    for subnet in subnets.iter().filter(|subnet| subnet.existing_table.is_none()) {
        members.entry(&subnet.route_table).or_default().push(subnet);
    }
    let tables = members.into_iter().map(|(key, members)| PlannedRouteTable {
        key: key.clone(),
        routes: routes(key, &members, doors),
        subnets: members.iter().map(|subnet| subnet.key.clone()).collect(),
        // Public subnets, too: the site enters them by the gateway, and answers have to leave by
        // it.
        // Behind a private NAT gateway nodes leave for the site by the gateway, and it alone learns
        // where the site is.
        learns_from_vpn_gateway: doors.vpn_gateway.is_some()
            && !(key.kind == SubnetKind::Private && doors.nat_mode.value == NatMode::Private),
    });
    tables.collect()
}

/// Returns the route tables that exist, with the routes that the file specifies, sorted by id.
pub(crate) fn plan_existing_tables(
    intent: &ClusterIntent,
    subnets: &[PlannedSubnet],
) -> Vec<PlannedExistingTable> {
    let mut tables: BTreeMap<&RouteTableId, PlannedExistingTable> = BTreeMap::new();
    for subnet in subnets {
        let Some(id) = &subnet.existing_table else { continue };
        let table = tables.entry(&id.value).or_insert_with(|| PlannedExistingTable {
            id: id.clone(),
            subnets: Vec::new(),
            stated: Vec::new(),
        });
        table.subnets.push(subnet.key.clone());
        table.stated.extend(written_routes(intent, subnet.kind.value, &[subnet]));
        table.stated.sort_by_key(|route| route.destination);
        table.stated.dedup_by_key(|route| route.destination);
    }
    tables.into_values().collect()
}

/// Sorted by destination, which is unique: a route of the subnet wins over one of the network, and a
/// way out by NAT or the internet over the same one by another gateway, which is an error unless the
/// subnet has it.
fn routes(
    key: &RouteTableKey,
    members: &[&PlannedSubnet],
    doors: &Gateways<'_>,
) -> Vec<PlannedRoute> {
    let written = written_routes(doors.intent, key.kind, members);
    let (own, shared): (Vec<_>, Vec<_>) =
        written.into_iter().partition(|route| is_own(route, members));
    let mut routes = own;
    routes.extend(default_route(key, members, doors));
    routes.extend(shared);
    routes.sort_by_key(|route| route.destination);
    routes.dedup_by_key(|route| route.destination);
    routes
}

fn is_own(route: &PlannedRoute, members: &[&PlannedSubnet]) -> bool {
    let mut own = members.iter().flat_map(|subnet| &subnet.own_routes);
    own.any(|own| own.target.origin == route.origin)
}

/// Returns what the file writes of the routes of some subnets, those of the subnets first.
fn written_routes(
    intent: &ClusterIntent,
    kind: SubnetKind,
    members: &[&PlannedSubnet],
) -> Vec<PlannedRoute> {
    let own = members.iter().flat_map(|subnet| &subnet.own_routes);
    // Everything by a gateway that exists is for private subnets: public ones have theirs.
    let is_shared = |route: &&RouteIntent| match kind {
        SubnetKind::Private => true,
        SubnetKind::Public => route.destination.value != Ipv4Cidr::EVERYTHING,
        SubnetKind::Isolated => false,
    };
    let shared = intent.network.further.routes.iter().filter(is_shared);
    let mut routes: Vec<PlannedRoute> = own.chain(shared).map(planned).collect();
    routes.extend(transit_routes(intent, (kind, members)));
    routes
}

fn planned(route: &RouteIntent) -> PlannedRoute {
    PlannedRoute {
        destination: route.destination.value,
        target: RouteTarget::Existing(route.target.value.clone()),
        origin: route.target.origin,
    }
}

fn default_route(
    key: &RouteTableKey,
    members: &[&PlannedSubnet],
    doors: &Gateways<'_>,
) -> Option<PlannedRoute> {
    let (target, origin) = match key.kind {
        SubnetKind::Public => {
            doors.internet_gateway?;
            (RouteTarget::InternetGateway, members.first()?.kind.origin)
        }
        SubnetKind::Private => (private_target(key, doors)?, doors.nat_mode.origin),
        SubnetKind::Isolated => return None,
    };
    Some(PlannedRoute { destination: Ipv4Cidr::EVERYTHING, target, origin })
}

fn private_target(key: &RouteTableKey, doors: &Gateways<'_>) -> Option<RouteTarget> {
    if doors.nat_mode.value == NatMode::HeadNode {
        return Some(RouteTarget::HeadInterface);
    }
    let own = NatKey { zone: key.zone.clone() };
    let mut gateways = doors.nat_gateways.iter().map(|nat| &nat.key);
    let gateway = match doors.nat_mode.value {
        NatMode::Single | NatMode::Regional => gateways.next(),
        _ => gateways.find(|nat| **nat == own).or_else(|| of_other_zone(key, doors)),
    };
    gateway.cloned().map(RouteTarget::NatGateway)
}

/// Returns the gateway of a zone that has none of its own: by its number, so that a further zone
/// moves no other one to another gateway.
fn of_other_zone<'a>(key: &RouteTableKey, doors: &Gateways<'a>) -> Option<&'a NatKey> {
    let n_gateways = u64::try_from(doors.nat_gateways.len()).ok().filter(|count| *count > 0)?;
    let number = key.zone.as_ref().and_then(zone_index).unwrap_or(0);
    let index = usize::try_from(number % n_gateways).ok()?;
    doors.nat_gateways.get(index).map(|nat| &nat.key)
}
