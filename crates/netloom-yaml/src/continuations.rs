//! The lines on which a flow collection or a quoted scalar goes on, and the keys in flow
//! collections that touch their values.
//!
//! This is a scanner of the outline only: it knows block indicators, keys, quotes, brackets,
//! comments and block scalars, and nothing of values. It may be wrong about unusual texts;
//! `indented` checks what is made of it.

/// A place where a scanner may want spaces that the file does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Gap {
    /// The start of a line that continues a flow collection or a quoted scalar.
    Continuation {
        /// The byte at which the line starts.
        line_start: usize,
        /// How many columns of indentation the rules of YAML 1.2 ask for at most.
        n_columns: usize,
    },
    /// The bracket behind the colon of a key, as in `{Tags:[]}`, or a comment that touches what it
    /// follows, as in `[a,#b`.
    Value {
        /// The byte of the bracket or of the comment.
        at: usize,
    },
    /// What follows a question mark in a flow collection, as in `[?a]`: there the mark always
    /// announces a key.
    Key {
        /// The byte behind the question mark.
        at: usize,
    },
}

/// Returns whether a text reads differently without its gaps filled, although a scanner may not
/// complain.
pub(crate) fn has_touching_keys(text: &str) -> bool {
    text.contains('?') && gaps(text).iter().any(|gap| matches!(gap, Gap::Key { .. }))
}

/// Returns the gaps of a text, in order; blank lines are left out.
pub(crate) fn gaps(text: &str) -> Vec<Gap> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut outline =
        Outline { bytes: text.as_bytes(), at: start, line_start: start, found: Vec::new() };
    while outline.at < outline.bytes.len() {
        outline.block_line();
    }
    outline.found
}

struct Outline<'t> {
    bytes: &'t [u8],
    at: usize,
    line_start: usize,
    found: Vec<Gap>,
}

impl Outline<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next_is_blank(&self) -> bool {
        self.bytes.get(self.at + 1).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn is_after_blank(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn column(&self) -> usize {
        self.at - self.line_start
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line_start = self.at;
                return;
            }
        }
    }

    /// One line in block context: indicators, properties, keys, and a value that may go on over
    /// more lines.
    fn block_line(&mut self) {
        if self.is_directive() {
            return self.skip_line();
        }
        self.skip_marker();
        self.skip_spaces();
        // The column of the block around the value; a value that begins its line stands deeper than
        // that.
        let mut parent = self.column().checked_sub(1);
        let (mut node, mut ends_in_plain, mut ends_in_closed) = (None, false, false);
        while let Some(byte) = self.peek() {
            let column = self.column();
            let is_indicator = matches!(byte, b'-' | b'?' | b':') && self.next_is_blank();
            match byte {
                b'\n' if ends_in_plain => return self.skip_text(parent),
                b'\n' => return self.skip_line(),
                b'#' if self.is_after_blank() => return self.skip_line(),
                b'#' if ends_in_closed => {
                    self.found.push(Gap::Value { at: self.at });
                    return self.skip_line();
                }
                _ if is_indicator => {
                    self.at += 1;
                    parent = Some(node.take().filter(|_| byte == b':').unwrap_or(column));
                }
                b'|' | b'>' => return self.skip_text(parent),
                _ => {
                    node = node.or(Some(column));
                    match byte {
                        b'&' | b'!' | b'*' => self.skip_word(),
                        b'[' | b'{' => self.flow(),
                        b'"' | b'\'' => self.quoted(byte, column + 1),
                        _ => self.plain(),
                    }
                }
            }
            ends_in_closed = matches!(byte, b'[' | b'{' | b'"' | b'\'');
            ends_in_plain = !is_indicator && !ends_in_closed && !matches!(byte, b'&' | b'!' | b'*');
            self.skip_spaces();
        }
    }

    fn is_directive(&self) -> bool {
        self.column() == 0 && self.peek() == Some(b'%')
    }

    /// Skips the marker of a document, behind which a value may follow.
    fn skip_marker(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_marker = rest.starts_with(b"---") || rest.starts_with(b"...");
        if is_marker && rest.get(3).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        {
            self.at += 3;
        }
    }

    fn skip_word(&mut self) {
        while self.peek().is_some_and(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// A plain scalar up to the end of the line, a comment, or the colon that makes it a key.
    fn plain(&mut self) {
        while let Some(byte) = self.peek() {
            let is_end = byte == b'\n'
                || byte == b':' && self.next_is_blank()
                || byte == b'#' && self.is_after_blank();
            if is_end {
                return;
            }
            self.at += 1;
        }
    }

    /// The rest of a line and the deeper lines behind it, of a plain, literal or folded scalar:
    /// they are text, whatever they look like.
    fn skip_text(&mut self, parent: Option<usize>) {
        self.skip_line();
        while self.at < self.bytes.len() {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let n_spaces = rest.iter().take_while(|byte| **byte == b' ').count();
            let is_blank = rest.get(n_spaces).is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
            if !is_blank && parent.is_some_and(|parent| n_spaces <= parent) {
                return;
            }
            self.skip_line();
        }
    }

    /// From the opening bracket to behind the closing one, or to the end of the text.
    fn flow(&mut self) {
        let n_columns = self.column() + 1;
        let (mut depth, mut ends_in_quote) = (0_usize, false);
        while let Some(byte) = self.peek() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b':' if matches!(self.bytes.get(self.at + 1), Some(b'[' | b'{')) => {
                    self.found.push(Gap::Value { at: self.at + 1 });
                }
                b'"' | b'\'' if self.begins_a_quoted_scalar() => {
                    self.quoted(byte, n_columns);
                    ends_in_quote = true;
                    continue;
                }
                b'#' if ends_in_quote || self.is_after_blank() || self.is_after(b"[]{},") => {
                    self.flow_comment();
                    continue;
                }
                b'?' if !self.next_is_blank()
                    && (self.is_after_blank() || self.is_after(b"[{,")) =>
                {
                    self.found.push(Gap::Key { at: self.at + 1 });
                }
                _ => {}
            }
            ends_in_quote = false;
            self.step(n_columns);
            if depth == 0 {
                return;
            }
        }
    }

    fn is_after(&self, bytes: &[u8]) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_some_and(|before| bytes.contains(before))
    }

    /// A comment inside of brackets, up to the end of its line.
    fn flow_comment(&mut self) {
        if !self.is_after_blank() {
            self.found.push(Gap::Value { at: self.at });
        }
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    /// A quote inside of a plain scalar, as in `it's`, is a letter.
    fn begins_a_quoted_scalar(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_none_or(|byte| {
            matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'[' | b'{' | b',' | b':')
        })
    }

    fn quoted(&mut self, quote: u8, n_columns: usize) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            let is_escape = quote == b'"' && byte == b'\\';
            let is_doubled =
                quote == b'\'' && byte == quote && self.bytes.get(self.at + 1) == Some(&quote);
            if is_doubled || is_escape && self.bytes.get(self.at + 1) != Some(&b'\n') {
                self.at += 2;
                continue;
            }
            self.step(n_columns);
            if byte == quote {
                return;
            }
        }
    }

    /// Goes on by one byte, and notes the line that begins behind a line break.
    fn step(&mut self, n_columns: usize) {
        let is_break = self.peek() == Some(b'\n');
        self.at += 1;
        if !is_break {
            return;
        }
        self.line_start = self.at;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let first = rest.iter().find(|byte| **byte != b' ');
        if first.is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
            self.found.push(Gap::Continuation { line_start: self.at, n_columns });
        }
    }
}
