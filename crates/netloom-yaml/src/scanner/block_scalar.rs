//! Blocks of text behind `|` and `>`.

use std::ops::Range;

use super::Scanner;
use crate::cursor::{END, is_break, is_break_or_end};
use crate::token::{Fault, Kind, Style};

/// What the last line break and the blank lines of a block become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: nothing stays.
    Strip,
    /// The line break stays, blank lines do not.
    Clip,
    /// `+`: everything stays.
    Keep,
}

impl Scanner<'_> {
    pub(super) fn block_scalar(&mut self) -> Result<(), Fault> {
        self.is_key_allowed = true;
        self.keys.remove()?;
        let start = self.cursor.at();
        let is_folded = self.cursor.advance() == '>';
        let (chomping, increment) = self.block_header()?;
        self.rest_of_header()?;
        let header = start..self.cursor.at();
        let least = self.indent.map_or(1, |indent| indent + 1);
        let (indent, mut breaks) = match increment {
            Some(increment) => {
                let indent = least + increment - 1;
                (indent, self.block_breaks(indent))
            }
            None => {
                let (breaks, deepest) = self.block_indentation();
                (least.max(deepest), breaks)
            }
        };
        let (text, range) = self.block_lines(indent, is_folded, chomping, &mut breaks);
        // A block without lines is where it is announced.
        let range = range.unwrap_or(header.start..header.start + 1);
        self.push(Kind::Scalar { text, style: Style::Block }, range);
        Ok(())
    }

    /// The lines of a block: their text, and their bytes up to the end of the last line with more
    /// than spaces.
    fn block_lines(
        &mut self,
        indent: usize,
        is_folded: bool,
        chomping: Chomping,
        breaks: &mut String,
    ) -> (String, Option<Range<usize>>) {
        let mut text = String::new();
        let mut line_break = None;
        let mut bytes: Option<Range<usize>> = None;
        while self.cursor.column() == indent && self.cursor.peek() != END {
            text.push_str(breaks);
            let start = self.cursor.at();
            let begins_blank = matches!(self.cursor.peek(), ' ' | '\t');
            let line = self.cursor.advance_while(|c| !is_break_or_end(c));
            text.push_str(line);
            let end = start + line.trim_end().len();
            bytes = Some(match bytes {
                Some(bytes) if line.trim_end().is_empty() => bytes,
                Some(bytes) => bytes.start..end,
                None => start..end,
            });
            line_break = self.cursor.take_break();
            *breaks = self.block_breaks(indent);
            if self.cursor.column() != indent || self.cursor.peek() == END {
                break;
            }
            let next_is_blank = matches!(self.cursor.peek(), ' ' | '\t');
            // Folding joins two lines of text; a line that is indented further keeps its breaks, as
            // does one that ends in a break other than a line feed.
            if is_folded && line_break == Some('\n') && !begins_blank && !next_is_blank {
                if breaks.is_empty() {
                    text.push(' ');
                }
            } else {
                text.extend(line_break);
            }
        }
        if chomping != Chomping::Strip {
            text.extend(line_break);
        }
        if chomping == Chomping::Keep {
            text.push_str(breaks);
        }
        (text, bytes)
    }

    /// The indicators behind `|`: how line breaks at the end are kept, and how deep the block is.
    fn block_header(&mut self) -> Result<(Chomping, Option<usize>), Fault> {
        let (mut chomping, mut increment) = (None, None);
        loop {
            let c = self.cursor.peek();
            match c {
                '+' if chomping.is_none() => chomping = Some(Chomping::Keep),
                '-' if chomping.is_none() => chomping = Some(Chomping::Strip),
                '1'..='9' if increment.is_none() => {
                    increment = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                }
                ' ' => break,
                '\t' => break,
                c if is_break_or_end(c) => break,
                c => {
                    return Err(self.fault(format!(
                        "`{c}` stands in the header of a block of text, which has `+` or `-` and a \
                         digit from 1 to 9"
                    )));
                }
            }
            self.cursor.advance();
        }
        Ok((chomping.unwrap_or(Chomping::Clip), increment))
    }

    fn rest_of_header(&mut self) -> Result<(), Fault> {
        while matches!(self.cursor.peek(), ' ' | '\t') {
            if self.cursor.peek() == '\t' {
                self.note_tab();
            }
            self.cursor.advance();
        }
        if self.cursor.peek() == '#' {
            self.cursor.advance_while(|c| !is_break_or_end(c));
        }
        if !is_break_or_end(self.cursor.peek()) {
            return Err(self.fault("a block of text begins on the line behind its header"));
        }
        self.cursor.take_break();
        Ok(())
    }

    /// The blank lines before the first line that is not, and the deepest indentation up to it.
    fn block_indentation(&mut self) -> (String, usize) {
        let (mut breaks, mut deepest) = (String::new(), 0);
        loop {
            match self.cursor.peek() {
                ' ' => {
                    self.cursor.advance();
                    deepest = deepest.max(self.cursor.column());
                }
                c if is_break(c) => breaks.extend(self.cursor.take_break()),
                _ => return (breaks, deepest),
            }
        }
    }

    /// The indentation of a line of a block, and the blank lines before it.
    fn block_breaks(&mut self, indent: usize) -> String {
        let mut breaks = String::new();
        loop {
            while self.cursor.column() < indent && self.cursor.peek() == ' ' {
                self.cursor.advance();
            }
            match self.cursor.take_break() {
                Some(line_break) => breaks.push(line_break),
                None => return breaks,
            }
        }
    }
}
