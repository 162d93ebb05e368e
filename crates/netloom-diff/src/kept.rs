//! Resources that stay in the account although the template has them no more.
//!
//! - Comes in: both templates.
//! - Goes out: the new one with what the update leaves of the old one, for its network alone.
//!
//! # Source
//! AWS CloudFormation Template Reference, "`DeletionPolicy` attribute" and "`UpdateReplacePolicy`
//! attribute".

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Sources;
use netloom_template::{ResourceEntry, TemplateDocument};

use crate::behaviour::Effect;
use crate::resources::{Action, ResourceChange, Update, compare};
use crate::revision::Revision;
use crate::source_tree::{SourceTree, trees_of};
use crate::verdict::is_link;

/// Returns the new template with the resources that the update leaves; `None` where there are none.
///
/// Of what is replaced only links between two things are left, such as rules and routes: any other
/// thing keeps only its own connections.
#[must_use]
pub fn with_kept(
    (old, new): (&TemplateDocument, &TemplateDocument),
    sources: &Sources,
) -> Option<TemplateDocument> {
    let has_policy = |one: &ResourceEntry| {
        let mut names = one.attributes.iter().map(|entry| entry.key.as_str());
        names.any(|name| matches!(name, "DeletionPolicy" | "UpdateReplacePolicy"))
    };
    if !old.resources.iter().chain(&new.resources).any(has_policy) {
        return None;
    }
    let trees = (trees_of(old, sources), trees_of(new, sources));
    let origins = BTreeMap::new();
    let changes = compare(
        (&Revision { document: old, origins: &origins }, &SourceTree::new(&trees.0, old)),
        (&Revision { document: new, origins: &origins }, &SourceTree::new(&trees.1, new)),
        sources,
        Update::SameStack,
    );
    let names = names_of_kept(old, &changes);
    if names.is_empty() {
        return None;
    }
    let mut document = new.clone();
    // What is never made has the name of what stays.
    document.resources.retain(|one| names.get(one.id.as_str()) != Some(&one.id));
    document.files.extend(&old.files);
    let kept = old.resources.iter().filter_map(|one| {
        let name = names.get(one.id.as_str())?;
        let mut kept = ResourceEntry { id: name.clone(), ..one.clone() };
        kept.properties.rename_references(&|id| names.get(id).cloned());
        Some(kept)
    });
    document.resources.extend(kept);
    Some(document)
}

/// Returns what stays, by its id, with the name that it gets.
fn names_of_kept<'a>(
    old: &'a TemplateDocument,
    changes: &[ResourceChange],
) -> BTreeMap<&'a str, String> {
    let by_id: BTreeMap<&str, &ResourceChange> =
        changes.iter().map(|change| (change.id.as_str(), change)).collect();
    let name = |one: &'a ResourceEntry| {
        let change = by_id.get(one.id.as_str()).filter(|change| change.is_retained)?;
        match (&change.action, change.effect) {
            (Action::Removed, _) => Some((one.id.as_str(), one.id.clone())),
            (Action::Changed, Effect::Replacement | Effect::MayReplace) if is_link(&one.kind) => {
                Some((one.id.as_str(), format!("{} (kept)", one.id)))
            }
            _ => None,
        }
    };
    let mut names: BTreeMap<&str, String> = old.resources.iter().filter_map(name).collect();
    // What is deleted or replaced takes with it what refers to it.
    let gone: BTreeSet<&str> = changes.iter().filter_map(gone).collect();
    loop {
        let is_held = |id: &str| {
            let entry = old.resource(id);
            entry.is_some_and(|one| {
                one.mentions.iter().all(|other| {
                    !gone.contains(other.id.as_str()) || names.contains_key(other.id.as_str())
                })
            })
        };
        let lost: Vec<&str> = names.keys().copied().filter(|id| !is_held(id)).collect();
        if lost.is_empty() {
            return names;
        }
        names.retain(|id, _| !lost.contains(id));
    }
}

fn gone(change: &ResourceChange) -> Option<&str> {
    match (&change.action, change.effect) {
        (Action::Removed, _) | (Action::Changed, Effect::Replacement) => Some(&change.id),
        (Action::Renamed { from }, _) => Some(from),
        _ => None,
    }
}
