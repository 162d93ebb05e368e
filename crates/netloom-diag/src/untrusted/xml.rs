//! Text for XML 1.0.

use super::terminal_text;

/// Returns a text for the content of an element or for an attribute in double quotes.
///
/// Line ends stay; every other control character, and what XML does not have at all, such as
/// U+FFFE, is shown as `\u{…}`.
///
/// # Source
/// W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)", production 2, `Char`.
#[must_use]
pub fn xml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for c in terminal_text(line).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&apos;"),
                other => out.push(other),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_quotes_and_what_xml_does_not_have() {
        assert_eq!(
            xml_text("</a b=\"'\">&\u{fffe}\u{1}"),
            "&lt;/a b=&quot;&apos;&quot;&gt;&amp;\\u{fffe}\\u{1}"
        );
    }
}
