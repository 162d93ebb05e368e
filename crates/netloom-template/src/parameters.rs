//! What the parameters are: given, by default, or not known.

use netloom_diag::{Diagnostic, Span};
use regex_lite::RegexBuilder;

use super::pieces::split_pieces;
use super::sections::{Section, wrong_shape};
use super::{Entry, Node, ParameterEntry, ReadOptions, Unknown, Value, codes, with_nearest};

/// Works the parameters out, in the order of the file.
pub(super) fn read_parameters(
    section: &Section<'_>,
    options: &ReadOptions,
    file_start: Span,
    findings: &mut Vec<Diagnostic>,
) -> Vec<ParameterEntry> {
    for name in
        options.parameters.keys().filter(|name| !section.names().any(|known| known == *name))
    {
        let place = section.name_span.unwrap_or(file_start);
        let message = format!("the template has no parameter `{name}`, for which a value is given");
        let finding = Diagnostic::new(&codes::PARAMETER_UNKNOWN, place, message);
        findings.push(with_nearest(finding, name, section.names()));
    }
    for (name, node) in options
        .parameter_nodes
        .iter()
        .filter(|(name, _)| !section.names().any(|known| known == *name))
    {
        let message = format!("the template of the nested stack has no parameter `{name}`");
        let finding = Diagnostic::new(&codes::PARAMETER_UNKNOWN, node.span, message);
        findings.push(with_nearest(finding, name, section.names()));
    }
    let entries = section.entries.iter();
    entries.map(|entry| read_parameter(entry, options, findings)).collect()
}

fn read_parameter(
    entry: &Entry,
    options: &ReadOptions,
    findings: &mut Vec<Diagnostic>,
) -> ParameterEntry {
    let id = entry.key.clone();
    let node = options.parameter_nodes.get(&id);
    let given_text = node.and_then(Node::as_text).map(std::borrow::Cow::into_owned);
    let given = given_text.as_ref().or_else(|| options.parameters.get(&id));
    let what = format!("parameter `{id}`");
    if entry.node.as_map().is_none() {
        findings.push(wrong_shape(&what, &entry.node, entry.key_span, "a mapping with `Type`"));
    }
    let kind = entry.node.get("Type").and_then(Node::as_text).unwrap_or_default().into_owned();
    if kind.is_empty() && entry.node.as_map().is_some() {
        let message = format!("{what} has no type");
        let finding = Diagnostic::new(&codes::WRONG_SHAPE, entry.key_span, message);
        findings.push(finding.help("write `Type: String` below it"));
    }
    let default = entry.node.entry("Default");
    let default_text = default.and_then(|default| {
        let text = default.node.as_text();
        if text.is_none() {
            let expected = "a text; items of a list are separated by commas";
            findings.push(wrong_shape(
                &format!("default of {what}"),
                &default.node,
                default.key_span,
                expected,
            ));
        }
        text
    });
    let (text, span) = match (given, default) {
        (Some(given), _) => (Some(given.clone()), node.map_or(entry.key_span, |node| node.span)),
        (None, _) if node.is_some() => (None, entry.key_span),
        (None, _)
            if options.other_than.contains_key(&id) || options.open_parameters.contains(&id) =>
        {
            (None, entry.key_span)
        }
        (None, Some(_)) if options.without_defaults => (None, entry.key_span),
        (None, Some(default)) => {
            (default_text.map(std::borrow::Cow::into_owned), default.node.span)
        }
        (None, None) => (None, entry.key_span),
    };
    let value = match text {
        text if kind.starts_with("AWS::SSM::Parameter::Value<") => {
            // Another name in the store is another value.
            let what = match &text {
                Some(name) => format!("{what}, which is `{name}` in the Parameter Store"),
                None => format!("{what}, which stands in the Parameter Store"),
            };
            Value::Unknown(Unknown { what, span: entry.key_span })
        }
        Some(text) => {
            let typed = typed(&text, &kind, span);
            let origin = if given.is_some() { "value given" } else { "default" };
            if let Some(fault) = fault(&entry.node, &typed, &kind) {
                let message = format!("the {origin} for {what}, `{text}`, {fault}");
                let finding = Diagnostic::new(&codes::PARAMETER_NOT_ALLOWED, span, message);
                let help = entry.node.get("ConstraintDescription").and_then(Node::as_text);
                findings.push(match help {
                    Some(help) => finding.note(format!("the template says: {help}")),
                    None => finding,
                });
            }
            typed
        }
        None => match node {
            Some(node) => typed_node(node, &kind),
            None => {
                Value::Unknown(Unknown { what: open_in_words(&id, options), span: entry.key_span })
            }
        },
    };
    ParameterEntry { id, span: entry.key_span, kind, value: Node { span, value } }
}

/// Returns why a parameter is not known, in the words by which it is reported from others.
pub(super) fn open_in_words(id: &str, options: &ReadOptions) -> String {
    match options.other_than.get(id) {
        Some(text) => format!("parameter `{id}`, other than `{text}`"),
        None => format!("parameter `{id}` has no value"),
    }
}

