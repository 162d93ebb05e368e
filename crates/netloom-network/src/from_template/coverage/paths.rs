//! The properties that a resource writes, held against what is known of its type.

use netloom_diag::Span;
use netloom_template::{Node, Value};

use super::{Group, Kind};

/// A property that may have influence and is not followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::from_template) struct DoubtedProperty {
    /// Its path.
    pub(in crate::from_template) path: String,
    /// What finishes "`path` of the resource, …".
    pub(in crate::from_template) reason: &'static str,
    /// Where its value is.
    pub(in crate::from_template) span: Span,
}

/// Why a property that is named nowhere counts as not understood.
const NOT_KNOWN: &str = "a property that netloom does not know";

/// What is known of one path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said {
    Followed,
    NoInfluence,
    NotUnderstood(&'static str, &'static [&'static str]),
    /// Nothing of itself, but of something below it.
    Above,
    Nothing,
}

/// Returns what is known of a path.
pub(super) fn said(kind: &Kind, path: &str) -> Said {
    let mut is_above = false;
    for group in kind.properties {
        let (paths, said, covers_below) = match group {
            Group::Followed(_) | Group::TargetsOfKinds => (group.followed(), Said::Followed, false),
            Group::NoInfluence(_, paths) => (paths.to_vec(), Said::NoInfluence, true),
            Group::NotUnderstood(reason, paths, harmless) => {
                (paths.to_vec(), Said::NotUnderstood(reason, harmless), true)
            }
        };
        for named in &paths {
            if *named == path || (covers_below && is_below(path, named)) {
                return said;
            }
            is_above |= is_below(named, path);
        }
    }
    if is_above { Said::Above } else { Said::Nothing }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

/// Returns the properties that may have influence and are not followed, in the order of the text.
pub(in crate::from_template) fn doubted_properties(
    kind: &Kind,
    properties: &Node,
) -> Vec<DoubtedProperty> {
    let mut doubted = Vec::new();
    walk(kind, properties, "", &mut doubted);
    doubted
}

fn walk(kind: &Kind, node: &Node, path: &str, doubted: &mut Vec<DoubtedProperty>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries.iter().filter(|entry| !entry.node.is_absent()) {
                let below = if path.is_empty() {
                    entry.key.clone()
                } else {
                    format!("{path}.{}", entry.key)
                };
                // CloudFormation takes a single item for a list of one.
                let as_item = format!("{path}.*.{}", entry.key);
                let is_item =
                    said(kind, &below) == Said::Nothing && said(kind, &as_item) != Said::Nothing;
                look_at(kind, &entry.node, if is_item { as_item } else { below }, doubted);
            }
        }
        Value::List(items) => items.iter().for_each(|item| walk_item(kind, item, path, doubted)),
        // Whatever else stands here is for those who follow the property.
        _ => {}
    }
}

/// Items of lists are mappings with names of their own, or values of the list itself.
fn walk_item(kind: &Kind, item: &Node, path: &str, doubted: &mut Vec<DoubtedProperty>) {
    if item.as_map().is_some() {
        walk(kind, item, &format!("{path}.*"), doubted);
    }
}

fn look_at(kind: &Kind, node: &Node, path: String, doubted: &mut Vec<DoubtedProperty>) {
    match said(kind, &path) {
        Said::NoInfluence => {}
        Said::Followed | Said::Above => walk(kind, node, &path, doubted),
        Said::NotUnderstood(reason, harmless) => {
            let text = node.as_text();
            let is_harmless = text
                .is_some_and(|text| harmless.iter().any(|value| text.eq_ignore_ascii_case(value)));
            let is_empty = node.as_list().is_some_and(<[Node]>::is_empty);
            if !is_harmless && !is_empty {
                doubted.push(DoubtedProperty { path, reason, span: node.span });
            }
        }
        Said::Nothing => doubted.push(DoubtedProperty { path, reason: NOT_KNOWN, span: node.span }),
    }
}
