//! Tags: `!!str` and its like, which PyYAML's safe loader knows, and all others, which it refuses.

use netloom_diag::{Diagnostic, Span};
use netloom_yaml::Tag;

use super::codes;
use super::scalar::{Value, parse_float, parse_int, resolve_plain};

/// Returns the name of a tag of YAML itself, empty for the tag `!`; `None` for any other tag.
pub(super) fn tag_name(tag: &Tag) -> Option<&str> {
    if tag.name == "!" { Some("") } else { tag.name.strip_prefix("tag:yaml.org,2002:") }
}

/// Returns what a scalar with a tag means, `None` when the tag is unknown or the text does not fit
/// it.
pub(super) fn tagged_value(tag: &Tag, text: &str) -> Option<Value> {
    match tag_name(tag)? {
        "str" => Some(Value::Text),
        "null" => Some(Value::Null),
        "bool" => match resolve_plain(&text.to_ascii_lowercase()) {
            value @ Value::Bool(_) => Some(value),
            _ => None,
        },
        "int" => parse_int(text).map(Value::Int),
        #[expect(clippy::cast_precision_loss, reason = "a float is what the tag asks for")]
        "float" => parse_float(text)
            .or_else(|| parse_int(text).map(|number| number as f64))
            .map(Value::Float),
        "timestamp" => Some(Value::Timestamp).filter(|value| resolve_plain(text) == *value),
        _ => None,
    }
}

/// Returns the finding for a tag that is unknown or does not fit `text`.
pub(super) fn unsupported_tag(tag: &Tag, text: &str, span: Span) -> Diagnostic {
    let finding = match tag_name(tag) {
        Some(name @ ("str" | "null" | "bool" | "int" | "float" | "timestamp" | "map" | "seq")) => {
            Diagnostic::new(
                &codes::UNSUPPORTED_TAG,
                span,
                format!("`{text}` does not fit the tag `!!{name}`"),
            )
        }
        Some(name) => Diagnostic::new(
            &codes::UNSUPPORTED_TAG,
            span,
            format!("tag `!!{name}` has no use in a cluster configuration"),
        ),
        None => {
            let message = format!("ParallelCluster does not know the tag `{}`", tag.name);
            Diagnostic::new(&codes::UNSUPPORTED_TAG, span, message)
        }
    };
    finding.help("leave the tag out")
}
