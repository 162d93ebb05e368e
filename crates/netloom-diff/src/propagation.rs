//! What refers to something that gets another id changes with it: by `Ref`, `Fn::GetAtt` and
//! `Fn::Sub`, to a fixed point.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use netloom_template::Reference;

use crate::behaviour::{Effect, effect_of};
use crate::resources::ResourceChange;
use crate::revision::{Resource, Resources};
use crate::value::Plain;

/// One reference of a resource that is in both templates.
struct Use<'a, 'r> {
    user: &'a str,
    /// Where, as [`effect_of`] takes it.
    path: String,
    reference: &'r Reference,
    /// What a new value at this place does to the user.
    own: Effect,
}

/// Passes replacement on to what refers to it, with the reasons.
///
/// - `describe`: a change of a resource that did not change by itself.
pub(crate) fn propagate<'a>(
    before: &Resources<'a>,
    after: &Resources<'a>,
    all: &mut BTreeMap<&'a str, ResourceChange>,
    describe: impl Fn(&'a str, &Resource<'a>) -> ResourceChange,
) {
    let uses = uses(before, after);
    let mut news: BTreeSet<&str> =
        all.keys().copied().filter(|id| before.contains_key(id)).collect();
    while let Some(id) = news.pop_first() {
        for one in uses.get(id).into_iter().flatten() {
            let Some((_, effect)) = all.get(id).and_then(|cause| passed_on(cause, one)) else {
                continue;
            };
            let Some(resource) = after.get(one.user) else { continue };
            let change = all.entry(one.user).or_insert_with(|| describe(one.user, resource));
            if change.effect < effect {
                change.effect = effect;
                news.insert(one.user);
            }
        }
    }
    explain(uses.values().flatten().collect(), all);
}

/// Every reference of resources that are in both templates, by what is referred to.
fn uses<'a, 'r>(
    before: &Resources<'a>,
    after: &'r Resources<'a>,
) -> BTreeMap<&'r str, Vec<Use<'a, 'r>>> {
    let mut uses: BTreeMap<&str, Vec<Use<'a, 'r>>> = BTreeMap::new();
    for (user, resource) in after.iter().filter(|(id, _)| before.contains_key(*id)) {
        let mut leaves = Vec::new();
        resource.properties.leaves("", &mut leaves);
        for (path, value) in leaves {
            for reference in value.references() {
                let own = match effect_of(resource.kind(), &path) {
                    // It may come to a branch that refers to something else.
                    Effect::Replacement if matches!(value, Plain::Unknown(open) if !open.is_text) => {
                        Effect::MayReplace
                    }
                    own => own,
                };
                uses.entry(&reference.id).or_default().push(Use {
                    user,
                    path: path.clone(),
                    reference,
                    own,
                });
            }
        }
    }
    uses
}

/// What becomes of the cause, in words, and what that does to the user; `None` when the reference
/// gives what it gave.
fn passed_on(cause: &ResourceChange, one: &Use<'_, '_>) -> Option<(&'static str, Effect)> {
    let attribute = one.reference.attribute.as_deref();
    let certain = |is_certain: bool| match one.own {
        Effect::Replacement if !is_certain => Effect::MayReplace,
        own => own,
    };
    match cause.effect {
        Effect::MayReplace => Some(("which may be replaced", certain(false))),
        Effect::Replacement | Effect::WillFail => {
            Some(("which is replaced", certain(is_id(attribute))))
        }
        _ if has_new_version(cause) && attribute == Some("LatestVersionNumber") => {
            Some(("of which there is a new version", certain(true)))
        }
        _ => None,
    }
}

/// An attribute that is not an id may stay the same.
fn is_id(attribute: Option<&str>) -> bool {
    const IDS: [&str; 5] = ["Id", "Arn", "PublicIp", "DNSName", "DomainName"];
    attribute.is_none_or(|attribute| IDS.iter().any(|suffix| attribute.ends_with(suffix)))
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::LaunchTemplate`: updating its data makes a new
/// version.
fn has_new_version(change: &ResourceChange) -> bool {
    change.kind == "AWS::EC2::LaunchTemplate"
        && change.properties.iter().any(|property| property.path.starts_with("LaunchTemplateData"))
}

/// Writes the reasons, once nothing moves any more; of one resource those first that decide.
fn explain(uses: Vec<&Use<'_, '_>>, all: &mut BTreeMap<&str, ResourceChange>) {
    let told = uses.into_iter().filter_map(|one| {
        let (becomes, effect) =
            all.get(one.reference.id.as_str()).and_then(|cause| passed_on(cause, one))?;
        Some((one.user, Reverse(effect), one.path.replace(".*", ""), &one.reference.id, becomes))
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told.dedup();
    for (user, _, path, target, becomes) in told {
        if let Some(change) = all.get_mut(user) {
            change.reasons.push(format!("`{path}` refers to `{target}`, {becomes}"));
        }
    }
}
