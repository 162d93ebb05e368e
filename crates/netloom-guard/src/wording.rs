//! What was seen and what was expected, in words.

use netloom_template::Node;
use serde_json::Value;

use crate::outcome::{ClauseCheck, Comparison, Literal};
use crate::places::Places;
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
    /// Reads a message, of which the registry's form is `Violation: ...` and `Fix: ...` on lines of
    /// their own, and that of AWS Control Tower `[CT.EC2.PR.3]: ...` and `[FIX]: ...`.
    ///
    /// cfn-guard puts semicolons in place of the line ends of some messages.
    pub(crate) fn of(message: Option<&str>) -> Self {
        let text = one_line_of(message.unwrap_or_default());
        let parts = ["[FIX]:", "Fix:"].iter().find_map(|mark| text.split_once(mark));
        let (wrong, fix) = parts.unwrap_or((text.as_str(), ""));
        let clean =
            |text: &str| text.trim().trim_matches(';').trim().trim_end_matches('.').to_owned();
        let wrong = wrong.trim().trim_start_matches(';').trim();
        Self { wrong: clean(wrong.strip_prefix("Violation:").unwrap_or(wrong)), fix: clean(fix) }
    }

    /// Itself, or the other one when it says nothing.
    pub(crate) fn or(self, other: &Self) -> Self {
        if self == Self::default() { other.clone() } else { self }
    }
}

/// The advice of a rule is cut here: it may be a paragraph, and not a book.
const MAX_ADVICE_CHARS: usize = 1000;

