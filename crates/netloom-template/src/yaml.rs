//! YAML text to plain values with places.
//!
//! The scanner does not call itself, and neither does this builder, so depth is bounded by a number
//! and not by the stack.

mod properties;
mod scalar;
mod tags;

use std::collections::BTreeMap;
use std::ops::Range;

use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_yaml::{Indented, Positions, indent_flow_lines, part_touching_keys};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use self::properties::{Parts, split_properties, to_closing_quote};
use self::scalar::resolve_plain;
use self::tags::Meaning;
use super::bounds::{MAX_COPIED_NODES, MAX_DEPTH, too_deep};
use super::{Entry, Node, Unknown, Value, codes, repeated_key};

/// Reads a text as YAML: the value where there is one, and every problem of the text.
pub(super) fn parse_yaml(file: &SourceFile) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some(finding) = unreadable_character(file) {
        return (None, vec![finding]);
    }
    let parted = part_touching_keys(file.text());
    let has_parted = parted.is_some();
    let as_it_is =
        || Indented { text: file.text().to_owned(), positions: Positions::of(file.text()) };
    let first = parted.unwrap_or_else(as_it_is);
    let mut builder = Builder { positions: first.positions, ..Builder::new(file) };
    let mut outcome = builder.run(&first.text);
    // The scanner goes by YAML 1.2, which asks for indentation inside of brackets and quotes;
    // CloudFormation does not.
    if outcome.is_err()
        && !has_parted
        && let Some(indented) = indent_flow_lines(file.text())
    {
        builder = Builder { positions: indented.positions, ..Builder::new(file) };
        outcome = builder.run(&indented.text);
    }
    let Builder { root, mut findings, .. } = builder;
    match outcome {
        Ok(()) => (root, findings),
        Err(Stop(finding)) => {
            findings.push(*finding);
            (None, findings)
        }
    }
}

/// Returns the finding for the first character that YAML does not take at all, as binary files have
/// them.
fn unreadable_character(file: &SourceFile) -> Option<Diagnostic> {
    let is_unreadable = |c: &(usize, char)| match c.1 {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        c => c.is_control(),
    };
    let (at, character) = file.text().char_indices().find(is_unreadable)?;
    let message = format!("character U+{:04X} cannot stand in a YAML file", u32::from(character));
    let finding =
        Diagnostic::new(&codes::SYNTAX_ERROR, file.span(at..at + character.len_utf8()), message);
    Some(finding.help("take it out; if the file is full of such characters, it is not a text file"))
}

/// Reading cannot go on, for this reason.
struct Stop(Box<Diagnostic>);

/// A finished value and what it weighs.
#[derive(Clone)]
struct Built {
    node: Node,
    n_nodes: usize,
    depth: usize,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    parts: Parts,
    end: usize,
    is_flow: bool,
    anchor: usize,
    meaning: Meaning,
    n_nodes: usize,
    depth: usize,
    open: Open,
}

enum Open {
    List(Vec<Node>),
    Map(OpenMap),
}

#[derive(Default)]
struct OpenMap {
    entries: Vec<Entry>,
    merges: Vec<Node>,
    seen: BTreeMap<String, Span>,
    key: Option<Key>,
}

/// A key whose value has not come yet.
enum Key {
    Text(String, Span),
    Merge,
    /// No text, which is reported; the value is read and dropped.
    Broken,
}

struct Builder<'f> {
    file: &'f SourceFile,
    positions: Positions,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Built>,
    n_copied: usize,
    has_alias: bool,
    n_documents: usize,
    root: Option<Node>,
    findings: Vec<Diagnostic>,
}

impl<'f> Builder<'f> {
    fn new(file: &'f SourceFile) -> Self {
        Self {
            file,
            positions: Positions::of(file.text()),
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            n_copied: 0,
            has_alias: false,
            n_documents: 0,
            root: None,
            findings: Vec::new(),
        }
    }

