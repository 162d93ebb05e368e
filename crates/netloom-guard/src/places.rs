//! Paths of the engine, such as `/Resources/Vpc/Properties/Tags/0`, as places of the template's text.

use netloom_cfn::read::{Node, Value};
use netloom_diag::Span;

/// Returns the place of a path, or of as much of it as the text has.
pub(crate) fn place_of(root: &Node, path: &str) -> Span {
    let mut node = root;
    let mut span = root.span;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let next = match &node.value {
            Value::Map(entries) => {
                entries.iter().find(|entry| entry.key == part).map(|entry| (entry.key_span, &entry.node))
            }
            Value::List(items) => {
                part.parse().ok().and_then(|place: usize| items.get(place)).map(|item| (item.span, item))
            }
            _ => None,
        };
        // What functions hide from the text ends the path.
        let Some((at, inner)) = next else { break };
        span = if matches!(inner.value, Value::Map(_) | Value::List(_)) { at } else { inner.span };
        node = inner;
    }
    span
}

/// Returns the logical id that a path begins with.
pub(crate) fn resource_of(path: &str) -> Option<&str> {
    path.strip_prefix("/Resources/")?.split('/').next()
}
