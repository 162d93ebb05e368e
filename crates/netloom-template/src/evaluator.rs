//! Values with functions to values without.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::conditions::Truth;
use super::parameters::read_parameters;
use super::sections::{Sections, generator, is_generator, kind_of};
use super::{
    Entry, Node, ParameterEntry, Piece, Presence, ReadOptions, Reference, Unknown, Value, codes,
};

/// How deep values may depend on each other: nesting of the file, and conditions and properties
/// read through others.
const MAX_STEPS: usize = 150;

/// How many bytes functions may give in all.
pub(super) const MAX_RESULT_BYTES: usize = 50_000_000;

/// What a value weighs beside its text.
pub(super) const NODE_BYTES: usize = 64;

/// Works values out. One for a template: it remembers conditions and collects the findings.
pub(super) struct Evaluator<'t> {
    pub(super) file: &'t SourceFile,
    pub(super) sections: &'t Sections<'t>,
    pub(super) options: &'t ReadOptions,
    pub(super) parameters: Vec<ParameterEntry>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) not_understood: Vec<Unknown>,
    /// Which resource refers to which, and where.
    pub(super) links: Vec<Link<'t>>,
    /// The resource, or output, whose values are being worked out.
    pub(super) user: User<'t>,
    /// Whether each resource exists, by logical id.
    pub(super) presences: BTreeMap<&'t str, Presence>,
    pub(super) truths: BTreeMap<String, Truth>,
    pub(super) open_conditions: Vec<&'t Entry>,
    /// Whether an assertion of a rule is being worked out, which may have functions of its own.
    pub(super) is_in_rules: bool,
    /// Properties that attributes read, as far as known.
    pub(super) echoes: BTreeMap<(&'t str, &'static str), Option<Node>>,
    pub(super) resources_by_id: BTreeMap<&'t str, &'t Entry>,
    parameters_by_id: BTreeMap<&'t str, usize>,
    n_steps: usize,
    n_result_bytes: usize,
    has_given_up: bool,
    deep_places: BTreeSet<Span>,
}

/// One resource refers to another one.
#[derive(Clone, Debug)]
pub(super) struct Link<'t> {
    pub(super) from: &'t str,
    pub(super) to: &'t str,
    pub(super) span: Span,
}

/// Whose values are being worked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct User<'t> {
    /// The resource; absent for an output.
    pub(super) resource: Option<&'t str>,
    /// Whether it certainly exists.
    pub(super) exists: bool,
}

impl<'t> Evaluator<'t> {
    pub(super) fn new(
        file: &'t SourceFile,
        sections: &'t Sections<'t>,
        options: &'t ReadOptions,
    ) -> Self {
        let mut findings = Vec::new();
        let start = Span::file_start(file.id());
        // Parameters depend on nothing else in the template; the rest is worked out when it is
        // asked for.
        let parameters = read_parameters(&sections.parameters, options, start, &mut findings);
        Self {
            file,
            sections,
            options,
            parameters,
            findings,
            not_understood: sections.not_understood.clone(),
            links: Vec::new(),
            user: User::default(),
            presences: BTreeMap::new(),
            truths: BTreeMap::new(),
            open_conditions: Vec::new(),
            is_in_rules: false,
            echoes: BTreeMap::new(),
            resources_by_id: sections
                .resources
                .entries
                .iter()
                .map(|entry| (entry.key.as_str(), *entry))
                .collect(),
            parameters_by_id: sections
                .parameters
                .entries
                .iter()
                .enumerate()
                .map(|(index, entry)| (entry.key.as_str(), index))
                .collect(),
            n_steps: 0,
            n_result_bytes: 0,
            has_given_up: false,
            deep_places: BTreeSet::new(),
        }
    }

    /// Works a value out; `None` when it is `AWS::NoValue`.
    pub(super) fn evaluate(&mut self, node: &Node) -> Option<Node> {
        let outcome = self.descend(node.span, |evaluator| evaluator.evaluate_here(node));
        outcome.unwrap_or_else(|unknown| {
            Some(Node { span: node.span, value: Value::Unknown(unknown) })
        })
    }