    fn run(&mut self, text: &str) -> Result<(), Stop> {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, span)) => {
                    let range = self.positions.byte(span.start.index())
                        ..self.positions.byte(span.end.index());
                    self.take(event, range)?;
                }
                Err(error) => return Err(self.syntax_error(&error)),
            }
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(_) => self.document(range),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), range)
            }
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::SequenceStart(anchor, tag) => {
                self.open(Open::List(Vec::new()), anchor, tag.as_deref(), range)
            }
            Event::MappingStart(anchor, tag) => {
                self.open(Open::Map(OpenMap::default()), anchor, tag.as_deref(), range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn document(&mut self, range: Range<usize>) -> Result<(), Stop> {
        self.n_documents += 1;
        if self.n_documents < 2 {
            return Ok(());
        }
        let finding = Diagnostic::new(
            &codes::SYNTAX_ERROR,
            self.file.span(range),
            "a second document starts here",
        );
        Err(Stop(Box::new(finding.help("keep one document per file"))))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        let parts = split_properties(self.file, range, anchor != 0 || tag.is_some());
        let meaning = Meaning::of(tag);
        let content = to_closing_quote(self.file, parts.content.clone(), style);
        // The scanner gives a value that is not written the bytes of whatever stands behind it.
        let is_written = style != ScalarStyle::Plain || !text.is_empty();
        let content = if is_written { content } else { content.start..content.start };
        let value = match (&meaning, style) {
            (Meaning::Plain, ScalarStyle::Plain) => resolve_plain(text),
            (Meaning::Function(_), ScalarStyle::Plain) if text.is_empty() => Value::Null,
            _ => Value::Text(text.to_owned()),
        };
        let node = Node { span: self.file.span(content), value };
        let node = self.tagged(node, &meaning, parts.tag);
        self.finish(Built { node, n_nodes: 1, depth: 0 }, anchor)
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Stop> {
        let span = self.file.span(range);
        let Some(target) = self.anchors.get(&anchor) else {
            let name = self.file.slice(span).trim_start_matches('*');
            let message = format!("alias `{name}` stands inside its own value");
            return Err(Stop(Box::new(
                Diagnostic::new(&codes::SYNTAX_ERROR, span, message).help("write the value out"),
            )));
        };
        self.n_copied = self.n_copied.saturating_add(target.n_nodes);
        if self.n_copied > MAX_COPIED_NODES {
            let message =
                format!("the aliases of the file stand for more than {MAX_COPIED_NODES} values");
            let finding = Diagnostic::new(&codes::BEYOND_BOUNDS, span, message);
            return Err(Stop(Box::new(finding.help("write the values out where they are needed"))));
        }
        let mut built = target.clone();
        built.node.span = span;
        self.note_alias(span);
        self.finish(built, 0)
    }

    /// Notes the first alias or merge key of the file; the others would say the same.
    fn note_alias(&mut self, span: Span) {
        if !std::mem::replace(&mut self.has_alias, true) {
            let message = "CloudFormation itself takes no YAML aliases and merge keys";
            let help = "write the values out, or deploy what `aws cloudformation package` writes";
            self.findings.push(Diagnostic::new(&codes::ALIAS, span, message).help(help));
        }
    }

    fn open(
        &mut self,
        open: Open,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(Stop(Box::new(too_deep(self.file.span(range).slice(0, 1)))));
        }
        let parts = split_properties(self.file, range, anchor != 0 || tag.is_some());
        let is_flow = self
            .file
            .text()
            .get(parts.content.clone())
            .is_some_and(|text| text.starts_with(['[', '{']));
        let (end, meaning) = (parts.content.start, Meaning::of(tag));
        self.stack.push(Frame { parts, end, is_flow, anchor, meaning, n_nodes: 1, depth: 0, open });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let start = frame.parts.content.start;
        let end = if frame.is_flow { range.end } else { frame.end };
        let value = match frame.open {
            Open::List(items) => Value::List(items),
            Open::Map(map) => Value::Map(self.merged(map)),
        };
        let node = Node { span: self.file.span(start..end), value };
        let node = self.tagged(node, &frame.meaning, frame.parts.tag);
        self.finish(Built { node, n_nodes: frame.n_nodes, depth: frame.depth + 1 }, frame.anchor)
    }

    /// Returns what a value is under its tag: short tags are written out.
    fn tagged(&mut self, node: Node, meaning: &Meaning, tag: Option<Range<usize>>) -> Node {
        let tag_span = tag.map_or(node.span, |tag| self.file.span(tag));
        let span = tag_span.to(node.span);
        match meaning {
            Meaning::Plain | Meaning::Text => node,
            Meaning::Function(key) => {
                let entry = Entry { key: key.clone(), key_span: tag_span, node };
                Node { span, value: Value::Map(vec![entry]) }
            }
            Meaning::Nothing(name) => {
                self.findings.push(tags::unknown_tag(name, tag_span));
                let what = format!("the tag `{name}`, which is not known");
                Node { span, value: Value::Unknown(Unknown { what, span }) }
            }
        }
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, built: Built, anchor: usize) -> Result<(), Stop> {
        if self.stack.len() + built.depth > MAX_DEPTH {
            return Err(Stop(Box::new(too_deep(built.node.span.slice(0, 1)))));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(built.node);
            return Ok(());
        };
        frame.n_nodes = frame.n_nodes.saturating_add(built.n_nodes);
        frame.depth = frame.depth.max(built.depth);
        frame.end = frame.end.max(built.node.span.end);
        let key = match &mut frame.open {
            Open::List(items) => {
                items.push(built.node);
                return Ok(());
            }
            Open::Map(map) => map.key.take(),
        };
        match key {
            None => self.take_key(built.node),
            Some(key) => self.take_value(key, built.node),
        }
        Ok(())
    }

    fn take_key(&mut self, node: Node) {
        let is_merge = self.file.slice(node.span) == "<<";
        let key = match node.value {
            Value::Text(_) if is_merge => Key::Merge,
            Value::Text(text) => Key::Text(text, node.span),
            // A key is a text, whatever it would be as a value.
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                Key::Text(self.file.slice(node.span).to_owned(), node.span)
            }
            _ => {
                self.note_broken_key(node.span);
                Key::Broken
            }
        };
        if is_merge {
            self.note_alias(node.span);
        }
        if let Some(Frame { open: Open::Map(map), .. }) = self.stack.last_mut() {
            map.key = Some(key);
        }
    }

    /// Reports a key that is no text, unless a key inside of it is reported.
    fn note_broken_key(&mut self, span: Span) {
        let is_inside =
            |finding: &Diagnostic| finding.primary.span.start >= span.start && finding.is_error();
        if self.findings.last().is_some_and(is_inside) {
            return;
        }
        let message = "a mapping, a list or a tag stands where a key is expected";
        let help = "if this is a placeholder such as `{{ name }}`, fill it in before netloom \
                    reads the file";
        self.findings.push(Diagnostic::new(&codes::SYNTAX_ERROR, span, message).help(help));
    }

    fn take_value(&mut self, key: Key, node: Node) {
        let Some(Frame { open: Open::Map(map), .. }) = self.stack.last_mut() else { return };
        match key {
            Key::Broken => {}
            Key::Merge => map.merges.push(node),
            Key::Text(key, key_span) => match map.seen.get(&key) {
                Some(first) => self.findings.push(repeated_key(&key, key_span, *first)),
                None => {
                    map.seen.insert(key.clone(), key_span);
                    map.entries.push(Entry { key, key_span, node });
                }
            },
        }
    }

    /// Returns the entries with what merge keys bring in: keys written in the mapping win, then
    /// earlier mappings over later ones.
    fn merged(&mut self, map: OpenMap) -> Vec<Entry> {
        let OpenMap { mut entries, merges, mut seen, .. } = map;
        let sources = merges.into_iter().flat_map(|node| match node.value {
            Value::List(items) => items,
            _ => vec![node],
        });
        for source in sources {
            let Value::Map(merged) = source.value else {
                let message = "a merge key takes a mapping or a list of mappings";
                self.findings.push(Diagnostic::new(&codes::SYNTAX_ERROR, source.span, message));
                continue;
            };
            for entry in merged {
                if seen.insert(entry.key.clone(), entry.key_span).is_none() {
                    entries.push(entry);
                }
            }
        }
        entries
    }

    fn syntax_error(&self, error: &ScanError) -> Stop {
        let text = self.file.text();
        let at = self.positions.byte(error.marker().index());
        let at = if at >= text.len() { text.trim_end().len() } else { at };
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        let width = next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let span = self.file.span(at..at + width);
        if error.info().contains("recursion limit") {
            return Stop(Box::new(too_deep(span)));
        }
        let message = format!("the text is not YAML here: {}", error.info());
        let finding = Diagnostic::new(&codes::SYNTAX_ERROR, span, message);
        let line_start =
            text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let help = if line.contains('\t') {
            "write spaces instead of tabs"
        } else if line.contains("{{") || line.contains("{%") {
            "fill in the placeholders of the template engine before netloom reads the file"
        } else {
            "look for a bracket, a quote or a colon that is missing here or on the line above"
        };
        Stop(Box::new(finding.help(help)))
    }
}

#[cfg(test)]
mod tests;
