//! Resources: added, removed, changed, renamed, and what CloudFormation does to each.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Sources;
use serde::Serialize;

use crate::behaviour::{Effect, is_write_only};
use crate::collisions::{self, Collision};
use crate::data_loss::{self, Contents, DataFate};
use crate::propagation::propagate;
use crate::properties::{PropertyChange, changes};
use crate::renames::renames;
use crate::revision::{Resource, Resources, Revision, SourceLocation, resources};
use crate::source_tree::SourceTree;
use crate::value::Open;

/// What happens to a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its properties changed, or something that it refers to is replaced.
    Changed,
    /// It is the same under another logical id, which CloudFormation does not see: it makes the new
    /// and deletes the old.
    Renamed {
        /// The old logical id.
        from: String,
    },
}

/// One resource.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ResourceChange {
    /// The logical id; the new one if it was renamed.
    pub id: String,
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happens.
    pub action: Action,
    /// What it does to the resource; for added ones no interruption unless they cannot be made.
    pub effect: Effect,
    /// Why, each in a sentence without a full stop.
    pub reasons: Vec<String>,
    /// The properties that changed.
    pub properties: Vec<PropertyChange>,
    /// Whether CloudFormation leaves the old one where it is.
    pub is_retained: bool,
    /// What becomes of what is in the old one; absent where nothing is in it, or it stays.
    pub contents: Option<Contents>,
    /// Why the update fails, and the safe way.
    pub collisions: Vec<Collision>,
    /// Where the template has it; for removed ones the old template.
    pub place: Option<SourceLocation>,
    /// Where the config says so, for templates made from one.
    pub origin: Option<SourceLocation>,
}

/// What the new template is to the old one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Update {
    /// Deployed over it, so that both are there for a while.
    SameStack,
    /// Deployed elsewhere.
    OtherStack,
    /// One of them is what lives, told without conditions and policies.
    Drift,
}

/// Compares the resources of two templates; sorted by what is worst, then by id.
pub(crate) fn compare(
    (old, old_written): (&Revision<'_>, &SourceTree<'_>),
    (new, new_written): (&Revision<'_>, &SourceTree<'_>),
    sources: &Sources,
    update: Update,
) -> Vec<ResourceChange> {
    let (mut before, mut after) =
        (resources(old.document, old_written), resources(new.document, new_written));
    if update == Update::Drift {
        before
            .values_mut()
            .chain(after.values_mut())
            .for_each(|resource| resource.condition = None);
    }
    // A stack in another region has nothing by another name.
    let renamed =
        if update == Update::OtherStack { BTreeMap::new() } else { renames(&before, &after) };
    let mut all: BTreeMap<&str, ResourceChange> = BTreeMap::new();
    let describe =
        |id: &str, resource: &Resource<'_>, action: Action, side: &Revision<'_>| ResourceChange {
            id: id.to_owned(),
            kind: resource.kind().to_owned(),
            action,
            effect: Effect::NoInterruption,
            reasons: resource.condition.iter().map(depends_on).collect(),
            properties: Vec::new(),
            is_retained: false,
            contents: None,
            collisions: Vec::new(),
            place: SourceLocation::of(resource.entry.span, sources),
            origin: side.origins.get(id).and_then(|span| SourceLocation::of(*span, sources)),
        };
    for (id, resource) in &after {
        match (before.get(id), renamed.get(id)) {
            (Some(earlier), _) => {
                if let Some(change) =
                    changed(earlier, resource, describe(id, resource, Action::Changed, new))
                {
                    all.insert(id, change);
                }
            }
            (None, Some(from)) => {
                let mut change =
                    describe(id, resource, Action::Renamed { from: (*from).to_owned() }, new);
                change.effect = Effect::Replacement;
                change
                    .reasons
                    .push(format!("to CloudFormation `{from}` is deleted and `{id}` is new"));
                change.is_retained =
                    before.get(from).is_some_and(|old| old.is_retained("DeletionPolicy"));
                all.insert(id, change);
            }
            (None, None) => _ = all.insert(id, describe(id, resource, Action::Added, new)),
        }
    }
    let moved: BTreeSet<&str> = renamed.values().copied().collect();
    for (id, resource) in
        before.iter().filter(|(id, _)| !after.contains_key(*id) && !moved.contains(*id))
    {
        let mut change = describe(id, resource, Action::Removed, old);
        change.is_retained = resource.is_retained("DeletionPolicy");
        all.insert(id, change);
    }
    if update == Update::OtherStack {
        return in_other_stack(all);
    }
    propagate(&before, &after, &mut all, |id, resource| {
        describe(id, resource, Action::Changed, new)
    });
    // Drift is reported without policies, and nothing of it is updated.
    if update == Update::SameStack {
        add_collisions(&before, &after, &mut all);
        add_fates(&before, &after, &mut all);
    }
    let mut sorted: Vec<ResourceChange> = all.into_values().collect();
    sorted.sort_by(|a, b| b.effect.cmp(&a.effect).then_with(|| a.id.cmp(&b.id)));
    sorted
}

/// Adds why updates fail.
fn add_collisions(
    before: &Resources<'_>,
    after: &Resources<'_>,
    all: &mut BTreeMap<&str, ResourceChange>,
) {
    for (id, collision) in collisions::find(before, after, all) {
        if let Some(change) = all.get_mut(id.as_str()) {
            change.effect = Effect::WillFail;
            change.collisions.push(collision);
        }
    }
}

