//! A text to tokens, by the rules of YAML 1.1 as PyYAML reads it.
//!
//! A key is known by the colon behind it, so tokens wait in a queue as long as one of them could be
//! a key: up to the end of the line, and 1,024 characters at most.
//!
//! # Source
//! YAML 1.1, and where PyYAML departs from it, PyYAML 6.0.3, `scanner.py`: "In the flow context,
//! indentation is ignored". SnakeYAML's `ScannerImpl` has the same structure.

mod block_scalar;
mod directives;
mod plain;
mod properties;
mod quoted;
mod simple_keys;

use std::collections::VecDeque;
use std::ops::Range;

use self::simple_keys::{SimpleKey, SimpleKeys};
use crate::cursor::{Cursor, END, is_blank_or_end, is_break_or_end};
use crate::token::{Fault, Kind, Token};

pub(crate) struct Scanner<'t> {
    cursor: Cursor<'t>,
    tokens: VecDeque<Token>,
    n_taken: usize,
    is_done: bool,
    /// The column of the innermost block; absent outside of all blocks.
    indent: Option<usize>,
    indents: Vec<Option<usize>>,
    is_key_allowed: bool,
    keys: SimpleKeys,
    tabs: Vec<usize>,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            n_taken: 0,
            is_done: false,
            indent: None,
            indents: Vec::new(),
            is_key_allowed: true,
            keys: SimpleKeys::default(),
            tabs: Vec::new(),
        }
    }

    /// Returns the bytes of tabs that were taken for spaces, in order.
    pub(crate) fn tabs(&self) -> &[usize] {
        &self.tabs
    }

    /// Returns the next token without going on. Behind the last one there is nothing.
    pub(crate) fn peek(&mut self) -> Result<Option<&Token>, Fault> {
        while self.needs_more()? {
            self.fetch()?;
        }
        Ok(self.tokens.front())
    }

    /// Returns the next token and goes on.
    pub(crate) fn take(&mut self) -> Result<Option<Token>, Fault> {
        self.peek()?;
        let token = self.tokens.pop_front();
        self.n_taken += usize::from(token.is_some());
        Ok(token)
    }

    fn needs_more(&mut self) -> Result<bool, Fault> {
        if self.is_done {
            return Ok(false);
        }
        if self.tokens.is_empty() {
            return Ok(true);
        }
        self.keys.drop_stale(&self.cursor)?;
        Ok(self.keys.first_token() == Some(self.n_taken))
    }

    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_to_token();
        self.keys.drop_stale(&self.cursor)?;
        self.unwind_indent(Some(self.cursor.column()));
        // The order counts, and is PyYAML's: what means something at the start of a line only is
        // tried before what begins a value anywhere, and a plain value last of all.
        let is_in_block = !self.is_in_flow();
        let next_is_blank = is_blank_or_end(self.cursor.peek_nth(1));
        let is_at_margin = self.cursor.column() == 0;
        match self.cursor.peek() {
            END => self.stream_end(),
            '%' if is_at_margin => self.directive(),
            '-' if is_at_margin && self.cursor.is_at_marker() => self.marker(Kind::DocumentStart),
            '.' if is_at_margin && self.cursor.is_at_marker() => self.marker(Kind::DocumentEnd),
            '[' => self.flow_start(Kind::FlowSequenceStart),
            '{' => self.flow_start(Kind::FlowMappingStart),
            ']' => self.flow_end(Kind::FlowSequenceEnd),
            '}' => self.flow_end(Kind::FlowMappingEnd),
            ',' => self.flow_entry(),
            '-' if next_is_blank => self.block_entry(),
            '?' if !is_in_block || next_is_blank => self.key(),
            ':' if !is_in_block || next_is_blank => self.value(),
            '*' => self.property(Self::scan_anchor),
            '&' => self.property(Self::scan_anchor),
            '!' => self.property(Self::scan_tag),
            '|' | '>' if is_in_block => self.block_scalar(),
            '\'' | '"' => self.property(Self::scan_quoted),
            c if self.begins_plain(c, next_is_blank) => self.property(Self::scan_plain),
            '\t' => Err(self.fault("a tab stands where YAML accepts only spaces")),
            c => Err(self.fault(format!("no value can begin with `{c}`"))),
        }
    }

    fn begins_plain(&self, c: char, next_is_blank: bool) -> bool {
        let is_indicator = matches!(
            c,
            '-' | '?'
                | ':'
                | ','
                | '['
                | ']'
                | '{'
                | '}'
                | '#'
                | '&'
                | '*'
                | '!'
                | '|'
                | '>'
                | '\''
                | '"'
                | '%'
                | '@'
                | '`'
        );
        let is_harmless = c == '-' || !self.is_in_flow() && matches!(c, '?' | ':');
        !is_blank_or_end(c) && !is_indicator || !next_is_blank && is_harmless
    }

    fn is_in_flow(&self) -> bool {
        self.keys.flow_level() > 0
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { at: self.cursor.at(), message: message.into() }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        self.tokens.push_back(Token { kind, range });
    }

    /// Adds a token without bytes of its own.
    fn push_here(&mut self, kind: Kind) {
        let at = self.cursor.at();
        self.push(kind, at..at);
    }

    /// Adds an indicator of so many characters, and goes on behind it.
    fn push_indicator(&mut self, kind: Kind, n_characters: usize) {
        let start = self.cursor.at();
        for _ in 0..n_characters {
            self.cursor.advance();
        }
        self.push(kind, start..self.cursor.at());
    }

    /// Skips spaces, comments and line breaks.
    ///
    /// Tabs are skipped where libyaml skips them and noted: PyYAML in pure Python rejects them.
    fn skip_to_token(&mut self) {
        if self.cursor.index() == 0 && self.cursor.peek() == '\u{feff}' {
            self.cursor.advance();
        }
        loop {
            loop {
                match self.cursor.peek() {
                    ' ' => {}
                    '\t' if self.is_in_flow() || !self.is_key_allowed => self.note_tab(),
                    _ => break,
                }
                self.cursor.advance();
            }
            if self.cursor.peek() == '#' {
                self.cursor.advance_while(|c| !is_break_or_end(c));
            }
            if self.cursor.take_break().is_none() {
                return;
            }
            if !self.is_in_flow() {
                self.is_key_allowed = true;
            }
        }
    }

    fn note_tab(&mut self) {
        self.tabs.push(self.cursor.at());
    }

    /// Ends the blocks that are deeper than the column.
    fn unwind_indent(&mut self, column: Option<usize>) {
        if self.is_in_flow() {
            return;
        }
        while self.indent > column {
            self.indent = self.indents.pop().flatten();
            self.push_here(Kind::BlockEnd);
        }
    }

    /// Returns whether a block begins with this column.
    fn add_indent(&mut self, column: usize) -> bool {
        let is_deeper = self.indent < Some(column);
        if is_deeper {
            self.indents.push(self.indent);
            self.indent = Some(column);
        }
        is_deeper
    }

    /// Notes that the next token may turn out to be a key.
    fn save_key(&mut self) -> Result<(), Fault> {
        if !self.is_key_allowed {
            return Ok(());
        }
        let column = self.cursor.column();
        self.keys.save(SimpleKey {
            token: self.n_taken + self.tokens.len(),
            is_required: !self.is_in_flow() && self.indent == Some(column),
            at: self.cursor.at(),
            index: self.cursor.index(),
            line: self.cursor.line(),
            column,
        })
    }

    fn stream_end(&mut self) -> Result<(), Fault> {
        self.leave_blocks()?;
        self.keys = SimpleKeys::default();
        self.push_here(Kind::StreamEnd);
        self.is_done = true;
        Ok(())
    }

    fn leave_blocks(&mut self) -> Result<(), Fault> {
        self.unwind_indent(None);
        self.is_key_allowed = false;
        self.keys.remove()
    }

    fn marker(&mut self, kind: Kind) -> Result<(), Fault> {
        self.leave_blocks()?;
        self.push_indicator(kind, 3);
        Ok(())
    }

    fn flow_start(&mut self, kind: Kind) -> Result<(), Fault> {
        self.save_key()?;
        self.keys.enter();
        self.is_key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn flow_end(&mut self, kind: Kind) -> Result<(), Fault> {
        if !self.is_in_flow() {
            return Err(self.fault(format!("{} closes no bracket", kind.name())));
        }
        self.keys.leave();
        self.is_key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn flow_entry(&mut self) -> Result<(), Fault> {
        self.is_key_allowed = true;
        self.keys.remove()?;
        self.push_indicator(Kind::FlowEntry, 1);
        Ok(())
    }

    fn block_entry(&mut self) -> Result<(), Fault> {
        if !self.is_in_flow() {
            if !self.is_key_allowed {
                return Err(self.fault("an item of a list cannot begin here"));
            }
            if self.add_indent(self.cursor.column()) {
                self.push_here(Kind::BlockSequenceStart);
            }
        }
        self.is_key_allowed = true;
        self.keys.remove()?;
        self.push_indicator(Kind::BlockEntry, 1);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        if !self.is_in_flow() {
            if !self.is_key_allowed {
                return Err(self.fault("a key cannot begin here"));
            }
            if self.add_indent(self.cursor.column()) {
                self.push_here(Kind::BlockMappingStart);
            }
        }
        self.is_key_allowed = !self.is_in_flow();
        self.keys.remove()?;
        self.push_indicator(Kind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.keys.take() {
            self.insert_key(&key);
            self.is_key_allowed = false;
        } else {
            if !self.is_in_flow() {
                if !self.is_key_allowed {
                    return Err(self.fault("a second `:` is not expected on this line"));
                }
                if self.add_indent(self.cursor.column()) {
                    self.push_here(Kind::BlockMappingStart);
                }
            }
            self.is_key_allowed = !self.is_in_flow();
            self.keys.remove()?;
        }
        self.push_indicator(Kind::Value, 1);
        Ok(())
    }

    /// Puts the indicators of a key before the token that turned out to be one.
    fn insert_key(&mut self, key: &SimpleKey) {
        let position = key.token.saturating_sub(self.n_taken).min(self.tokens.len());
        let range = key.at..key.at;
        self.tokens.insert(position, Token { kind: Kind::Key, range: range.clone() });
        if !self.is_in_flow() && self.add_indent(key.column) {
            self.tokens.insert(position, Token { kind: Kind::BlockMappingStart, range });
        }
    }

    /// Scans what may be a key or stand before one.
    fn property(&mut self, scan: impl Fn(&mut Self) -> Result<Token, Fault>) -> Result<(), Fault> {
        self.save_key()?;
        self.is_key_allowed = false;
        let token = scan(self)?;
        self.tokens.push_back(token);
        Ok(())
    }
}
