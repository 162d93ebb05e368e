//! YAML text to plain values with places.
//!
//! The scanner does not call itself, and neither does this builder, so depth is bounded by a number
//! and not by the stack.

mod scalar;
mod tags;

use std::collections::BTreeMap;
use std::ops::Range;

use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_yaml::{Event, Fault, Parser, Properties, Style, unreadable_character};

use self::scalar::resolve_plain;
use self::tags::{Kind, Meaning};
use super::bounds::{MAX_COPIED_NODES, MAX_DEPTH, too_deep};
use super::{Entry, Node, Unknown, Value, codes, put, repeated_key};

/// Reads a text as YAML: the value where there is one, and every problem of the text.
pub(super) fn parse_yaml(file: &SourceFile) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some((at, character)) = unreadable_character(file.text()) {
        return (None, vec![unreadable(file, at, character)]);
    }
    let mut builder = Builder::new(file);
    let outcome = builder.run();
    let Builder { root, mut findings, .. } = builder;
    match outcome {
        Ok(()) => (root, findings),
        Err(Stop(finding)) => {
            findings.push(*finding);
            (None, findings)
        }
    }
}

/// Returns the finding for a character that YAML does not take at all.
fn unreadable(file: &SourceFile, at: usize, character: char) -> Diagnostic {
    let message = format!("character U+{:04X} cannot stand in a YAML file", u32::from(character));
    let finding =
        Diagnostic::new(&codes::SYNTAX_ERROR, file.span(at..at + character.len_utf8()), message);
    finding.help("take it out; if the file is full of such characters, it is not a text file")
}

/// Reading cannot go on, for this reason.
struct Stop(Box<Diagnostic>);

/// A finished value and what it weighs.
#[derive(Clone)]
struct Built {
    node: Node,
    /// The text of a scalar that is no text as a value; as a key it is.
    text: Option<String>,
    n_nodes: usize,
    depth: usize,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    end: usize,
    is_flow: bool,
    anchor: Option<String>,
    meaning: Meaning,
    tag: Option<Range<usize>>,
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
    /// What merge keys bring; the last one wins.
    merges: Vec<Node>,
    /// Where the last merge key stands.
    last_merge: Option<Span>,
    /// The places of the keys among the entries.
    seen: BTreeMap<String, usize>,
    key: Option<Key>,
}

/// A key whose value has not come yet.
enum Key {
    Text(String, Span),
    Merge(Span),
    /// No text, which is reported; the value is read and dropped.
    Broken,
}

