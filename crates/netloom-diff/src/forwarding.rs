//! What load balancers forward: clients reach targets by them that no packet of theirs reaches.
//!
//! - Comes in: both templates, and the new network.
//! - Goes out: targets to which a load balancer forwards more than before, where the internet may
//!   reach the load balancer.
//! - Left to others: packets to the load balancers themselves, which are asked of the networks.
//!
//! What is forwarded is compared as a set, so that the way in which it is written means nothing and
//! what is taken away opens nothing.
//!
//! # Source
//! Elastic Load Balancing User Guide, "How Elastic Load Balancing works".

mod edges;

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Network};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_template::TemplateDocument;

use crate::source_tree::SourceTree;
use crate::traffic::PossibleExposure;
use edges::{Edge, Gate, edges, gates};

/// Returns what may let the internet in to further targets.
///
/// - `gained`: what has begun to reach what, by the names in the new template.
/// - `old_name`: the name in the old template, by that in the new one.
pub(crate) fn forwarded(
    (old, old_written): (&TemplateDocument, &SourceTree<'_>),
    (new, new_written): (&TemplateDocument, &SourceTree<'_>),
    (network, gained): (&Network, &BTreeSet<(String, String)>),
    old_name: &dyn Fn(&str) -> Option<String>,
) -> Vec<PossibleExposure> {
    let before = edges(old, old_written, &|_| None, None);
    let mut earlier: BTreeMap<_, Vec<&Edge>> = BTreeMap::new();
    for edge in &before {
        earlier.entry(edge.key()).or_default().push(edge);
    }
    let after = edges(new, new_written, old_name, Some(old));
    let is_new = |edge: &&Edge| {
        let known = earlier.get(&edge.key()).into_iter().flatten();
        !known.into_iter().any(|earlier| earlier.covers(edge))
    };
    // What admits the load balancer now admits its clients.
    let is_admitted = |edge: &&Edge| {
        let pair = edge.balancer().map(|id| (id.to_owned(), edge.target().to_owned()));
        pair.is_some_and(|pair| gained.contains(&pair))
    };
    let added: Vec<&Edge> = after.iter().filter(|edge| is_new(edge) || is_admitted(edge)).collect();
    if added.is_empty() {
        return Vec::new();
    }
    let prepared = Prepared::new(network.clone());
    let balancers: BTreeSet<&str> = added.iter().filter_map(|edge| edge.balancer()).collect();
    let closed: BTreeSet<&str> =
        balancers.into_iter().filter(|id| is_closed(&prepared, id)).collect();
    let open =
        added.into_iter().filter(|edge| edge.balancer().is_none_or(|id| !closed.contains(id)));
    let told: BTreeSet<PossibleExposure> = open.map(Edge::exposure).collect();
    told.into_iter().collect()
}

/// Returns what rules answered themselves and answer no more: what comes after them gets it.
///
/// - `old_name`: the name in the old template, by that in the new one.
pub(crate) fn unanswered(
    (old, old_written): (&TemplateDocument, &SourceTree<'_>),
    (new, new_written): (&TemplateDocument, &SourceTree<'_>),
    old_name: &dyn Fn(&str) -> Option<String>,
) -> Vec<PossibleExposure> {
    let after = gates(new, new_written, old_name);
    let before = gates(old, old_written, &|_| None);
    let listeners: BTreeSet<String> = new
        .resources
        .iter()
        .map(|one| old_name(&one.id).unwrap_or_else(|| one.id.clone()))
        .collect();
    let mut kept_of: BTreeMap<&str, Vec<&Gate>> = BTreeMap::new();
    after.keys().for_each(|gate| kept_of.entry(&gate.listener).or_default().push(gate));
    let is_open = |gate: &Gate| {
        let mut kept = kept_of.get(gate.listener.as_str()).into_iter().flatten();
        listeners.contains(&gate.listener)
            && !kept.any(|one| one.conditions.is_subset(&gate.conditions))
    };
    let gone = before.into_iter().filter(|(gate, _)| is_open(gate));
    gone.map(|(gate, rule)| PossibleExposure {
        to: format!("targets of `{}`", gate.listener),
        traffic: format!("requests that rule `{rule}` answered"),
        depends_on: format!("which rule of `{}` gets them now", gate.listener),
    })
    .collect()
}

/// Whether nothing from the internet gets to a load balancer.
fn is_closed(prepared: &Prepared, id: &str) -> bool {
    let id = Id::new(id);
    if !prepared.network.interfaces.contains_key(&id) {
        return false;
    }
    let question = Question::new(Party::internet(), Party::Interface(id), Traffic::everything());
    Answer::of(&prepared, &question, Expect::Unreachable).verdict == Verdict::Proved
}
