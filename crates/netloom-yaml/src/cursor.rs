//! A place in a text: what stands there, and how the lines and columns are counted up to it.

/// A place in a text. The end of the text reads as NUL, which no file contains that is read.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    index: usize,
    line: usize,
    column: usize,
}

/// What [`Cursor::peek`] returns behind the last character.
pub(crate) const END: char = '\0';

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, index: 0, line: 0, column: 0 }
    }

    /// Returns the byte at which the place is.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Returns how many characters precede the place.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn column(&self) -> usize {
        self.column
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> char {
        self.rest().chars().next().unwrap_or(END)
    }

    pub(crate) fn peek_nth(&self, n: usize) -> char {
        self.rest().chars().nth(n).unwrap_or(END)
    }

    pub(crate) fn starts_with(&self, prefix: &str) -> bool {
        self.rest().starts_with(prefix)
    }

    /// Returns whether the marker of a document stands here: three dashes or dots and a space.
    pub(crate) fn is_at_marker(&self) -> bool {
        (self.starts_with("---") || self.starts_with("...")) && is_blank_or_end(self.peek_nth(3))
    }

    /// Goes on by one character and returns it.
    pub(crate) fn advance(&mut self) -> char {
        let Some(passed) = self.rest().chars().next() else { return END };
        self.at += passed.len_utf8();
        self.index += 1;
        let is_half_a_break = passed == '\r' && self.peek() == '\n';
        if is_break(passed) && !is_half_a_break {
            self.line += 1;
            self.column = 0;
        } else if passed != '\u{feff}' {
            self.column += 1;
        }
        passed
    }

    /// Goes on as long as characters are of a kind, and returns them.
    pub(crate) fn advance_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'t str {
        let start = self.at;
        while self.peek() != END && is_wanted(self.peek()) {
            self.advance();
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Goes on behind the line break that stands here, and returns what it is in a value: a line
    /// feed, but for the two separators of Unicode, which stay what they are.
    pub(crate) fn take_break(&mut self) -> Option<char> {
        let first = self.peek();
        if !is_break(first) {
            return None;
        }
        if self.starts_with("\r\n") {
            self.advance();
        }
        self.advance();
        Some(if matches!(first, '\u{2028}' | '\u{2029}') { first } else { '\n' })
    }
}

/// Returns whether a character ends a line.
///
/// # Source
/// YAML 1.1, section 4.2, "Line Break Characters".
pub(crate) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(crate) fn is_break_or_end(c: char) -> bool {
    c == END || is_break(c)
}

/// Returns whether a character parts what stands around it: a space, a tab, the end of a line or of
/// the text.
pub(crate) fn is_blank_or_end(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_break_or_end(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_yaml_1_1_ends_them() {
        let mut cursor = Cursor::new("a\r\nb\rc\u{85}d\u{2028}\u{feff}e");
        let mut breaks = Vec::new();
        while cursor.peek() != END {
            match cursor.take_break() {
                Some(character) => breaks.push(character),
                None => {
                    cursor.advance();
                }
            }
        }
        assert_eq!(breaks, ['\n', '\n', '\n', '\u{2028}']);
        assert_eq!((cursor.line(), cursor.column()), (4, 1));
    }
}
