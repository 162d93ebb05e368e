//! The rules of `configparser`, one at a time.

use proptest::prelude::*;

use super::{file, read};
use crate::ini::{IniOption, lex};

/// Compares `section.key = value` of every option; a value's line breaks are shown as `|`.
fn check(text: &str, expected: &[&str]) {
    let (ini, problems) = read(text);
    assert_eq!(problems, Vec::<String>::new(), "{text:?}");
    let told = |section: &str, option: &IniOption| {
        format!("{section}.{} = {}", option.key, option.value().replace('\n', "|"))
    };
    let seen = ini
        .sections
        .iter()
        .flat_map(|section| section.options.iter().map(|option| told(&section.name, option)));
    assert_eq!(seen.collect::<Vec<_>>(), expected, "{text:?}");
}

/// Compares the findings, each `code line:column: text underlined`.
fn check_findings(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected, "{text:?}");
}

#[test]
fn both_delimiters_split_at_the_first_one() {
    check("[a]\nk = v\nl: w\nm=x\nn : y = z\n", &["a.k = v", "a.l = w", "a.m = x", "a.n = y = z"]);
}

#[test]
fn keys_are_folded_and_section_names_are_not() {
    check("[vpc A]\nVPC_Id = x\n[vpc  a ]\nk = v\n", &["vpc A.vpc_id = x", "vpc  a .k = v"]);
}

#[test]
fn comments_need_white_space_before_them() {
    check(
        "# a\n  ; b\n[a] ; c\nk = v # d\nl = v#e\nm = ; f\n",
        &["a.k = v", "a.l = v#e", "a.m = "],
    );
    check("[a]\nk = a#b #c ;d\n", &["a.k = a#b #c"]);
}

#[test]
fn deeper_lines_go_on_and_others_do_not() {
    check("[a]\nk = 1,\n  2\nl = 3\n", &["a.k = 1,|2", "a.l = 3"]);
    check("[a]\n  k = 1\n  l = 2\n", &["a.k = 1", "a.l = 2"]);
    check("[a]\n    k = 1\n  l = 2\n   m = 3\n", &["a.k = 1", "a.l = 2|m = 3"]);
    check("[a]\nk = 1\n\tl = 2\n", &["a.k = 1|l = 2"]);
    check("[a]\n        k = 1\n\tl = 2\n", &["a.k = 1", "a.l = 2"]);
}

#[test]
fn a_line_below_a_header_is_never_a_continuation() {
    check("[a]\n   [b]\n      k = 1\n", &["b.k = 1"]);
}

#[test]
fn empty_lines_are_part_of_a_value_and_comment_lines_are_not() {
    check("[a]\nk = 1\n\n  2\n\n\n", &["a.k = 1||2"]);
    check("[a]\nk = 1\n# c\n  2\n", &["a.k = 1|2"]);
}

#[test]
fn all_line_ends_are_read() {
    check("[a]\r\nk = 1\r\n  2\r\n", &["a.k = 1|2"]);
    check("[a]\rk = 1\rl = 2", &["a.k = 1", "a.l = 2"]);
}

#[test]
fn default_may_stand_twice() {
    check("[DEFAULT]\nk = 1\n[a]\n[DEFAULT]\nl = 2\n", &["DEFAULT.k = 1", "DEFAULT.l = 2"]);
    check_findings("[DEFAULT]\nk = 1\n[DEFAULT]\nk = 2\n", &["INI004 4:1: k"]);
}

#[test]
fn what_configparser_refuses_is_found() {
    check_findings("k = v\nl = w\n[a]\n", &["INI001 1:1: k = v"]);
    check_findings("[a]\nvpc_id vpc-1\n", &["INI003 2:1: vpc_id vpc-1"]);
    check_findings("[a]\nk = 1\nK = 2\n", &["INI004 3:1: K"]);
    check_findings("[a]\n[b]\n[a]\n", &["INI005 3:1: [a]"]);
    check_findings("[a]\n= v\n", &["INI010 2:1: = v"]);
    check_findings("[]\n", &["INI001 1:1: []"]);
}

#[test]
fn what_configparser_misreads_is_found() {
    check_findings("\u{feff}[a]\nk = 1\n", &["INI002 1:1: \u{feff}"]);
    check_findings("[vpc a]  vpc_id = x # c\n", &["INI006 1:10: vpc_id = x"]);
    check_findings("[vpc a] # a comment [b]\n", &[]);
}

#[test]
fn all_problems_are_found_at_once() {
    check_findings(
        "k = v\n[a] x = 1\ny\n= z\nk = 1\nk = 2\n[a]\n",
        &[
            "INI001 1:1: k = v",
            "INI006 2:5: x = 1",
            "INI003 3:1: y",
            "INI010 4:1: = z",
            "INI004 6:1: k",
            "INI005 7:1: [a]",
        ],
    );
}

#[test]
fn every_part_has_its_place() {
    let file = file("[vpc ä]  # c\n  VPC_Id : vpc-1 ; c\n     next\n\n");
    let (ini, _) = lex(&file);
    let section = ini.section("vpc ä").expect("it is there");
    let option = section.option("vpc_id").expect("it is there");
    assert_eq!(file.slice(section.header), "[vpc ä]");
    assert_eq!(file.slice(option.key_span), "VPC_Id");
    assert_eq!(
        option.lines.iter().map(|line| file.slice(line.span)).collect::<Vec<_>>(),
        ["vpc-1", "next", ""]
    );
    assert_eq!(file.slice(option.value_span()), "vpc-1 ; c\n     next");
    assert_eq!(file.slice(option.whole), "  VPC_Id : vpc-1 ; c\n     next\n");
}

#[test]
fn the_place_of_an_empty_value_is_behind_its_delimiter() {
    let file = file("[a]\nk =\n");
    let (ini, _) = lex(&file);
    let span =
        ini.section("a").and_then(|section| section.option("k")).expect("it is there").value_span();
    assert_eq!((span.start, span.end), (7, 7));
}

proptest! {
    #[test]
    fn every_place_holds_what_was_read_there(text in "(\\[?[aä \u{a0}]{0,4}\\]?[=:%#;]?[ \
                                        -~\u{a0}ß]{0,6}(\n|\r|\r\n)){0,12}") {
        let file = file(&text);
        let (ini, problems) = lex(&file);
        for section in &ini.sections {
            prop_assert_eq!(file.slice(section.header), format!("[{}]", section.name));
            for option in &section.options {
                prop_assert_eq!(file.slice(option.key_span).to_lowercase(), option.key.as_str());
                prop_assert!(text.get(option.whole.range()).is_some_and(|whole| whole.contains(file.slice(option.key_span))));
                for line in &option.lines {
                    prop_assert_eq!(file.slice(line.span), line.text.as_str());
                }
            }
        }
        prop_assert!(problems.iter().all(|problem| text.get(problem.primary.span.range()).is_some()));
    }
}
