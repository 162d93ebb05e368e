//! Scalars without quotes.

use super::Scanner;
use crate::cursor::{is_blank_or_end, is_break};
use crate::token::{Fault, Kind, Style, Token};

impl Scanner<'_> {
    /// Scans a plain scalar: words with spaces between them, over several lines as long as these
    /// are deeper than the block around them.
    ///
    /// In brackets, `,`, `?`, brackets and a colon before one of them end it.
    pub(super) fn scan_plain(&mut self) -> Result<Token, Fault> {
        let start = self.cursor.at();
        let indent = self.indent.map_or(0, |indent| indent + 1);
        let (mut text, mut spaces, mut end) = (String::new(), String::new(), start);
        while self.cursor.peek() != '#' {
            let n_before = text.len();
            text.push_str(&spaces);
            let n_with_spaces = text.len();
            self.plain_word(&mut text);
            if text.len() == n_with_spaces {
                text.truncate(n_before);
                break;
            }
            self.is_key_allowed = false;
            end = self.cursor.at();
            spaces = self.plain_spaces(indent)?;
            if spaces.is_empty() || !self.is_in_flow() && self.cursor.column() < indent {
                break;
            }
        }
        Ok(Token { kind: Kind::Scalar { text, style: Style::Plain }, range: start..end })
    }

    fn plain_word(&mut self, text: &mut String) {
        let is_in_flow = self.is_in_flow();
        loop {
            let c = self.cursor.peek();
            let next = self.cursor.peek_nth(1);
            let ends_key = c == ':'
                && (is_blank_or_end(next)
                    || is_in_flow && matches!(next, ',' | '[' | ']' | '{' | '}'));
            let ends_item = is_in_flow && matches!(c, ',' | '?' | '[' | ']' | '{' | '}');
            if is_blank_or_end(c) || ends_key || ends_item {
                return;
            }
            text.push(self.cursor.advance());
        }
    }

    /// Goes on behind the spaces and line breaks between two words, and returns what they are in
    /// the value; nothing where the scalar ends.
    fn plain_spaces(&mut self, indent: usize) -> Result<String, Fault> {
        let mut spaces = String::new();
        while matches!(self.cursor.peek(), ' ' | '\t') {
            if self.cursor.peek() == '\t' {
                self.note_tab();
            }
            spaces.push(self.cursor.advance());
        }
        let Some(line_break) = self.cursor.take_break() else { return Ok(spaces) };
        self.is_key_allowed = true;
        let mut breaks = String::new();
        loop {
            if self.cursor.column() == 0 && self.cursor.is_at_marker() {
                return Ok(String::new());
            }
            self.skip_plain_indent(indent)?;
            match self.cursor.peek() {
                c if is_break(c) => breaks.extend(self.cursor.take_break()),
                _ => break,
            }
        }
        Ok(folded(line_break, &breaks))
    }

    fn skip_plain_indent(&mut self, indent: usize) -> Result<(), Fault> {
        loop {
            match self.cursor.peek() {
                ' ' => {}
                '\t' if self.cursor.column() < indent => {
                    return Err(self.fault("a tab stands where YAML accepts only spaces"));
                }
                '\t' => self.note_tab(),
                _ => return Ok(()),
            }
            self.cursor.advance();
        }
    }
}

/// Returns what a line break and the blank lines behind it are in a value: a single line feed is a
/// space.
pub(super) fn folded(line_break: char, breaks: &str) -> String {
    if line_break != '\n' {
        format!("{line_break}{breaks}")
    } else if breaks.is_empty() {
        " ".to_owned()
    } else {
        breaks.to_owned()
    }
}
