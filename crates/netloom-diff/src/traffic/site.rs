//! Which addresses are behind the lines of a network: virtual private gateways, transit gateways and
//! peering connections.
//!
//! - Comes in: both networks.
//! - Goes out: the party "the site", where either network has a line or may have one.
//! - Left to others: whether packets of these addresses come by a line, which the engine decides.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{
    Family, reserved_for_aws_services, rfc1918, rfc6598, unique_local,
};
use netloom_network::{Destination, Known, Network, Route, Target};

use super::parties::TrafficParty;

/// Returns the site, where either network has a line to it, or may have one: a VPC that exists
/// already.
pub(super) fn site(old: &Network, new: &Network) -> Option<TrafficParty> {
    let networks = [old, new];
    let has_line = networks.into_iter().any(has_line);
    let behind =
        networks.into_iter().map(behind_lines).fold(private(), |all, of_one| all.union(&of_one));
    // Without an internet gateway, public addresses that get in are those of a site, too.
    let has_internet = networks.into_iter().any(|network| {
        !network.internet_gateways.is_empty()
            || network.vpcs.values().any(|vpc| vpc.beyond.is_some())
    });
    let behind = match has_internet {
        true => behind,
        false => behind.union(&Family::Ipv4.public()).union(&Family::Ipv6.public()),
    };
    let blocks = networks.into_iter().flat_map(|network| network.vpcs.values());
    let blocks = blocks.flat_map(|vpc| vpc.blocks.iter().chain(&vpc.ipv6_blocks));
    let rest = blocks.filter_map(Known::value).fold(behind, |rest, block| rest.difference(block));
    has_line.then_some(TrafficParty::Site(rest))
}

/// What sites number their networks with.
fn private() -> RangeSet {
    rfc1918().union(&rfc6598()).union(&unique_local()).difference(&reserved_for_aws_services())
}

fn has_line(network: &Network) -> bool {
    !network.vpn_gateways.is_empty()
        || !network.transit_gateways.is_empty()
        || !network.peerings.is_empty()
        || network.vpcs.values().any(|vpc| vpc.beyond.is_some())
        || routes(network).any(|route| is_by_line(route) || is_by_unknown(route))
}

/// The destinations of routes that lead to a line: public blocks of a campus are among them.
fn behind_lines(network: &Network) -> RangeSet {
    let destinations = routes(network).filter(|route| is_by_line(route)).filter_map(|route| {
        match route.destination.value()? {
            // Behind a default route is what the internet asks about.
            Destination::Block(_, 0) => None,
            Destination::Block(block, _) => Some(block.clone()),
            Destination::PrefixList(id) => {
                let entries = network.prefix_lists.get(id)?.entries.value()?;
                let ranges = entries.iter().flat_map(|(block, _)| block.ranges().to_vec());
                Some(RangeSet::from_ranges(ranges.collect::<Vec<_>>()))
            }
            Destination::Service(_) => None,
        }
    });
    destinations.fold(RangeSet::empty(), |all, block| all.union(&block))
}

fn routes(network: &Network) -> impl Iterator<Item = &Route> {
    network.route_tables.values().flat_map(|table| &table.routes)
}

fn is_by_line(route: &Route) -> bool {
    matches!(
        route.target.value(),
        Some(Target::VpnGateway(_) | Target::TransitGateway(_) | Target::Peering(_))
    )
}

/// What the target of another kind leads to is not known, so that its destinations are not either.
fn is_by_unknown(route: &Route) -> bool {
    matches!(route.target.value(), Some(Target::Other(_)))
}
