//! JSON text to plain values with places, exactly as RFC 8259 has it.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::bounds::{MAX_DEPTH, too_deep};
use super::{Entry, Node, Value, codes, put};

/// Reads a text as JSON: the value where there is one, and every problem of the text.
pub(super) fn parse_json(file: &SourceFile) -> (Option<Node>, Vec<Diagnostic>) {
    let mut scanner = Scanner { file, rest: file.text(), depth: 0, findings: Vec::new() };
    scanner.rest = scanner.rest.strip_prefix('\u{feff}').unwrap_or(scanner.rest);
    let root = scanner.document();
    if let Err(Stop(finding)) = &root {
        scanner.findings.push((**finding).clone());
    }
    (root.ok(), scanner.findings)
}

/// Reading cannot go on, for this reason.
struct Stop(Box<Diagnostic>);

struct Scanner<'f> {
    file: &'f SourceFile,
    // INVARIANT: an end of the file's text.
    rest: &'f str,
    depth: usize,
    findings: Vec<Diagnostic>,
}

impl<'f> Scanner<'f> {
    fn document(&mut self) -> Result<Node, Stop> {
        let root = self.value()?;
        self.skip_spaces();
        match self.peek() {
            None => Ok(root),
            Some(_) => Err(self.stop("the end of the text after the last bracket")),
        }
    }

    fn value(&mut self) -> Result<Node, Stop> {
        self.skip_spaces();
        let start = self.at();
        let value = match self.peek() {
            Some('{') => self.nested(Self::map)?,
            Some('[') => self.nested(Self::list)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => Value::Number(self.number()?),
            Some(_) if self.take_word("true") => Value::Bool(true),
            Some(_) if self.take_word("false") => Value::Bool(false),
            Some(_) if self.take_word("null") => Value::Null,
            _ => return Err(self.stop("a value")),
        };
        Ok(Node { span: self.span_from(start), value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Stop>) -> Result<Value, Stop> {
        if self.depth >= MAX_DEPTH {
            let at = self.at();
            return Err(Stop(Box::new(too_deep(self.file.span(at..at + 1)))));
        }
        self.depth += 1;
        self.advance(1);
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        if self.skip_sign(']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.skip_sign(']') {
                return Ok(Value::List(items));
            }
            if !self.skip_sign(',') {
                return Err(self.stop("`,` or `]`"));
            }
        }
    }

    fn map(&mut self) -> Result<Value, Stop> {
        let mut entries = Vec::new();
        let mut seen = BTreeMap::new();
        if self.skip_sign('}') {
            return Ok(Value::Map(entries));
        }
        loop {
            let entry = self.entry()?;
            self.findings.extend(put(&mut entries, &mut seen, entry));
            if self.skip_sign('}') {
                return Ok(Value::Map(entries));
            }
            if !self.skip_sign(',') {
                return Err(self.stop("`,` or `}`"));
            }
        }
    }

    fn entry(&mut self) -> Result<Entry, Stop> {
        self.skip_spaces();
        if self.peek() != Some('"') {
            return Err(self.stop("a key in double quotes"));
        }
        let start = self.at();
        let key = self.string()?;
        let key_span = self.span_from(start);
        if !self.skip_sign(':') {
            return Err(self.stop("`:`"));
        }
        Ok(Entry { key, key_span, node: self.value()? })
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self) -> Result<String, Stop> {
        let whole = self.rest;
        self.skip_one(&['-']);
        if !self.skip_one(&['0']) {
            self.digits()?;
        }
        if self.skip_one(&['.']) {
            self.digits()?;
        }
        if self.skip_one(&['e', 'E']) {
            self.skip_one(&['+', '-']);
            self.digits()?;
        }
        if self.peek().is_some_and(|c| c.is_alphanumeric() || c == '.') {
            return Err(self.stop("the end of the number"));
        }
        Ok(whole.get(..whole.len() - self.rest.len()).unwrap_or_default().to_owned())
    }

