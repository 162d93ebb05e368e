//! Events of the scanner to a tree.
//!
//! The scanner does not call itself, and neither does this builder, so depth is bounded by a number
//! and not by the stack.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_yaml::{Event, Fault, Parser, Properties, Style, unreadable_character};

use crate::load::looks_like_ini;

use super::node::FirstEntry;
use super::scalar::{Value, is_impossible, resolve_plain};
use super::tabs::{tab_finding, tab_findings};
use super::tags::{tag_name, tagged_value, unsupported_tag};
use super::{Content, Entry, Mapping, Node, Scalar, Sequence, codes};

/// The deepest nesting, aliases followed.
const MAX_DEPTH: usize = 64;

/// The most values, aliases counted for all that they stand for.
const MAX_NODES: usize = 200_000;

/// Reads a file whose outermost value is to be a mapping: the mapping where there is one, and every
/// problem of the text.
pub fn parse_yaml(file: &SourceFile) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some((at, character)) = unreadable_character(file.text()) {
        return (None, vec![unreadable(file, at, character)]);
    }
    let mut builder = Builder::new(file);
    let is_whole = builder.run();
    let Builder { root, mut findings, .. } = builder;
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

/// Returns the finding for a character that YAML does not take at all.
fn unreadable(file: &SourceFile, at: usize, character: char) -> Diagnostic {
    let message = format!("character U+{:04X} cannot stand in a YAML file", u32::from(character));
    let finding =
        Diagnostic::new(&codes::SYNTAX_ERROR, file.span(at..at + character.len_utf8()), message);
    finding.help("take it out; if the file is full of such characters, it is not a text file")
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
    properties: Properties,
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
    stack: Vec<Frame>,
    anchors: BTreeMap<String, Built>,
    n_nodes: usize,
    root: Option<Built>,
    n_documents: usize,
    findings: Vec<Diagnostic>,
}

/// Reading cannot go on; the finding is already noted.
struct Stop;

impl<'f> Builder<'f> {
    fn new(file: &'f SourceFile) -> Self {
        Self {
            file,
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            n_nodes: 0,
            root: None,
            n_documents: 0,
            findings: Vec::new(),
        }
    }

    /// Returns whether the whole text was read.
    fn run(&mut self) -> bool {
        let mut parser = Parser::new(self.file.text());
        let is_whole = loop {
            let step = match parser.next_event() {
                Ok(Some((event, range))) => self.take_event(event, range),
                Ok(None) => break true,
                Err(fault) => {
                    let finding = self.syntax_error(fault);
                    self.findings.push(finding);
                    Err(Stop)
                }
            };
            if step.is_err() {
                break false;
            }
        };
        self.findings.extend(tab_findings(self.file, parser.tabs()));
        is_whole
    }

