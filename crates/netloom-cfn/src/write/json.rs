//! JSON with two spaces per level.

use serde_json::Value;

/// Returns `value` as JSON, keys in their order, with a line end at the end.
pub(crate) fn to_json(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_order_of_keys_and_ends_with_a_line_end() {
        assert_eq!(
            to_json(&serde_json::json!({ "b": 1, "a": [] })),
            "{\n  \"b\": 1,\n  \"a\": []\n}\n"
        );
    }
}
