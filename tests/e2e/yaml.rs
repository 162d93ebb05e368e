//! What netloom reads in YAML against what PyYAML reads in it, over texts of each kind of the YAML
//! test suite, generated ones and spoilt ones.
//!
//! Three readings are compared: the steps of `netloom-yaml`'s parser with those of PyYAML's parser
//! in pure Python, which ParallelCluster reads its files with; the values of a cluster
//! configuration with `SafeLoader`'s; and the values of a template with those of a `SafeLoader`
//! that knows CloudFormation's tags, as cfn-lint makes one. CloudFormation itself reads with
//! SnakeYAML, which cannot be run here; its scanner has PyYAML's structure, and `netloom-yaml` says
//! where it is known to differ.
//!
//! A difference fails unless a reason covers it, and so does a reason that covers nothing.

mod reasons;
mod values;

use std::process::{Command, Stdio};

use netloom_yaml::{Event, Parser, Properties, Style, unreadable_character};
use serde_json::Value;

use self::reasons::{REASONS, Reading};
use crate::tools::{TOOLS, here, python_of};

/// How many texts are read; those of the test suite's kinds are among them.
const N_TEXTS: usize = 6_000;

/// A text that netloom and PyYAML read differently.
pub(crate) struct Difference {
    pub(crate) reading: Reading,
    pub(crate) text: String,
    /// What netloom reads; nothing where it rejects the text.
    pub(crate) netloom: Option<Value>,
    /// The code of netloom's first error; empty where it accepts the text.
    pub(crate) code: String,
    /// What PyYAML reads; nothing where it rejects the text.
    pub(crate) pyyaml: Option<Value>,
    why: String,
}

#[test]
fn netloom_and_pyyaml_read_the_same_apart_from_the_listed_reasons() {
    let mut is_used = vec![false; REASONS.len()];
    let mut surprises = Vec::new();
    let (mut n_texts, mut n_accepted) = (0, [0_usize; 3]);
    for case in readings() {
        n_texts += 1;
        for (reading, difference) in compare(&case) {
            n_accepted[reading as usize] += usize::from(difference.pyyaml.is_some());
            if difference.netloom == difference.pyyaml {
                continue;
            }
            let mut is_covered = false;
            for (reason, is_used) in REASONS.iter().zip(&mut is_used) {
                if reason.reading == reading && (reason.covers)(&difference) {
                    (*is_used, is_covered) = (true, true);
                }
            }
            if !is_covered {
                surprises.push(shown(&difference));
            }
        }
    }
    assert_eq!(n_texts, N_TEXTS);
    assert!(n_accepted.iter().all(|n| *n > N_TEXTS / 4), "too few are YAML: {n_accepted:?}");
    surprises.sort_by_key(String::len);
    let first: Vec<&str> = surprises.iter().take(40).map(String::as_str).collect();
    assert!(surprises.is_empty(), "{} differences:\n{}", surprises.len(), first.join("\n"));
    let idle: Vec<&str> =
        REASONS.iter().zip(&is_used).filter(|pair| !pair.1).map(|pair| pair.0.why).collect();
    assert!(idle.is_empty(), "no difference has these reasons: {idle:#?}");
}

fn shown(difference: &Difference) -> String {
    let value = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "rejects it".to_owned(), Value::to_string)
    };
    format!(
        "{:?} of {:?}\n  netloom: {}\n  PyYAML:  {} {}",
        difference.reading,
        difference.text,
        value(&difference.netloom) + " " + &difference.code,
        value(&difference.pyyaml),
        difference.why
    )
}

/// Lets PyYAML read the texts.
fn readings() -> Vec<Value> {
    let output = Command::new(python_of(TOOLS))
        .arg(here("yaml_readings.py"))
        .arg(N_TEXTS.to_string())
        .stderr(Stdio::inherit())
        .output()
        .expect("Python starts; `tests/e2e/setup.sh` installs it");
    assert!(output.status.success(), "PyYAML reads the texts");
    serde_json::from_slice(&output.stdout).expect("readings in JSON")
}

fn compare(case: &Value) -> [(Reading, Difference); 3] {
    let text = case["text"].as_str().expect("a text");
    let of = |reading: Reading, netloom: Result<Value, String>, key: &str| {
        let pyyaml = Some(case[key].clone()).filter(|value| !value.is_null());
        let why = case["why"].as_str().unwrap_or_default().replace('\n', " ");
        let code = netloom.as_ref().err().cloned().unwrap_or_default();
        let netloom = netloom.ok();
        (reading, Difference { reading, text: text.to_owned(), netloom, code, pyyaml, why })
    };
    let (steps, n_tabs) = steps(text);
    // Tabs between values are skipped as libyaml skips them; pure Python rejects them.
    let has_tabs = steps.is_ok() && n_tabs > 0;
    assert!(!has_tabs || case["events"].is_null(), "PyYAML accepts a tab in {text:?}");
    [
        of(Reading::Steps, steps, if has_tabs { "c_events" } else { "events" }),
        of(Reading::Config, values::of_config(text), "value"),
        of(
            Reading::Template,
            values::of_template(text),
            if has_tabs { "c_template" } else { "template" },
        ),
    ]
}

/// Returns the steps of netloom's parser, or why it rejects the text, and the number of tabs that
/// it skipped.
fn steps(text: &str) -> (Result<Value, String>, usize) {
    if unreadable_character(text).is_some() {
        return (Err("a character".to_owned()), 0);
    }
    let mut parser = Parser::new(text);
    let mut steps = Vec::new();
    let outcome = loop {
        match parser.next_event() {
            Ok(Some((event, range))) => {
                assert!(text.get(range).is_some(), "a value lies in the text: {text:?}");
                steps.push(Value::from(step(&event)));
            }
            Ok(None) => break Ok(Value::from(steps)),
            Err(fault) => break Err(fault.message),
        }
    };
    (outcome, parser.tabs().len())
}

fn step(event: &Event) -> String {
    match event {
        Event::DocumentStart => "+DOC".to_owned(),
        Event::Alias(name) => format!("=ALI {name}"),
        Event::Scalar { text, style, properties } => {
            let style = match style {
                Style::Plain => ':',
                Style::SingleQuoted => '\'',
                Style::DoubleQuoted => '"',
                Style::Block => '|',
            };
            format!("=VAL {}{style}{text}", shown_properties(properties))
        }
        Event::SequenceStart { properties, .. } => {
            format!("+SEQ {}", shown_properties(properties)).trim_end().to_owned()
        }
        Event::SequenceEnd => "-SEQ".to_owned(),
        Event::MappingStart { properties, .. } => {
            format!("+MAP {}", shown_properties(properties)).trim_end().to_owned()
        }
        Event::MappingEnd => "-MAP".to_owned(),
    }
}

fn shown_properties(properties: &Properties) -> String {
    let anchor = properties.anchor.as_ref().map(|name| format!("&{name} "));
    let tag = properties.tag.as_ref().map(|tag| format!("<{}> ", tag.name));
    anchor.unwrap_or_default() + &tag.unwrap_or_default()
}
