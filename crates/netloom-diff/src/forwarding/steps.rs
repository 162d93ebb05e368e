//! The rules of a listener in their order: a request gets to what the first rule says whose
//! conditions hold.
//!
//! A rule that answers by itself, asks for a login or forwards elsewhere keeps its requests from
//! the targets of the rules behind it. Without it, behind them, or with fewer requests of its own,
//! these get more.
//!
//! - Comes in: the rules of both templates.
//! - Goes out: the rules of the old template that kept requests from targets that get them now.
//! - Left to others: targets that nothing forwarded to before (`edges`).
//!
//! # Source
//! Application Load Balancers, "Listener rules": rules are evaluated in priority order, from the
//! lowest value to the highest, and the default rule last.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::Conditions;
use super::edges::Edge;

/// One rule of a listener, its default actions included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Step {
    /// The listener, by its name in the old template.
    pub(super) listener: String,
    pub(super) order: Order,
    /// What is true of the requests that it gets.
    pub(super) matches: Conditions,
    /// What it forwards, and what it asks of clients.
    pub(super) edges: BTreeSet<Edge>,
    /// The resource that has it.
    pub(super) by: String,
    /// Whether another stack has it.
    pub(super) is_elsewhere: bool,
    /// What decides whether the stack has it; empty where it always has.
    pub(super) doubt: String,
}

/// When a rule is looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Order {
    Priority(u64),
    /// As a parameter says.
    Unknown(String),
    /// When no other rule gets the request.
    Last,
}

impl Order {
    /// Whether it is certainly earlier.
    fn is_before(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Priority(own), Self::Priority(other)) => own < other,
            (Self::Priority(_) | Self::Unknown(_), Self::Last) => true,
            _ => false,
        }
    }
}

/// A rule that kept requests from a target that gets them now.
pub(super) struct Passed<'s> {
    /// The rule, as it was.
    pub(super) rule: &'s Step,
    /// The rule that gets its requests now.
    pub(super) by: &'s Step,
    /// What is reached.
    pub(super) edge: &'s Edge,
}

/// Returns the rules of the old template whose requests get to other targets now, or without the
/// login that they asked for.
pub(super) fn passed<'s>(old: &'s [Step], new: &'s [Step]) -> Vec<Passed<'s>> {
    let of = |steps: &'s [Step]| {
        let mut by_listener: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
        for step in steps {
            by_listener.entry(&step.listener).or_default().push(step);
        }
        by_listener
    };
    let (before, after) = (of(old), of(new));
    let mut found = Vec::new();
    for (listener, steps) in &before {
        let Some(now) = after.get(listener) else { continue };
        for rule in steps {
            for by in now.iter().filter(|by| may_get(rule, by, steps, now)) {
                let is_kept = |edge: &&Edge| !rule.edges.iter().any(|own| own.gives(edge));
                let edges = by.edges.iter().filter(is_kept);
                found.extend(edges.map(|edge| Passed { rule, by, edge }));
            }
        }
    }
    found
}

/// Whether a rule may get requests now that another one got.
fn may_get(rule: &Step, by: &Step, before: &[&Step], now: &[&Step]) -> bool {
    if rule.matches.exclude(&by.matches) {
        return false;
    }
    let both = rule.matches.and(&by.matches);
    let gets = |one: &Step| one.matches.admit(&both);
    // Wherever the old rule was there, this one is now.
    let is_there = |one: &Step| one.doubt.is_empty() || one.doubt == rule.doubt;
    // Wherever the new rule is there, this one was.
    let was_there = |one: &Step| one.doubt.is_empty() || one.doubt == by.doubt;
    // Something else gets them first.
    let is_taken =
        now.iter().any(|one| one.order.is_before(&by.order) && is_there(one) && gets(one));
    // The rule did not get them, for something else got them before it.
    let was_taken =
        before.iter().any(|one| one.order.is_before(&rule.order) && was_there(one) && gets(one));
    // Whatever the order of the two is, it is as it was.
    let is_same_order = rule.order != by.order
        && now.iter().any(|one| one.order == rule.order && is_there(one) && gets(one))
        && before.iter().any(|one| one.order == by.order && was_there(one) && gets(one));
    !is_taken && !was_taken && !is_same_order
}
