//! Dynamic references: values that CloudFormation looks up in other services when it makes the
//! stack.
//!
//! # Source
//! AWS CloudFormation User Guide, "Dynamic references": `{{resolve:SERVICE:KEY}}` in a property, of
//! the services `ssm`, `ssm-secure` and `secretsmanager`.

use netloom_diag::Span;

use super::{Entry, Node, Piece, Unknown, Value};

const START: &str = "{{resolve:";
const END: &str = "}}";
const SERVICES: [&str; 3] = ["ssm:", "ssm-secure:", "secretsmanager:"];

/// Returns a value in which every dynamic reference is unknown, by its own text.
pub(super) fn looked_up_later(node: Node) -> Node {
    let span = node.span;
    let value = match node.value {
        Value::Text(text) if text.contains(START) => in_text(text, span),
        Value::Pieces(pieces) => in_pieces(pieces, span),
        Value::List(items) => Value::List(items.into_iter().map(looked_up_later).collect()),
        Value::Map(entries) => Value::Map(entries.into_iter().map(in_entry).collect()),
        value => value,
    };
    Node { span, value }
}

fn in_entry(entry: Entry) -> Entry {
    Entry { node: looked_up_later(entry.node), ..entry }
}

fn in_text(text: String, span: Span) -> Value {
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, reference, after)) = first_reference(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces
            .push(Piece::Unknown(Unknown { what: format!("what `{reference}` stands for"), span }));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    match pieces.as_slice() {
        [Piece::Unknown(unknown)] => Value::Unknown(unknown.clone()),
        [Piece::Text(_)] => Value::Text(text),
        _ => Value::Pieces(pieces),
    }
}

/// Returns the first dynamic reference, and what stands before and behind it.
fn first_reference(text: &str) -> Option<(&str, &str, &str)> {
    let starts = text.match_indices(START).map(|(at, _)| at);
    for at in starts {
        let (before, from) = text.split_at_checked(at)?;
        let inner = from.strip_prefix(START)?;
        let Some(length) = inner.find(END) else { continue };
        if SERVICES.iter().any(|service| inner.starts_with(service)) {
            let (reference, after) = from.split_at_checked(START.len() + length + END.len())?;
            return Some((before, reference, after));
        }
    }
    None
}

/// A reference that is put together of pieces is not known as a whole.
fn in_pieces(pieces: Vec<Piece>, span: Span) -> Value {
    match pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(START))) {
        true => {
            Value::Unknown(Unknown { what: "what a dynamic reference stands for".to_owned(), span })
        }
        false => Value::Pieces(pieces),
    }
}
