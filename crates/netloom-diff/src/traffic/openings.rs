//! Which rules let the internet in: where a reviewer looks first.

use netloom_diag::Span;
use netloom_reach::Party;
use netloom_reach::network::{GroupRule, Id, Known, Network, Peer};
use netloom_reach::sets::{Cell, RangeSet};

/// Returns where the rules of a party's security groups are written that admit any of these packets, each once.
///
/// - `cells`: packets by source, protocol and port.
pub(super) fn openings(network: &Network, party: &Party, cells: &[Cell]) -> Vec<Span> {
    let groups: Vec<&Id> = match party {
        Party::Interface(id) => {
            network.interfaces.get(id).map_or(Vec::new(), |one| one.groups.iter().filter_map(Known::value).collect())
        }
        Party::SecurityGroup(id) => vec![id],
        _ => Vec::new(),
    };
    let rules = groups.into_iter().filter_map(|id| network.security_groups.get(id)).flat_map(|group| &group.ingress);
    let mut spans: Vec<Span> = rules.filter(|rule| admits(network, rule, cells)).map(|rule| rule.span).collect();
    spans.sort();
    spans.dedup();
    spans
}

fn admits(network: &Network, rule: &GroupRule, cells: &[Cell]) -> bool {
    let (Known::Is(traffic), Some(clients)) = (&rule.traffic, clients(network, rule)) else { return false };
    let meets = |cell: &Cell| {
        let axes = [(0, &clients), (1, &traffic.protocols), (2, &traffic.ports)];
        axes.into_iter().all(|(axis, set)| !cell.on(axis).is_disjoint(set))
    };
    cells.iter().any(meets)
}

fn clients(network: &Network, rule: &GroupRule) -> Option<RangeSet> {
    match rule.peer.value()? {
        Peer::Addresses(addresses) => Some(addresses.clone()),
        Peer::PrefixList(id) => {
            let entries = network.prefix_lists.get(id)?.entries.value()?;
            Some(RangeSet::from_ranges(entries.iter().flat_map(|(block, _)| block.ranges().to_vec())))
        }
        Peer::Group(_) => None,
    }
}
