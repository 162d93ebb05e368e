//! Outputs, exports and parameters.

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::Presence;
use serde::Serialize;

use crate::behaviour::Effect;
use crate::identity::Identities;
use crate::resources::{Action, ResourceChange};
use crate::revision::Revision;
use crate::source_tree::SourceTree;
use crate::value::Plain;

/// An output that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OutputChange {
    /// Its name.
    pub id: String,
    /// The value before; absent for a new one.
    pub before: Option<String>,
    /// The value after; absent for one that is gone.
    pub after: Option<String>,
    /// Whether it is the id of something that is replaced.
    pub is_new_id: bool,
    /// The name under which other stacks import it so far.
    pub export_before: Option<String>,
    /// The name under which they can import it after the update.
    pub export_after: Option<String>,
    /// What of it follows, in a sentence without a full stop.
    pub consequence: Option<String>,
}

/// A parameter that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ParameterChange {
    /// Its name.
    pub id: String,
    /// The value it had, given or by default; absent for a new one.
    pub before: Option<String>,
    /// The value it has.
    pub after: Option<String>,
}

/// An output that a template has.
struct OutputValue {
    /// The value as written.
    value: Option<Plain>,
    /// The value by which it is compared.
    by_ids: Option<Plain>,
    export: Option<String>,
}

fn values((side, written): (&Revision<'_>, &SourceTree<'_>)) -> BTreeMap<String, OutputValue> {
    let identities = Identities::of(side.document);
    let outputs = side.document.outputs.iter();
    let made = outputs.filter(|output| !matches!(output.presence, Presence::Never));
    made.map(|output| {
        let export = output.export_name.as_ref().and_then(Plain::of).map(|name| name.text());
        let value = Plain::written(&output.value, written);
        let by_ids = value.clone().map(|value| value.by_ids(&|one| identities.is_id(one)));
        (output.id.clone(), OutputValue { value, by_ids, export })
    })
    .collect()
}

/// Compares the outputs: written differently, or with the id of something that is replaced.
pub(crate) fn outputs(
    old: (&Revision<'_>, &SourceTree<'_>),
    new: (&Revision<'_>, &SourceTree<'_>),
    changes: &[ResourceChange],
) -> Vec<OutputChange> {
    let (before, after) = (values(old), values(new));
    let replaced: BTreeSet<&str> = changes
        .iter()
        .filter(|change| change.action == Action::Changed && change.effect >= Effect::MayReplace)
        .map(|change| change.id.as_str())
        .collect();
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for id in names {
        let (old, new) = (before.get(id), after.get(id));
        let carries = |side: Option<&OutputValue>| {
            let value = side.and_then(|side| side.value.as_ref());
            value.is_some_and(|value| {
                value.references().iter().any(|one| replaced.contains(one.id.as_str()))
            })
        };
        // The text may be the same while the thing behind it gets another id.
        let is_new_id = carries(old) && carries(new);
        let is_same = |(old, new): (&OutputValue, &OutputValue)| {
            (&old.by_ids, &old.export) == (&new.by_ids, &new.export)
        };
        if old.zip(new).is_some_and(is_same) && !is_new_id {
            continue;
        }
        let text = |side: Option<&OutputValue>, text: fn(&Plain) -> String| {
            side.and_then(|side| side.value.as_ref()).map(text)
        };
        let export = |side: Option<&OutputValue>| side.and_then(|side| side.export.clone());
        let consequence = match (old.and_then(|old| old.export.as_ref()), new) {
            (Some(name), None) => Some(format!(
                "CloudFormation does not delete export `{name}` while a stack imports it"
            )),
            (Some(name), Some(kept)) if kept.export.as_ref() != Some(name) => Some(format!(
                "CloudFormation does not delete export `{name}` while a stack imports it"
            )),
            (Some(name), Some(_)) => Some(format!(
                "CloudFormation does not change export `{name}` while a stack imports it"
            )),
            (None, _) if is_new_id => Some("it is another id after the update".to_owned()),
            _ => None,
        };
        // Two values that are written alike differ in what they are worked out from.
        let (before, after) = match (text(old, Plain::text), text(new, Plain::text)) {
            (before, after) if before == after => {
                (text(old, Plain::text_in_full), text(new, Plain::text_in_full))
            }
            told => told,
        };
        let (export_before, export_after) = (export(old), export(new));
        found.push(OutputChange {
            id: id.clone(),
            before,
            after,
            is_new_id,
            export_before,
            export_after,
            consequence,
        });
    }
    found
}

/// Compares the parameters by the values they have.
pub(crate) fn parameters(old: &Revision<'_>, new: &Revision<'_>) -> Vec<ParameterChange> {
    let values = |side: &Revision<'_>| -> BTreeMap<String, Option<String>> {
        let all = side.document.parameters.iter();
        all.map(|parameter| {
            (parameter.id.clone(), Plain::of(&parameter.value).map(|value| value.text()))
        })
        .collect()
    };
    let (before, after) = (values(old), values(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|id| before.get(*id) != after.get(*id));
    changed
        .map(|id| ParameterChange {
            id: id.clone(),
            before: before.get(id).cloned().flatten(),
            after: after.get(id).cloned().flatten(),
        })
        .collect()
}
