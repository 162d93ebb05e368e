//! Resources: added, removed, changed, renamed, and what CloudFormation does to each.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::Sources;
use serde::Serialize;

use crate::behaviour::{Effect, effect_of};
use crate::collisions::{self, Collision};
use crate::properties::{PropertyChange, changes};
use crate::side::{Place, Resource, Resources, Side, resources};
use crate::value::Plain;

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
    /// It is the same under another logical id, which CloudFormation does not see: it makes the new and deletes the old.
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
    /// Why the update fails, and the safe way.
    pub collisions: Vec<Collision>,
    /// Where the template has it; for removed ones the old template.
    pub place: Option<Place>,
    /// Where the config says so, for templates made from one.
    pub origin: Option<Place>,
}

/// Compares the resources of two templates; sorted by what is worst, then by id.
///
/// - `is_update`: whether the new template is for the stack of the old one, so that both are there for a while.
pub(crate) fn compare(old: &Side<'_>, new: &Side<'_>, sources: &Sources, is_update: bool) -> Vec<ResourceChange> {
    let (before, after) = (resources(old.document), resources(new.document));
    let renamed = renames(&before, &after);
    let mut all: BTreeMap<&str, ResourceChange> = BTreeMap::new();
    let describe = |id: &str, resource: &Resource<'_>, action: Action, side: &Side<'_>| ResourceChange {
        id: id.to_owned(),
        kind: resource.kind().to_owned(),
        action,
        effect: Effect::NoInterruption,
        reasons: Vec::new(),
        properties: Vec::new(),
        is_retained: false,
        collisions: Vec::new(),
        place: Place::of(resource.entry.span, sources),
        origin: side.origins.get(id).and_then(|span| Place::of(*span, sources)),
    };
    for (id, resource) in &after {
        match (before.get(id), renamed.get(id)) {
            (Some(earlier), _) => {
                if let Some(change) = changed(earlier, resource, describe(id, resource, Action::Changed, new)) {
                    all.insert(id, change);
                }
            }
            (None, Some(from)) => {
                let mut change = describe(id, resource, Action::Renamed { from: (*from).to_owned() }, new);
                change.effect = Effect::Replacement;
                change.reasons.push(format!("to CloudFormation `{from}` is deleted and `{id}` is new"));
                change.is_retained = before.get(from).is_some_and(|old| old.is_retained("DeletionPolicy"));
                all.insert(id, change);
            }
            (None, None) => _ = all.insert(id, describe(id, resource, Action::Added, new)),
        }
    }
    let moved: BTreeSet<&str> = renamed.values().copied().collect();
    for (id, resource) in before.iter().filter(|(id, _)| !after.contains_key(*id) && !moved.contains(*id)) {
        let mut change = describe(id, resource, Action::Removed, old);
        change.is_retained = resource.is_retained("DeletionPolicy");
        all.insert(id, change);
    }
    propagate(&before, &after, &mut all, |id| describe(id.0, id.1, Action::Changed, new));
    let collisions = if is_update { collisions::find(&before, &after, &all) } else { Vec::new() };
    for (id, collision) in collisions {
        if let Some(change) = all.get_mut(id.as_str()) {
            change.effect = Effect::WillFail;
            change.collisions.push(collision);
        }
    }
    let mut sorted: Vec<ResourceChange> = all.into_values().collect();
    sorted.sort_by(|a, b| b.effect.cmp(&a.effect).then_with(|| a.id.cmp(&b.id)));
    sorted
}

/// What changed in a resource that keeps its logical id; `None` if nothing did.
fn changed(earlier: &Resource<'_>, later: &Resource<'_>, mut change: ResourceChange) -> Option<ResourceChange> {
    change.is_retained = later.is_retained("UpdateReplacePolicy");
    if earlier.kind() != later.kind() {
        change.effect = Effect::WillFail;
        change.reasons.push(format!("its type was `{}`, and CloudFormation refuses to change a type", earlier.kind()));
        return Some(change);
    }
    change.properties = changes(later.kind(), &earlier.properties, &later.properties);
    change.effect = change.properties.iter().map(|property| property.effect).max()?;
    if change.effect > Effect::NoInterruption {
        let worst = change.properties.iter().filter(|property| property.effect == change.effect);
        let mut paths: Vec<&str> = worst.map(|property| property.path.as_str()).collect();
        paths.dedup();
        let paths = format!("`{}`", paths.join("`, `"));
        change.reasons.push(match change.effect {
            Effect::Unknown => format!("what a change of {paths} does is not published"),
            effect => format!("{paths} {}", because(effect)),
        });
    }
    Some(change)
}

