//! Text for Markdown as GitHub writes it, in paragraphs, list items and cells of tables.
//!
//! # Source
//! GitHub Flavored Markdown Spec 0.29: "Backslash escapes", "Code spans", "Tables (extension)",
//! "Autolinks (extension)", "Disallowed Raw HTML (extension)"; GitHub Docs, "Basic writing and
//! formatting syntax": mentions and references.

use super::terminal_text;

/// What stands behind an `@` or `#` so that it mentions no user and no issue: a space without width.
const APART: char = '\u{200b}';

/// Returns a sentence: what stands between backticks as code, everything else as plain words.
///
/// The backticks are those of netloom's own messages around names. Where a name has some of its
/// own, other parts become code; all of them stay text.
#[must_use]
pub fn markdown_text(text: &str) -> String {
    let text = terminal_text(text);
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some((words, behind)) = rest.split_once('`') {
        match behind.split_once('`') {
            Some((code, after)) => {
                plain(words, out.is_empty(), &mut out);
                out.push_str(&markdown_code(code));
                rest = after;
            }
            None => break,
        }
    }
    plain(rest, out.is_empty(), &mut out);
    out
}

/// Returns a name or a value as code: between more backticks than it has, on one line.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let text = terminal_text(text);
    let text = text.trim();
    if text.is_empty() {
        return "` `".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A bar ends a cell of a table even in a code span, and a backslash before it is no help where
    // one stands already.
    if text.contains('|') {
        let mut out = String::from("<code>");
        plain(text, false, &mut out);
        out.push_str("</code>");
        return out;
    }
    // A space on both sides is taken off again by whatever renders it.
    let apart = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{apart}{text}{apart}{fence}")
}

/// Writes words without any markup.
///
/// - `is_start`: whether they may be the beginning of a line.
fn plain(words: &str, is_start: bool, out: &mut String) {
    let mut first_word = is_start;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let rest = words.get(at + c.len_utf8()..).unwrap_or_default();
        let is_word_next = rest.starts_with(char::is_alphanumeric);
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            // Within a word it is no emphasis.
            '_' if before.is_alphanumeric() && is_word_next => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '!' => out.extend(['\\', c]),
            '@' => out.extend([c, APART]),
            '#' => out.extend(['\\', c, APART]),
            ':' if rest.starts_with("//") => out.extend(['\\', c]),
            '.' if is_web_host(words.get(..at).unwrap_or_default()) => out.extend(['\\', c]),
            '-' | '+' | '=' | '.' | ')' if first_word && !is_word_next => out.extend(['\\', c]),
            other => out.push(other),
        }
        // `1.`, `1)`, `-` and `+` begin a list only before anything else.
        first_word &= c.is_ascii_digit() || c == ' ';
        before = c;
    }
}

/// Whether these words end in the `www` of a link.
fn is_web_host(words: &str) -> bool {
    words
        .len()
        .checked_sub(3)
        .and_then(|at| words.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_no_markup() {
        assert_eq!(markdown_text("# x"), "\\#\u{200b} x");
        assert_eq!(
            markdown_text("![a](http://b) <img> @c"),
            "\\!\\[a\\](http\\://b) &lt;img&gt; @\u{200b}c"
        );
        assert_eq!(markdown_text("a | b\n- c"), "a &#124; b\\\\u{a}- c");
        assert_eq!(markdown_text("- a-b 10.0.0.0/8"), "\\- a-b 10.0.0.0/8");
        assert_eq!(markdown_text("-3.65 _a_ A_B"), "-3.65 \\_a\\_ A_B");
        assert_eq!(markdown_text("1. a"), "1\\. a");
        assert_eq!(markdown_text("10.0.0.0/8 of www.x.y"), "10.0.0.0/8 of www\\.x.y");
    }

    #[test]
    fn names_are_code_whatever_they_hold() {
        assert_eq!(markdown_text("`A` to `b|<c>`"), "`A` to <code>b&#124;&lt;c&gt;</code>");
        assert_eq!(markdown_text("a ` b"), "a \\` b");
        assert_eq!(markdown_code("a``b`"), "``` a``b` ```");
        assert_eq!(markdown_code(""), "` `");
        assert_eq!(markdown_code("@me <b>"), "`@me <b>`");
    }
}
