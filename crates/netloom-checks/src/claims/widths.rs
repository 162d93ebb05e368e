//! Rules that admit more than the config asks for, whether or not anything can use them today.
//!
//! Exposure asks what arrives. This asks what the security groups of the nodes would let in if it
//! arrived: the difference between the sum of their rules and what the config opens, as a set. A
//! rule that no route leads to yet is one edit away.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::{ipv4_block, to_blocks};
use netloom_network::sets::traffic::{TCP, Traffic, all_protocols, format_ports, format_protocol};
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{GroupRule, Id, Known, Peer};

use super::exposure::{Door, doors_of};
use super::{Basis, NodeEntry};
use crate::proofs::codes::WIDER_THAN_ASKED;

/// One finding per rule that is too wide.
pub(super) fn findings(basis: &Basis<'_>) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    for entry in &basis.nodes.entries {
        let doors = doors_of(basis, entry);
        for group in groups_of(basis, entry) {
            let Some(group) = basis.network.security_groups.get(&group) else { continue };
            for rule in &group.ingress {
                for finding in too_wide(entry, &group.id, rule, &doors) {
                    if !findings.iter().any(|known| known.primary.span == finding.primary.span) {
                        findings.push(finding);
                    }
                }
            }
        }
    }
    findings
}

fn groups_of(basis: &Basis<'_>, entry: &NodeEntry) -> Vec<Id> {
    let interface = basis.network.interfaces.get(&entry.id);
    interface.map_or_else(Vec::new, |interface| {
        interface.groups.iter().filter_map(Known::value).cloned().collect()
    })
}

fn too_wide(
    entry: &NodeEntry,
    group: &Id,
    rule: &GroupRule,
    doors: &[Door<'_>],
) -> Vec<Diagnostic> {
    let (Known::Is(traffic), Known::Is(Peer::Addresses(addresses))) = (&rule.traffic, &rule.peer)
    else {
        return Vec::new();
    };
    let mut rest = vec![cell(addresses.clone(), traffic)];
    for door in doors {
        let Some(block) = door.block() else { continue };
        let asked = cell(ipv4_block(block), &Traffic::tcp(door.port));
        rest = rest.iter().flat_map(|cell| cell.minus(&asked)).collect();
    }
    rest.retain(|cell| !cell.is_empty());
    if rest.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "rule `{}` of `{group}` admits more than the config opens at {}",
        rule.name, entry.words
    );
    // To cut out what the config asks for splits the rest into many parts; a few of them show the
    // pattern.
    let finding = rest
        .iter()
        .take(4)
        .fold(Diagnostic::new(&WIDER_THAN_ASKED, rule.span, message), |finding, cell| {
            finding.note(format!("too much: {}", words(cell)))
        });
    vec![finding.help("remove the rule, or narrow it to the addresses and ports that users need")]
}

fn cell(addresses: RangeSet, traffic: &Traffic) -> Cell {
    Cell::new(vec![addresses, traffic.protocols.clone(), traffic.ports.clone()])
}

fn words(cell: &Cell) -> String {
    let (addresses, protocols, ports) = (cell.on(0), cell.on(1), cell.on(2));
    let protocols = match protocols.ranges() {
        _ if protocols == all_protocols() => "all protocols".to_owned(),
        [one] if one.first == one.last => format_protocol(one.first),
        _ if !protocols.contains(TCP) => "all protocols but tcp".to_owned(),
        _ => "several protocols".to_owned(),
    };
    let blocks = to_blocks(&addresses);
    let from = match blocks.as_slice() {
        [first, .., last] if blocks.len() > 3 => {
            format!("{} blocks from {first} to {last}", blocks.len())
        }
        few => few.join(", "),
    };
    format!("{protocols}, ports {}, from {from}", format_ports(&ports))
}
