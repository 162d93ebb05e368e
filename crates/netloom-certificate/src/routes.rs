//! Whether the route that is named is the one that the packets take.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, reserved_for_aws_services};
use netloom_network::{
    Destination, Known, Network, Route, RouteOrigin, RouteTable, Subnet, TableChoice, Target,
};
use netloom_question::{Prepared, Wants, entries_of, may_be_in_unknown_block};

use crate::DecidedBy;

/// Where the named route leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leads<'n> {
    Inside,
    To(&'n Target),
    /// To the site, by the gateway that propagates.
    Learned(&'n netloom_network::Id),
    Nowhere,
}

/// A block that a route is for: its length, how it ranks among equals (lower first), and which
/// route.
struct Block<'n> {
    len: u8,
    rank: u8,
    addresses: &'n RangeSet,
    index: usize,
}

/// Returns where packets for these addresses go by the route that is named; `None` if it is not the
/// one they take, or if it cannot be determined.
///
/// # Source
/// Amazon VPC User Guide, "Route tables" and "Route priority".
pub(crate) fn leads<'n>(
    prepared: &'n Prepared,
    subnet: &Subnet,
    addresses: &RangeSet,
    wants: Wants<'_>,
    by: &DecidedBy,
) -> Option<Leads<'n>> {
    let network = &prepared.network;
    let vpc = network.vpcs.get(&subnet.vpc)?;
    let blocks = prepared.local_blocks(&vpc.id);
    let table = match &subnet.route_table {
        TableChoice::Associated(id, _) => Some(network.route_tables.get(id)?),
        TableChoice::Main if vpc.beyond.is_none() => {
            network.route_tables.values().find(|table| table.is_main && table.vpc == subnet.vpc)
        }
        // Whichever table it is, it has the local routes.
        _ => {
            let is_local =
                *by == DecidedBy::Local && blocks.iter().any(|block| addresses.is_subset(block));
            return is_local.then_some(Leads::Inside);
        }
    };
    let service = if let Wants::Service(name) = wants { Some(name) } else { None };
    let own = match wants {
        Wants::Inside(id) | Wants::Answer(Some(id)) => *id == vpc.id,
        _ => false,
    };
    // A block that is not known is one that cannot be compared with.
    let family = match addresses.is_disjoint(&Family::Ipv4.everything()) {
        true => Family::Ipv6,
        false => Family::Ipv4,
    };
    let is_unknown = prepared.unknown_block(&vpc.id, family).is_some();
    if is_unknown && matches!(wants, Wants::Outside { by_address: true }) {
        return None;
    }
    let is_own = own && is_unknown;
    let is_within = |addresses: &RangeSet| blocks.iter().any(|block| addresses.is_subset(block));
    let is_local = |addresses: &RangeSet| is_within(addresses) || is_own;
    let touches_local = is_own || blocks.iter().any(|block| !addresses.is_disjoint(block));
    let Some(table) = table else {
        return match by {
            DecidedBy::Local if is_local(addresses) => Some(Leads::Inside),
            DecidedBy::Nothing if !touches_local => Some(Leads::Nowhere),
            _ => None,
        };
    };
    if is_own && table.routes.iter().any(|route| may_be_in_unknown_block(route, family)) {
        return None;
    }
    let listed = listed(network, table, matches!(wants, Wants::Outside { .. }))?;
    let reserved = reserved_for_aws_services();
    if !addresses.is_disjoint(&reserved) {
        return (*by == DecidedBy::Nothing && addresses.is_subset(&reserved))
            .then_some(Leads::Nowhere);
    }
    // Static routes for parts of the VPC come before local ones, those before everything else.
    let inner = |block: &Block<'_>| {
        is_within(block.addresses)
            && table.routes.get(block.index).is_some_and(|r| r.origin == RouteOrigin::Static)
    };
    let meets = |block: &&Block<'_>| !addresses.is_disjoint(block.addresses);
    let for_service = table.routes.iter().position(
        |route| matches!(&route.destination, Known::Is(Destination::Service(name)) if Some(name.as_str()) == service),
    );
    let private =
        Family::Ipv4.everything().difference(&Family::Ipv4.public()).union(&network.on_premises);
    match by {
        DecidedBy::Local => (is_local(addresses) && !listed.iter().any(|b| inner(b) && meets(&b)))
            .then_some(Leads::Inside),
        DecidedBy::Route(index) if for_service == Some(*index) => {
            let others = listed.iter().filter(|block| block.len > 0).any(|block| meets(&block));
            if touches_local || others { None } else { target(table.routes.get(*index)?) }
        }
        DecidedBy::Route(index) => {
            let mut own = listed.iter().filter(|block| block.index == *index);
            let own = own.find(|block| addresses.is_subset(block.addresses))?;
            let beats = |other: &Block<'_>| {
                (inner(other), other.len, own.rank, own.index)
                    > (inner(own), own.len, other.rank, other.index)
            };
            let is_beaten =
                listed.iter().any(|other| other.index != *index && meets(&other) && beats(other));
            let is_default = own.len == 0;
            let is_open = (touches_local && !inner(own))
                || for_service.is_some()
                || (is_default
                    && !table.propagations.is_empty()
                    && !addresses.is_disjoint(&private));
            if is_beaten || is_open { None } else { target(table.routes.get(*index)?) }
        }
        DecidedBy::Learned => {
            let gateway = &table.propagations.first()?.gateway;
            let others = listed.iter().filter(|block| block.len > 0).any(|block| meets(&block));
            let is_it =
                addresses.is_subset(&private) && !others && !touches_local && for_service.is_none();
            is_it.then_some(Leads::Learned(gateway))
        }
        DecidedBy::Nothing => {
            let has_way = touches_local || listed.iter().any(|block| meets(&block));
            // What a site announces is IPv4.
            let learns = !table.propagations.is_empty()
                && !addresses.is_disjoint(&Family::Ipv4.everything());
            (!has_way && !learns && for_service.is_none()).then_some(Leads::Nowhere)
        }
        _ => None,
    }
}