    fn evaluate_here(&mut self, node: &Node) -> Option<Node> {
        let value = match &node.value {
            Value::List(items) => {
                Value::List(items.iter().filter_map(|item| self.evaluate(item)).collect())
            }
            Value::Map(entries) => match entries.as_slice() {
                // Written as `!GetAZs` alone, the argument is the empty scalar: the stack's own
                // region.
                [entry] if entry.key == "Fn::GetAZs" && entry.node.is_absent() => {
                    let own_region =
                        Node { span: entry.node.span, value: Value::Text(String::new()) };
                    let entry = Entry { node: own_region, ..entry.clone() };
                    return self.call(&entry, node.span);
                }
                [entry] if is_function(&entry.key) => return self.call(entry, node.span),
                _ => self.map(entries, node.span),
            },
            Value::Null => {
                let finding = Diagnostic::new(
                    &codes::NULL_VALUE,
                    node.span,
                    "nothing stands where a value is expected",
                );
                self.findings.push(finding.help("leave the key out, or write a value"));
                Value::Null
            }
            value => value.clone(),
        };
        Some(Node { span: node.span, value })
    }

    /// Works the values of a mapping out; what may put keys into it stays as an unknown under its
    /// own key.
    fn map(&mut self, entries: &[Entry], span: Span) -> Value {
        if let Some(entry) =
            entries.iter().find(|entry| is_function(&entry.key) && !is_generator(&entry.key))
        {
            let message = format!("`{}` must be the only key of its mapping", entry.key);
            let finding = Diagnostic::new(&codes::BAD_ARGUMENTS, entry.key_span, message);
            self.findings.push(
                finding.help("a function is the only key of its mapping; move the other keys"),
            );
            return self.broken(span).into();
        }
        let mut worked_out = Vec::with_capacity(entries.len());
        for entry in entries {
            let node = if is_generator(&entry.key) {
                let unknown = generator(entry);
                self.not_understood.push(unknown.clone());
                Some(Node { span: entry.node.span, value: Value::Unknown(unknown) })
            } else {
                self.evaluate(&entry.node)
            };
            worked_out.extend(node.map(|node| Entry {
                key: entry.key.clone(),
                key_span: entry.key_span,
                node,
            }));
        }
        Value::Map(worked_out)
    }

    /// Takes one step down, unless it would be one too many.
    pub(super) fn descend<T>(
        &mut self,
        span: Span,
        step: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, Unknown> {
        if self.n_steps >= MAX_STEPS {
            if self.deep_places.insert(span) {
                let message = format!(
                    "this value depends on more than {MAX_STEPS} others, each through the next"
                );
                let finding = Diagnostic::new(&codes::BEYOND_BOUNDS, span, message);
                self.findings.push(finding.help("write the value where it is needed"));
            }
            return Err(self.broken(span));
        }
        self.n_steps += 1;
        let outcome = step(self);
        self.n_steps -= 1;
        Ok(outcome)
    }

    /// Returns `value` at `span`, unless functions have given too much already.
    pub(super) fn result(&mut self, value: Value, span: Span) -> Node {
        self.n_result_bytes = self.n_result_bytes.saturating_add(weight_bytes(&value));
        if self.is_beyond_bounds() { self.beyond_bounds(span) } else { Node { span, value } }
    }

    /// Returns whether functions have given too much already.
    pub(super) fn is_beyond_bounds(&self) -> bool {
        self.n_result_bytes > MAX_RESULT_BYTES
    }

    /// Gives a value up, and says so once: functions have given too much.
    pub(super) fn beyond_bounds(&mut self, span: Span) -> Node {
        if !std::mem::replace(&mut self.has_given_up, true) {
            let message =
                format!("the functions of the template give more than {MAX_RESULT_BYTES} bytes");
            let finding = Diagnostic::new(&codes::BEYOND_BOUNDS, span, message);
            self.findings.push(finding.help("split the template"));
        }
        Node { span, value: self.broken(span).into() }
    }

    /// Returns the parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&Value> {
        let index = *self.parameters_by_id.get(name)?;
        self.parameters.get(index).map(|parameter| &parameter.value.value)
    }

