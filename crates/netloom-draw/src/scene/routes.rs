//! Where the routes of a subnet lead.

use netloom_network::sets::addresses::{Family, to_blocks};
use netloom_network::{
    Destination, Id, Known, Network, Route, RouteTable, Subnet, TableChoice, Target,
};

use super::ways_out::WaysOut;
use super::{Access, Exit, Key};
use crate::text::shortened;

/// The longest list of destinations that a picture shows, in characters.
const LONGEST: usize = 44;

/// Returns the table that routes what leaves a subnet; `None` where that is not known, and for a
/// main table that is not described.
fn table_of<'n>(subnet: &Subnet, network: &'n Network) -> Option<&'n RouteTable> {
    match &subnet.route_table {
        TableChoice::Associated(id, _) => network.route_tables.get(id),
        TableChoice::Main => {
            network.route_tables.values().find(|table| table.is_main && table.vpc == subnet.vpc)
        }
        TableChoice::Unknown(_) => None,
    }
}

/// Returns how a subnet is connected.
pub(super) fn access_of(subnet: &Subnet, network: &Network) -> Access {
    let Some(table) = table_of(subnet, network) else {
        return match subnet.route_table {
            TableChoice::Unknown(_) => Access::Unknown,
            // Without a main table of its own, a VPC has one with only local routes.
            _ => Access::Isolated,
        };
    };
    let targets = || table.routes.iter().map(|route| route.target.value());
    let leads_to_internet =
        |target: Option<&Target>| matches!(target, Some(Target::InternetGateway(_)));
    if targets().any(leads_to_internet) {
        return Access::Public;
    }
    if table.beyond.is_some() || targets().any(|target| target.is_none()) {
        return Access::Unknown;
    }
    let is_a_way = |target: Option<&Target>| {
        !matches!(target, Some(Target::Local | Target::GatewayEndpoint(_)))
    };
    if targets().any(is_a_way) || !table.propagations.is_empty() {
        Access::Private
    } else {
        Access::Isolated
    }
}

/// Returns the routes of a subnet by their targets, in the order of its table; what leads into its
/// own VPC is left out.
pub(super) fn exits_of(subnet: &Subnet, network: &Network, ways: &WaysOut) -> Vec<Exit> {
    let Some(table) = table_of(subnet, network) else { return Vec::new() };
    let mut by_target: Vec<(Option<Key>, String, Vec<String>)> = Vec::new();
    let mut add = |to: Option<Key>, words: String, destination: String| {
        let known = by_target.iter_mut().find(|(key, w, _)| *key == to && *w == words);
        match known {
            Some((_, _, destinations)) if destinations.contains(&destination) => {}
            Some((_, _, destinations)) => destinations.push(destination),
            None => by_target.push((to, words, vec![destination])),
        }
    };
    for route in &table.routes {
        match &route.target {
            Known::Is(Target::Local) => {}
            Known::Is(target) => {
                let words = words_of(target, route);
                add(ways.key_of(target, &subnet.vpc), words, destination_of(route, network));
            }
            Known::Unknown(_) => {
                add(None, "a target not known".to_owned(), destination_of(route, network));
            }
        }
    }
    for propagation in &table.propagations {
        let target = Target::VpnGateway(propagation.gateway.clone());
        let words = "virtual private gateway".to_owned();
        add(ways.key_of(&target, &subnet.vpc), words, "propagated routes".to_owned());
    }
    let exits = by_target.into_iter().map(|(to, words, destinations)| {
        let destinations = shortened(&destinations.join(", "), LONGEST);
        Exit { words: format!("{destinations} to {words}"), to }
    });
    exits.collect()
}

fn words_of(target: &Target, route: &Route) -> String {
    let words = match target {
        Target::Local => "the VPC",
        Target::InternetGateway(_) => "internet gateway",
        Target::EgressOnlyGateway(_) => "egress-only gateway",
        Target::NatGateway(_) => "NAT gateway",
        Target::Interface(_) => "an interface",
        Target::VpnGateway(_) => "virtual private gateway",
        Target::GatewayEndpoint(_) => "gateway endpoint",
        Target::Peering(_) => "peering connection",
        Target::TransitGateway(_) => "transit gateway",
        Target::Firewall(..) => "firewall",
        Target::Other(id) => return shortened(id.as_str(), 24),
    };
    let state = if route.is_blackhole { " (blackhole)" } else { "" };
    format!("{words}{state}")
}

fn destination_of(route: &Route, network: &Network) -> String {
    match &route.destination {
        Known::Is(Destination::Block(block, _)) => block_of(block),
        Known::Is(Destination::PrefixList(id)) => match service_of_list(id, network) {
            Some(service) => service.to_owned(),
            None => shortened(id.as_str(), 24),
        },
        Known::Is(Destination::Service(service)) => shortened(service, 24),
        Known::Unknown(_) => "a block not known".to_owned(),
    }
}

fn service_of_list<'n>(id: &Id, network: &'n Network) -> Option<&'n str> {
    network.prefix_lists.get(id)?.service.as_deref()
}

/// A block as it is written; all of a family by its default route.
fn block_of(block: &netloom_network::sets::RangeSet) -> String {
    if *block == Family::Ipv4.everything() {
        return "0.0.0.0/0".to_owned();
    }
    to_blocks(block).join(" ")
}