    fn take_event(&mut self, event: Event, range: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::DocumentStart => {
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
            Event::Scalar { text, style, properties } => {
                self.scalar(text, style, properties, range)
            }
            Event::Alias(anchor) => self.alias(&anchor, range),
            Event::SequenceStart { is_flow, properties } => {
                self.open(Open::Sequence(Vec::new()), is_flow, properties, range)
            }
            Event::MappingStart { is_flow, properties } => {
                let (entries, merges, seen) = (Vec::new(), Vec::new(), BTreeMap::new());
                let open = Open::Mapping { entries, merges, seen, key: None, first: None };
                self.open(open, is_flow, properties, range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
        }
    }

    fn scalar(
        &mut self,
        text: String,
        style: Style,
        Properties { anchor, tag }: Properties,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        let is_plain = style == Style::Plain;
        let span = self.span(range);
        let value = match &tag {
            Some(tag) if tag_name(tag) != Some("") => {
                tagged_value(tag, &text).unwrap_or_else(|| {
                    self.findings.push(unsupported_tag(tag, &text, span));
                    Value::Text
                })
            }
            // PyYAML takes every text behind a lone `!` for one without quotes.
            Some(_) => resolve_plain(&text),
            None if is_plain => resolve_plain(&text),
            None => Value::Text,
        };
        if tag.is_none() && is_plain {
            self.check_plain(&text, span);
        }
        let content = Rc::new(Content::Scalar(Scalar { text, is_plain, value }));
        self.finish(
            Built { node: Node { span, is_alias: false, content }, n_nodes: 1, depth: 0 },
            anchor,
        )
    }

    /// Reports what PyYAML takes for a value of its own kind and then cannot make one of.
    fn check_plain(&mut self, text: &str, span: Span) {
        let is_key =
            matches!(self.stack.last(), Some(Frame { open: Open::Mapping { key: None, .. }, .. }));
        let finding = if matches!(text, "=" | "<<") && !is_key {
            let message = format!("a lone `{text}` has a meaning of its own in YAML 1.1");
            Diagnostic::new(&codes::UNSUPPORTED_TAG, span, message)
                .help(format!("write `'{text}'` for the text"))
        } else if is_impossible(text) {
            let message = format!("`{text}` is written as a date or a number, and is none");
            Diagnostic::new(&codes::UNSUPPORTED_TAG, span, message)
                .help(format!("write `'{text}'` for the text"))
        } else {
            return;
        };
        self.findings.push(finding);
    }

    fn alias(&mut self, anchor: &str, range: Range<usize>) -> Result<(), Stop> {
        let span = self.span(range);
        let Some(target) = self.anchors.get(anchor).cloned() else {
            let finding = Diagnostic::new(
                &codes::ALIAS_OF_ITSELF,
                span,
                format!("alias `{anchor}` stands inside its own value"),
            );
            return self.stop(finding.help("write the value out"));
        };
        let node = Node { span, is_alias: true, content: target.node.content };
        self.finish(Built { node, ..target }, None)
    }

    fn open(
        &mut self,
        open: Open,
        is_flow: bool,
        properties: Properties,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(self.span(range));
        }
        let (start, end) = (range.start, range.end);
        self.stack.push(Frame { start, end, is_flow, properties, n_nodes: 1, depth: 0, open });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let is_mapping = matches!(frame.open, Open::Mapping { .. });
        let span = self
            .span(frame.start..if frame.is_flow { range.end } else { frame.end.max(frame.start) });
        if let Some(tag) = &frame.properties.tag
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
        self.finish(
            Built { node, n_nodes: frame.n_nodes, depth: frame.depth + 1 },
            frame.properties.anchor,
        )
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, built: Built, anchor: Option<String>) -> Result<(), Stop> {
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
        if let Some(anchor) = anchor {
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

    fn syntax_error(&self, fault: Fault) -> Diagnostic {
        let text = self.file.text();
        let at = if fault.at >= text.len() { text.trim_end().len() } else { fault.at };
        let line_start = text
            .get(..at)
            .and_then(|before| before.rfind(['\n', '\r']))
            .map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or_default();
        let line = line.split(['\n', '\r']).next().unwrap_or_default();
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        if next == Some('\t') {
            return tab_finding(self.file, at);
        }
        let width = next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let finding = Diagnostic::new(
            &codes::SYNTAX_ERROR,
            self.file.span(at..at + width),
            format!("the text is not YAML here: {}", fault.message),
        );
        // What is wrong with the place helps only where the file is meant to be YAML.
        if looks_like_ini(text) {
            return finding.help(
                "this looks like a config of ParallelCluster 2.x: give an INI file the extension \
                 `.ini`, `.cfg` or `.conf`",
            );
        }
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

/// What a merge key is among the keys of a mapping: a quoted `<<` is an ordinary key beside it.
const MERGE_IDENTITY: &str = "!<<";

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
        // Of two, PyYAML lets the later one win, and other readers refuse them.
        if let Some(earlier) = seen.get(MERGE_IDENTITY) {
            let message = "key `<<` occurs twice in one mapping";
            let finding =
                Diagnostic::new(&codes::DUPLICATE_KEY, key.span, message).label("again here");
            findings.push(
                finding
                    .also(*earlier, "first here")
                    .help("write one list of what is merged: `<<: [*first, *second]`"),
            );
            return;
        }
        seen.insert(MERGE_IDENTITY.to_owned(), key.span);
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
