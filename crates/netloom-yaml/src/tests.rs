//! What the parser says of texts. Expected steps are those of PyYAML 6.0.3.

use proptest::prelude::*;

use super::{Event, Parser, Style};

/// The events of a text without their places; nothing for a text that is no YAML.
fn events(text: &str) -> Option<Vec<Event>> {
    let mut parser = Parser::new(text);
    let mut events = Vec::new();
    while let Some((mut event, range)) = parser.next_event().ok()? {
        assert!(text.get(range).is_some(), "{text}");
        if let Event::Scalar { style, properties, .. } = &mut event {
            *style = Style::Plain;
            properties.tag = properties.tag.take().map(|tag| super::Tag { range: 0..0, ..tag });
        }
        if let Event::SequenceStart { is_flow, .. } | Event::MappingStart { is_flow, .. } =
            &mut event
        {
            *is_flow = false;
        }
        events.push(event);
    }
    Some(events)
}

fn check(text: &str, same_as: &str) {
    let expected = events(same_as);
    assert!(expected.is_some(), "{same_as}");
    assert_eq!(events(text), expected, "{text}");
}

fn check_fault(text: &str, at: usize, message: &str) {
    let mut parser = Parser::new(text);
    let fault = loop {
        match parser.next_event() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("{text:?} is YAML"),
            Err(fault) => break fault,
        }
    };
    assert!(fault.message.contains(message), "{text:?}: {fault:?}");
    assert_eq!(fault.at, at, "{text:?}: {fault:?}");
    assert_eq!(parser.next_event(), Ok(None), "reading ends at a fault: {text:?}");
}

#[test]
fn indentation_has_no_meaning_in_brackets_and_quotes() {
    check(
        "a:\n  b:\n    - c: [\n      {x: [\n        y]},\n    ]\n  d: 1\n",
        "a:\n  b:\n    - c: [{x: [y]}]\n  d: 1\n",
    );
    check("a:\n  b: {\nc: 1,\nd: 2\n}\n", "a: {b: {c: 1, d: 2}}\n");
    check("a:\n  b: \"x\ny\"\n  c: 'd\n\ne'\n", "a:\n  b: x y\n  c: \"d\\ne\"\n");
    check("a: {\n  b: [\n1,\n],\n}\nc: [{d,\n}, e,\n]\n", "a: {b: [1]}\nc: [{d}, e]\n");
}

#[test]
fn keys_and_values_may_touch_in_brackets() {
    check("a: [{b:{c:[d]}}]\n", "a: [{b: {c: [d]}}]\n");
    check("{a:[\n'b:[c]', \"d:{e\",\n]}\n", "{a: ['b:[c]', \"d:{e\"]}\n");
    check("{'a':b}\n", "{a: b}\n");
    check("a: [?x, y]\n", "a: [? x, y]\n");
    check("a: {?x: 1, ?y}\n", "a: {x: 1, y}\n");
}

#[test]
fn comments_may_touch_brackets_and_quotes() {
    check("a: [b,#c\n d]\n", "a: [b, d]\n");
    check("a: ['b'#c]\n]#d\n", "a: [b]\n");
    check("a: \"x\"#c\nb: x#y\n", "a: x\nb: 'x#y'\n");
}

#[test]
fn lines_end_as_in_yaml_1_1() {
    check("a: b\rc: d\r", "a: b\nc: d\n");
    check("a: b\u{85}c: d\r\n", "a: b\nc: d\n");
    check("a: b\u{2028}  c\n", "a: \"b\\Lc\"\n");
    check("a: |\n  b\u{85}  c\n", "a: \"b\\nc\\n\"\n");
    check("\u{feff}# x\na: b\n", "a: b\n");
}

#[test]
fn blocks_of_text_have_indicators_in_any_order() {
    check("a: |-2\n   b\n", "a: ' b'\n");
    check("a: |+\n  b\n\n\nc: d\n", "a: \"b\\n\\n\\n\"\nc: d\n");
    check("a: |\n  # b\n  c\n", "a: \"# b\\nc\\n\"\n");
    check("a: >-\n  b\n  c\n\n   d\n", "a: \"b c\\n\\n d\"\n");
    check("--- |\n a\n b\n", "--- \"a\\nb\\n\"\n");
}

