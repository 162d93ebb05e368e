//! Unknown values that are worked out from different texts, by different names.
//!
//! The reader says in words why a value is not known, and the comparison of two networks takes equal
//! words for one and the same unknown value. A mapping with other entries, a condition that asks
//! for something else: the words are the same, and the value is not. Here each of them gets a name of
//! its own, so that an opening cannot hide behind words.
//!
//! - Comes in: both templates, and the texts that they were read from.
//! - Goes out: both templates, with the place where the value is written added to the words of those
//!   that the words alone do not distinguish.

use std::collections::BTreeMap;

use netloom_diag::{Sources, Span};
use netloom_template::{Node, Piece, Presence, TemplateDocument, Unknown, Value};

use crate::source_tree::{SourceTree, trees_of};
use crate::value::Plain;

/// The texts behind the same words, each with the first place where it is written.
type Meanings = BTreeMap<String, BTreeMap<Plain, Span>>;

/// Returns both templates with unknown values under different names; `None` where their words
/// distinguish them already.
#[must_use]
pub fn distinguished(
    (old, new): (&TemplateDocument, &TemplateDocument),
    sources: &Sources,
) -> Option<(TemplateDocument, TemplateDocument)> {
    let trees = (trees_of(old, sources), trees_of(new, sources));
    let written = (SourceTree::new(&trees.0, old), SourceTree::new(&trees.1, new));
    let mut meanings = Meanings::new();
    let mut documents = (old.clone(), new.clone());
    for (document, written) in [(&mut documents.0, &written.0), (&mut documents.1, &written.1)] {
        each_unknown(document, &mut |unknown, span, is_condition| {
            let Some(meaning) = meaning(written, span, is_condition) else { return };
            let known = meanings.entry(unknown.what.clone()).or_default();
            if same(known, &meaning).is_none() {
                known.insert(meaning, span);
            }
        });
    }
    // Most words have one meaning, and stay as they are: names with places would make every
    // comparison with another file differ.
    meanings.retain(|_, known| known.len() > 1);
    if meanings.is_empty() {
        return None;
    }
    for (document, written) in [(&mut documents.0, &written.0), (&mut documents.1, &written.1)] {
        each_unknown(document, &mut |unknown, span, is_condition| {
            let Some(known) = meanings.get(&unknown.what) else { return };
            let Some(meaning) = meaning(written, span, is_condition) else { return };
            if let Some(place) = same(known, &meaning).and_then(|first| place(first, sources)) {
                unknown.what = format!("{} ({place})", unknown.what);
            }
        });
    }
    Some(documents)
}

fn meaning(written: &SourceTree<'_>, span: Span, is_condition: bool) -> Option<Plain> {
    if is_condition { written.condition(span) } else { written.meaning(span) }
}

fn place(span: Span, sources: &Sources) -> Option<String> {
    let file = sources.get(span.file)?;
    Some(format!("{}:{}", file.name(), file.line_column(span.start).line))
}

/// The place where a text is written first.
fn same(known: &BTreeMap<Plain, Span>, meaning: &Plain) -> Option<Span> {
    let by_mapping = || {
        let alike = known.iter().find(|(earlier, _)| is_same(earlier, meaning));
        alike.filter(|_| meaning.get("Mappings").is_some())
    };
    known.get_key_value(meaning).or_else(by_mapping).map(|(_, first)| *first)
}

/// Whether a text stands for the same value in a stack that exists: a mapping may have got entries for
/// further regions.
fn is_same(earlier: &Plain, later: &Plain) -> bool {
    let (Plain::Map(before), Plain::Map(after)) = (earlier, later) else {
        return earlier == later;
    };
    let is_kept = |(key, value): (&String, &Plain)| match (value, after.get(key)) {
        (Plain::Map(mappings), Some(Plain::Map(later))) if key == "Mappings" => {
            mappings.iter().all(|(name, mapping)| {
                later.get(name).is_some_and(|later| has_all_entries(mapping, later))
            })
        }
        (value, later) => later == Some(value),
    };
    before.len() == after.len() && before.iter().all(is_kept)
}

fn has_all_entries(before: &Plain, after: &Plain) -> bool {
    let (Plain::Map(before), Plain::Map(after)) = (before, after) else { return before == after };
    before.iter().all(|(key, value)| after.get(key) == Some(value))
}

/// Visits every unknown value of the resources with its place, and the unknown conditions of
/// resources.
fn each_unknown(document: &mut TemplateDocument, visit: &mut dyn FnMut(&mut Unknown, Span, bool)) {
    for resource in &mut document.resources {
        if let Presence::Unknown(unknown) = &mut resource.presence {
            let span = unknown.span;
            visit(unknown, span, true);
        }
        each_of_node(&mut resource.properties, visit);
    }
}

fn each_of_node(node: &mut Node, visit: &mut dyn FnMut(&mut Unknown, Span, bool)) {
    let span = node.span;
    match &mut node.value {
        Value::Unknown(unknown) => visit(unknown, span, false),
        Value::Pieces(pieces) => {
            for piece in pieces {
                // The known pieces distinguish texts of one `Fn::Sub`.
                if let Piece::Unknown(unknown) = piece
                    && unknown.span != span
                {
                    let span = unknown.span;
                    visit(unknown, span, false);
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| each_of_node(item, visit)),
        Value::Map(entries) => {
            entries.iter_mut().for_each(|entry| each_of_node(&mut entry.node, visit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Reference(_) => {}
    }
}
