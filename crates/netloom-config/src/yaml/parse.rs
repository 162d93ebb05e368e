//! Events of the scanner to a tree.
//!
//! The scanner does not call itself, and neither does this builder, so depth is bounded by a number
//! and not by the stack.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_yaml::{Indented, Positions, indent_flow_lines, part_touching_keys};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::node::FirstEntry;
use super::scalar::{Value, resolve_plain};
use super::tabs::{find_tabs, tab_finding};
use super::tags::{tag_name, tagged_value, unsupported_tag};
use super::{Content, Entry, Mapping, Node, Scalar, Sequence, codes};

/// The deepest nesting, aliases followed.
const MAX_DEPTH: usize = 64;

/// The most values, aliases counted for all that they stand for.
const MAX_NODES: usize = 200_000;

/// Reads a file whose outermost value is to be a mapping: the mapping where there is one, and every
/// problem of the text.
pub(crate) fn parse_yaml(file: &SourceFile) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some(finding) = unreadable_character(file) {
        return (None, vec![finding]);
    }
    let parted = part_touching_keys(file.text());
    let has_parted = parted.is_some();
    let as_it_is =
        || Indented { text: file.text().to_owned(), positions: Positions::of(file.text()) };
    let first = parted.unwrap_or_else(as_it_is);
    let mut builder = Builder { positions: first.positions, ..Builder::new(file) };
    let mut is_whole = builder.run(&first.text);
    // The scanner goes by YAML 1.2, which asks for indentation inside of brackets and quotes;
    // PyYAML does not.
    if !is_whole
        && !has_parted
        && let Some(indented) = indent_flow_lines(file.text())
    {
        builder = Builder { positions: indented.positions, ..Builder::new(file) };
        is_whole = builder.run(&indented.text);
    }
    let Builder { root, mut findings, opaque, .. } = builder;
    if is_whole {
        findings.extend(find_tabs(file, &opaque));
    }
    let Some(root) = root.filter(|_| is_whole) else {
        if findings.is_empty() {
            let finding = Diagnostic::new(
                &codes::EMPTY_FILE,
                Span::file_start(file.id()),
                "the file holds no value",
            );
            findings
                .push(finding.help("`netloom init --dialect yaml` writes a file to start from"));
        }
        return (None, findings);
    };
    if root.node.as_mapping().is_some() {
        return (Some(root.node), findings);
    }
    if findings.is_empty() {
        findings.push(not_a_mapping(&root.node, file));
    }
    (None, findings)
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

fn not_a_mapping(root: &Node, file: &SourceFile) -> Diagnostic {
    match root.as_scalar().map(|scalar| scalar.value) {
        Some(Value::Null) => {
            let finding = Diagnostic::new(
                &codes::EMPTY_FILE,
                Span::file_start(file.id()),
                "the file holds no value",
            );
            finding.help("`netloom init --dialect yaml` writes a file to start from")
        }
        seen => {
            let seen = if seen.is_some() { "a single text" } else { "a list" };
            let span = root.span.slice(0, file.slice(root.span).lines().next().map_or(0, str::len));
            let message =
                format!("the file is {seen}, expected a mapping with keys such as `HeadNode`");
            Diagnostic::new(&codes::NOT_A_MAPPING, span, message).help(
                "write the keys of a ParallelCluster configuration: `HeadNode:`, \
                       `Scheduling:` and so on",
            )
        }
    }
}

/// A finished value and what it weighs.
#[derive(Clone)]
struct Built {
    node: Node,
    n_nodes: usize,
    depth: usize,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    end: usize,
    is_flow: bool,
    anchor: usize,
    tag: Option<Tag>,
    n_nodes: usize,
    depth: usize,
    open: Open,
}

enum Open {
    Sequence(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        merges: Vec<Node>,
        seen: BTreeMap<String, Span>,
        key: Option<Node>,
        first: Option<FirstEntry>,
    },
}