struct Builder<'f> {
    file: &'f SourceFile,
    stack: Vec<Frame>,
    anchors: BTreeMap<String, Built>,
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
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            n_copied: 0,
            has_alias: false,
            n_documents: 0,
            root: None,
            findings: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        let mut parser = Parser::new(self.file.text());
        loop {
            match parser.next_event() {
                Ok(Some((event, range))) => self.take(event, range)?,
                Ok(None) => return Ok(()),
                Err(fault) => return Err(self.syntax_error(&fault)),
            }
        }
    }

    fn take(&mut self, event: Event, range: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::DocumentStart => self.document(range),
            Event::Scalar { text, style, properties } => {
                self.scalar(text, style, properties, range)
            }
            Event::Alias(anchor) => self.alias(&anchor, range),
            Event::SequenceStart { is_flow, properties } => {
                self.open(Open::List(Vec::new()), is_flow, properties, range)
            }
            Event::MappingStart { is_flow, properties } => {
                self.open(Open::Map(OpenMap::default()), is_flow, properties, range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
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
        text: String,
        style: Style,
        properties: Properties,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        let meaning = Meaning::of(properties.tag.as_ref());
        let is_plain = style == Style::Plain;
        let as_key = Some(text.clone());
        let kind = match &meaning {
            Meaning::Kind(kind) => kind.value(&text),
            _ => None,
        };
        let value = match &meaning {
            Meaning::Plain if is_plain => resolve_plain(&text),
            Meaning::Unquoted => resolve_plain(&text),
            Meaning::Function(_) if is_plain && text.is_empty() => Value::Null,
            _ => kind.unwrap_or(Value::Text(text)),
        };
        let plain = Node { span: self.file.span(range), value };
        let node = self.tagged(plain, &meaning, properties.tag.map(|tag| tag.range));
        self.finish(Built { node, text: as_key, n_nodes: 1, depth: 0 }, properties.anchor)
    }

    fn alias(&mut self, anchor: &str, range: Range<usize>) -> Result<(), Stop> {
        let span = self.file.span(range);
        let Some(target) = self.anchors.get(anchor) else {
            let message = format!("alias `{anchor}` stands inside its own value");
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
        self.finish(built, None)
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
        is_flow: bool,
        properties: Properties,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(Stop(Box::new(too_deep(self.file.span(range).slice(0, 1)))));
        }
        let meaning = Meaning::of(properties.tag.as_ref());
        self.stack.push(Frame {
            start: range.start,
            end: range.start,
            is_flow,
            anchor: properties.anchor,
            meaning,
            tag: properties.tag.map(|tag| tag.range),
            n_nodes: 1,
            depth: 0,
            open,
        });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let end = if frame.is_flow { range.end } else { frame.end };
        let value = match frame.open {
            Open::List(items) => Value::List(items),
            Open::Map(map) => Value::Map(self.merged(map)),
        };
        let plain = Node { span: self.file.span(frame.start..end), value };
        let node = self.tagged(plain, &frame.meaning, frame.tag);
        let (n_nodes, depth) = (frame.n_nodes, frame.depth + 1);
        self.finish(Built { node, text: None, n_nodes, depth }, frame.anchor)
    }

    /// Returns what a value is under its tag: short tags are written out.
    fn tagged(&mut self, node: Node, meaning: &Meaning, tag: Option<Range<usize>>) -> Node {
        let tag_span = tag.map_or(node.span, |tag| self.file.span(tag));
        let span = tag_span.to(node.span);
        match meaning {
            Meaning::Plain | Meaning::Unquoted | Meaning::Text => node,
            Meaning::Kind(kind) => {
                let fits = match (kind, &node.value) {
                    (Kind::List, value) => matches!(value, Value::List(_)),
                    (Kind::Map, value) => matches!(value, Value::Map(_)),
                    (_, value) => {
                        matches!(value, Value::Null | Value::Bool(_) | Value::Number(_))
                    }
                };
                if !fits {
                    self.findings.push(tags::unfit(*kind, tag_span));
                }
                node
            }
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
    fn finish(&mut self, built: Built, anchor: Option<String>) -> Result<(), Stop> {
        if self.stack.len() + built.depth > MAX_DEPTH {
            return Err(Stop(Box::new(too_deep(built.node.span.slice(0, 1)))));
        }
        if let Some(anchor) = anchor {
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
            None => self.take_key(built.node, built.text),
            Some(key) => self.take_value(key, built.node),
        }
        Ok(())
    }

    fn take_key(&mut self, node: Node, text: Option<String>) {
        let is_merge = self.file.slice(node.span) == "<<";
        let key = match node.value {
            Value::Text(_) if is_merge => Key::Merge(node.span),
            Value::Text(text) => Key::Text(text, node.span),
            // A key is a text, whatever it would be as a value.
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                Key::Text(text.unwrap_or_default(), node.span)
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
            Key::Merge(span) => {
                if let Some(before) = map.last_merge.replace(span) {
                    self.findings.push(repeated_key("<<", span, before));
                }
                map.merges.push(node);
            }
            Key::Text(key, key_span) => {
                let entry = Entry { key, key_span, node };
                self.findings.extend(put(&mut map.entries, &mut map.seen, entry));
            }
        }
    }

    /// Returns the entries with what merge keys bring in: keys written in the mapping win, then
    /// earlier mappings over later ones.
    fn merged(&mut self, map: OpenMap) -> Vec<Entry> {
        let OpenMap { mut entries, merges, mut seen, .. } = map;
        let sources = merges.into_iter().rev().flat_map(|node| match node.value {
            Value::List(items) => items,
            _ => vec![node],
        });
        for source in sources {
            let Value::Map(merged) = self.without_tag(source.value) else {
                let message = "a merge key takes a mapping or a list of mappings";
                self.findings.push(Diagnostic::new(&codes::SYNTAX_ERROR, source.span, message));
                continue;
            };
            for entry in merged {
                if !seen.contains_key(&entry.key) {
                    seen.insert(entry.key.clone(), entries.len());
                    entries.push(entry);
                }
            }
        }
        entries
    }

    /// Returns what stands behind the tag of a function: merge keys look through tags.
    fn without_tag(&self, value: Value) -> Value {
        let is_tag = |entry: &Entry| self.file.slice(entry.key_span).starts_with('!');
        match value {
            Value::Map(mut entries) if matches!(entries.as_slice(), [one] if is_tag(one)) => {
                entries.pop().map_or(Value::Null, |entry| entry.node.value)
            }
            value => value,
        }
    }

    fn syntax_error(&self, fault: &Fault) -> Stop {
        let text = self.file.text();
        let at = if fault.at >= text.len() { text.trim_end().len() } else { fault.at };
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        let width = next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let span = self.file.span(at..at + width);
        let message = format!("the text is not YAML here: {}", fault.message);
        let finding = Diagnostic::new(&codes::SYNTAX_ERROR, span, message);
        let line_start = text
            .get(..at)
            .and_then(|before| before.rfind(['\n', '\r']))
            .map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or_default();
        let line = line.split(['\n', '\r']).next().unwrap_or_default();
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
