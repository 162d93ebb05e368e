//! A text with the lines inside of its flow collections and quoted scalars indented, and with a
//! space before values that touch their keys.
//!
//! YAML 1.2 asks that the lines of a flow collection and of a quoted scalar are indented deeper
//! than the block around them. The parsers that read templates and cluster configurations do not:
//! once inside of brackets or quotes, indentation means nothing to them, and published templates
//! close a bracket in the column of its key.
//!
//! # Source
//! PyYAML 6.0.2, `Scanner.unwind_indent`: "In flow context, indentation is ignored"; SnakeYAML's
//! `ScannerImpl.unwindIndent` is the same function in Java. In both, `scan_plain` ends a scalar
//! inside of brackets at a colon with a bracket behind it. PyYAML's `scan_to_next_token` begins a
//! comment wherever a token may begin, and its `check_key` takes every question mark for a key
//! inside of brackets.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::Positions;
use crate::continuations::{Gap, gaps, has_touching_keys};

/// How much longer than the text the indented one may be, in times of its length: hostile texts
/// would make it grow with the square of their length.
const MAX_GROWTH: usize = 8;

/// A text that reads as the file does, apart from indentation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indented {
    /// The text to scan.
    pub text: String,
    /// The bytes of the file in which its characters are.
    pub positions: Positions,
}

/// Indents the lines inside of flow collections and quoted scalars as far as YAML 1.2 asks, and
/// parts keys from brackets.
///
/// `None` when nothing needs it, when the result is no YAML either, or when an indented line turns
/// out to lie outside of flow collections and quoted scalars, where indentation has a meaning.
#[must_use]
pub fn indent_flow_lines(text: &str) -> Option<Indented> {
    let mut out = String::with_capacity(text.len());
    let mut starts = Vec::with_capacity(text.len());
    // Indices of characters in the new text before which there are new spaces, in order.
    let (mut indented, mut parted) = (Vec::new(), Vec::new());
    let mut copied = 0;
    let copy = |range: Range<usize>, out: &mut String, starts: &mut Vec<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        starts.extend(part.char_indices().map(|(offset, _)| range.start + offset));
        out.push_str(part);
    };
    for gap in gaps(text) {
        let (at, n_missing) = match gap {
            Gap::Value { at } | Gap::Key { at } => (at, 1),
            Gap::Continuation { line_start, n_columns } => {
                let rest = text.get(line_start..)?;
                let n_spaces = rest.bytes().take_while(|byte| *byte == b' ').count();
                (line_start, n_columns.saturating_sub(n_spaces))
            }
        };
        if n_missing == 0 {
            continue;
        }
        copy(copied..at, &mut out, &mut starts);
        copied = at;
        let is_parting = matches!(gap, Gap::Value { .. } | Gap::Key { .. });
        let inserted = if is_parting { &mut parted } else { &mut indented };
        inserted.push(starts.len());
        out.extend(std::iter::repeat_n(' ', n_missing));
        starts.extend(std::iter::repeat_n(at, n_missing));
        if out.len() > text.len().saturating_mul(MAX_GROWTH) {
            return None;
        }
    }
    copy(copied..text.len(), &mut out, &mut starts);
    if indented.is_empty() && parted.is_empty() {
        return None;
    }
    let ranges = Ranges::of(&out)?;
    let is_harmless =
        lies_within(&indented, &ranges.free) && lies_between(&parted, &ranges.scalars);
    is_harmless
        .then(|| Indented { text: out, positions: Positions::from_starts(text.len(), starts) })
}

/// Does the same for a text in which it changes what is read: a scanner that goes by YAML 1.2 takes
/// `[?a]` for a text, and does not complain.
///
/// `None` for every other text, without a look at more than its outline.
#[must_use]
pub fn part_touching_keys(text: &str) -> Option<Indented> {
    if has_touching_keys(text) { indent_flow_lines(text) } else { None }
}

