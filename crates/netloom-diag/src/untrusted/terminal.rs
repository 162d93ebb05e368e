//! Text for terminals and logs.

use std::borrow::Cow;

/// Returns whether a character does something other than stand in its place: moves the cursor,
/// starts a command of the terminal, breaks the line, turns the direction of writing, or is not
/// seen at all.
///
/// # Source
/// ECMA-48, "Control Functions for Coded Character Sets": C0, DEL and C1. Unicode Standard Annex 9,
/// "Unicode Bidirectional Algorithm", section 2: the explicit directional marks. Unicode Standard,
/// section 23.7, "Noncharacters".
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{e0000}'..='\u{e0fff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// Returns a text for one line of a terminal or log, with `\u{…}` in the place of what would not
/// stay in its place.
///
/// Nor is a line of it a command to the runner of GitHub Actions, which reads logs: `##[…]`
/// anywhere, `::word` at the beginning.
#[must_use]
pub fn terminal_text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) && !text.contains("##[") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if is_unsafe(c) || starts_command(before, rest) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        before = c;
    }
    Cow::Owned(out)
}

/// The same for a text of several lines, whose line ends stay.
#[must_use]
pub fn terminal_lines(text: &str) -> String {
    text.split('\n').map(terminal_text).collect::<Vec<_>>().join("\n")
}

/// Whether the runner would read a command here, were it the beginning of a line.
///
/// An IPv6 address such as `::1` or `::ffff:0:0` is none: the names of commands have letters that
/// are no hexadecimal digits.
///
/// # Source
/// actions/runner, `src/Runner.Common/ActionCommand.cs`, `TryParse` and `TryParseV2`.
fn starts_command(before: char, rest: &str) -> bool {
    if rest.starts_with("##[") {
        return true;
    }
    let is_first = before.is_whitespace() || before.is_control();
    let Some(name) = rest.strip_prefix("::").filter(|_| is_first) else { return false };
    let name =
        name.split(|c: char| !c.is_ascii_alphabetic() && c != '-').next().unwrap_or_default();
    name.chars().any(|c| !c.is_ascii_hexdigit())
}

/// A text of a file for a frame with its lines, and where its bytes went.
#[derive(Clone, Debug)]
pub(crate) struct EscapedSource<'a> {
    pub(crate) text: Cow<'a, str>,
    /// What was escaped: the offset behind it in the file, and how many bytes longer the text is up
    /// to there; sorted.
    shifts: Vec<(usize, usize)>,
}

/// Returns a text of a file with everything unsafe escaped but line ends and tabs; a carriage return
/// that ends a line by itself becomes a line feed.
pub(crate) fn escaped_source(text: &str) -> EscapedSource<'_> {
    let mut out: Option<String> = None;
    let mut shifts = Vec::new();
    let mut grown = 0;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let is_layout = matches!(c, '\n' | '\t') || rest.starts_with("\r\n");
        if c == '\r' && !is_layout {
            out.get_or_insert_with(|| text.get(..at).unwrap_or_default().to_owned()).push('\n');
            continue;
        }
        let is_escaped = (is_unsafe(c) && !is_layout) || rest.starts_with("##[");
        if is_escaped {
            let out = out.get_or_insert_with(|| text.get(..at).unwrap_or_default().to_owned());
            let n_before = out.len();
            out.extend(c.escape_unicode());
            grown += out.len() - n_before - c.len_utf8();
            shifts.push((at + c.len_utf8(), grown));
        } else if let Some(out) = &mut out {
            out.push(c);
        }
    }
    EscapedSource { text: out.map_or(Cow::Borrowed(text), Cow::Owned), shifts }
}

impl EscapedSource<'_> {
    /// Returns where the byte at an offset of the file is in the text.
    pub(crate) fn offset(&self, offset: usize) -> usize {
        let n_before = self.shifts.partition_point(|(behind, _)| *behind <= offset);
        let grown = n_before
            .checked_sub(1)
            .and_then(|last| self.shifts.get(last))
            .map_or(0, |(_, grown)| *grown);
        offset + grown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(terminal_text(text), expected);
    }

    #[test]
    fn what_moves_the_cursor_or_turns_the_text_is_shown() {
        check("a\u{1b}[2J", "a\\u{1b}[2J");
        check("\u{7}\u{9b}\u{7f}", "\\u{7}\\u{9b}\\u{7f}");
        check("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}");
        check("a\nb\r\tc", "a\\u{a}b\\u{d}\\u{9}c");
        check("\u{feff}\u{2028}\u{fffe}\u{e0041}", "\\u{feff}\\u{2028}\\u{fffe}\\u{e0041}");
        check("zürich → 網 🛑", "zürich → 網 🛑");
    }

    #[test]
    fn no_line_is_a_command_of_the_runner() {
        check("::error::x.yaml:1:1", "\\u{3a}:error::x.yaml:1:1");
        check("x ::add-mask::y", "x \\u{3a}:add-mask::y");
        check("# ##[stop-commands]x", "# \\u{23}#[stop-commands]x");
        check(
            "AWS::EC2::VPC from ::/0, ::1 and ::ffff:0:0",
            "AWS::EC2::VPC from ::/0, ::1 and ::ffff:0:0",
        );
    }

    #[test]
    fn offsets_follow_the_text() {
        let text = "a\u{1b}b\u{202e}c\r\nd\re";
        let shown = escaped_source(text);
        assert_eq!(shown.text, "a\\u{1b}b\\u{202e}c\r\nd\ne");
        for c in ['a', 'b', 'c', 'd', 'e'] {
            let (from, to) =
                (text.find(c).expect("it is there"), shown.text.rfind(c).expect("it is there"));
            assert!(shown.offset(from) == to || c == 'b' || c == 'd', "{c}");
        }
        assert_eq!(shown.text.get(shown.offset(2)..), Some("b\\u{202e}c\r\nd\ne"));
        assert_eq!(shown.offset(text.len()), shown.text.len());
    }
}
