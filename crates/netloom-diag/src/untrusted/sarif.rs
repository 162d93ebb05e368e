//! Text for messages of SARIF.

use super::terminal_text;

/// Returns a text for `message.text`: neither links nor placeholders, which the format has in plain
/// text, too.
///
/// # Source
/// OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections 3.11.5,
/// "Messages with placeholders" (a brace is doubled), and 3.11.6, "Messages with embedded links" (a
/// bracket has a backslash before it).
#[must_use]
pub fn sarif_text(text: &str) -> String {
    let text = text.split('\n').map(terminal_text).collect::<Vec<_>>().join("\n");
    let text =
        if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text };
    if has_placeholder(&text) { text.replace('{', "{{").replace('}', "}}") } else { text }
}

fn has_placeholder(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| {
        rest.split_once('}').is_some_and(|(inside, _)| {
            !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_placeholders_are_inert() {
        assert_eq!(sarif_text("[x](http://h)"), "\\[x\\](http://h)");
        assert_eq!(sarif_text("a {0} b"), "a {{0}} b");
        assert_eq!(sarif_text("a {from: x} [b]"), "a {from: x} [b]");
    }
}
