//! Which route a packet takes.

use std::rc::Rc;

use super::Walk;
use super::filters::missing_fact;
use super::flow::{Assumption, Flow, HeaderEnd, MissingFact, PathComponent, Rule};
use netloom_network::sets::addresses::{Family, reserved_for_aws_services};
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{Id, Known, Route, RouteTable, Subnet, Target, Unknown, VpnGateway};
use netloom_question::{Candidate, Covers, Header, Wants, may_be_in_unknown_block, may_be_inside};

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
    Depends(MissingFact),
}

impl<'n> Flow<'n> {
    /// What its packets are for.
    pub(super) fn wants(&self) -> Wants<'n> {
        match self.destination {
            HeaderEnd::Service(name) => Wants::Service(name),
            HeaderEnd::Inside(place) => Wants::Inside(&place.subnet.vpc),
            HeaderEnd::Outside | HeaderEnd::Nat(_) => {
                Wants::Outside { by_address: self.names_addresses }
            }
        }
    }
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

impl<'n> Walk<'n> {
    /// Splits the packets by the route they take from a subnet.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Route tables" and "Route priority".
    pub(super) fn lookup(
        &self,
        flow: &Flow<'n>,
        subnet: &'n Subnet,
        header: Header,
        wants: Wants<'_>,
    ) -> (Option<&'n RouteTable>, Vec<(Cell, Next<'n>)>) {
        let mut taken = Vec::new();
        let mut rest = Some(flow.cell.clone());
        let mut take = |rest: &mut Option<Cell>, addresses: &RangeSet, next: Next<'n>| {
            if let Some(cell) = rest.take() {
                *rest = cell.without(header.destination, addresses);
                taken.extend(
                    cell.within(header.destination, addresses).map(|within| (within, next)),
                );
            }
        };
        let local = self.prepared.local(&subnet.vpc);
        let table = match self.prepared.table_of(subnet) {
            Ok(table) => table,
            Err(unknown) => {
                take(&mut rest, &local, Next::Local);
                take(&mut rest, &everything(), Next::Depends(missing_fact(unknown)));
                return (None, taken);
            }
        };
        let Some(table) = table else {
            // The main table, to which nothing was added.
            self.take_unknown_blocks((&subnet.vpc, &[]), wants, &mut rest, &mut take);
            take(&mut rest, &local, Next::Local);
            take(&mut rest, &everything(), Next::NoRoute);
            return (None, taken);
        };
        take(&mut rest, &reserved_for_aws_services(), Next::NoRoute);
        self.match_longest(table, wants, &mut rest, &mut take);
        (Some(table), taken)
    }

    fn match_longest(
        &self,
        table: &'n RouteTable,
        wants: Wants<'_>,
        rest: &mut Option<Cell>,
        take: &mut impl FnMut(&mut Option<Cell>, &RangeSet, Next<'n>),
    ) {
        let blocks = self.prepared.local_blocks(&table.vpc);
        let local = &self.prepared.local(&table.vpc);
        let candidates = self.prepared.candidates(table);
        let next_by = |index: usize| table.routes.get(index).map(|route| next_of(route));
        let service = if let Wants::Service(name) = wants { Some(name) } else { None };
        let by_service = candidates.iter().find_map(|candidate| match &candidate.covers {
            Covers::Service(name, _) if Some(name.as_str()) == service => next_by(candidate.route),
            _ => None,
        });
        let unknown_block = candidates.iter().find_map(|candidate| match &candidate.covers {
            Covers::Unknown => table.routes.get(candidate.route),
            _ => None,
        });
        // A static route for a part of the VPC is taken before the local one; what the site
        // announces is not.
        for candidate in candidates {
            let Covers::Addresses(addresses) = &candidate.covers else { continue };
            let Some(route) = table.routes.get(candidate.route) else { continue };
            let is_static = route.origin == netloom_network::RouteOrigin::Static;
            if is_static && blocks.iter().any(|block| addresses.is_subset(block)) {
                take(rest, addresses, next_of(route));
            }
        }
        self.take_unknown_blocks((&table.vpc, &table.routes), wants, rest, take);
        match unknown_block.filter(|route| may_be_inside(route)) {
            Some(route) => take(rest, local, Next::Depends(unknown_route(route))),
            None => take(rest, local, Next::Local),
        }
        if let Some(beyond) = table.beyond.as_ref() {
            return take(rest, &everything(), Next::Depends(missing_fact(beyond)));
        }
        if let Some(route) = unknown_block {
            return take(rest, &everything(), Next::Depends(unknown_route(route)));
        }
        let mut by_service = by_service;
        let counts = |candidate: &&Candidate| candidate.list_of.is_none() || wants.may_be_listed();
        let (specific, default): (Vec<_>, Vec<_>) =
            candidates.iter().filter(counts).partition(|candidate| candidate.prefix_len > 0);
        for candidate in specific {
            let (Covers::Addresses(addresses), Some(route)) =
                (&candidate.covers, table.routes.get(candidate.route))
            else {
                continue;
            };
            match &by_service {
                // The lengths of the service's own prefixes are not known, so it is unknown which
                // of the two is longer.
                Some(next) if !is_same_target(next, route) => {
                    let service = service.unwrap_or_default();
                    let what = format!(
                        "whether route `{}` or the endpoint's route is the longer one for \
                         `{service}`",
                        route.name
                    );
                    take(
                        rest,
                        addresses,
                        Next::Depends(Rc::new(Unknown { what, span: route.span })),
                    );
                }
                _ => take(rest, addresses, next_of(route)),
            }
        }
        if let Some(next) = by_service.take() {
            return take(rest, &everything(), next);
        }
        let is_ipv4 = |candidate: &&&Candidate| match &candidate.covers {
            Covers::Addresses(addresses) => !addresses.is_disjoint(&Family::Ipv4.everything()),
            Covers::Service(..) | Covers::Unknown => true,
        };
        self.take_learned(table, default.iter().any(|candidate| is_ipv4(&candidate)), rest, take);
        for candidate in default {
            if let (Covers::Addresses(addresses), Some(route)) =
                (&candidate.covers, table.routes.get(candidate.route))
            {
                take(rest, addresses, next_of(route));
            }
        }
        take(rest, &everything(), Next::NoRoute);
    }

    /// What the site announces is not in any template: its own blocks, which are not the internet's
    /// unless the config says so. Whether it also announces a way to the internet matters only when
    /// there is no other.
    fn take_learned(
        &self,
        table: &'n RouteTable,
        has_default: bool,
        rest: &mut Option<Cell>,
        take: &mut impl FnMut(&mut Option<Cell>, &RangeSet, Next<'n>),
    ) {
        let Some(propagation) = table.propagations.first() else { return };
        let Some(gateway) = self.network().vpn_gateways.get(&propagation.gateway) else { return };
        let public = Family::Ipv4.public().difference(&self.network().on_premises);
        let private = Family::Ipv4.everything().difference(&public);
        take(rest, &private, Next::Learned(gateway));
        if !has_default {
            let what =
                format!("whether the site announces a route to the internet to `{}`", gateway.id);
            take(rest, &public, Next::Depends(Rc::new(Unknown { what, span: propagation.span })));
        }
    }

    /// A block of the VPC that is not known has a local route as well, and something in the VPC has
    /// an address in one of its blocks.
    ///
    /// # Source
    /// Amazon VPC User Guide, "Route tables": every table has a local route for each block of the
    /// VPC, IPv6 among them.
    fn take_unknown_blocks(
        &self,
        (vpc, routes): (&Id, &[Route]),
        wants: Wants<'_>,
        rest: &mut Option<Cell>,
        take: &mut impl FnMut(&mut Option<Cell>, &RangeSet, Next<'n>),
    ) {
        for family in [Family::Ipv4, Family::Ipv6] {
            let Some(unknown) = self.prepared.unknown_block(vpc, family) else { continue };
            let inner = routes.iter().find(|route| may_be_in_unknown_block(route, family));
            match (wants, inner) {
                (_, Some(route)) if wants.vpc() == Some(vpc) => {
                    let what =
                        format!("whether route `{}` is for a part of {}", route.name, unknown.what);
                    let unknown = Unknown { what, span: route.span };
                    take(rest, &possible_in_a_vpc(family), Next::Depends(Rc::new(unknown)));
                }
                (_, None) if wants.vpc() == Some(vpc) => {
                    take(rest, &possible_in_a_vpc(family), Next::Local);
                }
                (Wants::Outside { by_address: true }, _) => {
                    take(rest, &probable_in_a_vpc(family), Next::Depends(missing_fact(unknown)));
                }
                _ => {}
            }
        }
    }

    /// What the site announces has a longer prefix than a written route where it is a part of it,
    /// and is taken before it.
    ///
    /// # Source
    /// AWS Site-to-Site VPN User Guide, "Route tables and route priority": longest prefix first,
    /// then static routes.
    pub(super) fn presume_no_other_route(
        &self,
        flow: &mut Flow<'n>,
        component: PathComponent<'n>,
        next: &Next<'n>,
    ) {
        let PathComponent::Table(_, Some(table)) = component else { return };
        let is_written = matches!(next, Next::To(..) | Next::Blackhole(_));
        let is_ipv4 =
            !flow.cell.on(flow.header.destination).is_disjoint(&Family::Ipv4.everything());
        let Some(propagation) = table.propagations.first().filter(|_| is_written && is_ipv4) else {
            return;
        };
        if let Some(gateway) = self.network().vpn_gateways.get(&propagation.gateway) {
            flow.presume(Assumption::SiteAnnouncesNothingElse(gateway));
        }
    }
}

/// The addresses that blocks of VPCs can have.
fn possible_in_a_vpc(family: Family) -> RangeSet {
    match family {
        Family::Ipv4 => family.everything(),
        Family::Ipv6 => family.public(),
    }
}

/// The addresses that a block has which is not known, if it is like most.
fn probable_in_a_vpc(family: Family) -> RangeSet {
    match family {
        Family::Ipv4 => family.everything().difference(&family.public()),
        Family::Ipv6 => family.public(),
    }
}

fn everything() -> RangeSet {
    RangeSet::range(0, u128::MAX)
}

pub(super) fn next_of(route: &Route) -> Next<'_> {
    match &route.target {
        Known::Unknown(unknown) => Next::Depends(missing_fact(unknown)),
        Known::Is(_) if route.is_blackhole => Next::Blackhole(route),
        Known::Is(Target::Local) => Next::Local,
        Known::Is(target) => Next::To(target, route),
    }
}

fn unknown_route(route: &Route) -> MissingFact {
    route.destination.unknown().map_or_else(
        || {
            Rc::new(Unknown {
                what: format!("what route `{}` is for", route.name),
                span: route.span,
            })
        },
        missing_fact,
    )
}

fn is_same_target(next: &Next<'_>, route: &Route) -> bool {
    matches!(next, Next::To(target, _) if route.target.value() == Some(*target))
}