struct Builder<'f> {
    file: &'f SourceFile,
    positions: Positions,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Built>,
    n_nodes: usize,
    root: Option<Built>,
    n_documents: usize,
    opaque: Vec<Range<usize>>,
    findings: Vec<Diagnostic>,
}

/// Reading cannot go on; the finding is already noted.
struct Stop;

impl<'f> Builder<'f> {
    fn new(file: &'f SourceFile) -> Self {
        Self {
            file,
            positions: Positions::of(file.text()),
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            n_nodes: 0,
            root: None,
            n_documents: 0,
            opaque: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Returns whether the whole text was read.
    fn run(&mut self, text: &str) -> bool {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let step = match event {
                Ok((event, span)) => {
                    let range = self.positions.byte(span.start.index())
                        ..self.positions.byte(span.end.index());
                    self.take(event, range)
                }
                Err(error) => {
                    let finding = self.syntax_error(&error);
                    self.findings.push(finding);
                    Err(Stop)
                }
            };
            if step.is_err() {
                return false;
            }
        }
        true
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(_) => {
                self.n_documents += 1;
                if self.n_documents > 1 {
                    let finding = Diagnostic::new(
                        &codes::SEVERAL_DOCUMENTS,
                        self.span(range),
                        "a second document starts here",
                    );
                    return self.stop(finding.help("keep one cluster per file"));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), range)
            }
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::SequenceStart(anchor, tag) => {
                self.open(Open::Sequence(Vec::new()), anchor, tag.as_deref(), range)
            }
            Event::MappingStart(anchor, tag) => {
                let (entries, merges, seen) = (Vec::new(), Vec::new(), BTreeMap::new());
                let open = Open::Mapping { entries, merges, seen, key: None, first: None };
                self.open(open, anchor, tag.as_deref(), range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        let is_plain = style == ScalarStyle::Plain;
        let range = self.without_properties(range, anchor != 0 || tag.is_some());
        let range = self.to_closing_quote(range, style);
        if !is_plain {
            self.opaque.push(range.clone());
        }
        let span = self.span(range);
        let value = match tag {
            Some(tag) if tag_name(tag) != Some("") => {
                tagged_value(tag, text).unwrap_or_else(|| {
                    self.findings.push(unsupported_tag(tag, text, span));
                    Value::Text
                })
            }
            Some(_) | None if is_plain => resolve_plain(text),
            Some(_) | None => Value::Text,
        };
        if is_plain && tag.is_none() && text == "=" {
            let finding = Diagnostic::new(
                &codes::UNSUPPORTED_TAG,
                span,
                "a lone `=` has a meaning of its own in YAML 1.1",
            );
            self.findings.push(finding.help("write `'='` for the text"));
        }
        let content = Rc::new(Content::Scalar(Scalar { text: text.to_owned(), is_plain, value }));
        self.finish(
            Built { node: Node { span, is_alias: false, content }, n_nodes: 1, depth: 0 },
            anchor,
        )
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Stop> {
        let span = self.span(range);
        let Some(target) = self.anchors.get(&anchor).cloned() else {
            let name = self.file.slice(span).trim_start_matches('*').to_owned();
            let finding = Diagnostic::new(
                &codes::ALIAS_OF_ITSELF,
                span,
                format!("alias `{name}` stands inside its own value"),
            );
            return self.stop(finding.help("write the value out"));
        };
        let node = Node { span, is_alias: true, content: target.node.content };
        self.finish(Built { node, ..target }, 0)
    }

    fn open(
        &mut self,
        open: Open,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(self.span(range));
        }
        let is_flow = !range.is_empty();
        let (start, end) = (range.start, range.end);
        self.stack.push(Frame {
            start,
            end,
            is_flow,
            anchor,
            tag: tag.cloned(),
            n_nodes: 1,
            depth: 0,
            open,
        });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let is_mapping = matches!(frame.open, Open::Mapping { .. });
        let span = self
            .span(frame.start..if frame.is_flow { range.end } else { frame.end.max(frame.start) });
        if let Some(tag) = &frame.tag
            && tag_name(tag) != Some(if is_mapping { "map" } else { "seq" })
            && tag_name(tag) != Some("")
        {
            self.findings.push(unsupported_tag(
                tag,
                if is_mapping { "a mapping" } else { "a list" },
                span.slice(0, 1),
            ));
        }
        let is_flow = frame.is_flow;
        let content = match frame.open {
            Open::Sequence(items) => Content::Sequence(Sequence { is_flow, items }),
            Open::Mapping { mut entries, merges, first, .. } => {
                self.merge(&mut entries, &merges);
                Content::Mapping(Mapping { span, is_flow, entries, first })
            }
        };
        let node = Node { span, is_alias: false, content: Rc::new(content) };
        self.finish(Built { node, n_nodes: frame.n_nodes, depth: frame.depth + 1 }, frame.anchor)
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, built: Built, anchor: usize) -> Result<(), Stop> {
        // Values were counted one by one as they came; an alias brings all of its target's at once.
        self.n_nodes =
            self.n_nodes.saturating_add(if built.node.is_alias { built.n_nodes } else { 1 });
        if self.n_nodes > MAX_NODES {
            let message = format!("the file stands for more than {MAX_NODES} values");
            let finding =
                Diagnostic::new(&codes::TOO_MANY_NODES, built.node.span.slice(0, 1), message);
            return self
                .stop(finding.help(
                    "write the values out where they are needed, without aliases of aliases",
                ));
        }
        if self.stack.len() + built.depth > MAX_DEPTH {
            return self.too_deep(built.node.span);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(built);
            return Ok(());
        };
        frame.n_nodes = frame.n_nodes.saturating_add(built.n_nodes);
        frame.depth = frame.depth.max(built.depth);
        frame.end = frame.end.max(built.node.span.end);
        let node = built.node;
        let findings = &mut self.findings;
        match &mut frame.open {
            Open::Sequence(items) => items.push(node),
            Open::Mapping { entries, merges, seen, key, first } => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    let scalar = (node.as_scalar().is_some() && !node.span.range().is_empty())
                        .then_some(node.span);
                    first.get_or_insert(FirstEntry { key: key.span, scalar });
                    take_entry(key, node, entries, merges, seen, findings);
                }
            },
        }
        Ok(())
    }