/// Returns the message in one line, spaces folded.
fn one_line_of(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(MAX_ADVICE_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Returns what a failed clause saw and what it expected: `` `CidrIp` is `0.0.0.0/0`, expected
/// anything else ``.
///
/// - Input: the clause, the values that it was held against, and the words of the clause itself for
///   what has no better ones.
pub(crate) fn seen_and_expected(check: &ClauseCheck, places: &Places<'_>, context: &str) -> String {
    match check {
        // The form of many rules: gather what is wrong, and expect that to be empty.
        ClauseCheck::Resolved { from, comparison: Comparison(operator, false), .. }
            if operator == "Empty" && is_whole_resource(places, &from.path) =>
        {
            format!(
                "it is one of `{}`, expected none",
                clause_words(context).trim_end_matches(" EMPTY")
            )
        }
        ClauseCheck::Resolved { from, to, comparison } => {
            compared(places, &from.path, comparison, to.as_slice())
        }
        ClauseCheck::InResolved { from, to, comparison } => {
            compared(places, &from.path, comparison, to)
        }
        ClauseCheck::UnResolved { value, comparison } => {
            let name = missing(places, &value.traversed_to.path, &value.remaining_query);
            match comparison {
                Comparison(operator, true) if operator == "Exists" => {
                    format!("`{name}` cannot be reached")
                }
                Comparison(operator, false) if operator == "Exists" => {
                    format!("`{name}` is missing")
                }
                _ => format!("`{name}` is missing, expected `{}`", clause_words(context)),
            }
        }
        ClauseCheck::UnResolvedContext(words) => match rule_name_of(context) {
            Some(rule) => {
                format!("rule `{rule}`, on which it depends, does not come out as it has to")
            }
            None => format!("the template does not meet `{}`", clause_words(words)),
        },
    }
}

/// Returns what a block over a missing value saw.
pub(crate) fn missing_value(places: &Places<'_>, path: &str, remaining: &str) -> String {
    format!("`{}` is missing", missing(places, path, remaining))
}

/// Returns what is at the core of an error of cfn-guard, and the path of the value that it is
/// about, when it names one.
///
/// Its errors are sentences around a core in backticks; the values in them carry their path and a
/// position, `at /Resources/A/Type[L:0,C:29]`.
pub(crate) fn core_of(error: &str) -> (String, &str) {
    let is_sentence = error.starts_with(char::is_uppercase);
    let inner =
        error.split_once('`').and_then(|(_, rest)| rest.rsplit_once('`')).map(|(core, _)| core);
    let core = inner.filter(|_| is_sentence).unwrap_or(error);
    let at =
        core.split_once(" at /").and_then(|(words, rest)| Some((words, rest.split_once("[L:")?.0)));
    let start = core.len() - at.map_or(0, |(words, _)| core.len() - words.len());
    let path = at.map_or("", |(words, path)| {
        core.get(words.len() + 4..words.len() + 5 + path.len()).unwrap_or_default()
    });
    (one_line(core.get(..start).unwrap_or(core)), path)
}

/// Returns the name of the rule that a clause depends on, which its context says:
/// `Rule(NAME@Location[...])`.
pub(crate) fn rule_name_of(context: &str) -> Option<&str> {
    let rest = context.trim().strip_prefix("Rule(")?;
    rest.split_once('@').map(|(name, _)| name)
}

/// Returns the words of a clause as a message shows them, spaces folded.
pub(crate) fn clause_words(context: &str) -> String {
    one_line(context).replace("[*]", "").replace("EQUALS", "==").replace("not ==", "!=")
}

fn missing(places: &Places<'_>, path: &str, remaining: &str) -> String {
    let known = places.find(path).map(|place| place.property).unwrap_or_default();
    let without_items = remaining.replace("[*]", "");
    let rest = one_line(without_items.trim_start_matches("Properties."));
    if known.is_empty() { rest } else { format!("{known}.{rest}") }
}

fn is_whole_resource(places: &Places<'_>, path: &str) -> bool {
    places.find(path).is_some_and(|place| !place.resource.is_empty() && place.property.is_empty())
}

fn compared(
    places: &Places<'_>,
    path: &str,
    comparison: &Comparison,
    literals: &[Literal],
) -> String {
    use netloom_template::Value as Seen;
    let node = places
        .find(path)
        .map(|place| place.node)
        .filter(|node| !matches!(node.value, Seen::List(_) | Seen::Map(_)));
    let is_any = |is: fn(&Node, &Value) -> bool| {
        node.is_some_and(|node| {
            literals.iter().any(|literal| is_or_holds(node, &literal.value, is))
        })
    };
    let is_other_type = is_any(looks_like) && !is_any(is_same);
    format!(
        "{}, expected {}",
        seen(places, path, is_other_type),
        expected(comparison, literals, is_other_type)
    )
}

fn is_or_holds(node: &Node, literal: &Value, is: fn(&Node, &Value) -> bool) -> bool {
    match literal {
        Value::Array(items) => items.iter().any(|item| is_or_holds(node, item, is)),
        one => is(node, one),
    }
}

/// Returns whether a value shows as one of another type does: cfn-guard tells the text `true` from
/// the boolean.
fn looks_like(node: &Node, literal: &Value) -> bool {
    use netloom_template::Value as Seen;
    let (seen, literal_json) = (view::to_json(node), literal.to_string());
    match (&node.value, literal) {
        (Seen::Text(text), Value::Number(_) | Value::Bool(_)) => *text == literal_json,
        (Seen::Number(_) | Seen::Bool(_), Value::String(text)) => *text == seen,
        _ => false,
    }
}

fn is_same(node: &Node, literal: &Value) -> bool {
    let (seen, literal) = (view::to_json(node), literal.to_string());
    seen == literal
}

/// - `with_type`: whether to say of what type the value is.
fn seen(places: &Places<'_>, path: &str, with_type: bool) -> String {
    use netloom_template::Value as Seen;
    let Some(place) = places.find(path) else {
        return "a value that the rule works out is not as it has to be".to_owned();
    };
    let kind = match &place.node.value {
        _ if !with_type => "",
        Seen::Text(_) => "the text ",
        Seen::Number(_) => "the number ",
        Seen::Bool(_) => "the boolean ",
        _ => "",
    };
    let words = format!("{kind}{}", value_words(place.node));
    match place.property.as_str() {
        "" => format!("`{}` is {words}", place.resource),
        property => format!("`{property}` is {words}"),
    }
}

fn value_words(node: &Node) -> String {
    use netloom_template::Value as Seen;
    match &node.value {
        Seen::Null => "empty".to_owned(),
        Seen::List(items) if items.is_empty() => "an empty list".to_owned(),
        Seen::Map(entries) if entries.is_empty() => "an empty mapping".to_owned(),
        Seen::Text(text) | Seen::Number(text) => format!("`{}`", one_line(text)),
        Seen::List(items) if is_large(node) => format!("a list of {} items", items.len()),
        Seen::Map(entries) if is_large(node) => format!("a mapping of {} keys", entries.len()),
        _ => format!("`{}`", view::to_json(node)),
    }
}

/// Values of more signs than this are reported by their size.
const MAX_VALUE_BYTES: usize = 80;

/// A rough measure that does not write the value out: it may be a whole template.
fn is_large(node: &Node) -> bool {
    node.span.range().len() > MAX_VALUE_BYTES || view::to_json(node).len() > MAX_VALUE_BYTES
}

fn expected(
    Comparison(operator, is_not): &Comparison,
    literals: &[Literal],
    with_type: bool,
) -> String {
    let mut listed = Vec::new();
    literals.iter().for_each(|literal| literal_words(&literal.value, with_type, &mut listed));
    let values = shortened(&listed.join(", "));
    // Where English has a word for the opposite, it is used; only types are negated below.
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

/// Adds the words of a value, and those of each in a list, once.
fn literal_words(value: &Value, with_type: bool, words: &mut Vec<String>) {
    let (kind, text) = match value {
        Value::Array(items) => {
            return items.iter().for_each(|item| literal_words(item, with_type, words));
        }
        Value::String(text) => ("the text ", text.clone()),
        Value::Number(number) => ("the number ", number.to_string()),
        Value::Bool(is_true) => ("the boolean ", is_true.to_string()),
        other => ("", other.to_string()),
    };
    let one = format!("{}`{}`", if with_type { kind } else { "" }, one_line(&text));
    if !words.contains(&one) {
        words.push(one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, wrong: &str, fix: &str) {
        assert_eq!(
            Advice::of(Some(message)),
            Advice { wrong: wrong.to_owned(), fix: fix.to_owned() }
        );
    }

    #[test]
    fn the_registry_form_of_messages_is_taken_apart() {
        check("\n  Violation: SSH is open.\n  Fix: close it.\n", "SSH is open", "close it");
        check(";Violation: SSH is open;Fix: close it;", "SSH is open", "close it");
        check("Fix: close it", "", "close it");
    }

    #[test]
    fn any_other_message_says_what_is_wrong() {
        check("no SSH, please", "no SSH, please", "");
        check("  two\n   lines ", "two lines", "");
        check("", "", "");
    }

    #[test]
    fn the_core_of_an_error_is_found() {
        let error = "Error Types are incompatible `failed to convert: x at \
                     /Resources/A/Type[L:0,C:29]` when handling";
        assert_eq!(core_of(error), ("failed to convert: x".to_owned(), "/Resources/A/Type"));
        assert_eq!(core_of("No `core` here"), ("core".to_owned(), ""));
        assert_eq!(core_of("nothing"), ("nothing".to_owned(), ""));
    }

    #[test]
    fn the_rule_that_a_clause_depends_on_is_found() {
        assert_eq!(rule_name_of("Rule(OPEN@Location[file:x, line:18, column:2])"), Some("OPEN"));
        assert_eq!(rule_name_of(" %e not EMPTY "), None);
    }
}