/// Whether the table of a subnet has no way out of the VPC for any of these addresses.
pub(crate) fn has_no_way_out(prepared: &Prepared, subnet: &Subnet, addresses: &RangeSet) -> bool {
    let network = &prepared.network;
    let table = match &subnet.route_table {
        TableChoice::Associated(id, _) => network.route_tables.get(id),
        TableChoice::Main
            if network.vpcs.get(&subnet.vpc).is_some_and(|vpc| vpc.beyond.is_none()) =>
        {
            network.route_tables.values().find(|table| table.is_main && table.vpc == subnet.vpc)
        }
        // Whichever it is, it has the local routes.
        _ => return addresses.is_subset(&prepared.local(&subnet.vpc)),
    };
    let Some(table) = table else { return true };
    let local = prepared.local(&subnet.vpc);
    let outside = addresses.difference(&local);
    let leads_out = |block: Block<'_>| {
        let meets = if block.addresses.is_subset(&local) { addresses } else { &outside };
        let is_blackhole = table.routes.get(block.index).is_some_and(|route| route.is_blackhole);
        !meets.is_disjoint(block.addresses) && !is_blackhole
    };
    let learns = !table.propagations.is_empty() && !outside.is_disjoint(&Family::Ipv4.everything());
    !learns
        && listed(network, table, false).is_some_and(|blocks| !blocks.into_iter().any(leads_out))
}

pub(crate) fn target(route: &Route) -> Option<Leads<'_>> {
    match &route.target {
        Known::Unknown(_) => None,
        Known::Is(_) if route.is_blackhole => Some(Leads::Nowhere),
        Known::Is(Target::Local) => Some(Leads::Inside),
        Known::Is(target) => Some(Leads::To(target)),
    }
}

/// The blocks of a table's routes; `None` if a route is for something unknown.
///
/// - `of_services`: whether the blocks of services' own lists count.
fn listed<'n>(
    network: &'n Network,
    table: &'n RouteTable,
    of_services: bool,
) -> Option<Vec<Block<'n>>> {
    if table.beyond.is_some() {
        return None;
    }
    let mut all = Vec::new();
    for (index, route) in table.routes.iter().enumerate() {
        match route.destination.value()? {
            Destination::Block(addresses, len) => {
                // Of two routes for one block a written one wins over a list, and a list over a
                // learned one.
                let rank = u8::from(route.origin == RouteOrigin::Propagated) * 2;
                all.push(Block { len: *len, rank, addresses, index });
            }
            Destination::PrefixList(id) => {
                let list = network.prefix_lists.get(id)?;
                if list.entries.unknown().is_some() && list.service.is_some() {
                    continue;
                }
                let entries = list.entries.value()?;
                all.extend(entries.iter().map(|(addresses, len)| Block {
                    len: *len,
                    rank: 1,
                    addresses,
                    index,
                }));
            }
            Destination::Service(name) => {
                let entries = entries_of(network, name).filter(|_| of_services).unwrap_or_default();
                all.extend(entries.iter().map(|(addresses, len)| Block {
                    len: *len,
                    rank: 1,
                    addresses,
                    index,
                }));
            }
        }
    }
    Some(all)
}
