//! Which route a packet takes.

use std::rc::Rc;

use super::Header;
use super::departure::Engine;
use super::filters::doubt;
use super::flow::{Doubt, Flow, Rule, Who};
use super::prepared::Covers;
use crate::network::{Known, Route, RouteTable, Subnet, Target, Unknown, VpnGateway};
use crate::sets::addresses::{Family, reserved_for_aws_services};
use crate::sets::{Cell, RangeSet};

/// Where a route table sends packets.
#[derive(Clone, Debug)]
pub(super) enum Next<'n> {
    /// To an address of the VPC.
    Local,
    /// To a target, by a route.
    To(&'n Target, &'n Route),
    /// To the site, by a route that the gateway learned.
    Learned(&'n VpnGateway),
    /// Nowhere: the route is a blackhole.
    Blackhole(&'n Route),
    /// Nowhere: there is no route.
    NoRoute,
    /// That depends.
    Depends(Doubt),
}

impl<'n> Next<'n> {
    /// The rule that says so.
    pub(super) fn rule(&self) -> Option<Rule<'n>> {
        match self {
            Self::Local => Some(Rule::Local),
            Self::To(_, route) | Self::Blackhole(route) => Some(Rule::Route(route)),
            Self::Learned(gateway) => Some(Rule::Learned(gateway)),
            Self::NoRoute | Self::Depends(_) => None,
        }
    }
}

