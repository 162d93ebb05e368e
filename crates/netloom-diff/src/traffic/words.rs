//! Sets of packets in words.

use std::collections::BTreeMap;

use netloom_network::sets::addresses::{Family, to_blocks};
use netloom_network::sets::traffic::{ICMP, TCP, UDP, all_ports, format_ports, format_protocol};
use netloom_network::sets::{Cell, RangeSet};

/// The blocks of the clients; none where they are all that were asked about, or all of IPv4 and
/// none of IPv6.
pub(super) fn sources_of(cells: &[Cell], asked: &RangeSet) -> Vec<String> {
    let all = cells.iter().fold(RangeSet::empty(), |all, cell| all.union(&cell.on(0)));
    let of = |family: Family| {
        let part = |set: &RangeSet| set.intersection(&family.everything());
        (part(&all), part(asked))
    };
    let [(ipv4, asked_ipv4), (ipv6, asked_ipv6)] = [Family::Ipv4, Family::Ipv6].map(of);
    if asked_ipv4.is_subset(&ipv4) && (ipv6.is_empty() || asked_ipv6.is_subset(&ipv6)) {
        return Vec::new();
    }
    let mut sources = blocks_of(&ipv4, &asked_ipv4, "IPv4");
    sources.extend(blocks_of(&ipv6, &asked_ipv6, "IPv6"));
    sources
}

/// The blocks of the clients of one family.
fn blocks_of(clients: &RangeSet, asked: &RangeSet, family: &str) -> Vec<String> {
    let rest = asked.difference(clients);
    if clients.is_empty() {
        return Vec::new();
    }
    if rest.is_empty() {
        return vec![format!("any {family} address")];
    }
    let (blocks, others) = (to_blocks(clients), to_blocks(&rest));
    if others.len() < blocks.len() {
        vec![format!("any {family} address but {}", others.join(", "))]
    } else {
        blocks
    }
}

/// `tcp 22, 443; udp 53`.
pub(super) fn words(cells: &[Cell]) -> String {
    const NAMED: [u128; 3] = [TCP, UDP, ICMP];
    let mut ports_of: BTreeMap<u128, RangeSet> = BTreeMap::new();
    let mut others = RangeSet::empty();
    for cell in cells {
        let protocols = cell.on(1);
        for protocol in NAMED.into_iter().filter(|protocol| protocols.contains(*protocol)) {
            let of = ports_of.entry(protocol).or_default();
            *of = of.union(&cell.on(2));
        }
        others = NAMED.iter().fold(others.union(&protocols), |rest, named| {
            rest.difference(&RangeSet::single(*named))
        });
    }
    // Protocols that have the same ports are reported together; those without ports have all of them.
    let mut by_ports: BTreeMap<RangeSet, Vec<String>> = BTreeMap::new();
    for (protocol, ports) in &ports_of {
        let has_ports = *protocol != ICMP && ports.len() < all_ports().len();
        let ports = if has_ports { ports.clone() } else { all_ports() };
        by_ports.entry(ports).or_default().push(format_protocol(*protocol));
    }
    if !others.is_empty() {
        let few = others.len() <= 3;
        let names = others.ranges().iter().flat_map(|range| range.first..=range.last);
        let names = if few {
            names.map(format_protocol).collect()
        } else {
            vec!["other protocols".to_owned()]
        };
        by_ports.entry(all_ports()).or_default().extend(names);
    }
    let has_all = by_ports.get(&all_ports()).is_some_and(|names| names.len() == NAMED.len() + 1);
    if has_all && others.len() > 3 {
        return "all traffic".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    for (ports, mut names) in by_ports {
        names.sort_by_key(|name| (name == "other protocols", name.clone()));
        let ports =
            if ports == all_ports() { String::new() } else { format!(" {}", format_ports(&ports)) };
        parts.push(format!("{}{ports}", names.join(", ")));
    }
    parts.sort();
    parts.join("; ")
}
