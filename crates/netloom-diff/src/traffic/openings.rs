//! Which rules let the internet in: where a reviewer looks first.

use netloom_diag::Span;
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{GroupRule, Id, Known, Network, Peer};
use netloom_question::Party;

/// Returns where the rules of a party's security groups are written that admit any of these
/// packets, each once.
///
/// - `cells`: packets by source, protocol and port.
pub(super) fn openings(network: &Network, party: &Party, cells: &[Cell]) -> Vec<Span> {
    let groups: Vec<&Id> = match party {
        Party::Interface(id) => network
            .interfaces
            .get(id)
            .map_or(Vec::new(), |one| one.groups.iter().filter_map(Known::value).collect()),
        Party::SecurityGroup(id) => vec![id],
        _ => Vec::new(),
    };
    let rules = groups
        .into_iter()
        .filter_map(|id| network.security_groups.get(id))
        .flat_map(|group| &group.ingress);
    let mut spans: Vec<Span> =
        rules.filter(|rule| admits(network, rule, cells)).map(|rule| rule.span).collect();
    spans.sort();
    spans.dedup();
    spans
}

/// Parts of a rule that are not known may admit anything.
fn admits(network: &Network, rule: &GroupRule, cells: &[Cell]) -> bool {
    let Some(clients) = clients(network, rule) else { return false };
    let meets = |cell: &Cell| {
        let traffic =
            rule.traffic.value().map(|traffic| [(1, &traffic.protocols), (2, &traffic.ports)]);
        let axes = [(0, &clients)].into_iter().chain(traffic.into_iter().flatten());
        axes.into_iter().all(|(axis, set)| !cell.on(axis).is_disjoint(set))
    };
    cells.iter().any(meets)
}

fn clients(network: &Network, rule: &GroupRule) -> Option<RangeSet> {
    let anything = || RangeSet::range(0, u128::MAX);
    match &rule.peer {
        Known::Unknown(_) => Some(anything()),
        Known::Is(Peer::Addresses(addresses)) => Some(addresses.clone()),
        Known::Is(Peer::PrefixList(id)) => {
            match network.prefix_lists.get(id).and_then(|list| list.entries.value()) {
                Some(entries) => Some(RangeSet::from_ranges(
                    entries.iter().flat_map(|(block, _)| block.ranges().to_vec()),
                )),
                None => Some(anything()),
            }
        }
        Known::Is(Peer::Group(_)) => None,
    }
}