    fn digits(&mut self) -> Result<(), Stop> {
        let len = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        self.advance(len);
        if len == 0 { Err(self.stop("a digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.advance(1);
        let mut text = String::new();
        loop {
            let plain = self
                .rest
                .find(|c: char| c == '"' || c == '\\' || c < ' ')
                .unwrap_or(self.rest.len());
            text.push_str(self.rest.get(..plain).unwrap_or_default());
            self.advance(plain);
            match self.peek() {
                Some('"') => {
                    self.advance(1);
                    return Ok(text);
                }
                Some('\\') => {
                    self.advance(1);
                    text.push(self.escaped()?);
                }
                Some(_) => {
                    return Err(self.stop("an escape such as `\\n` or `\\t`, or the closing quote"));
                }
                None => return Err(self.stop("the closing quote")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Stop> {
        let plain = match self.peek() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                self.advance(1);
                return self.unicode();
            }
            _ => {
                return Err(self.stop(
                    "one of `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t`, `u` behind the backslash",
                ));
            }
        };
        self.advance(1);
        Ok(plain)
    }

    /// The four digits behind `\u`, and the second half of a pair (UTF-16) where they are a first
    /// half.
    fn unicode(&mut self) -> Result<char, Stop> {
        let first = self.four_digits()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let is_first_half = (0xd800..0xdc00).contains(&first);
        if !is_first_half || !self.rest.starts_with("\\u") {
            return Err(self.stop("the other half of the pair behind this `\\u`"));
        }
        self.advance(2);
        let second = self.four_digits()?;
        let low = second.wrapping_sub(0xdc00);
        let c = (low < 0x400)
            .then(|| 0x1_0000 + ((first - 0xd800) << 10) + low)
            .and_then(char::from_u32);
        c.ok_or_else(|| self.stop("the other half of the pair before this"))
    }

    fn four_digits(&mut self) -> Result<u32, Stop> {
        let digits =
            self.rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(number) => {
                self.advance(4);
                Ok(number)
            }
            None => Err(self.stop("four hexadecimal digits behind `\\u`")),
        }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_word = self
            .rest
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        if is_word {
            self.advance(word.len());
        }
        is_word
    }

    /// Takes one sign after spaces.
    fn skip_sign(&mut self, sign: char) -> bool {
        self.skip_spaces();
        self.skip_one(&[sign])
    }

    fn skip_one(&mut self, signs: &[char]) -> bool {
        let is_there = self.rest.starts_with(signs);
        if is_there {
            self.advance(1);
        }
        is_there
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn advance(&mut self, len_bytes: usize) {
        self.rest = self.rest.get(len_bytes..).unwrap_or_default();
    }

    fn at(&self) -> usize {
        self.file.text().len() - self.rest.len()
    }

    fn span_from(&self, start: usize) -> Span {
        self.file.span(start..self.at())
    }

    fn stop(&self, expected: &str) -> Stop {
        let at = self.at();
        let (seen, len_bytes) = match self.peek() {
            None => ("the text ends".to_owned(), 0),
            Some(c) if c < ' ' => (format!("character U+{:04X} stands", u32::from(c)), 1),
            Some(c) => (format!("`{c}` stands"), c.len_utf8()),
        };
        let finding = Diagnostic::new(
            &codes::SYNTAX_ERROR,
            self.file.span(at..at + len_bytes),
            format!("the text is not JSON here: {seen}, expected {expected}"),
        );
        let help = match self.peek() {
            Some('}' | ']') => {
                "take out the comma before the bracket; JSON has none behind the last item"
            }
            Some('/' | '#') => "take the comment out; JSON has none, YAML has",
            Some('\'') => "use double quotes",
            _ => {
                "look for a bracket, a quote or a comma that is missing or too many, here or on \
                 the line above"
            }
        };
        Stop(Box::new(finding.help(help)))
    }
}

#[cfg(test)]
mod tests;
