//! Anchors, aliases and tags.

use super::Scanner;
use crate::cursor::{END, is_blank_or_end, is_break_or_end};
use crate::token::{Fault, Kind, Token};

fn is_letter_of_names(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

impl Scanner<'_> {
    /// Scans `&name` or `*name`.
    ///
    /// # Source
    /// PyYAML 6.0.3, `Scanner.scan_anchor`: names of ASCII letters, digits, `-` and `_`.
    pub(super) fn scan_anchor(&mut self) -> Result<Token, Fault> {
        let start = self.cursor.at();
        let is_alias = self.cursor.advance() == '*';
        let name = self.cursor.advance_while(is_letter_of_names).to_owned();
        let next = self.cursor.peek();
        let is_ended =
            is_blank_or_end(next) || matches!(next, '?' | ':' | ',' | ']' | '}' | '%' | '@' | '`');
        if name.is_empty() || !is_ended {
            return Err(self.fault(format!(
                "the name of an {} has letters of ASCII, digits, `-` and `_`",
                if is_alias { "alias" } else { "anchor" }
            )));
        }
        let kind = if is_alias { Kind::Alias(name) } else { Kind::Anchor(name) };
        Ok(Token { kind, range: start..self.cursor.at() })
    }

    pub(super) fn scan_tag(&mut self) -> Result<Token, Fault> {
        let start = self.cursor.at();
        let second = self.cursor.peek_nth(1);
        let (handle, suffix) = if second == '<' {
            self.cursor.advance();
            self.cursor.advance();
            let suffix = self.tag_uri()?;
            if self.cursor.peek() != '>' {
                return Err(self.fault("a tag that begins with `!<` ends with `>`"));
            }
            self.cursor.advance();
            (None, suffix)
        } else if is_blank_or_end(second) {
            self.cursor.advance();
            (None, "!".to_owned())
        } else if self.has_handle() {
            (Some(self.tag_handle()?), self.tag_uri()?)
        } else {
            self.cursor.advance();
            (Some("!".to_owned()), self.tag_uri()?)
        };
        let end = self.cursor.at();
        if !is_blank_or_end(self.cursor.peek()) {
            let found = self.cursor.peek();
            return Err(self.fault(format!("a space is missing between the tag and `{found}`")));
        }
        Ok(Token { kind: Kind::Tag { handle, suffix }, range: start..end })
    }

    /// Returns whether a second `!` stands in the word, as in `!!str`.
    fn has_handle(&self) -> bool {
        let mut ahead = self.cursor.clone();
        ahead.advance();
        ahead.advance_while(|c| c != ' ' && c != '!' && !is_break_or_end(c));
        ahead.peek() == '!'
    }

    /// Scans `!`, `!!` or `!name!`.
    pub(super) fn tag_handle(&mut self) -> Result<String, Fault> {
        if self.cursor.peek() != '!' {
            return Err(self.fault("the handle of a tag begins with `!`"));
        }
        let mut handle = self.cursor.advance().to_string();
        if self.cursor.peek() != ' ' {
            handle.push_str(self.cursor.advance_while(is_letter_of_names));
            if self.cursor.peek() != '!' {
                return Err(self.fault("the handle of a tag ends with `!`"));
            }
            handle.push(self.cursor.advance());
        }
        Ok(handle)
    }

    pub(super) fn tag_uri(&mut self) -> Result<String, Fault> {
        let is_letter =
            |c: char| c.is_ascii_alphanumeric() || c != END && "-;/?:@&=+$,_.!~*'()[]".contains(c);
        let mut uri = String::new();
        loop {
            uri.push_str(self.cursor.advance_while(is_letter));
            if self.cursor.peek() != '%' {
                break;
            }
            uri.push_str(&self.uri_escapes()?);
        }
        if uri.is_empty() {
            return Err(self.fault("a tag needs a name"));
        }
        Ok(uri)
    }

    fn uri_escapes(&mut self) -> Result<String, Fault> {
        let start = self.cursor.at();
        let mut bytes = Vec::new();
        while self.cursor.peek() == '%' {
            self.cursor.advance();
            let mut byte = 0_u32;
            for _ in 0..2 {
                let Some(digit) = self.cursor.peek().to_digit(16) else {
                    return Err(self.fault("`%` in a tag needs two hexadecimal digits"));
                };
                byte = byte * 16 + digit;
                self.cursor.advance();
            }
            bytes.extend(u8::try_from(byte).ok());
        }
        String::from_utf8(bytes).map_err(|_| Fault {
            at: start,
            message: "the escapes of the tag are no text in UTF-8".to_owned(),
        })
    }
}