/// Adds what becomes of what is in resources that are deleted.
fn add_fates(
    before: &Resources<'_>,
    after: &Resources<'_>,
    all: &mut BTreeMap<&str, ResourceChange>,
) {
    for change in all.values_mut() {
        let earlier = match &change.action {
            Action::Renamed { from } => before.get(from.as_str()),
            _ => before.get(change.id.as_str()),
        };
        let later = after.get(change.id.as_str());
        let fate = (&change.action, change.effect);
        let told = earlier
            .and_then(|earlier| data_loss::told(fate, earlier, later, change.origin.is_some()));
        if let Some(DataFate { contents, reason }) = told {
            change.contents = contents;
            change.reasons.push(reason);
        }
    }
}

/// What differs between two stacks of which each keeps its own.
fn in_other_stack(all: BTreeMap<&str, ResourceChange>) -> Vec<ResourceChange> {
    let apart = |change: ResourceChange| ResourceChange {
        effect: Effect::OtherStack,
        reasons: Vec::new(),
        is_retained: false,
        ..change
    };
    all.into_values().map(apart).collect()
}

/// What changed in a resource that keeps its logical id; `None` if nothing did.
fn changed(
    earlier: &Resource<'_>,
    later: &Resource<'_>,
    mut change: ResourceChange,
) -> Option<ResourceChange> {
    change.is_retained = later.is_retained("UpdateReplacePolicy");
    if earlier.kind() != later.kind() {
        change.effect = Effect::WillFail;
        change.reasons.push(format!(
            "its type was `{}`, and CloudFormation does not change a type",
            earlier.kind()
        ));
        return Some(change);
    }
    change.properties = changes(later.kind(), &earlier.properties, &later.properties);
    change.properties.extend(policy_changes(earlier, later));
    change.properties.sort();
    change.effect = change
        .properties
        .iter()
        .map(|property| property.effect)
        .max()
        .unwrap_or(Effect::NoInterruption);
    // Only the properties with the worst effect are the reason for it.
    if change.effect > Effect::NoInterruption {
        let worst = change.properties.iter().filter(|property| property.effect == change.effect);
        let mut paths: Vec<&str> = worst.map(|property| property.path.as_str()).collect();
        paths.dedup();
        let paths = format!("`{}`", paths.join("`, `"));
        change.reasons.push(match change.effect {
            Effect::Unknown => {
                format!(
                    "the effect of a change of {paths} is not in netloom's table of AWS's schemas"
                )
            }
            effect => format!("a change of {paths} {}", because(effect)),
        });
    }
    if let Some(condition) = condition_change(earlier.condition.as_ref(), later.condition.as_ref())
    {
        change.effect = change.effect.max(condition.effect);
        if later.condition.is_none() {
            change.reasons.extend(earlier.condition.iter().map(depended_on));
        }
        change.properties.insert(0, condition);
    }
    if change.properties.is_empty() {
        return None;
    }
    for property in
        change.properties.iter().filter(|property| is_write_only(later.kind(), &property.path))
    {
        change.reasons.push(format!(
            "CloudFormation never reads `{}` back, so drift in it stays unseen",
            property.path
        ));
    }
    Some(change)
}

/// What becomes of a resource that is replaced or removed is determined by attributes, not by properties.
fn policy_changes(earlier: &Resource<'_>, later: &Resource<'_>) -> Vec<PropertyChange> {
    let change = |name: &str| {
        let (before, after) = (earlier.attribute(name), later.attribute(name));
        let path = name.to_owned();
        (before != after).then_some(PropertyChange {
            path,
            before,
            after,
            effect: Effect::NoInterruption,
        })
    };
    ["DeletionPolicy", "UpdateReplacePolicy"].into_iter().filter_map(change).collect()
}

/// A condition that cannot be decided, and that was not there or was another one: the resource may
/// come or go.
fn condition_change(before: Option<&Open>, after: Option<&Open>) -> Option<PropertyChange> {
    if before == after {
        return None;
    }
    let text = |side: Option<&Open>, is_full: bool| {
        side.map(|open| if is_full { open.meaning.text() } else { open.words.clone() })
    };
    let is_full = text(before, false) == text(after, false);
    Some(PropertyChange {
        path: "Condition".to_owned(),
        before: text(before, is_full),
        after: text(after, is_full),
        // Whatever was there stays when no condition is left.
        effect: if after.is_some() { Effect::MayReplace } else { Effect::NoInterruption },
    })
}

fn depends_on(condition: &Open) -> String {
    format!("whether the stack has it depends on {}", condition.words)
}

fn depended_on(condition: &Open) -> String {
    format!("whether the stack had it depended on {}", condition.words)
}

fn because(effect: Effect) -> &'static str {
    match effect {
        Effect::OtherStack | Effect::NoInterruption => "interrupts nothing",
        Effect::SomeInterruption => "interrupts the resource",
        Effect::Unknown => "has an unpublished effect",
        Effect::MayReplace => "recreates the resource for some values",
        Effect::Replacement => "recreates the resource",
        Effect::WillFail => "fails",
    }
}