fn because(effect: Effect) -> &'static str {
    match effect {
        Effect::NoInterruption => "can be changed",
        Effect::SomeInterruption => "can be changed with a break",
        Effect::Unknown => "does nobody knows what",
        Effect::MayReplace => "replaces it for some values",
        Effect::Replacement => "can only be set when it is made",
        Effect::WillFail => "cannot be changed",
    }
}

/// New logical ids of resources that are the same as removed ones of the same type, once those they refer to have their new
/// names, too.
fn renames<'a>(before: &Resources<'a>, after: &Resources<'a>) -> BTreeMap<&'a str, &'a str> {
    let mut gone: BTreeSet<&str> = before.keys().copied().filter(|id| !after.contains_key(id)).collect();
    let mut come: BTreeSet<&str> = after.keys().copied().filter(|id| !before.contains_key(id)).collect();
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    loop {
        // One new name may make others recognizable; what several could be is left alone until only one is possible.
        let mut pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for old in &gone {
            let Some(earlier) = before.get(old).filter(|earlier| has_content(earlier)) else { continue };
            let mut own = names.clone();
            for new in &come {
                let Some(later) = after.get(new).filter(|later| later.kind() == earlier.kind()) else { continue };
                own.insert((*old).to_owned(), (*new).to_owned());
                if earlier.properties.renamed(&own) == later.properties {
                    pairs.entry(old).or_default().push(new);
                }
            }
        }
        let claims = |new: &str| pairs.values().filter(|candidates| candidates.contains(&new)).count();
        let certain: Vec<(&str, &str)> = pairs
            .iter()
            .filter_map(|(old, candidates)| match candidates.as_slice() {
                [only] if claims(only) == 1 => Some((*old, *only)),
                _ => None,
            })
            .collect();
        if certain.is_empty() {
            return found;
        }
        for (old, new) in certain {
            gone.remove(old);
            come.remove(new);
            names.insert(old.to_owned(), new.to_owned());
            found.insert(new, old);
        }
    }
}

/// Two resources without properties are alike and need not be the same.
fn has_content(resource: &Resource<'_>) -> bool {
    matches!(&resource.properties, Plain::Map(entries) if !entries.is_empty())
}

/// Whoever refers to something that gets another id changes with it: by `Ref`, `Fn::GetAtt` and `Fn::Sub`, to a fixed point.
fn propagate<'a>(
    before: &Resources<'a>,
    after: &Resources<'a>,
    all: &mut BTreeMap<&'a str, ResourceChange>,
    describe: impl Fn((&'a str, &Resource<'a>)) -> ResourceChange,
) {
    loop {
        let replaced: BTreeMap<&str, Effect> = all
            .iter()
            .filter(|(id, change)| before.contains_key(*id) && is_replacing(change.effect))
            .map(|(id, change)| (*id, change.effect.min(Effect::Replacement)))
            .collect();
        let mut has_news = false;
        for (id, resource) in after.iter().filter(|(id, _)| before.contains_key(*id)) {
            for (path, target, effect) in touched(resource, &replaced) {
                let reason = format!("`{path}` refers to `{target}`, which {}", becomes(replaced.get(target.as_str())));
                let change = all.entry(id).or_insert_with(|| describe((id, resource)));
                if !change.reasons.contains(&reason) {
                    change.reasons.push(reason);
                    has_news = true;
                }
                if change.effect < effect {
                    change.effect = effect;
                    has_news = true;
                }
            }
        }
        if !has_news {
            return;
        }
    }
}

fn is_replacing(effect: Effect) -> bool {
    matches!(effect, Effect::Replacement | Effect::MayReplace | Effect::WillFail)
}

fn becomes(effect: Option<&Effect>) -> &'static str {
    match effect {
        Some(Effect::MayReplace) => "may be replaced",
        _ => "is replaced",
    }
}

/// The properties of a resource that refer to something replaced, and what that does to it.
fn touched(resource: &Resource<'_>, replaced: &BTreeMap<&str, Effect>) -> Vec<(String, String, Effect)> {
    let Plain::Map(properties) = &resource.properties else { return Vec::new() };
    let mut found = Vec::new();
    for (path, value) in properties {
        for reference in value.references() {
            let Some(cause) = replaced.get(reference.id.as_str()) else { continue };
            let own = effect_of(resource.kind(), path);
            // An attribute that is no id may stay the same.
            let is_id = reference.attribute.as_deref().is_none_or(|attribute| {
                ["Id", "Arn", "PublicIp", "DNSName", "DomainName"].iter().any(|suffix| attribute.ends_with(suffix))
            });
            let effect = match own {
                Effect::Replacement if *cause == Effect::Replacement && is_id => Effect::Replacement,
                Effect::Replacement | Effect::MayReplace => Effect::MayReplace,
                other => other,
            };
            found.push((path.clone(), reference.id.clone(), effect));
        }
    }
    found
}
