//! The lexer against Python's `configparser`, which is what ParallelCluster 2.x reads files with.
//!
//! One Python process reads every text, hand-made ones and some thousand that are put together from
//! odd pieces. Where Python reads a text, we read the same sections, keys and values; where it
//! stops, we have a finding of the same kind. The one deliberate difference is that text behind a
//! section header, which Python drops, is a finding here.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use netloom_diag::{Diagnostic, Sources};
use serde_json::{Value, json};

use super::{DEFAULT_SECTION, IniFile, IniSection, InterpolationFault, codes, interpolate, lex};

const SCRIPT: &str = include_str!("differential.py");

/// Texts in which each line is there for a rule.
const HAND_MADE: &[&str] = &[
    "",
    "# nothing\n; at all\n",
    "[a]\nk = v\n",
    "[a]\nK: v\nL=v\n m\n",
    "[a]\nk = 1\nK = 2\n",
    "[a]\nk = 1\n[a]\nl = 2\n",
    "k = v\n[a]\n",
    "\u{feff}[a]\nk = v\n",
    "[a]\nk\n",
    "[a]\n= v\n",
    "[a]\nk =\n",
    "[a]\nk =\n  v\n",
    "[a]\nk = v ; c\nl = v;c\nm = v # c\n",
    "[a]\nk = v\n\n  w\n",
    "[a]\nk = v\n  # c\n  w\n",
    "[a]\nk = v\n  l = w\n",
    "[a]\n  k = v\n  l = w\n",
    "[a]\n  k = v\n l = w\n",
    "[a]\r\nk = v\r\n",
    "[a]\rk = v\r",
    "[DEFAULT]\nd = 1\n[a]\nk = %(d)s\n[b]\nd = 2\nk = %(d)s\n",
    "[DEFAULT]\nd = 1\n[DEFAULT]\ne = 2\n[a]\n",
    "[DEFAULT]\nd = 1\n[DEFAULT]\nd = 2\n",
    "[a]\nk = %(k)s\n",
    "[a]\nk = 50%\nl = 50%%\nm = %(K)s\n",
    "[a]\nk = %(l)s\nl = %(m)s\nm = %%\n",
    "[ a ]\nk = v\n[a ]\nk = v\n",
    "[vpc public] vpc_id = vpc-12345678\n",
    "[]\nk = v\n",
    "[a\nk = v\n",
    "[a]\nk = a = b : c\nl : a = b\n",
    "[a]\nqueue_settings = q1,\n    q2\n",
    "[a]\nk = \u{a0}v\u{2003}\n\u{a0}l = w\n",
];

const PIECES: &[&str] = &[
    "[a]",
    "[b c]",
    "[ a ]",
    "[DEFAULT]",
    "[]",
    "[a] k",
    "[a",
    "k = v",
    "K: v",
    "k2 = w # c",
    "k3=w;c",
    "k4 = a ; b",
    "l",
    "= v",
    ": v",
    "k5 =",
    "k6 = %",
    "k7 = %%",
    "k8 = %(k)s",
    "k9 = %(unset)s",
    "m = %(m)s",
    "n = %(K)s%%",
    "o = %()s",
    "p = %(k",
    "q = a=b",
    "ü = ß",
    "# c",
    "; c",
    "",
    "r : = s",
    "t ;c = 1",
    "u = \u{a0}v",
];

const INDENTS: &[&str] = &["", "", "", "", " ", "  ", "\t", "\u{a0}"];

const LINE_ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r"];

/// Puts texts together, the same ones in every run.
fn generated(n_texts: usize) -> Vec<String> {
    let mut state: u64 = 0x2545_f491_4f6c_dd1d;
    let mut pick = |n: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % n
    };
    let mut text = || {
        let n_lines = pick(12);
        let start = if pick(8) == 0 { String::new() } else { "[first]\n".to_owned() };
        (0..n_lines).fold(start, |text, _| {
            let (indent, piece, end) =
                (pick(INDENTS.len()), pick(PIECES.len()), pick(LINE_ENDS.len()));
            text + INDENTS[indent] + PIECES[piece] + LINE_ENDS[end]
        })
    };
    (0..n_texts).map(|_| text()).collect()
}

