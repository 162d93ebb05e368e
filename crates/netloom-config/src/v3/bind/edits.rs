//! Edits of a text, and how the text is laid out around them.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile, Span};

use crate::v3::codes;
use crate::yaml::Node;

/// One edit: the bytes of the span become the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Edit {
    /// What goes; empty to insert.
    pub(super) span: Span,
    /// What comes.
    pub(super) text: String,
}

/// Edits of one file.
#[derive(Default)]
pub(super) struct Edits {
    /// By start, then by end, so that an insertion comes before what follows it.
    by_place: BTreeMap<(usize, usize), Edit>,
    conflicts: Vec<Span>,
}

impl Edits {
    /// Adds an edit. The same edit twice counts once: aliases lead to one place from several sides.
    /// Another edit of the same bytes is a conflict.
    pub(super) fn add(&mut self, edit: Edit) {
        let key = (edit.span.start, edit.span.end);
        match self.by_place.get(&key) {
            Some(earlier) if *earlier != edit => self.conflicts.push(edit.span),
            Some(_) => {}
            None => {
                self.by_place.insert(key, edit);
            }
        }
    }

    /// Adds the replacement of a span.
    pub(super) fn replace(&mut self, span: Span, text: String) {
        self.add(Edit { span, text });
    }

    /// Drops the edits inside of a span that is to go.
    pub(super) fn remove(&mut self, span: Span) {
        self.by_place.retain(|(start, end), _| *start < span.start || *end > span.end);
        self.add(Edit { span, text: String::new() });
    }

    /// Returns the text with all edits made; notes those that cannot be.
    pub(super) fn apply(self, text: &str, findings: &mut Vec<Diagnostic>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        let mut conflicts = self.conflicts;
        for edit in self.by_place.values() {
            let Some(between) = text.get(copied..edit.span.start) else {
                conflicts.push(edit.span);
                continue;
            };
            out.push_str(between);
            out.push_str(&edit.text);
            copied = edit.span.end;
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        findings.extend(conflicts.into_iter().map(|span| {
            let message =
                "an alias makes several nodes share this text, and they need different ids";
            Diagnostic::new(&codes::CANNOT_WRITE_IDS, span, message)
                .help("write the mapping out for each of them")
        }));
        out
    }
}

/// How a scalar is quoted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// Not at all.
    None,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
}

impl Quote {
    /// Returns the text in quotes of this kind.
    pub(super) fn around(self, text: &str) -> String {
        match self {
            Self::None => text.to_owned(),
            Self::Single => format!("'{text}'"),
            Self::Double => format!("\"{text}\""),
        }
    }
}

/// The habits of a file: its line breaks, its quotes, its indentation.
pub(super) struct Layout<'a> {
    /// The file.
    pub(super) file: &'a SourceFile,
    /// What ends its lines.
    pub(super) line_break: &'static str,
}

impl<'a> Layout<'a> {
    pub(super) fn of(file: &'a SourceFile) -> Self {
        let first_line = file.text().split_inclusive('\n').next().unwrap_or_default();
        Self { file, line_break: if first_line.ends_with("\r\n") { "\r\n" } else { "\n" } }
    }

    /// Returns how a scalar is quoted; an alias counts as plain.
    pub(super) fn quote_of(&self, node: &Node) -> Quote {
        if node.is_alias { Quote::None } else { self.quote_at(node.span) }
    }

    /// Returns how the text under a span is quoted.
    pub(super) fn quote_at(&self, span: Span) -> Quote {
        match self.file.slice(span).chars().next() {
            Some('\'') => Quote::Single,
            Some('"') => Quote::Double,
            _ => Quote::None,
        }
    }

    /// Returns the text from the start of the line to `offset`.
    pub(super) fn before_in_line(&self, offset: usize) -> &'a str {
        let before = self.file.text().get(..offset).unwrap_or_default();
        before.rfind('\n').map_or(before, |at| before.get(at + 1..).unwrap_or_default())
    }

    /// Returns the offset behind the last character of the line at `offset`, before its line break.
    pub(super) fn line_end(&self, offset: usize) -> usize {
        let rest = self.file.text().get(offset..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        offset + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Returns the edit that adds items to a block list below the item at `span`.
    pub(super) fn more_items(&self, span: Span, items: &[String]) -> Edit {
        let indent = self.item_indent(span);
        let lines: String =
            items.iter().map(|item| format!("{}{indent}- {item}", self.line_break)).collect();
        let end = self.line_end(span.end);
        Edit { span: Span::new(span.file, end..end), text: lines }
    }

    /// Returns the edit that adds items to a block list above its first item, which is at `span`.
    pub(super) fn items_before(&self, span: Span, items: &[String]) -> Edit {
        let indent = self.item_indent(span);
        let lines: String =
            items.iter().map(|item| format!("{indent}- {item}{}", self.line_break)).collect();
        let start = span.start - self.before_in_line(span.start).len();
        Edit { span: Span::new(span.file, start..start), text: lines }
    }

    /// Returns the spaces before the hyphen of a block list's item.
    fn item_indent(&self, span: Span) -> String {
        let before = self.before_in_line(span.start);
        before.chars().take_while(|c| *c == ' ').collect()
    }
}
