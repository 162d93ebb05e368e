//! Lines to sections and options, by the rules of `configparser`.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::{IniFile, IniOption, IniSection, ValueLine, codes};

/// Reads a whole file.
pub(crate) fn lex(file: &SourceFile) -> (IniFile, Vec<Diagnostic>) {
    let mut lexer = Lexer {
        file,
        ini: IniFile::default(),
        problems: Vec::new(),
        first_sections: BTreeMap::new(),
        first_options: BTreeMap::new(),
        at: None,
        indent: 0,
    };
    for line in lines(file.text()) {
        lexer.take_line(line);
    }
    (lexer.ini, lexer.problems)
}

/// Returns whether Python's `str.strip` cuts this character off.
pub(crate) fn is_space(c: char) -> bool {
    // Python counts the four information separators as white space, Rust does not.
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// One line: where it starts, its text without line end, and where the next one starts.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
    next: usize,
}

/// Cuts a text into lines at `\n`, `\r\n` and `\r`, as Python opens text files.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end_len = match rest.as_bytes().get(len..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let line =
            Line { start, text: rest.get(..len).unwrap_or_default(), next: start + len + end_len };
        start = line.next;
        Some(line)
    })
}

/// Where the next line belongs.
#[derive(Clone, Copy)]
struct LinePlace {
    section: usize,
    /// The option whose value goes on when a line is indented; absent right behind a header.
    option: Option<usize>,
}

struct Lexer<'a> {
    file: &'a SourceFile,
    ini: IniFile,
    problems: Vec<Diagnostic>,
    /// Where each section stands in `ini`, by name.
    first_sections: BTreeMap<String, usize>,
    /// Where each key stood first, by section and key.
    first_options: BTreeMap<(usize, String), Span>,
    at: Option<LinePlace>,
    /// The indentation of the last header or key, in characters.
    indent: usize,
}

