//! Replacements that cannot be made: CloudFormation makes the new one while the old one is still
//! there, and AWS does not take both.
//!
//! One file per rule. A rule sees a resource that is about to be made and all that is there before
//! the update begins, and says what stands in the way and how the change is made safely.
//!
//! # Source
//! AWS CloudFormation User Guide, "Update behaviors of stack resources": on replacement the new one
//! is made first, references are changed to it, then the old one is deleted in the clean-up.

mod acl_entry;
mod address_association;
mod fixed_name;
mod flow_log;
mod gateway_attachment;
mod gateway_endpoint;
mod group_rule;
mod mount_target;
mod nat_address;
mod private_address;
mod private_dns;
mod route;
mod subnet_block;
mod table_association;
mod transit_attachment;
mod vpc_block;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::behaviour::Effect;
use crate::resources::{Action, ResourceChange};
use crate::revision::{Resource, Resources};
use crate::value::{Open, Plain};

/// Why an update fails.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Collision {
    /// The resource that is in the way, as the old template calls it.
    pub with: String,
    /// What AWS rejects, in a sentence without a full stop.
    pub why: String,
    /// How to get there.
    pub safe_way: String,
}

/// What the rules see.
pub(crate) struct Scene<'a> {
    /// Everything that is there when the update begins.
    before: &'a Resources<'a>,
    /// The same by type.
    by_kind: &'a BTreeMap<&'a str, Vec<(&'a str, &'a Resource<'a>)>>,
    /// Everything that is to be there.
    after: &'a Resources<'a>,
    /// What decides whether the resource is made.
    condition: Option<&'a Open>,
    changes: &'a BTreeMap<&'a str, ResourceChange>,
}

/// A rule: what is to be made, and what is known around it.
type Rule = fn(&str, &Resource<'_>, &Scene<'_>) -> Option<Collision>;

const RULES: [Rule; 16] = [
    subnet_block::find,
    vpc_block::find,
    private_dns::find,
    gateway_endpoint::find,
    gateway_attachment::find,
    route::find,
    table_association::find,
    nat_address::find,
    address_association::find,
    private_address::find,
    mount_target::find,
    transit_attachment::find,
    acl_entry::find,
    group_rule::find,
    flow_log::find,
    fixed_name::find,
];

/// Rules for what stays and is changed.
const RULES_OF_CHANGED: [Rule; 1] = [group_rule::find_in_changed];

/// Returns the collisions of everything that is made, by logical id.
pub(crate) fn find(
    before: &Resources<'_>,
    after: &Resources<'_>,
    changes: &BTreeMap<&str, ResourceChange>,
) -> Vec<(String, Collision)> {
    let mut by_kind: BTreeMap<&str, Vec<(&str, &Resource<'_>)>> = BTreeMap::new();
    for (id, resource) in before {
        by_kind.entry(resource.kind()).or_default().push((id, resource));
    }
    let mut found = Vec::new();
    for (id, change) in changes {
        // CloudFormation makes the new before it deletes the old, so only what is made meets what
        // is still there; what may be replaced is not said to fail.
        let rules: &[Rule] = match &change.action {
            Action::Added | Action::Renamed { .. } => &RULES,
            Action::Changed if change.effect == Effect::Replacement => &RULES,
            Action::Changed if change.effect < Effect::MayReplace => &RULES_OF_CHANGED,
            Action::Changed | Action::Removed => &[],
        };
        let Some(resource) = after.get(id) else { continue };
        let scene = Scene {
            before,
            by_kind: &by_kind,
            after,
            condition: resource.condition.as_ref(),
            changes,
        };
        found.extend(
            rules
                .iter()
                .filter_map(|rule| rule(id, resource, &scene))
                .map(|found| ((*id).to_owned(), found)),
        );
    }
    found
}

impl Scene<'_> {
    /// Resources of a type that are there, those of the resource's own id included. What is there
    /// by another condition may be there only when the resource is not made.
    fn living(&self, kind: &str) -> impl Iterator<Item = (&str, &Resource<'_>)> {
        let is_there = |resource: &Resource<'_>| {
            resource.condition.is_none() || resource.condition.as_ref() == self.condition
        };
        let all = self.by_kind.get(kind).into_iter().flatten().copied();
        all.filter(move |(_, resource)| is_there(resource))
    }

    /// Whether a property is the same living thing in the old template and in the new one: written
    /// alike, and of nothing that is recreated. What the templates do not tell, such as a parameter
    /// without a value, is taken to stay as it is.
    fn is_same(&self, old: Option<&Plain>, new: Option<&Plain>) -> bool {
        let (Some(old), Some(new)) = (old, new) else { return false };
        let stays = |id: &str| self.before.contains_key(id) && !self.is_remade(id);
        old == new && new.references().iter().all(|reference| stays(&reference.id))
    }

    fn is_remade(&self, id: &str) -> bool {
        self.changes.get(id).is_some_and(|change| change.effect >= Effect::Replacement)
    }
}

/// The way around most collisions.
const IN_TWO_STEPS: &str =
    "make the change in two updates: first remove the old one, then add the new one";
