//! Files as the user named them, and positions in them.

use std::any::Any;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Which file of a run a [`Span`] lies in; given out by [`Sources::add`], counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct FileId(u32);

/// A run of bytes in one file: the first byte and the byte behind the last.
///
/// Ordered by file, then by first byte. An empty span (`start == end`) marks the place between two
/// characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte, from 0.
    pub start: usize,
    /// Offset behind the last byte, never below `start`.
    pub end: usize,
}

impl Span {
    /// Returns the bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start, end: range.end.max(range.start) }
    }

    /// Returns the empty span at the first byte of `file`: the place of findings about a whole
    /// file.
    #[must_use]
    pub fn file_start(file: FileId) -> Self {
        Self::new(file, 0..0)
    }

    /// Returns the span as a byte range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the smallest span that holds `self` and `other`, which lie in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the part of `self` that starts `from` bytes in and is `len_bytes` long, cut at the
    /// end of `self`.
    #[must_use]
    pub fn slice(self, from: usize, len_bytes: usize) -> Self {
        let start = self.start.saturating_add(from).min(self.end);
        Self { file: self.file, start, end: start.saturating_add(len_bytes).min(self.end) }
    }
}

/// A place as editors show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: usize,
}

/// One file: the name that the user gave and the text that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFile {
    id: FileId,
    name: String,
    text: String,
    // INVARIANT: sorted, starts with 0, one entry per line.
    line_starts: Vec<usize>,
    kept: Kept,
}

/// What a reader has made of a text; two files are equal whatever is kept of them.
#[derive(Clone, Default)]
struct Kept(OnceLock<Arc<dyn Any + Send + Sync>>);

impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Kept {}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl SourceFile {
    /// Returns the id that the spans of this file carry.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Returns the name as the user wrote it; `-` for standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what a reader makes of the text, which it does once: the first result is kept with
    /// the file, for as long as the file is there. A second reader of another type makes its own
    /// each time.
    ///
    /// - `read`: depends on nothing but the file, since the next reader gets the same.
    pub fn read_once<T: Any + Send + Sync>(&self, read: impl Fn(&Self) -> T) -> Arc<T> {
        let kept = self.kept.0.get_or_init(|| Arc::new(read(self)));
        Arc::clone(kept).downcast().unwrap_or_else(|_| Arc::new(read(self)))
    }

    /// Returns a span of this file.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.id, range)
    }

    /// Returns the text under `span`, empty when the span does not lie in this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns line and column of the byte at `offset`; past the end it is the end of the file.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let line_start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let end = offset.min(self.text.len());
        let before = self.text.get(line_start..end).unwrap_or_default();
        LineColumn { line, column: before.chars().count() + 1 }
    }

    /// Returns the offset of the byte at a line (from 1) and a column in characters (from 0), cut
    /// at the end of the line.
    #[must_use]
    pub fn offset(&self, line: usize, column_chars: usize) -> usize {
        let Some(start) = self.line_starts.get(line.saturating_sub(1)).copied() else {
            return self.text.len();
        };
        let rest = self.text.get(start..).unwrap_or_default();
        let in_line =
            rest.char_indices().nth(column_chars).map_or(rest.len(), |(offset, _)| offset);
        let line_len_bytes = rest.find(['\n', '\r']).unwrap_or(rest.len());
        start + in_line.min(line_len_bytes)
    }
}

/// The files of one run, in the order in which they were named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let line_starts = std::iter::once(0).chain(line_ends(&text)).collect();
        self.files.push(SourceFile {
            id,
            name: name.into(),
            text,
            line_starts,
            kept: Kept::default(),
        });
        id
    }

    /// Returns the file with this id, `None` when the id is from another run.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::try_from(id.0).ok()?)
    }

    /// Returns all files, in the order in which they were added.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Returns line and column where `span` starts; 1:1 when its file is not here.
    #[must_use]
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.get(span.file)
            .map_or(LineColumn { line: 1, column: 1 }, |file| file.line_column(span.start))
    }
}

/// Returns the offsets behind the ends of lines: a line feed, a carriage return, or both.
///
/// # Source
/// YAML 1.1 specification, section 4.2, line breaks, and Python's universal newlines, by which
/// ParallelCluster reads INI: a carriage return alone ends a line.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(move |(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.map(|(offset, _)| offset + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_editors_and_parsers_end_them() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "a: 1\rb: 2\r\nc: 3\nd: 4\r\re");
        let file = sources.get(id).expect("it was just added");
        for (offset, line, column) in
            [(0, 1, 1), (5, 2, 1), (8, 2, 4), (11, 3, 1), (16, 4, 1), (21, 5, 1), (22, 6, 1)]
        {
            assert_eq!(file.line_column(offset), LineColumn { line, column }, "byte {offset}");
            assert_eq!(file.offset(line, column - 1), offset);
        }
        assert_eq!(file.offset(2, 99), 9);
    }

    fn check(offset: usize, line: usize, column: usize) {
        let mut sources = Sources::default();
        let id = sources.add("a.ini", "[vpc ä]\nvpc_id = 1\n");
        let file = sources.get(id).expect("it was just added");
        assert_eq!(file.line_column(offset), LineColumn { line, column }, "byte {offset}");
        if offset <= file.text().len() {
            assert_eq!(file.offset(line, column - 1), offset);
        }
    }

    #[test]
    fn bytes_become_lines_and_columns_in_characters() {
        check(0, 1, 1);
        check(5, 1, 6);
        check(7, 1, 7);
        check(9, 2, 1);
        check(18, 2, 10);
        check(20, 3, 1);
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        check(500, 3, 1);
    }
}