    /// Adds what merge keys bring in: keys written in the mapping win, then earlier mappings over
    /// later ones.
    fn merge(&mut self, entries: &mut Vec<Entry>, merges: &[Node]) {
        let mut keys: BTreeSet<String> = match merges {
            [] => return,
            _ => entries.iter().map(|entry| entry.key.clone()).collect(),
        };
        for merged in merges {
            let sources: Vec<&Node> = match &*merged.content {
                Content::Sequence(sequence) => sequence.items.iter().collect(),
                Content::Mapping(_) | Content::Scalar(_) => vec![merged],
            };
            for source in sources {
                let Some(mapping) = source.as_mapping() else {
                    let message = "a merge key takes a mapping or a list of mappings";
                    self.findings.push(Diagnostic::new(&codes::SYNTAX_ERROR, source.span, message));
                    continue;
                };
                for entry in &mapping.entries {
                    if keys.insert(entry.key.clone()) {
                        entries.push(Entry { is_merged: true, ..entry.clone() });
                    }
                }
            }
        }
    }

    /// Cuts anchor and tag off the front of a scalar's bytes.
    fn without_properties(&self, range: Range<usize>, has_properties: bool) -> Range<usize> {
        if !has_properties {
            return range;
        }
        let mut rest = self.file.text().get(range.clone()).unwrap_or_default();
        while rest.starts_with(['&', '!']) {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest = rest.get(end..).unwrap_or_default().trim_start();
        }
        range.end - rest.len()..range.end
    }

