//! Names that may mean one thing: a parameter without a value can name what stands elsewhere under
//! its id.

use std::collections::BTreeSet;

use crate::building::unknown;
use crate::{Id, Known, Peer, SecurityGroup, Unknown};

use super::context::Build;

/// Notes where two names may mean one thing and an answer would differ for it.
pub(super) fn note_names_that_may_meet(build: &mut Build<'_>) {
    if build.is_over_facts {
        // Any of them may be a part of the network below, and what the template does to it is then
        // missing there.
        let unnamed: Vec<Unknown> = build.unnamed.values().cloned().collect();
        build.network.not_understood.extend(unnamed);
    }
    note_vpcs(build);
    note_groups(build);
}

fn is_made(build: &Build<'_>, id: &Id) -> bool {
    let owner = id.as_str().split('.').next().unwrap_or_default();
    build.document.resource(owner).is_some()
}

/// Two VPCs that exist already may be one where one of them is not written as an id.
fn note_vpcs(build: &mut Build<'_>) {
    let existing: Vec<Id> =
        build.network.vpcs.keys().filter(|id| !is_made(build, id)).cloned().collect();
    if existing.len() < 2 {
        return;
    }
    // Of a thing that is noted already, its VPC need not be.
    let is_noted = |id: &Id| {
        build.is_over_facts && build.unnamed.keys().any(|name| id.as_str().ends_with(name.as_str()))
    };
    let unwritten: Vec<&Id> =
        existing.iter().filter(|id| id.as_str().contains(' ') && !is_noted(id)).collect();
    for id in unwritten {
        if let Some(vpc) = build.network.vpcs.get(id) {
            let note =
                build.unnamed.get(id).cloned().unwrap_or_else(|| unknown(id.as_str(), vpc.span));
            if !build.network.not_understood.contains(&note) {
                build.network.not_understood.push(note);
            }
        }
    }
}

/// An interface whose group is a parameter without a value may be in any group that exists already.
fn note_groups(build: &mut Build<'_>) {
    let named: BTreeSet<Id> =
        build.network.security_groups.values().flat_map(groups_in_rules).collect();
    let existing: BTreeSet<Id> = named.into_iter().filter(|id| !is_made(build, id)).collect();
    let unnamed = &build.unnamed;
    for interface in build.network.interfaces.values_mut() {
        let own: Vec<Id> =
            interface.groups.iter().filter_map(|group| group.value().cloned()).collect();
        for group in own {
            let others = existing.iter().any(|other| *other != group);
            if let Some(unknown) = unnamed.get(&group).filter(|_| others) {
                interface.groups.push(Known::Unknown(unknown.clone()));
            }
        }
    }
}

fn groups_in_rules(group: &SecurityGroup) -> Vec<Id> {
    let rules = group.ingress.iter().chain(&group.egress);
    let peer = |rule: &crate::GroupRule| match &rule.peer {
        Known::Is(Peer::Group(id)) => Some(id.clone()),
        _ => None,
    };
    rules.filter_map(peer).collect()
}
