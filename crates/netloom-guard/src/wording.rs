//! What was seen and what was expected, in words.

use netloom_cfn::read::Node;
use serde_json::Value;

use crate::outcome::{ClauseCheck, Comparison, Literal};
use crate::places;
use crate::screen::{one_line, shortened};
use crate::view;

/// The message that a rule's author gave, taken apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Advice {
    /// What is wrong; empty when the author gave no message.
    pub(crate) wrong: String,
    /// What to do, when the message says it.
    pub(crate) fix: String,
}

impl Advice {
    /// Reads a message, of which the registry's form is `Violation: ...` and `Fix: ...` on lines of their own.
    ///
    /// cfn-guard puts semicolons in place of the line ends of some messages.
    pub(crate) fn of(message: Option<&str>) -> Self {
        let text = one_line_of(message.unwrap_or_default());
        let (wrong, fix) = match text.split_once("Fix:") {
            Some((wrong, fix)) => (wrong, fix),
            None => (text.as_str(), ""),
        };
        let clean = |text: &str| text.trim().trim_matches(';').trim().trim_end_matches('.').to_owned();
        let wrong = wrong.trim().trim_start_matches(';').trim();
        Self { wrong: clean(wrong.strip_prefix("Violation:").unwrap_or(wrong)), fix: clean(fix) }
    }
}

fn one_line_of(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    one_line(&lines.collect::<Vec<_>>().join(" "))
}

/// Returns what a failed clause saw and what it expected: `` `CidrIp` is `0.0.0.0/0`, expected anything else ``.
///
/// - Input: the clause, the tree that it was held against, the logical id of the resource that it is about, and the words of
///   the clause itself for what has no better ones.
pub(crate) fn seen_and_expected(check: &ClauseCheck, root: &Node, resource: &str, context: &str) -> String {
    match check {
        ClauseCheck::Resolved { from, to, comparison } => {
            let literals: Vec<&Literal> = to.iter().collect();
            format!("{}, expected {}", seen(root, &from.path, resource), expected(comparison, &literals))
        }
        ClauseCheck::InResolved { from, to, comparison } => {
            let literals: Vec<&Literal> = to.iter().collect();
            format!("{}, expected {}", seen(root, &from.path, resource), expected(comparison, &literals))
        }
        ClauseCheck::UnResolved { value, comparison } => {
            let name = missing(&value.traversed_to.path, &value.remaining_query, resource);
            match comparison {
                Comparison(operator, true) if operator == "Exists" => format!("`{name}` cannot be reached"),
                Comparison(operator, false) if operator == "Exists" => format!("`{name}` is missing"),
                _ => format!("`{name}` is missing, expected `{}`", clause_words(context)),
            }
        }
        ClauseCheck::UnResolvedContext(words) => match rule_name_of(context) {
            Some(rule) => format!("rule `{rule}`, on which it depends, does not come out as it has to"),
            None => format!("the template does not meet `{}`", clause_words(words)),
        },
    }
}

/// Returns what a block over a missing value saw.
pub(crate) fn missing_value(path: &str, remaining: &str, resource: &str) -> String {
    format!("`{}` is missing", missing(path, remaining, resource))
}

/// Returns the name of the rule that a clause depends on, which its context says: `Rule(NAME@Location[...])`.
pub(crate) fn rule_name_of(context: &str) -> Option<&str> {
    let rest = context.trim().strip_prefix("Rule(")?;
    rest.split_once('@').map(|(name, _)| name)
}

/// Returns the words of a clause as a message shows them, blanks folded.
pub(crate) fn clause_words(context: &str) -> String {
    one_line(context).replace("[*]", "").replace("EQUALS", "==").replace("not ==", "!=")
}

fn missing(path: &str, remaining: &str, resource: &str) -> String {
    let known = places::property(path, resource);
    let remaining = remaining.replace("[*]", "");
    let remaining = one_line(remaining.trim_start_matches("Properties."));
    if known.is_empty() { remaining } else { format!("{known}.{remaining}") }
}

fn seen(root: &Node, path: &str, resource: &str) -> String {
    let property = match places::property(path, resource) {
        property if !property.is_empty() => format!("`{property}`"),
        _ if !resource.is_empty() => format!("`{resource}`"),
        _ => "a value that the rule works out".to_owned(),
    };
    match places::find(root, path) {
        Some(place) => format!("{property} is {}", value_words(place.node)),
        None => format!("{property} is not as it has to be"),
    }
}

fn value_words(node: &Node) -> String {
    use netloom_cfn::read::Value as Seen;
    match &node.value {
        Seen::Null => "empty".to_owned(),
        Seen::List(items) if items.is_empty() => "an empty list".to_owned(),
        Seen::Map(entries) if entries.is_empty() => "an empty mapping".to_owned(),
        Seen::Text(text) | Seen::Number(text) => format!("`{}`", one_line(text)),
        _ => format!("`{}`", shortened(&view::to_json(node))),
    }
}

fn expected(Comparison(operator, is_not): &Comparison, literals: &[&Literal]) -> String {
    let values: Vec<String> = literals.iter().map(|literal| literal_words(&literal.value)).collect();
    let values = shortened(&values.join(", "));
    let words = match (operator.as_str(), is_not) {
        ("Eq", false) => return values,
        ("Eq", true) => return format!("anything but {values}"),
        ("In", false) => return format!("one of {values}"),
        ("In", true) => return format!("none of {values}"),
        ("Gt", _) => return format!("more than {values}"),
        ("Ge", _) => return format!("{values} or more"),
        ("Lt", _) => return format!("less than {values}"),
        ("Le", _) => return format!("{values} or less"),
        ("Exists", false) => "a value",
        ("Exists", true) => "none",
        ("Empty", false) => "nothing in it",
        ("Empty", true) => "something in it",
        ("IsString", _) => "a text",
        ("IsList", _) => "a list",
        ("IsMap", _) => "a mapping",
        ("IsBool", _) => "true or false",
        ("IsInt", _) => "a whole number",
        ("IsFloat", _) => "a number with a fraction",
        ("IsNull", _) => "null",
        _ => return format!("{operator} {values}"),
    };
    let is_type = operator.starts_with("Is");
    if is_type && *is_not { format!("anything but {words}") } else { words.to_owned() }
}

fn literal_words(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", one_line(text)),
        Value::Array(items) => items.iter().map(literal_words).collect::<Vec<_>>().join(", "),
        other => format!("`{}`", one_line(&other.to_string())),
    }
}
