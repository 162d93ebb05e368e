//! Scalars in quotes. Indentation has no meaning in them.

use super::Scanner;
use super::plain::folded;
use crate::cursor::{END, is_blank_or_end, is_break};
use crate::token::{Fault, Kind, Style, Token};

impl Scanner<'_> {
    pub(super) fn scan_quoted(&mut self) -> Result<Token, Fault> {
        let start = self.cursor.at();
        let quote = self.cursor.advance();
        let mut text = String::new();
        self.quoted_word(quote, &mut text)?;
        while self.cursor.peek() != quote {
            self.quoted_spaces(start, &mut text)?;
            self.quoted_word(quote, &mut text)?;
        }
        self.cursor.advance();
        let style = if quote == '"' { Style::DoubleQuoted } else { Style::SingleQuoted };
        Ok(Token { kind: Kind::Scalar { text, style }, range: start..self.cursor.at() })
    }

    fn quoted_word(&mut self, quote: char, text: &mut String) -> Result<(), Fault> {
        loop {
            text.push_str(
                self.cursor
                    .advance_while(|c| !is_blank_or_end(c) && !matches!(c, '\'' | '"' | '\\')),
            );
            match self.cursor.peek() {
                '\'' if quote == '\'' && self.cursor.peek_nth(1) == '\'' => {
                    self.cursor.advance();
                    text.push(self.cursor.advance());
                }
                '\\' if quote == '"' => self.escape(text)?,
                c if c != quote && matches!(c, '\'' | '"' | '\\') => {
                    text.push(self.cursor.advance());
                }
                _ => return Ok(()),
            }
        }
    }

    /// Spaces and line breaks between two words.
    fn quoted_spaces(&mut self, start: usize, text: &mut String) -> Result<(), Fault> {
        let spaces = self.cursor.advance_while(|c| matches!(c, ' ' | '\t'));
        if self.cursor.peek() == END {
            let message = "the quote that begins here is not closed";
            return Err(Fault { at: start, message: message.to_owned() });
        }
        match self.cursor.take_break() {
            None => text.push_str(spaces),
            Some(line_break) => {
                let breaks = self.quoted_breaks()?;
                text.push_str(&folded(line_break, &breaks));
            }
        }
        Ok(())
    }

    /// Blank lines, and the indentation of the line behind them.
    fn quoted_breaks(&mut self) -> Result<String, Fault> {
        let mut breaks = String::new();
        loop {
            if self.cursor.is_at_marker() {
                return Err(self.fault("the marker of a document stands inside of quotes"));
            }
            self.cursor.advance_while(|c| matches!(c, ' ' | '\t'));
            match self.cursor.take_break() {
                Some(line_break) => breaks.push(line_break),
                None => return Ok(breaks),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Fault> {
        let at = self.cursor.at();
        self.cursor.advance();
        let c = self.cursor.peek();
        // A backslash at the end of a line joins it with the next one, without a space.
        if is_break(c) {
            self.cursor.take_break();
            text.push_str(&self.quoted_breaks()?);
            return Ok(());
        }
        if let Some(meaning) = escaped(c) {
            self.cursor.advance();
            text.push(meaning);
            return Ok(());
        }
        let n_digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => {
                let message = format!("`\\{}` is no escape of YAML", c.escape_default());
                return Err(Fault { at, message });
            }
        };
        self.cursor.advance();
        let mut code = 0_u32;
        for _ in 0..n_digits {
            let Some(digit) = self.cursor.peek().to_digit(16) else {
                return Err(self.fault(format!("`\\{c}` needs {n_digits} hexadecimal digits")));
            };
            code = code.wrapping_shl(4) | digit;
            self.cursor.advance();
        }
        match char::from_u32(code) {
            Some(character) => text.push(character),
            // Half of a surrogate pair, or beyond the last character: Rust's texts have neither, and
            // PyYAML refuses the second.
            None => {
                let message = format!("U+{code:04X} is no character by itself");
                return Err(Fault { at, message });
            }
        }
        Ok(())
    }
}

/// What a backslash and a letter mean.
///
/// # Source
/// YAML 1.1, section 5.6, "Escape Sequences"; `\/` is of YAML 1.2, and PyYAML reads it.
fn escaped(c: char) -> Option<char> {
    Some(match c {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' | '"' | '\\' | '/' => c,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}
