//! JSON that is the value of a text, such as a policy that an answer of AWS has in quotes.

use netloom_diag::Span;
use serde_json::Value as Json;

use crate::{Entry, Node, Value};

/// Returns what a text is as JSON, every part of it at the place of the text; `None` where it is no
/// JSON.
///
/// ```
/// use netloom_diag::Span;
/// use netloom_template::json_text;
///
/// let policy = json_text(r#"{"Statement": []}"#, Span::default()).expect("it is JSON");
/// assert!(policy.get("Statement").is_some());
/// assert!(json_text("no policy", Span::default()).is_none());
/// ```
#[must_use]
pub fn json_text(text: &str, span: Span) -> Option<Node> {
    serde_json::from_str(text).ok().map(|json| node_of(json, span))
}

fn node_of(json: Json, span: Span) -> Node {
    match json {
        Json::Null => Node { span, value: Value::Null },
        Json::Bool(value) => Node { span, value: Value::Bool(value) },
        Json::Number(number) => Node { span, value: Value::Number(number.to_string()) },
        Json::String(text) => Node::text(&text, span),
        Json::Array(items) => {
            Node::list(items.into_iter().map(|item| node_of(item, span)).collect(), span)
        }
        Json::Object(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| Entry::new(&key, node_of(value, span), span));
            Node::map(entries.collect(), span)
        }
    }
}
