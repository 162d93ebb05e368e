//! JSON on a terminal.

use super::is_unsafe;

/// Returns a JSON document in which every character that a terminal would obey is an escape of
/// JSON; it says the same.
///
/// JSON itself demands escapes for U+0000 to U+001F only; U+009B or U+202E may stand in a text as
/// they are.
#[must_use]
pub fn json_document(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // Outside of texts a document has no unsafe character but line ends and spaces.
        if is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t') {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_the_same() {
        let value =
            serde_json::json!({"a\u{9b}": "\u{202e}\u{e0041}\u{1b}\n", "b": ["ü", "\u{7f}"]});
        let text = json_document(&format!("{value:#}"));
        assert!(!text.chars().any(|c| is_unsafe(c) && c != '\n'), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