/// Characters of a text, in order of the starts.
#[derive(Default)]
struct Ranges {
    /// Flow collections and quoted scalars, in which indentation has no meaning.
    free: Vec<Range<usize>>,
    /// Scalars, in which every space has a meaning.
    scalars: Vec<Range<usize>>,
}

impl Ranges {
    /// `None` for a text that is no YAML.
    fn of(text: &str) -> Option<Self> {
        let bytes = Positions::of(text);
        let mut open = Vec::new();
        let mut ranges = Self::default();
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.ok()?;
            let range = span.start.index()..span.end.index();
            match event {
                Event::Scalar(_, style, _, _) => {
                    let mut range = range;
                    let quote = match style {
                        ScalarStyle::SingleQuoted => Some('\''),
                        ScalarStyle::DoubleQuoted => Some('"'),
                        _ => None,
                    };
                    if let Some(quote) = quote {
                        let written = text
                            .get(bytes.byte(range.start)..bytes.byte(range.end))
                            .unwrap_or_default();
                        range.end = range.start + n_to_closing_quote(written, quote);
                        ranges.free.push(range.clone());
                    }
                    ranges.scalars.push(range);
                }
                Event::SequenceStart(..) | Event::MappingStart(..) => open.push(range.start),
                // The end of a block collection has no characters of its own, that of a flow
                // collection is a bracket.
                Event::SequenceEnd | Event::MappingEnd => {
                    let start = open.pop()?;
                    if !range.is_empty() {
                        let rest = text.get(bytes.byte(range.start)..).unwrap_or_default();
                        ranges.free.push(start..range.end + n_to_bracket(rest));
                    }
                }
                _ => {}
            }
        }
        ranges.free.sort_by_key(|range| range.start);
        ranges.scalars.sort_by_key(|range| range.start);
        Some(ranges)
    }
}

/// How many characters there are up to the closing quote and with it: the scanner counts spaces and
/// a comment behind the quote to the scalar.
fn n_to_closing_quote(written: &str, quote: char) -> usize {
    let (mut n_quotes, mut is_escaped, mut last) = (0_usize, false, 0);
    for (at, character) in written.chars().enumerate() {
        let is_quote = character == quote && !is_escaped;
        // A doubled quote is a letter of a scalar in single quotes: the count is even in between,
        // and nothing stands there.
        if n_quotes > 0 && n_quotes.is_multiple_of(2) && !is_quote {
            return last + 1;
        }
        is_escaped = quote == '"' && character == '\\' && !is_escaped;
        if is_quote {
            (n_quotes, last) = (n_quotes + 1, at);
        }
    }
    written.chars().count().min(last + 1)
}

/// How many characters are missing in the scanner's end of a mapping: where a comma precedes the
/// bracket, it gives the comma.
fn n_to_bracket(from_end: &str) -> usize {
    let rest = from_end.strip_prefix(',').unwrap_or_default();
    let mut is_comment = false;
    let bracket = rest.chars().position(|character| {
        is_comment = (is_comment || character == '#') && character != '\n';
        character == '}' && !is_comment
    });
    bracket.map_or(0, |position| position + 1)
}

