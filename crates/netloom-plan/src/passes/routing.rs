//! Route tables: one for all public subnets, one in each zone for private ones, one for isolated
//! ones.

use std::collections::BTreeMap;

use netloom_config::intent::{NatMode, SubnetKind};
use netloom_diag::Sourced;
use netloom_net::{AzId, Ipv4Cidr};

use super::zones::zone_index;
use crate::plan::{
    NatKey, PlannedInternetGateway, PlannedNatGateway, PlannedRoute, PlannedRouteTable,
    PlannedSubnet, PlannedVpnGateway, RouteTableKey, RouteTarget,
};

/// Returns the table that a subnet of this kind and zone uses.
///
/// Private subnets have one for each zone also where one way out serves all of them: a further way
/// out then changes a route, and no subnet changes its table.
pub(crate) fn table_key(kind: SubnetKind, zone: Option<&AzId>) -> RouteTableKey {
    RouteTableKey { kind, zone: zone.filter(|_| kind == SubnetKind::Private).cloned() }
}

/// What the tables route to.
pub(crate) struct Gateways<'a> {
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
    for subnet in subnets {
        members.entry(&subnet.route_table).or_default().push(subnet);
    }
    let tables = members.into_iter().map(|(key, members)| PlannedRouteTable {
        key: key.clone(),
        routes: default_route(key, &members, doors).into_iter().collect(),
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
