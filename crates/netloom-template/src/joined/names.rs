//! Names and unknown values of one template among those of others.
//!
//! Names of another template begin with the separator while a template is read with them: no
//! logical id does. What another template does not know stands between two marks, so that it is
//! recognized when it comes back unchanged.

use super::SEPARATOR;
use crate::{Entry, Node, Piece, Presence, Reference, TemplateDocument, Unknown, Value};

const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// Applies a change to every reference and every unknown value of a node.
fn change(node: &mut Node, on: &mut impl FnMut(&mut Reference), of: &mut impl FnMut(&mut Unknown)) {
    match &mut node.value {
        Value::Reference(reference) => on(reference),
        Value::Unknown(unknown) => of(unknown),
        Value::Pieces(pieces) => {
            for piece in pieces {
                match piece {
                    Piece::Reference(reference) => on(reference),
                    Piece::Unknown(unknown) => of(unknown),
                    Piece::Text(_) => {}
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| change(item, on, of)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| change(&mut entry.node, on, of)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

/// Returns a value of one template as another one may be read with it.
pub(super) fn handed_over(mut node: Node) -> Node {
    let mark = |unknown: &mut Unknown| unknown.what = format!("{OPEN}{}{CLOSE}", unknown.what);
    change(&mut node, &mut |_| {}, &mut { mark });
    node
}

/// Puts a document under the names of its stack; `stack` is its path, empty for the outermost one.
pub(super) fn put_under(document: &mut TemplateDocument, stack: &str) {
    let under = Under { stack };
    for resource in &mut document.resources {
        under.name(&mut resource.id);
        under.presence(&mut resource.presence);
        resource.depends_on.iter_mut().for_each(|(id, _)| under.name(id));
        resource.mentions.iter_mut().for_each(|reference| under.name(&mut reference.id));
        under.node(&mut resource.properties);
        resource.attributes.iter_mut().for_each(|entry: &mut Entry| under.node(&mut entry.node));
    }
    for parameter in &mut document.parameters {
        under.name(&mut parameter.id);
        under.node(&mut parameter.value);
    }
    for output in &mut document.outputs {
        under.name(&mut output.id);
        under.presence(&mut output.presence);
        under.node(&mut output.value);
        output.export_name.iter_mut().for_each(|name| under.node(name));
    }
    document.not_understood.iter_mut().for_each(|unknown| under.unknown(unknown));
    // The keys of a map and the members of a set cannot be changed in place.
    let absences = std::mem::take(&mut document.absences).into_iter();
    document.absences = absences
        .map(|(mut id, why)| {
            under.name(&mut id);
            (id, why)
        })
        .collect();
    let joined = std::mem::take(&mut document.joined_stacks).into_iter();
    document.joined_stacks = joined
        .map(|mut id| {
            under.name(&mut id);
            id
        })
        .collect();
}

/// Takes the separator from the beginning of every name: the document is complete.
pub(super) fn finish(document: &mut TemplateDocument) {
    let mut node = |node: &mut Node| {
        change(node, &mut |reference| without_separator(&mut reference.id), &mut |_| {})
    };
    for resource in &mut document.resources {
        without_separator(&mut resource.id);
        resource.depends_on.iter_mut().for_each(|(id, _)| without_separator(id));
        resource.mentions.iter_mut().for_each(|reference| without_separator(&mut reference.id));
        // Until here they were in the order of names with the separator.
        resource.mentions.sort();
        node(&mut resource.properties);
        resource.attributes.iter_mut().for_each(|entry| node(&mut entry.node));
    }
    for parameter in &mut document.parameters {
        without_separator(&mut parameter.id);
        node(&mut parameter.value);
    }
    for output in &mut document.outputs {
        without_separator(&mut output.id);
        node(&mut output.value);
        output.export_name.iter_mut().for_each(&mut node);
    }
    let absences = std::mem::take(&mut document.absences);
    document.absences = absences
        .into_iter()
        .map(|(mut id, why)| {
            without_separator(&mut id);
            (id, why)
        })
        .collect();
    let joined = std::mem::take(&mut document.joined_stacks);
    document.joined_stacks = joined
        .into_iter()
        .map(|mut id| {
            without_separator(&mut id);
            id
        })
        .collect();
}

fn without_separator(name: &mut String) {
    if let Some(rest) = name.strip_prefix(SEPARATOR) {
        *name = rest.to_owned();
    }
}

struct Under<'a> {
    stack: &'a str,
}

impl Under<'_> {
    /// A name of the template itself gets the path of its stack; one of another template has its
    /// own already.
    fn name(&self, name: &mut String) {
        if name.starts_with(SEPARATOR) {
            return;
        }
        *name = match self.stack {
            "" => format!("{SEPARATOR}{name}"),
            stack => format!("{SEPARATOR}{stack}{SEPARATOR}{name}"),
        };
    }

    fn node(&self, node: &mut Node) {
        change(node, &mut |reference| self.name(&mut reference.id), &mut |unknown| {
            self.unknown(unknown)
        });
    }

    fn presence(&self, presence: &mut Presence) {
        if let Presence::Unknown(unknown) = presence {
            self.unknown(unknown);
        }
    }

    /// Equal words mean equal values, so what only this template means by its words says so.
    fn unknown(&self, unknown: &mut Unknown) {
        let what = &unknown.what;
        let is_own = !is_handed_over(what) && !is_of_account(what) && !self.stack.is_empty();
        let mut plain: String = what.chars().filter(|c| !matches!(*c, OPEN | CLOSE)).collect();
        let own = format!(" (in `{}`)", self.stack);
        if is_own && !plain.ends_with(&own) {
            plain.push_str(&own);
        }
        unknown.what = plain;
    }
}

fn is_handed_over(what: &str) -> bool {
    let inner = what.strip_prefix(OPEN).and_then(|rest| rest.strip_suffix(CLOSE));
    inner.is_some_and(|inner| !inner.contains([OPEN, CLOSE]))
}

/// Whether words mean the same in every stack of an account and region.
fn is_of_account(what: &str) -> bool {
    let pseudo =
        ["AccountId", "Region", "Partition", "URLSuffix"].map(|name| format!("`AWS::{name}`"));
    let is_local =
        ["parameter `", "AWS::Stack", "AWS::Notification", "condition `", " of a resource"];
    pseudo.iter().any(|name| name == what)
        || (["the zones of the region (", "import `"].iter().any(|start| what.starts_with(start))
            && !is_local.iter().any(|local| what.contains(local)))
}