    /// Cuts spaces and a comment off the end of a quoted scalar's bytes, which the scanner counts
    /// to it.
    fn to_closing_quote(&self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        let text = self.file.text().get(range.clone()).unwrap_or_default();
        let mut bytes = text.bytes().enumerate().skip(1).peekable();
        while let Some((at, byte)) = bytes.next() {
            match (style, byte) {
                (ScalarStyle::DoubleQuoted, b'\\') => {
                    bytes.next();
                }
                (ScalarStyle::SingleQuoted, b'\'')
                    if bytes.next_if(|(_, next)| *next == b'\'').is_some() => {}
                (ScalarStyle::DoubleQuoted, b'"') | (ScalarStyle::SingleQuoted, b'\'') => {
                    return range.start..range.start + at + 1;
                }
                _ => {}
            }
        }
        range
    }

    fn syntax_error(&self, error: &ScanError) -> Diagnostic {
        let text = self.file.text();
        let at = self.positions.byte(error.marker().index());
        let at = if at >= text.len() { text.trim_end().len() } else { at };
        let line_start =
            text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let is_tab = error.info().contains("tab") || error.info().contains("':' must be followed");
        if let Some(tab) = line.find('\t').filter(|_| is_tab) {
            return tab_finding(self.file, line_start + tab);
        }
        let width = text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .filter(|c| *c != '\n')
            .map_or(0, char::len_utf8);
        let span = self.file.span(at..at + width);
        if error.info().contains("recursion limit") {
            return too_deep_finding(span);
        }
        let finding = Diagnostic::new(
            &codes::SYNTAX_ERROR,
            span,
            format!("the text is not YAML here: {}", error.info()),
        );
        if line.contains("{%") || line.contains("{{") {
            return finding.help(
                "fill in the placeholders of the template engine before netloom reads the file",
            );
        }
        finding.help(
            "look for a bracket, a quote or a colon that is missing here or on the line above",
        )
    }

    fn too_deep(&mut self, span: Span) -> Result<(), Stop> {
        self.stop(too_deep_finding(span.slice(0, 1)))
    }

    fn stop(&mut self, finding: Diagnostic) -> Result<(), Stop> {
        self.findings.push(finding);
        Err(Stop)
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.file.span(range)
    }
}

fn too_deep_finding(span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::TOO_DEEP,
        span,
        format!("mappings and lists lie more than {MAX_DEPTH} deep in each other"),
    )
    .help("a cluster configuration needs no more than ten levels")
}

/// Takes a key with its value into a mapping, or says why not.
fn take_entry(
    key: Node,
    value: Node,
    entries: &mut Vec<Entry>,
    merges: &mut Vec<Node>,
    seen: &mut BTreeMap<String, Span>,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(scalar) = key.as_scalar() else {
        let finding = Diagnostic::new(
            &codes::KEY_NOT_A_SCALAR,
            key.span,
            "a mapping or a list stands where a key is expected",
        );
        findings.push(finding.help(
            "if this is a placeholder such as `{{ name }}`, fill it in before \
                          netloom reads the file",
        ));
        return;
    };
    if scalar.text == "<<" && scalar.is_plain {
        let finding = Diagnostic::new(
            &codes::MERGE_KEY,
            key.span,
            "newer releases of ParallelCluster refuse merge keys",
        );
        findings.push(finding.help("write the keys of the merged mapping out"));
        merges.push(value);
        return;
    }
    // `1` and `'1'` are different keys; no key of a cluster configuration is a number.
    let identity = format!("{}{}", if scalar.value == Value::Text { "" } else { "!" }, scalar.text);
    if let Some(earlier) = seen.get(&identity) {
        let message = format!("key `{}` occurs twice in one mapping", scalar.text);
        let finding = Diagnostic::new(&codes::DUPLICATE_KEY, key.span, message).label("again here");
        findings.push(finding.also(*earlier, "first here").help("keep one of them"));
        return;
    }
    seen.insert(identity, key.span);
    entries.push(Entry { key: scalar.text.clone(), key_span: key.span, is_merged: false, value });
}
