//! `Fn::FindInMap` and `Fn::ImportValue`.

use netloom_diag::{Diagnostic, Span};

use crate::evaluator::{Evaluator, in_words};
use crate::{Entry, Node, Unknown, Value, codes, with_nearest};

impl Evaluator<'_> {
    /// `Fn::FindInMap: [mapping, key, key]`, with `{DefaultValue: …}` behind them in the language
    /// extensions.
    pub(super) fn call_find_in_map(&mut self, entry: &Entry, span: Span) -> Option<Node> {
        let broken = Node { span, value: self.broken(span).into() };
        let Some(arguments) = self.arguments(entry, 3..=4) else { return Some(broken) };
        let [name, first, second, rest @ ..] = arguments else { return Some(broken) };
        let path = [name, first, second].map(|argument| self.argument(entry, argument));
        let keys: Vec<_> = path.iter().filter_map(Node::as_text).collect();
        let [name, first, second] = keys.as_slice() else {
            let words = path
                .iter()
                .map(|argument| in_words(&argument.value))
                .collect::<Vec<_>>()
                .join(", ");
            let default =
                if rest.is_empty() { String::new() } else { format!(" ({})", self.place(span)) };
            let what = format!("`Fn::FindInMap` of {words}{default}");
            return Some(Node { span, value: Value::Unknown(Unknown { what, span }) });
        };
        let found = self.find(name, first, second).map(|node| node.value.clone());
        if let Some(value) = found {
            return Some(self.result(value, span));
        }
        match rest.first().and_then(|options| options.get("DefaultValue")) {
            Some(default) => self.evaluate(default),
            None => {
                self.report_missing_key(name, first, second, span);
                Some(broken)
            }
        }
    }

    fn find(&self, name: &str, first: &str, second: &str) -> Option<&Node> {
        let mapping = self.sections.mappings.entries.iter().find(|entry| entry.key == name)?;
        mapping.node.get(first)?.get(second)
    }

    /// Reports a key that a mapping does not have; mappings that do not exist are reported with the
    /// other names.
    fn report_missing_key(&mut self, name: &str, first: &str, second: &str, span: Span) {
        let Some(mapping) = self.sections.mappings.entries.iter().find(|entry| entry.key == name)
        else {
            return;
        };
        let (key, below, path) = match mapping.node.get(first) {
            None => (first, &mapping.node, name.to_owned()),
            Some(below) => (second, below, format!("{name}.{first}")),
        };
        let finding = Diagnostic::new(
            &codes::UNKNOWN_NAME,
            span,
            format!("mapping `{path}` has no key `{key}`"),
        )
        .also(mapping.key_span, "this mapping");
        let known = below.as_map().unwrap_or_default();
        self.findings.push(with_nearest(
            finding,
            key,
            known.iter().map(|entry| entry.key.as_str()),
        ));
    }

    /// `Fn::ImportValue: name`: what another stack exports.
    pub(super) fn call_import_value(&mut self, entry: &Entry, span: Span) -> Node {
        let name = self.argument(entry, &entry.node);
        if let Some(exported) =
            name.as_text().and_then(|name| self.options.imports.get(name.as_ref()))
        {
            return Node { span, value: exported.value.clone() };
        }
        let what = format!("import {}", in_words(&name.value));
        Node { span, value: Value::Unknown(Unknown { what, span }) }
    }
}
