//! Which bytes of a value are its tag, which are its content.

use std::ops::Range;

use netloom_diag::SourceFile;
use saphyr_parser::ScalarStyle;

/// The bytes of a value, its anchor left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parts {
    pub(super) tag: Option<Range<usize>>,
    pub(super) content: Range<usize>,
}

/// Cuts anchor and tag off the front of a value's bytes.
pub(super) fn split_properties(
    file: &SourceFile,
    range: Range<usize>,
    has_properties: bool,
) -> Parts {
    let mut rest = file.text().get(range.clone()).unwrap_or_default();
    let mut tag = None;
    while has_properties && rest.starts_with(['&', '!']) {
        let start = range.end - rest.len();
        let len_bytes = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if rest.starts_with('!') {
            tag = Some(start..start + len_bytes);
        }
        rest = rest.get(len_bytes..).unwrap_or_default().trim_start();
    }
    Parts { tag, content: range.end - rest.len()..range.end }
}

/// Cuts what the scanner counts to a scalar although it stands behind it: spaces and a comment
/// behind the closing quote, and empty lines below a block.
pub(super) fn to_closing_quote(
    file: &SourceFile,
    range: Range<usize>,
    style: ScalarStyle,
) -> Range<usize> {
    let text = file.text().get(range.clone()).unwrap_or_default();
    let quote = match style {
        ScalarStyle::SingleQuoted => b'\'',
        ScalarStyle::DoubleQuoted => b'"',
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {
            return range.start..range.start + text.trim_end().len();
        }
    };
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' && quote == b'"' {
            bytes.next();
        } else if byte == quote
            && (quote == b'"' || bytes.next_if(|(_, next)| *next == quote).is_none())
        {
            return range.start..range.start + at + 1;
        }
    }
    range
}
