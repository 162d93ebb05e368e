//! `Fn::Sub`.

use netloom_diag::Span;

use super::texts::{collapse, push_text};
use crate::read::evaluator::Evaluator;
use crate::read::sections::kind_of;
use crate::read::{Entry, Node, Piece, Unknown, Value};

impl Evaluator<'_> {
    /// `Fn::Sub: text` or `Fn::Sub: [text, {name: value}]`.
    pub(super) fn call_sub(&mut self, entry: &Entry, span: Span) -> Node {
        let (text, variables) = match entry.node.as_list() {
            None => (&entry.node, None),
            Some([text, variables]) if variables.as_map().is_some() => (text, Some(variables)),
            Some([text]) => (text, None),
            Some(_) => {
                let message = "`Fn::Sub` takes a text, or a list of a text and a mapping".to_owned();
                return self.bad_arguments(entry.key_span.to(entry.node.span), message, "");
            }
        };
        let Some(text) = text.as_text() else {
            let message = format!("`Fn::Sub` has {}, expected a text", kind_of(text));
            return self.bad_arguments(entry.node.span, message, "");
        };
        let mut pieces = Vec::new();
        for part in parse(&text) {
            match part {
                Part::Text(text) => push_text(&mut pieces, text),
                Part::Variable(name) => self.variable(name, variables, entry, &mut pieces),
            }
        }
        self.result(collapse(pieces), span)
    }

    fn variable(&mut self, name: &str, variables: Option<&Node>, entry: &Entry, pieces: &mut Vec<Piece>) {
        let span = entry.node.span;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':');
        if name.is_empty() || !name.chars().all(is_name) {
            let message = format!("`${{{name}}}` is no name that `Fn::Sub` can put a value in for");
            self.bad_arguments(span, message, &format!("write `${{!{name}}}` for the text `${{{name}}}` itself"));
            pieces.push(Piece::Unknown(self.broken(span)));
            return;
        }
        let node = match variables.and_then(|variables| variables.get(name)) {
            Some(value) => Some(self.argument(entry, value)),
            None => match name.split_once('.') {
                Some((id, attribute)) => Some(self.attribute(id, attribute, span)),
                None => self.named(name, span),
            },
        };
        match node {
            Some(node) => self.push_value(node, &entry.key, pieces),
            None => {
                let message = "`Fn::Sub` cannot put `AWS::NoValue` into a text".to_owned();
                self.bad_arguments(span, message, "");
                pieces.push(Piece::Unknown(self.broken(span)));
            }
        }
    }

    /// Adds a value to a text that is put together.
    pub(super) fn push_value(&mut self, node: Node, function: &str, pieces: &mut Vec<Piece>) {
        let span = node.span;
        if let Some(text) = node.as_text() {
            push_text(pieces, &text);
            return;
        }
        match node.value {
            Value::Reference(reference) => pieces.push(Piece::Reference(reference)),
            Value::Unknown(unknown) => pieces.push(Piece::Unknown(Unknown { span, ..unknown })),
            Value::Pieces(inner) => inner.into_iter().for_each(|piece| match piece {
                Piece::Text(text) => push_text(pieces, &text),
                piece => pieces.push(piece),
            }),
            _ => {
                let message = format!("`{function}` puts texts together, and this is {}", kind_of(&node));
                self.bad_arguments(span, message, "join the items of a list with `Fn::Join`");
                pieces.push(Piece::Unknown(self.broken(span)));
            }
        }
    }
}

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) enum Part<'a> {
    /// Stands for itself.
    Text(&'a str),
    /// `${name}`, the name as written.
    Variable(&'a str),
}

/// Cuts the text of `Fn::Sub` into its parts; `${!name}` stands for the text `${name}`, and an opening without an end for
/// itself.
pub(in crate::read) fn parse(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        parts.push(Part::Text(before));
        match name.strip_prefix('!') {
            Some(literal) => parts.extend(["${", literal, "}"].map(Part::Text)),
            None => parts.push(Part::Variable(name)),
        }
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts
}
