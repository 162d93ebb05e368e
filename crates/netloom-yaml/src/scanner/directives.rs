//! Directives, as in `%YAML 1.1`.

use super::Scanner;
use crate::cursor::is_break_or_end;
use crate::token::{Fault, Kind, Token};

impl Scanner<'_> {
    pub(super) fn directive(&mut self) -> Result<(), Fault> {
        self.leave_blocks()?;
        let start = self.cursor.at();
        self.cursor.advance();
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let name = self.cursor.advance_while(is_letter);
        if name.is_empty() {
            return Err(self.fault("a directive needs a name"));
        }
        self.expect_gap()?;
        let kind = match name {
            "YAML" => self.version()?,
            "TAG" => self.handle_and_prefix()?,
            _ => {
                self.cursor.advance_while(|c| !is_break_or_end(c));
                Kind::OtherDirective
            }
        };
        // The token ends before a comment, so that findings underline the directive alone.
        let end = self.cursor.at();
        self.cursor.advance_while(|c| c == ' ');
        if self.cursor.peek() == '#' {
            self.cursor.advance_while(|c| !is_break_or_end(c));
        }
        if !is_break_or_end(self.cursor.peek()) {
            return Err(self.fault("a directive ends with its line"));
        }
        self.cursor.take_break();
        self.tokens.push_back(Token { kind, range: start..end });
        Ok(())
    }

    fn expect_gap(&self) -> Result<(), Fault> {
        match self.cursor.peek() {
            ' ' => Ok(()),
            c if is_break_or_end(c) => Ok(()),
            c => Err(self.fault(format!("`{c}` is not expected in a directive"))),
        }
    }

    fn version(&mut self) -> Result<Kind, Fault> {
        self.cursor.advance_while(|c| c == ' ');
        let major = self.version_number()?;
        if self.cursor.peek() != '.' {
            return Err(self.fault("a version of YAML is two numbers, as in `1.1`"));
        }
        self.cursor.advance();
        self.version_number()?;
        self.expect_gap()?;
        Ok(Kind::Version { major })
    }

    fn version_number(&mut self) -> Result<String, Fault> {
        let digits = self.cursor.advance_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.fault("a version of YAML is two numbers, as in `1.1`"));
        }
        Ok(digits.to_owned())
    }

    fn handle_and_prefix(&mut self) -> Result<Kind, Fault> {
        self.cursor.advance_while(|c| c == ' ');
        let handle = self.tag_handle()?;
        if self.cursor.peek() != ' ' {
            return Err(self.fault("a space is missing behind the handle of a tag"));
        }
        self.cursor.advance_while(|c| c == ' ');
        let prefix = self.tag_uri()?;
        self.expect_gap()?;
        Ok(Kind::TagHandle { handle, prefix })
    }
}
