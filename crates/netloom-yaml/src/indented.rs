//! A text with the lines inside of its flow collections and quoted scalars indented.
//!
//! YAML 1.2 asks that the lines of a flow collection and of a quoted scalar are indented deeper than the block around them. The
//! parsers that read templates and cluster configurations do not: once inside of brackets or quotes, indentation means
//! nothing to them, and published templates close a bracket in the column of its key.
//!
//! # Source
//! PyYAML 6.0.2, `Scanner.unwind_indent`: "In flow context, indentation is ignored"; SnakeYAML's `ScannerImpl.unwindIndent`
//! is the same function in Java.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::Positions;
use crate::continuations::continuations;

/// How much longer than the text the indented one may be, in times of its length: hostile texts would make it grow with the
/// square of their length.
const MAX_GROWTH: usize = 8;

/// A text that reads as the file does, apart from indentation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indented {
    /// The text to scan.
    pub text: String,
    /// The bytes of the file in which its characters are.
    pub positions: Positions,
}

/// Indents the lines inside of flow collections and quoted scalars as far as YAML 1.2 asks.
///
/// `None` when no line needs it, when the result is no YAML either, or when an indented line turns out to lie outside of
/// flow collections and quoted scalars, where indentation has a meaning.
#[must_use]
pub fn indent_flow_lines(text: &str) -> Option<Indented> {
    let mut out = String::with_capacity(text.len());
    let mut starts = Vec::with_capacity(text.len());
    // Indices of characters in the new text at which lines were indented, in order.
    let mut inserted = Vec::new();
    let mut copied = 0;
    let mut copy = |range: Range<usize>, out: &mut String, starts: &mut Vec<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        starts.extend(part.char_indices().map(|(offset, _)| range.start + offset));
        out.push_str(part);
    };
    for line in continuations(text) {
        let rest = text.get(line.line_start..)?;
        let n_spaces = rest.bytes().take_while(|byte| *byte == b' ').count();
        let Some(n_missing) = line.n_columns.checked_sub(n_spaces).filter(|n| *n > 0) else { continue };
        copy(copied..line.line_start, &mut out, &mut starts);
        copied = line.line_start;
        inserted.push(starts.len());
        out.extend(std::iter::repeat_n(' ', n_missing));
        starts.extend(std::iter::repeat_n(line.line_start, n_missing));
        if out.len() > text.len().saturating_mul(MAX_GROWTH) {
            return None;
        }
    }
    copy(copied..text.len(), &mut out, &mut starts);
    let is_harmless = !inserted.is_empty() && lies_within(&inserted, &free_ranges(&out)?);
    is_harmless.then(|| Indented { text: out, positions: Positions::from_starts(text.len(), starts) })
}

/// Returns the characters in which indentation has no meaning, in order of their starts; `None` for a text that is no YAML.
fn free_ranges(text: &str) -> Option<Vec<Range<usize>>> {
    let mut open = Vec::new();
    let mut ranges = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.ok()?;
        let (start, end) = (span.start.index(), span.end.index());
        match event {
            Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, _, _) => ranges.push(start..end),
            Event::SequenceStart(..) | Event::MappingStart(..) => open.push(start),
            // The end of a block collection has no characters of its own, that of a flow collection is a bracket.
            Event::SequenceEnd | Event::MappingEnd => {
                let start = open.pop()?;
                if span.start.index() < span.end.index() {
                    ranges.push(start..end);
                }
            }
            _ => {}
        }
    }
    ranges.sort_by_key(|range| range.start);
    Some(ranges)
}

/// Whether every index lies in a range; both in order.
fn lies_within(indices: &[usize], ranges: &[Range<usize>]) -> bool {
    let mut ranges = ranges.iter().peekable();
    let mut end = 0;
    indices.iter().all(|index| {
        while let Some(range) = ranges.next_if(|range| range.start < *index) {
            end = end.max(range.end);
        }
        *index < end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a text without their places.
    fn events(text: &str) -> Option<Vec<String>> {
        let mut parser = Parser::new_from_str(text);
        let mut out = Vec::new();
        while let Some(event) = parser.next_event() {
            out.push(format!("{:?}", event.ok()?.0));
        }
        Some(out)
    }

    fn check(text: &str, same_as: &str) {
        assert!(events(text).is_none(), "it needs no help: {text}");
        let indented = indent_flow_lines(text).map(|indented| indented.text);
        assert_eq!(indented.as_deref().and_then(events), events(same_as), "{indented:?}");
    }

    #[test]
    fn closing_brackets_may_stand_in_the_column_of_their_key() {
        check(
            "a:\n  b:\n    - c: [\n      {x: [\n        y]},\n    ]\n  d: 1\n",
            "a:\n  b:\n    - c: [{x: [y]}]\n  d: 1\n",
        );
        check("a:\n  b:\n    c: {\n  x: 1,\n y: [2,\n3]\n}\n  d: 1\n", "a:\n  b:\n    c: {x: 1, y: [2, 3]}\n  d: 1\n");
        check("a:\n  - b: !F [x,\n'y z'] # ]\n  - c\n", "a:\n  - b: !F [x, 'y z']\n  - c\n");
    }

    #[test]
    fn quoted_texts_may_go_on_at_the_left_margin() {
        check("a:\n  b:\n    c: \"x\ny\"\n", "a:\n  b:\n    c: \"x y\"\n");
        check("a:\n  b: 'it''s\n\nso'\n  c: 1\n", "a:\n  b: 'it''s\n\n    so'\n  c: 1\n");
        check("a:\n  b: \"x\\\n y\"\n  c: \"d\ne\"\n", "a:\n  b: \"xy\"\n  c: \"d e\"\n");
    }

    #[test]
    fn texts_that_look_like_brackets_stay_as_they_are() {
        let text = "a:\n  s: |\n    if [ x\n    then '\n  p: it's [here\n  c:\n    d: [\n  x]\n";
        check(text, "a:\n  s: |\n    if [ x\n    then '\n  p: it's [here\n  c:\n    d: [x]\n");
    }

    #[test]
    fn characters_keep_their_bytes() {
        let text = "ä:\n  b: [\nö]\n";
        let indented = indent_flow_lines(text).expect("it is indented");
        let at = indented.text.chars().position(|c| c == 'ö').expect("it is there");
        assert_eq!(text.get(indented.positions.byte(at)..), Some("ö]\n"));
    }

    #[test]
    fn what_is_no_yaml_stays_none() {
        for text in ["a: [\n", "a:\n  b: [\n]]\n", "a:\n  b: 'x\ny\n", "a: 1\n", ""] {
            assert_eq!(indent_flow_lines(text), None, "{text}");
        }
    }

    #[test]
    fn growth_is_bounded() {
        let text = format!("{}a: [\n{}]\n", "- ".repeat(1_000), "x,\n".repeat(10_000));
        assert_eq!(indent_flow_lines(&text), None);
    }
}