/// Returns the value as its type has it: lists are separated by commas, with spaces around the
/// items dropped.
///
/// # Source
/// AWS CloudFormation User Guide, "Parameters", `CommaDelimitedList` ("each member string is space
/// trimmed") and `List<…>`.
fn typed(text: &str, kind: &str, span: Span) -> Value {
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        let items = text
            .split(',')
            .map(|part| Node { span, value: number_or_text(part.trim(), kind == "List<Number>") });
        return Value::List(items.collect());
    }
    number_or_text(text, kind == "Number" && text.parse::<f64>().is_ok())
}

fn number_or_text(text: &str, is_number: bool) -> Value {
    let text = text.to_owned();
    if is_number { Value::Number(text) } else { Value::Text(text) }
}

/// Returns a value of another template as the parameter's type has it: joined ids become the items
/// of a list.
fn typed_node(node: &Node, kind: &str) -> Value {
    let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
    match &node.value {
        Value::Pieces(pieces) if is_list => split_pieces(pieces, ",", node.span).map_or_else(
            || node.value.clone(),
            |items| Value::List(items.into_iter().map(|item| item.trimmed()).collect()),
        ),
        Value::Reference(_) if is_list => Value::List(vec![node.clone()]),
        value => value.clone(),
    }
}

/// Returns whether a parameter's own rules allow a text as its value.
pub(crate) fn allows(parameter: &Node, text: &str) -> bool {
    let kind = parameter.get("Type").and_then(Node::as_text).unwrap_or_default();
    fault(parameter, &typed(text, &kind, parameter.span), &kind).is_none()
}

/// Returns whether a parameter's own rules accept a text as its value; `None` where its pattern is
/// one that cannot be translated from Java's expressions.
#[must_use]
pub fn accepts(parameter: &Node, text: &str) -> Option<bool> {
    if !allows(parameter, text) {
        return Some(false);
    }
    let pattern = parameter.get("AllowedPattern").and_then(Node::as_text);
    pattern.is_none_or(|pattern| is_match(&pattern, text).is_some()).then_some(true)
}

/// Returns what of the parameter's own rules its value breaks.
fn fault(parameter: &Node, value: &Value, kind: &str) -> Option<String> {
    let items: Vec<&str> = match value {
        Value::List(items) => items.iter().filter_map(text_of).collect(),
        Value::Text(text) | Value::Number(text) => vec![text.as_str()],
        _ => return None,
    };
    items.into_iter().find_map(|item| item_fault(parameter, item, kind))
}

fn text_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}

fn item_fault(parameter: &Node, item: &str, kind: &str) -> Option<String> {
    let number = item.parse::<f64>().ok();
    if matches!(kind, "Number" | "List<Number>") && number.is_none() {
        return Some("is not a number".to_owned());
    }
    if let Some(allowed) = parameter.get("AllowedValues").and_then(Node::as_list)
        && !allowed.iter().any(|allowed| allowed.as_text().is_some_and(|allowed| allowed == item))
    {
        return Some("is not among `AllowedValues`".to_owned());
    }
    // A pattern that cannot be translated decides nothing, so only a definite mismatch counts.
    if let Some(pattern) = parameter.get("AllowedPattern").and_then(Node::as_text)
        && is_match(&pattern, item) == Some(false)
    {
        return Some(format!("does not match `AllowedPattern`, `{pattern}`"));
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths lie far below 2^52")]
    let length = item.chars().count() as f64;
    let is_under = |key, number: f64| bound_of(parameter, key).is_some_and(|bound| number < bound);
    let is_over = |key, number: f64| bound_of(parameter, key).is_some_and(|bound| number > bound);
    let broken = [
        ("MinLength", is_under("MinLength", length)),
        ("MaxLength", is_over("MaxLength", length)),
        ("MinValue", number.is_some_and(|number| is_under("MinValue", number))),
        ("MaxValue", number.is_some_and(|number| is_over("MaxValue", number))),
    ];
    broken.iter().find(|(_, is_broken)| *is_broken).map(|(key, _)| format!("is outside of `{key}`"))
}

fn bound_of(parameter: &Node, key: &str) -> Option<f64> {
    parameter.get(key).and_then(Node::as_text).and_then(|text| text.parse().ok())
}

/// The longest value of a parameter that CloudFormation takes; longer ones are not compared with
/// patterns.
///
/// # Source
/// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
const MAX_VALUE_BYTES: usize = 4096;

/// How much memory a pattern may take, in bytes: far more than patterns of templates, and little
/// enough to match fast.
const MAX_PATTERN_BYTES: usize = 1 << 17;

/// Returns whether the whole text matches; `None` for patterns with what only Java's expressions
/// have, such as looking ahead.
fn is_match(pattern: &str, text: &str) -> Option<bool> {
    if text.len() > MAX_VALUE_BYTES || pattern.len() > MAX_VALUE_BYTES {
        return None;
    }
    let regex =
        RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(MAX_PATTERN_BYTES).build();
    regex.ok().map(|regex| regex.is_match(text))
}
