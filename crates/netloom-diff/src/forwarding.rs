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
//!
//! | file | one idea |
//! | --- | --- |
//! | `edges` | which load balancer forwards to which target |
//! | `reader` | a template, as it is read for that |
//! | `rules` | the rules of listeners, as they are read |
//! | `conditions` | which conditions admit all that others admit |
//! | `steps` | what another order of rules lets through |

mod conditions;
mod edges;
mod reader;
mod rules;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Network};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_template::TemplateDocument;

use crate::source_tree::SourceTree;
use crate::traffic::PossibleExposure;
use edges::{Edge, edges};
use rules::steps;
use steps::{Step, passed};

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
    let open = added
        .into_iter()
        .filter(|edge| edge.is_fronted() || edge.balancer().is_none_or(|id| !closed.contains(id)));
    let told: BTreeSet<PossibleExposure> = open.map(Edge::exposure).collect();
    told.into_iter().collect()
}

/// Returns what rules kept from targets and keep from them no more: it gets to what comes after
/// them.
///
/// - `told`: the targets to which load balancers forward more, of which nothing more need be said.
/// - `old_name`: the name in the old template, by that in the new one.
pub(crate) fn passed_rules(
    (old, old_written): (&TemplateDocument, &SourceTree<'_>),
    (new, new_written): (&TemplateDocument, &SourceTree<'_>),
    (network, told): (&Network, &[PossibleExposure]),
    old_name: &dyn Fn(&str) -> Option<String>,
) -> Vec<PossibleExposure> {
    let before = steps(old, old_written, &|_| None, true);
    let mut after = steps(new, new_written, old_name, false);
    // What another stack's listener does with other requests is there, whichever rules it has here.
    let listeners: BTreeSet<String> = after.iter().map(|step| step.listener.clone()).collect();
    let is_gone = |step: &&Step| step.is_elsewhere && !listeners.contains(&step.listener);
    after.extend(before.iter().filter(is_gone).cloned());
    let mut prepared = None;
    let mut found = BTreeSet::new();
    for one in passed(&before, &after) {
        if told.contains(&one.edge.exposure()) {
            continue;
        }
        let prepared = prepared.get_or_insert_with(|| Prepared::new(network.clone()));
        let is_closed = |id| !one.edge.is_fronted() && is_closed(prepared, id);
        if one.edge.balancer().is_some_and(is_closed) {
            continue;
        }
        let has_login = one.rule.edges.iter().any(Edge::is_for_some_clients);
        let what = match one.rule.edges.is_empty() {
            true => "answered",
            false if has_login => "forwarded for clients that it knows",
            false => "forwarded elsewhere",
        };
        let depends_on = match one.rule.by == one.by.by {
            true if has_login => "which clients it knows now".to_owned(),
            true => one.edge.exposure().depends_on,
            false => format!("which of them `{}` gets now", one.by.by),
        };
        let traffic = format!("requests that `{}` {what}", one.rule.by);
        let to = one.edge.target().to_owned();
        found.insert(PossibleExposure { to, traffic, depends_on });
    }
    found.into_iter().collect()
}

/// Whether nothing from the internet gets to a load balancer.
fn is_closed(prepared: &Prepared, id: &str) -> bool {
    let id = Id::new(id);
    if !prepared.network.interfaces.contains_key(&id) {
        return false;
    }
    let question = Question::new(Party::internet(), Party::Interface(id), Traffic::everything());
    Answer::of(prepared, &question, Expect::Unreachable).verdict == Verdict::Proved
}