/// Returns what Python reads in each text.
fn read_by_python(texts: &[String]) -> Vec<Value> {
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test compares with Python: install `python3`");
    let input = serde_json::to_vec(texts).expect("texts are JSON");
    let mut stdin = python.stdin.take().expect("it is piped");
    let writer =
        std::thread::spawn(move || stdin.write_all(&input).expect("Python reads its input"));
    let output = python.wait_with_output().expect("Python ends");
    writer.join().expect("the writer ends");
    serde_json::from_slice(&output.stdout).expect("Python answers in JSON")
}

fn read_here(text: &str) -> (IniFile, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("a.ini", text);
    lex(sources.get(id).expect("it was just added"))
}

/// Returns the exception that a finding stands for; none for what Python passes over.
fn exception(finding: &Diagnostic) -> Option<&'static str> {
    match finding.code.id {
        id if id == codes::TEXT_BEFORE_SECTION.id || id == codes::BYTE_ORDER_MARK.id => {
            Some("MissingSectionHeaderError")
        }
        id if id == codes::KEY_WITHOUT_DELIMITER.id || id == codes::VALUE_WITHOUT_KEY.id => {
            Some("ParsingError")
        }
        id if id == codes::DUPLICATE_KEY.id => Some("DuplicateOptionError"),
        id if id == codes::DUPLICATE_SECTION.id => Some("DuplicateSectionError"),
        _ => None,
    }
}

#[test]
fn texts_are_read_as_python_reads_them() {
    let texts: Vec<String> =
        HAND_MADE.iter().map(|text| (*text).to_owned()).chain(generated(4_000)).collect();
    let answers = read_by_python(&texts);
    assert_eq!(answers.len(), texts.len());
    let n_read = answers.iter().filter(|answer| answer.get("error").is_none()).count();
    assert!(n_read > 300, "only {n_read} texts are readable: the generator has become too wild");
    for (text, answer) in texts.iter().zip(&answers) {
        compare(text, answer);
    }
}

fn compare(text: &str, answer: &Value) {
    let (ini, findings) = read_here(text);
    let exceptions: BTreeSet<&str> = findings.iter().filter_map(exception).collect();
    if let Some(error) = answer["error"].as_str() {
        // A key without a name is an option like any other to Python, so two of them are a
        // duplicate.
        let is_nameless = error == "DuplicateOptionError" && exceptions.contains("ParsingError");
        assert!(
            exceptions.contains(error) || is_nameless,
            "{text:?}: Python says {error}, we say {exceptions:?}"
        );
        return;
    }
    assert!(exceptions.is_empty(), "{text:?}: Python reads it, we say {exceptions:?}");
    assert_eq!(sections_of(&ini), answer["sections"], "{text:?}");
    for value in answer["values"].as_array().expect("a list") {
        let (section, key) =
            (value[0].as_str().expect("a name"), value[1].as_str().expect("a key"));
        assert_eq!(value_of(&ini, section, key), value[2], "{text:?}: `{key}` of `[{section}]`");
    }
}

/// Returns the sections in Python's order: the defaults first, and not at all when there are none.
fn sections_of(ini: &IniFile) -> Value {
    let (defaults, others): (Vec<_>, Vec<_>) =
        ini.sections.iter().partition(|section| section.name == DEFAULT_SECTION);
    let defaults = defaults.into_iter().filter(|section| !section.options.is_empty());
    defaults.chain(others).map(|section| json!([section.name, options(section)])).collect()
}

fn options(section: &IniSection) -> Vec<Value> {
    section.options.iter().map(|option| json!([option.key, option.value()])).collect()
}

fn value_of(ini: &IniFile, section: &str, key: &str) -> Value {
    let raw = |key: &str| {
        let own = ini.section(section).and_then(|section| section.option(key));
        own.or_else(|| ini.section(DEFAULT_SECTION)?.option(key)).map(super::IniOption::value)
    };
    match interpolate(&raw(key).expect("Python has this key"), &raw) {
        Ok(text) => json!({ "text": text }),
        Err(InterpolationFault::LonePercent | InterpolationFault::Unclosed) => {
            json!({ "error": "InterpolationSyntaxError" })
        }
        Err(InterpolationFault::UnknownName(_)) => {
            json!({ "error": "InterpolationMissingOptionError" })
        }
        Err(InterpolationFault::TooDeep | InterpolationFault::TooMany) => {
            json!({ "error": "InterpolationDepthError" })
        }
    }
}