impl<'n> Engine<'n> {
    /// Splits the packets by the route they take from a subnet.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Route tables" and "Route priority".
    pub(super) fn lookup(
        &self,
        flow: &Flow<'n>,
        subnet: &'n Subnet,
        header: Header,
        service: Option<&str>,
    ) -> (Option<&'n RouteTable>, Vec<(Cell, Next<'n>)>) {
        let mut taken = Vec::new();
        let mut rest = Some(flow.cell.clone());
        let mut take = |rest: &mut Option<Cell>, addresses: &RangeSet, next: Next<'n>| {
            if let Some(cell) = rest.take() {
                *rest = cell.without(header.destination, addresses);
                taken.extend(cell.within(header.destination, addresses).map(|within| (within, next)));
            }
        };
        let local = self.prepared.local(&subnet.vpc);
        let table = match self.prepared.table_of(subnet) {
            Ok(table) => table,
            Err(unknown) => {
                take(&mut rest, &local, Next::Local);
                take(&mut rest, &everything(), Next::Depends(doubt(unknown)));
                return (None, taken);
            }
        };
        let Some(table) = table else {
            take(&mut rest, &local, Next::Local);
            take(&mut rest, &everything(), Next::NoRoute);
            return (None, taken);
        };
        take(&mut rest, &reserved_for_aws_services(), Next::NoRoute);
        self.match_longest(table, service, &mut rest, &mut take);
        (Some(table), taken)
    }

    fn match_longest(
        &self,
        table: &'n RouteTable,
        service: Option<&str>,
        rest: &mut Option<Cell>,
        take: &mut impl FnMut(&mut Option<Cell>, &RangeSet, Next<'n>),
    ) {
        let blocks = self.prepared.local_blocks(&table.vpc);
        let local = &self.prepared.local(&table.vpc);
        let candidates = self.prepared.candidates(table);
        let next_by = |index: usize| table.routes.get(index).map(|route| next_of(route));
        let by_service = candidates.iter().find_map(|candidate| match &candidate.covers {
            Covers::Service(name) if Some(name.as_str()) == service => next_by(candidate.route),
            _ => None,
        });
        let unknown_block = candidates.iter().find_map(|candidate| match &candidate.covers {
            Covers::Unknown => table.routes.get(candidate.route),
            _ => None,
        });
        // A static route for a part of the VPC is taken before the local one; what the site announces is not.
        for candidate in candidates {
            let Covers::Addresses(addresses) = &candidate.covers else { continue };
            let Some(route) = table.routes.get(candidate.route) else { continue };
            let is_static = route.origin == crate::network::RouteOrigin::Static;
            if is_static && blocks.iter().any(|block| addresses.is_subset(block)) {
                take(rest, addresses, next_of(route));
            }
        }
        match unknown_block.filter(|route| may_be_inside(route)) {
            Some(route) => take(rest, local, Next::Depends(unknown_route(route))),
            None => take(rest, local, Next::Local),
        }
        if let Some(beyond) = table.beyond.as_ref() {
            return take(rest, &everything(), Next::Depends(doubt(beyond)));
        }
        if let Some(route) = unknown_block {
            return take(rest, &everything(), Next::Depends(unknown_route(route)));
        }
        let mut by_service = by_service;
        let (specific, default): (Vec<_>, Vec<_>) = candidates.iter().partition(|candidate| candidate.prefix_len > 0);
        for candidate in specific {
            let (Covers::Addresses(addresses), Some(route)) = (&candidate.covers, table.routes.get(candidate.route))
            else {
                continue;
            };
            match &by_service {
                // The lengths of the service's own prefixes are not known, so nobody can say which of the two is longer.
                Some(next) if !is_same_target(next, route) => {
                    let service = service.unwrap_or_default();
                    let what = format!(
                        "whether route `{}` or the endpoint's route is the longer one for `{service}`",
                        route.name
                    );
                    take(rest, addresses, Next::Depends(Rc::new(Unknown { what, span: route.span })));
                }
                _ => take(rest, addresses, next_of(route)),
            }
        }
        if let Some(next) = by_service.take() {
            return take(rest, &everything(), next);
        }
        let is_ipv4 = |candidate: &&&super::prepared::Candidate| match &candidate.covers {
            Covers::Addresses(addresses) => !addresses.is_disjoint(&Family::Ipv4.everything()),
            Covers::Service(_) | Covers::Unknown => true,
        };
        self.take_learned(table, default.iter().any(|candidate| is_ipv4(&candidate)), rest, take);
        for candidate in default {
            if let (Covers::Addresses(addresses), Some(route)) = (&candidate.covers, table.routes.get(candidate.route))
            {
                take(rest, addresses, next_of(route));
            }
        }
        take(rest, &everything(), Next::NoRoute);
    }

    /// What the site announces is not in any template: its own blocks, which are not the internet's. Whether it also announces
    /// a way to the internet matters only when there is no other.
    fn take_learned(
        &self,
        table: &'n RouteTable,
        has_default: bool,
        rest: &mut Option<Cell>,
        take: &mut impl FnMut(&mut Option<Cell>, &RangeSet, Next<'n>),
    ) {
        let Some(propagation) = table.propagations.first() else { return };
        let Some(gateway) = self.network().vpn_gateways.get(&propagation.gateway) else { return };
        let public = Family::Ipv4.public();
        let private = Family::Ipv4.everything().difference(&public);
        take(rest, &private, Next::Learned(gateway));
        if !has_default {
            let what = format!("whether the site announces a route to the internet to `{}`", gateway.id);
            take(rest, &public, Next::Depends(Rc::new(Unknown { what, span: propagation.span })));
        }
    }

    /// The service that a destination is, for routes that are for a service.
    pub(super) fn service_of(&self, flow: &Flow<'n>) -> Option<&'n str> {
        match flow.destination {
            Who::Service(name) => Some(name),
            _ => None,
        }
    }
}

fn everything() -> RangeSet {
    RangeSet::range(0, u128::MAX)
}

fn next_of(route: &Route) -> Next<'_> {
    match &route.target {
        Known::Unknown(unknown) => Next::Depends(doubt(unknown)),
        Known::Is(_) if route.is_blackhole => Next::Blackhole(route),
        Known::Is(Target::Local) => Next::Local,
        Known::Is(target) => Next::To(target, route),
    }
}

fn unknown_route(route: &Route) -> Doubt {
    route.destination.unknown().map_or_else(
        || Rc::new(Unknown { what: format!("what route `{}` is for", route.name), span: route.span }),
        doubt,
    )
}

/// A route for a part of the VPC leads to an interface, a NAT gateway or an appliance; EC2 takes no other there.
fn may_be_inside(route: &Route) -> bool {
    !matches!(
        route.target,
        Known::Is(
            Target::InternetGateway(_)
                | Target::VpnGateway(_)
                | Target::GatewayEndpoint(_)
                | Target::Peering(_)
                | Target::TransitGateway(_)
                | Target::EgressOnlyGateway(_)
                | Target::Local
        )
    )
}

fn is_same_target(next: &Next<'_>, route: &Route) -> bool {
    matches!(next, Next::To(target, _) if route.target.value() == Some(*target))
}