    /// Returns the arguments of a function that takes a list of so many.
    pub(super) fn arguments<'n>(
        &mut self,
        entry: &'n Entry,
        n: RangeInclusive<usize>,
    ) -> Option<&'n [Node]> {
        if let Some(arguments) =
            entry.node.as_list().filter(|arguments| n.contains(&arguments.len()))
        {
            return Some(arguments);
        }
        let seen = match entry.node.as_list() {
            Some(list) => format!("{} arguments", list.len()),
            None => kind_of(&entry.node).to_owned(),
        };
        let expected = if n.start() == n.end() {
            n.start().to_string()
        } else {
            format!("{} to {}", n.start(), n.end())
        };
        let message = format!("`{}` has {seen}, expected a list of {expected}", entry.key);
        self.findings.push(Diagnostic::new(&codes::BAD_ARGUMENTS, entry.key_span, message));
        None
    }

    /// Notes that a function cannot take its arguments, and returns what is known of its value:
    /// nothing.
    pub(super) fn bad_arguments(&mut self, span: Span, message: String, help: &str) -> Node {
        let finding = Diagnostic::new(&codes::BAD_ARGUMENTS, span, message);
        let help = if help.is_empty() {
            "see the page of the function in the CloudFormation User Guide"
        } else {
            help
        };
        self.findings.push(finding.help(help));
        Node { span, value: self.broken(span).into() }
    }

    /// Returns the unknown for a value with a fault that is reported.
    pub(super) fn broken(&self, span: Span) -> Unknown {
        Unknown { what: format!("the value at {}, which has a fault", self.place(span)), span }
    }

    /// Returns line and column of a place: what tells one unknown value from another one.
    pub(super) fn place(&self, span: Span) -> String {
        let place = self.file.line_column(span.start);
        format!("{}:{}", place.line, place.column)
    }
}

/// Returns whether the key is the name of a function.
pub(super) fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// Returns about how much memory a value takes, in bytes.
fn weight_bytes(value: &Value) -> usize {
    NODE_BYTES
        + match value {
            Value::Text(text) | Value::Number(text) => text.len(),
            Value::List(items) => items.iter().map(|item| weight_bytes(&item.value)).sum(),
            Value::Map(entries) => {
                entries.iter().map(|entry| entry.key.len() + weight_bytes(&entry.node.value)).sum()
            }
            Value::Pieces(pieces) => pieces.iter().map(|piece| NODE_BYTES + piece_len(piece)).sum(),
            Value::Unknown(unknown) => unknown.what.len(),
            Value::Null | Value::Bool(_) | Value::Reference(_) => 0,
        }
}

fn piece_len(piece: &Piece) -> usize {
    match piece {
        Piece::Text(text) => text.len(),
        Piece::Reference(reference) => reference.id.len(),
        Piece::Unknown(unknown) => unknown.what.len(),
    }
}

/// Returns a value in words for the text of an unknown; equal words mean equal values.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(is_true) => format!("`{is_true}`"),
        Value::Text(text) | Value::Number(text) => format!("`{text}`"),
        Value::Reference(reference) => format!("`{}`", reference_in_words(reference)),
        Value::Unknown(unknown) => unknown.what.clone(),
        Value::Pieces(pieces) => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Reference(reference) => format!("${{{}}}", reference_in_words(reference)),
                Piece::Unknown(unknown) => format!("${{{}}}", unknown.what.trim_matches('`')),
            });
            format!("`{}`", pieces.collect::<String>())
        }
        Value::List(items) => {
            format!(
                "[{}]",
                items.iter().map(|item| in_words(&item.value)).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| format!("{}: {}", entry.key, in_words(&entry.node.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn reference_in_words(reference: &Reference) -> String {
    match &reference.attribute {
        Some(attribute) => format!("{}.{attribute}", reference.id),
        None => reference.id.clone(),
    }
}

impl From<Unknown> for Value {
    fn from(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }
}
