//! `Fn::Sub`.

use std::collections::BTreeMap;

use netloom_diag::Span;

use super::texts::Draft;
use crate::evaluator::Evaluator;
use crate::sections::{generator, kind_of};
use crate::{Entry, Node, Piece, Unknown, Value};

impl Evaluator<'_> {
    /// `Fn::Sub: text` or `Fn::Sub: [text, {name: value}]`.
    pub(super) fn call_sub(&mut self, entry: &Entry, span: Span) -> Node {
        let (text, variables) = match entry.node.as_list() {
            None => (&entry.node, None),
            Some([text, variables]) if variables.as_map().is_some() => (text, Some(variables)),
            Some([text]) => (text, None),
            Some(_) => {
                let message =
                    "`Fn::Sub` takes a text, or a list of a text and a mapping".to_owned();
                return self.bad_arguments(entry.key_span.to(entry.node.span), message, "");
            }
        };
        // A macro that stands for the text runs before the function.
        if let Some([transform]) = text.as_map()
            && transform.key == "Fn::Transform"
        {
            let unknown = generator(transform);
            return Node { span, value: Value::Unknown(Unknown { span, ..unknown }) };
        }
        let Some(text) = text.as_text() else {
            let message = format!("`Fn::Sub` has {}, expected a text", kind_of(text));
            return self.bad_arguments(entry.node.span, message, "");
        };
        let mut values = BTreeMap::new();
        let mut draft = Draft::default();
        for part in parse_sub(&text) {
            match part {
                Part::Text(text) => draft.push_text(text),
                Part::Variable(name) => {
                    let value =
                        values.entry(name).or_insert_with(|| self.variable(name, variables, entry));
                    self.push_value(value, &entry.key, &mut draft);
                }
            }
        }
        self.finished(draft, span)
    }

    fn variable(&mut self, name: &str, variables: Option<&Node>, entry: &Entry) -> Node {
        let span = entry.node.span;
        if !is_variable_name(name) {
            // A message is one line, whatever is between the braces.
            let shown: String =
                name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect();
            let message = format!("`${{{shown}}}` is not a name that `Fn::Sub` can substitute");
            let help = format!("write `${{!{shown}}}` for the text `${{{shown}}}` itself");
            return self.bad_arguments(span, message, &help);
        }
        if let Some(value) = variables.and_then(|variables| variables.get(name)) {
            return self.argument(entry, value);
        }
        let node = match name.split_once('.') {
            Some((id, attribute)) => Some(self.attribute(id, attribute, span)),
            None => self.named(name, span),
        };
        node.unwrap_or_else(|| {
            self.bad_arguments(
                span,
                "`Fn::Sub` cannot put `AWS::NoValue` into a text".to_owned(),
                "",
            )
        })
    }

    /// Adds a value to a text that is put together.
    pub(super) fn push_value(&mut self, node: &Node, function: &str, draft: &mut Draft) {
        let span = node.span;
        if let Some(text) = node.as_text() {
            draft.push_text(&text);
            return;
        }
        match &node.value {
            Value::Reference(reference) => draft.push(Piece::Reference(reference.clone())),
            Value::Unknown(unknown) => draft.push(Piece::Unknown(unknown.clone())),
            Value::Pieces(inner) => inner.iter().for_each(|piece| match piece {
                Piece::Text(text) => draft.push_text(text),
                piece => draft.push(piece.clone()),
            }),
            _ => {
                let message =
                    format!("`{function}` puts texts together, and this is {}", kind_of(node));
                self.bad_arguments(span, message, "join the items of a list with `Fn::Join`");
                draft.push(Piece::Unknown(self.broken(span)));
            }
        }
    }
}

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part<'a> {
    /// Stands for itself.
    Text(&'a str),
    /// `${name}`, the name without the spaces around it.
    Variable(&'a str),
}

/// Cuts the text of `Fn::Sub` into its parts; `${!name}` stands for the text `${name}`, and an
/// opening without an end for itself.
///
/// # Source
/// Spaces around a name are left out, as CloudFormation does: aws-cloudformation/cfn-lint, issue
/// 236 and pull request 241; so does the exclamation mark stay one behind spaces: cdklabs/decdk,
/// pull request 358.
pub(crate) fn parse_sub(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        parts.push(Part::Text(before));
        let (space, trimmed) = name.split_at(name.len().saturating_sub(name.trim_start().len()));
        match trimmed.strip_prefix('!') {
            Some(literal) => parts.extend(["${", space, literal, "}"].map(Part::Text)),
            None => parts.push(Part::Variable(trimmed.trim_end())),
        }
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts
}

/// Returns whether `Fn::Sub` can take this for the name of a variable.
///
/// # Source
/// CloudFormation's own message: "variable names in Fn::Sub syntax must contain only alphanumeric
/// characters, underscores, periods, and colons".
pub(crate) fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
}