impl Lexer<'_> {
    fn take_line(&mut self, line: Line<'_>) {
        let line = self.without_byte_order_mark(line);
        let comment = comment_start(line.text);
        let kept = line.text.get(..comment.unwrap_or(line.text.len())).unwrap_or_default();
        let (value, span) = self.trimmed(kept, line.start);
        if value.is_empty() {
            // An empty line is part of a value, a line with nothing but a comment is not.
            if comment.is_none() {
                self.append_to_value(String::new(), span, None);
            }
            return;
        }
        let indent = line.text.chars().take_while(|c| is_space(*c)).count();
        let goes_on = indent > self.indent && self.at.is_some_and(|place| place.option.is_some());
        if goes_on {
            self.append_to_value(value.to_owned(), span, Some(line.next));
            return;
        }
        self.indent = indent;
        match header_len(value) {
            Some(len) => self.header(value, span, len),
            None => self.option(value, span, line),
        }
    }

    /// Reports a byte order mark and takes it off, so that the rest of the file is read as it
    /// looks.
    fn without_byte_order_mark<'b>(&mut self, line: Line<'b>) -> Line<'b> {
        let Some(text) = line.text.strip_prefix('\u{feff}').filter(|_| line.start == 0) else {
            return line;
        };
        let start = '\u{feff}'.len_utf8();
        let finding = Diagnostic::new(
            &codes::BYTE_ORDER_MARK,
            self.file.span(0..start),
            "byte order mark before the first section",
        )
        .label("ParallelCluster takes it for text above the first section")
        .help("save the file as UTF-8 without a byte order mark");
        self.problems.push(finding);
        Line { start, text, next: line.next }
    }

    /// Cuts spaces off both ends of a text that starts at `start`.
    fn trimmed<'b>(&self, text: &'b str, start: usize) -> (&'b str, Span) {
        let from_value = text.trim_start_matches(is_space);
        let start = start + text.len() - from_value.len();
        let value = from_value.trim_end_matches(is_space);
        (value, self.file.span(start..start + value.len()))
    }

    fn append_to_value(&mut self, text: String, span: Span, line_end: Option<usize>) {
        let Some(LinePlace { section, option: Some(option) }) = self.at else { return };
        let option =
            self.ini.sections.get_mut(section).and_then(|section| section.options.get_mut(option));
        let Some(option) = option else { return };
        option.lines.push(ValueLine { text, span });
        if let Some(end) = line_end {
            option.whole.end = end;
        }
    }

    fn header(&mut self, value: &str, span: Span, len: usize) {
        let name = value.get(1..len - 1).unwrap_or_default().to_owned();
        let header = span.slice(0, len);
        self.text_behind(value, span, len);
        let known = self.first_sections.get(&name).copied();
        if let Some(first) = known
            .and_then(|index| self.ini.sections.get(index))
            .filter(|_| name != super::DEFAULT_SECTION)
        {
            let finding = Diagnostic::new(
                &codes::DUPLICATE_SECTION,
                header,
                format!("section `[{name}]` occurs twice"),
            )
            .also(first.header, "first here")
            .help("put the keys of both below one header");
            self.problems.push(finding);
        }
        let section = known.unwrap_or(self.ini.sections.len());
        if known.is_none() {
            self.first_sections.insert(name.clone(), section);
            self.ini.sections.push(IniSection { name, header, options: Vec::new() });
        }
        self.at = Some(LinePlace { section, option: None });
    }

    fn text_behind(&mut self, value: &str, span: Span, len: usize) {
        let rest = value.get(len..).unwrap_or_default();
        let rest_trimmed = rest.trim_start_matches(is_space);
        if rest_trimmed.is_empty() {
            return;
        }
        let place = span.slice(len + rest.len() - rest_trimmed.len(), rest_trimmed.len());
        let header = value.get(..len).unwrap_or_default();
        let message = format!("`{rest_trimmed}` stands behind the section header and is not read");
        let finding = Diagnostic::new(&codes::TEXT_BEHIND_HEADER, place, message)
            .label("dropped by ParallelCluster without a word")
            .help(format!("put it on a line of its own below `{header}`"));
        self.problems.push(finding);
    }

    fn option(&mut self, value: &str, span: Span, line: Line<'_>) {
        let Some(place) = self.at else { return self.before_section(value, span) };
        let Some(delimiter) = value.find(['=', ':']) else {
            return self.without_delimiter(value, span);
        };
        let key_text = value.get(..delimiter).unwrap_or_default().trim_end_matches(is_space);
        if key_text.is_empty() {
            self.at = Some(LinePlace { option: None, ..place });
            let finding = Diagnostic::new(
                &codes::VALUE_WITHOUT_KEY,
                span,
                format!("`{value}` has no key before its delimiter"),
            )
            .help("write `key = value`");
            return self.problems.push(finding);
        }
        let rest = value.get(delimiter + 1..).unwrap_or_default();
        let (text, text_span) = self.trimmed(rest, span.start + delimiter + 1);
        let option = IniOption {
            key: key_text.to_lowercase(),
            key_span: span.slice(0, key_text.len()),
            lines: vec![ValueLine { text: text.to_owned(), span: text_span }],
            whole: self.file.span(line.start..line.next),
        };
        self.add(place.section, option);
    }

    /// Adds an option; a repeated one is reported and kept apart, so that its continuation lines
    /// stay with it.
    fn add(&mut self, section: usize, option: IniOption) {
        let Some(target) = self.ini.sections.get_mut(section) else { return };
        let place_of_key = (section, option.key.clone());
        if let Some(first) = self.first_options.get(&place_of_key) {
            let message = format!("key `{}` occurs twice in `[{}]`", option.key, target.name);
            let finding = Diagnostic::new(&codes::DUPLICATE_KEY, option.key_span, message)
                .also(*first, "first here")
                .help("keep one of the two; upper and lower case are the same");
            self.problems.push(finding);
        } else {
            self.first_options.insert(place_of_key, option.key_span);
        }
        target.options.push(option);
        self.at = Some(LinePlace { section, option: Some(target.options.len() - 1) });
    }

    fn before_section(&mut self, value: &str, span: Span) {
        // One finding for all the lines above the first header: they have one cause.
        if self.problems.iter().any(|problem| *problem.code == codes::TEXT_BEFORE_SECTION) {
            return;
        }
        let finding = Diagnostic::new(
            &codes::TEXT_BEFORE_SECTION,
            span,
            format!("`{value}` stands before the first section"),
        )
        .help("put it below the header of its section, such as `[cluster default]`");
        self.problems.push(finding);
    }

    fn without_delimiter(&mut self, value: &str, span: Span) {
        let (key, rest) = value.split_once(is_space).unwrap_or((value, ""));
        let rest = rest.trim_start_matches(is_space);
        let finding = Diagnostic::new(
            &codes::KEY_WITHOUT_DELIMITER,
            span,
            format!("`{value}` has neither `=` nor `:`"),
        )
        .help(format!("write `{key} = {}`", if rest.is_empty() { "…" } else { rest }));
        self.problems.push(finding);
    }
}

/// Returns whether a line is a comment as a whole.
pub(crate) fn is_comment(line: &str) -> bool {
    line.trim_start_matches(is_space).starts_with(['#', ';'])
}

/// Returns whether a line holds neither a header nor a part of a key or value.
pub(crate) fn is_blank_or_comment(line: &str) -> bool {
    is_comment(line) || line.chars().all(is_space)
}

/// Returns where the comment of a line starts: the whole line when its first character opens one,
/// else at a `#` or `;` that starts the line or has white space before it.
///
/// Python until 3.12 looks in rounds, at the next `#` and the next `;` at a time, and takes the
/// first round that holds an opener: of `a#b #c ;d` it keeps `a#b #c`, because ` ;` is the first
/// `;` and ` #` the second `#`.
fn comment_start(line: &str) -> Option<usize> {
    if is_comment(line) {
        return Some(0);
    }
    let (mut hashes, mut semicolons) = (line.match_indices('#'), line.match_indices(';'));
    loop {
        let round = [hashes.next(), semicolons.next()];
        if round == [None, None] {
            return None;
        }
        let openers =
            round.into_iter().flatten().map(|(at, _)| at).filter(|at| opens_comment(line, *at));
        if let Some(first) = openers.min() {
            return Some(first);
        }
    }
}

fn opens_comment(line: &str, at: usize) -> bool {
    line.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(is_space))
}

/// Returns the length of a section header at the start of a line, brackets included.
///
/// The name ends at the first closing bracket. Newer releases of Python end it at the last one of
/// the line; the ParallelCluster 2.x era did not, and either way the rest of the line is lost.
fn header_len(value: &str) -> Option<usize> {
    let rest = value.strip_prefix('[')?;
    let len = rest.find(']').filter(|len| *len > 0)?;
    Some(len + 2)
}