/// Whether no index lies in a range; ranges in order and apart from each other.
fn lies_between(indices: &[usize], ranges: &[Range<usize>]) -> bool {
    indices.iter().all(|index| {
        let n_before = ranges.partition_point(|range| range.start < *index);
        n_before
            .checked_sub(1)
            .and_then(|last| ranges.get(last))
            .is_none_or(|range| range.end <= *index)
    })
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
        check(
            "a:\n  b:\n    c: {\n  x: 1,\n y: [2,\n3]\n}\n  d: 1\n",
            "a:\n  b:\n    c: {x: 1, y: [2, 3]}\n  d: 1\n",
        );
        check("a:\n  - b: !F [x,\n'y z'] # ]\n  - c\n", "a:\n  - b: !F [x, 'y z']\n  - c\n");
    }

    #[test]
    fn quoted_texts_may_go_on_at_the_left_margin() {
        check("a:\n  b:\n    c: \"x\ny\"\n", "a:\n  b:\n    c: \"x y\"\n");
        check("a:\n  b: 'it''s\n\nso'\n  c: 1\n", "a:\n  b: 'it''s\n\n    so'\n  c: 1\n");
        check("a:\n  b: \"x\\\n y\"\n  c: \"d\ne\"\n", "a:\n  b: \"xy\"\n  c: \"d e\"\n");
    }

    #[test]
    fn texts_of_several_lines_stay_as_they_are() {
        check("s:\n  - >\n   \"\n  - [\n]\n", "s:\n  - >\n   \"\n  - []\n");
        check(
            "s: one\n  [two\n\n  'three\nb:\n  c: [\n]\n",
            "s: one\n  [two\n\n  'three\nb:\n  c: []\n",
        );
        check(
            "s:\n  one\n  [two\nb: [\n]\nc:\n  |\n  {\nd: {\n}\n",
            "s: one [two\nb: []\nc: |\n  {\nd: {}\n",
        );
        check(
            "- k: |\n    [\n  b: [\n]\n- ? x\n  : !T [\n]\n",
            "- k: |\n    [\n  b: []\n- ? x\n  : !T []\n",
        );
    }

    #[test]
    fn documents_may_be_marked() {
        check("%YAML 1.1\n---\na:\n  b: [\n]\n...\n", "%YAML 1.1\n---\na:\n  b: []\n...\n");
        check("\u{feff}---\na:\n- b: '\n'\n", "\u{feff}---\na:\n- b: ' '\n");
    }

    #[test]
    fn a_comma_may_precede_the_closing_bracket() {
        check("a:\n  - {x: 1,\n}\n  - {y: {},\n# }\n\n}\n", "a:\n  - {x: 1}\n  - {y: {}}\n");
        check("a: {\n  b: [\n1,\n],\n}\nc: [{d,\n}, e,\n]\n", "a: {b: [1]}\nc: [{d}, e]\n");
    }

    #[test]
    fn brackets_may_touch_their_keys() {
        check("a: [{b:{c:[d]}}]\n", "a: [{b: {c: [d]}}]\n");
        check("{a:[\n'b:[c]', \"d:{e\",\n]}\n", "{a: ['b:[c]', \"d:{e\"]}\n");
        check("t: |\n  {a:[}\nc: {d:[], e: x y}\n", "t: |\n  {a:[}\nc: {d: [], e: x y}\n");
    }

    #[test]
    fn comments_may_touch_what_they_follow() {
        check("a: [b,#c\n d]\n", "a: [b, d]\n");
        check("a: {b: [c]#d]\n}\n", "a: {b: [c]}\n");
        check("a: ['b'#c]\n]#d\n", "a: ['b']\n");
        check("a: \"x\"#c\nb: 'y'#d\n", "a: \"x\"\nb: 'y'\n");
        check("r:\n  a: x#y\n  b: [it's'#x,\n]\n", "r:\n  a: x#y\n  b: [it's'#x]\n");
    }

    #[test]
    fn question_marks_in_brackets_announce_keys() {
        for (text, same_as) in [
            ("a: [?x]\n", "a: [? x]\n"),
            ("a: {?x: 1, ?y}\n", "a: {x: 1, y}\n"),
            ("a: [b, ?]\n", "a: [b, ? ]\n"),
        ] {
            assert_ne!(events(text), events(same_as), "{text}");
            assert_eq!(
                part_touching_keys(text).and_then(|parted| events(&parted.text)),
                events(same_as),
                "{text}"
            );
        }
        for text in [
            "a: ?x\n",
            "a: [x?y, 'z, ?w']\n",
            "a: [x ?y]\n",
            "a: |\n  [?x]\n",
            "? [a]\n: b\n",
            "a: [? x]\n",
        ] {
            assert_eq!(part_touching_keys(text), None, "{text}");
        }
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