#[test]
fn dashes_and_anchors_are_what_pyyaml_takes_them_for() {
    check("a: [-x, --, -]\n", "a: ['-x', '--', '-']\n");
    check_fault("a: [- x]\n", 4, "an item of a list stands where a value is expected");
    check("a: &x:y b\n", "a: &x ':y b'\n");
    check_fault("a: &x 1\nb: &x 2\n", 11, "a second anchor");
    check_fault("a: *x\n", 3, "no anchor `&x` precedes");
    check_fault("a: @b\n", 3, "no value can begin with `@`");
}

#[test]
fn faults_are_where_they_can_be_seen() {
    check_fault("a: [b\n", 6, "the end of the file stands where `,` or `]` is expected");
    check_fault("a: 'c\n", 3, "the quote that begins here is not closed");
    check_fault("a: b: c\n", 4, "a second `:`");
    check_fault("a: b\nc\nd: e\n", 5, "a `:` is missing");
    check_fault("a:\n - b\n c: d\n", 9, "a further item or the end of the list");
    check_fault("a: ]\n", 3, "closes no bracket");
    check_fault("a: |x\n", 4, "in the header of a block of text");
    check_fault("a: \"\\q\"\n", 4, "no escape of YAML");
    check_fault("a: !e!x b\n", 3, "no `%TAG` declares the handle `!e!`");
    check_fault("%YAML 2.0\n---\na\n", 0, "a version of YAML that is not 1");
}

#[test]
fn tabs_between_values_are_noted() {
    for (text, same_as, tabs) in [
        ("a:\tb\t# c\n", "a: b\n", vec![2, 4]),
        ("a: [\tb,\n\tc]\n", "a: [b, c]\n", vec![4, 8]),
        ("a: |\t\n  b\tc\n", "a: \"b\\tc\\n\"\n", vec![4]),
        ("a: 'b\tc' # \td\n", "a: \"b\\tc\"\n", vec![]),
    ] {
        check(text, same_as);
        let mut parser = Parser::new(text);
        while parser.next_event().is_ok_and(|event| event.is_some()) {}
        assert_eq!(parser.tabs(), tabs, "{text}");
    }
    check_fault("a:\n\tb: c\n", 3, "a tab");
}

#[test]
fn properties_stand_before_values() {
    let text = "a: &x !Sub |\n  b\n";
    let mut parser = Parser::new(text);
    let mut found = None;
    while let Ok(Some((event, range))) = parser.next_event() {
        if let Event::Scalar { properties, .. } = event
            && let Some(tag) = properties.tag
        {
            found = Some((tag.name, text.get(tag.range), text.get(range), properties.anchor));
        }
    }
    let expected = ("!Sub".to_owned(), Some("!Sub"), Some("b"), Some("x".to_owned()));
    assert_eq!(found, Some(expected));
}

/// With a cost that grows with the square of their length, these texts would take minutes.
#[test]
fn hostile_texts_are_read_at_once() {
    let n = 50_000;
    for part in ["[", "- ", "{a: ", "? ", "[a: ", "a: [b, ", "&", "\n- a: "] {
        let _ = events(&part.repeat(n));
    }
    assert!(events(&format!("{}{}", "[".repeat(n), "]".repeat(n))).is_some());
}

/// Texts of what has a meaning in YAML.
const TEXTS: &str = "[-?:,\\[\\]{}#&*!|>'\"%@`a1 \t\r\n\\\\\u{85}é.]{0,60}";

proptest! {
    #[test]
    fn any_text_is_read_to_its_end_or_a_fault(text in TEXTS) {
        let mut parser = Parser::new(&text);
        let mut depth = 0_i64;
        loop {
            match parser.next_event() {
                Ok(Some((event, range))) => {
                    prop_assert!(text.get(range).is_some());
                    depth += match event {
                        Event::SequenceStart { .. } | Event::MappingStart { .. } => 1,
                        Event::SequenceEnd | Event::MappingEnd => -1,
                        _ => 0,
                    };
                    prop_assert!(depth >= 0);
                }
                Ok(None) => {
                    prop_assert_eq!(depth, 0);
                    break;
                }
                Err(fault) => {
                    prop_assert!(text.is_char_boundary(fault.at), "{:?}", fault);
                    break;
                }
            }
        }
    }
}
