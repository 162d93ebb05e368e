//! Lists of keys and values, such as the attributes of load balancers and target groups.

use netloom_template::Node;

/// What such a list says of one key.
pub(super) enum Setting<'n> {
    /// This value, which may be unknown itself.
    Written(&'n Node),
    /// Nothing.
    Missing,
    /// It cannot be determined: the list, one of its keys or the value is not known.
    Unknown,
}

/// Looks a key up in a list of `Key` and `Value`.
///
/// - `list`: `None` for a list that is not written.
pub(super) fn setting<'n>(list: Option<&'n Node>, key: &str) -> Setting<'n> {
    let Some(list) = list.filter(|list| !list.is_absent()) else { return Setting::Missing };
    let Some(items) = list.as_list() else { return Setting::Unknown };
    let key_of = |item: &'n Node| item.get("Key").and_then(Node::as_text);
    match items.iter().find(|item| key_of(item).is_some_and(|own| own == key)) {
        Some(item) => item.get("Value").map_or(Setting::Unknown, Setting::Written),
        None if items.iter().any(|item| key_of(item).is_none()) => Setting::Unknown,
        None => Setting::Missing,
    }
}
