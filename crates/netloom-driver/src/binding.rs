//! A config and the same config with the ids of its stack: what `netloom bind` makes of it is no
//! change of the network.
//!
//! - Comes in: two configs of which one plans a network and the other plans nothing, because every
//!   subnet exists.
//! - Goes out: the other one as if it still planned that network, with its own nodes.
//! - Left to others: whether the ids are those of the stack, which no config says; a note says what
//!   was taken for what.

use std::collections::BTreeMap;

use netloom_network::Network;
use netloom_network::{Id, Interface};

use crate::observe::Observed;

/// Replaces what the bound side shows by what the planning side plans, where the two say the same
/// of every group of nodes.
///
/// Returns what to know before reading on.
pub fn unbind(planning: &Observed, bound: &mut Observed) -> Option<String> {
    if planning.intent.is_none() || bound.intent.is_none() {
        return None;
    }
    if !has_resources(planning) || has_resources(bound) {
        return None;
    }
    let (planned, existing) = (planning.network.as_ref()?, bound.network.as_ref()?);
    let pairs = pairs(planning, bound)?;
    let ids = subnets(&pairs)?;
    let network = with_nodes_of(planned, existing, &pairs);
    let names: Vec<String> =
        ids.iter().map(|(id, planned)| format!("`{id}` for `{planned}`")).collect();
    bound.network = Some(network);
    bound.document.clone_from(&planning.document);
    bound.origins.clone_from(&planning.origins);
    Some(format!(
        "one config plans the network and the other is bound to a stack, which is taken for the \
         stack of the first: {}",
        names.join(", ")
    ))
}

fn has_resources(side: &Observed) -> bool {
    side.document.as_ref().is_some_and(|document| !document.resources.is_empty())
}

/// Both entries of every group of nodes, the planned one first; `None` where the groups differ.
fn pairs<'a>(
    planning: &'a Observed,
    bound: &'a Observed,
) -> Option<Vec<(&'a Interface, &'a Interface)>> {
    let (planned, existing) = (planning.network.as_ref()?, bound.network.as_ref()?);
    let of = |(group, id, _): (&_, &Id, &str)| {
        let (_, other, _) = bound.nodes.iter().find(|(other, _, _)| *other == group)?;
        Some((planned.interfaces.get(id)?, existing.interfaces.get(other)?))
    };
    if planning.nodes.iter().count() != bound.nodes.iter().count() {
        return None;
    }
    planning.nodes.iter().map(of).collect()
}

/// Planned subnets by the ids that stand for them: one for one, the same everywhere.
fn subnets(pairs: &[(&Interface, &Interface)]) -> Option<BTreeMap<Id, Id>> {
    let (mut by_id, mut by_plan): (BTreeMap<Id, Id>, BTreeMap<Id, Id>) =
        (BTreeMap::new(), BTreeMap::new());
    for (planned, existing) in pairs {
        if planned.subnets.len() != existing.subnets.len() {
            return None;
        }
        for (planned, existing) in planned.subnets.iter().zip(&existing.subnets) {
            let (planned, existing) = (planned.value()?, existing.value()?);
            let is_same = by_id.entry(existing.clone()).or_insert_with(|| planned.clone())
                == planned
                && by_plan.entry(planned.clone()).or_insert_with(|| existing.clone()) == existing;
            if !is_same {
                return None;
            }
        }
    }
    Some(by_id)
}

/// The planned network with the nodes as the bound config says them, in the planned subnets.
fn with_nodes_of(
    planned: &Network,
    existing: &Network,
    pairs: &[(&Interface, &Interface)],
) -> Network {
    let mut network = planned.clone();
    for (own, bound) in pairs {
        let mut node = Interface { subnets: own.subnets.clone(), ..(*bound).clone() };
        let n_groups = bound.groups.len();
        for (place, group) in node.groups.iter_mut().enumerate() {
            let described = group.value().and_then(|id| existing.security_groups.get(id));
            let counterpart = own.groups.get(place).filter(|_| own.groups.len() == n_groups);
            let is_by_id = described.is_none_or(|group| group.beyond.is_some());
            match (counterpart, described) {
                // The id of a group that the stack made.
                (Some(counterpart), _) if is_by_id => group.clone_from(counterpart),
                // The cluster's own group, with the rules that the bound config gives it.
                (_, Some(described)) => {
                    network.security_groups.insert(described.id.clone(), described.clone());
                }
                _ => {}
            }
        }
        network.interfaces.remove(&own.id);
        network.interfaces.insert(node.id.clone(), node);
    }
    network
}
