//! What the security groups of nodes with EFA must say, word for word.
//!
//! EFA traffic is not routed by addresses, so a rule for a block does not admit it, not even
//! 0.0.0.0/0: the group has to admit itself, in both directions and for all traffic.

use netloom_config::intent::NodeGroup;
use netloom_diag::Diagnostic;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{GroupRule, Id, Known, Peer, SecurityGroup};

use super::{Basis, NodeEntry};
use crate::proofs::codes::EFA_SHUT_IN;

/// One finding per queue with EFA and direction that no group admits itself in.
pub(super) fn findings(basis: &Basis<'_>) -> Vec<Diagnostic> {
    basis
        .nodes
        .queues()
        .filter(|queue| has_efa(basis, queue))
        .flat_map(|queue| of_queue(basis, queue))
        .collect()
}

fn has_efa(basis: &Basis<'_>, queue: &NodeEntry) -> bool {
    let NodeGroup::Queue(name) = &queue.group else { return false };
    let intent = basis.intent.queues.iter().find(|intent| intent.name.value == *name);
    intent.is_some_and(|intent| {
        intent.compute_resources.iter().any(|resource| resource.has_efa.value)
    })
}

fn of_queue(basis: &Basis<'_>, queue: &NodeEntry) -> Vec<Diagnostic> {
    let Some(interface) = basis.network.interfaces.get(&queue.id) else { return Vec::new() };
    let known = interface
        .groups
        .iter()
        .filter_map(Known::value)
        .filter_map(|id| basis.network.security_groups.get(id));
    let groups: Vec<&SecurityGroup> = known.collect();
    // Rules that is not described may be the ones that are asked for.
    if groups.is_empty() || groups.iter().any(|group| group.beyond.is_some()) {
        return Vec::new();
    }
    let admits_in =
        groups.iter().any(|group| group.ingress.iter().any(|rule| admits_all(rule, &group.id)));
    let admits_out =
        groups.iter().any(|group| group.egress.iter().any(|rule| admits_all(rule, &group.id)));
    let mut findings = Vec::new();
    for (way, admits) in [("in", admits_in), ("out", admits_out)] {
        if !admits {
            let message =
                format!("the security groups of {} do not let EFA traffic {way}", queue.words);
            findings.push(Diagnostic::new(&EFA_SHUT_IN, queue.span, message).help(format!(
                "admit all traffic {way} from and to the group itself, by its id and not by \
                     addresses"
            )));
        }
    }
    findings
}

fn admits_all(rule: &GroupRule, own: &Id) -> bool {
    rule.traffic == Known::Is(Traffic::everything())
        && rule.peer == Known::Is(Peer::Group(own.clone()))
}
