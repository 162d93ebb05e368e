//! AWS services that nodes must reach: those that the planner makes endpoints for.

use netloom_network::sets::traffic::Traffic;
use netloom_plan::service_needs::{ServiceNeed, release_of, services_needed};
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::SERVICE_NOT_REACHED;

/// HTTPS to every service of the role, for nodes without a proxy.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let release = basis.release.unwrap_or_else(|| release_of(basis.intent));
    let nodes = basis.nodes;
    let all = nodes.head().into_iter().chain(nodes.queues()).chain(nodes.login_pools());
    let claims = all.filter(|entry| entry.proxy.is_none()).flat_map(|entry| {
        let needs = services_needed(basis.intent, release, &entry.group);
        needs.into_iter().map(move |need| claim(entry, need))
    });
    claims.collect()
}

fn claim(entry: &NodeEntry, need: ServiceNeed) -> Claim {
    let to = Party::Service(need.service.to_owned());
    Claim {
        code: &SERVICE_NOT_REACHED,
        who: entry.words.clone(),
        what: format!("`{}`", need.service),
        span: entry.span,
        question: Question::new(Party::Interface(entry.id.clone()), to, Traffic::tcp(443)),
        expect: Expect::Reachable,
        via: None,
        help: None,
    }
}
