//! Policy as a whole: templates and rule files in, findings out.

use std::fmt::Write as _;

use netloom_diag::{Sources, render_concise};
use netloom_template::{ReadOptions, read_template};

use crate::{Outcome, PolicyReport, RuleFile, WrittenBy, check_policy};

mod broken;
mod large;
mod packs;
mod positions;
mod suppressed;
mod values;

/// A template and what came of holding rules against it.
struct Run {
    sources: Sources,
    report: PolicyReport,
}

/// Holds rule files, named `1.guard`, `2.guard` and so on, against a template.
fn run(name: &str, template: &str, rules: &[&str]) -> Run {
    let mut sources = Sources::default();
    let template = sources.add(name, template);
    let rules: Vec<_> =
        (1..).zip(rules).map(|(n, text)| sources.add(format!("{n}.guard"), *text)).collect();
    let template = sources.get(template).expect("it was just added");
    let rules: Vec<_> = rules
        .iter()
        .map(|id| RuleFile::of_site(sources.get(*id).expect("it was just added")))
        .collect();
    let document =
        read_template(template, &ReadOptions::default()).template.expect("it is a template");
    let report = check_policy(template, &document, &rules, WrittenBy::People);
    Run { sources, report }
}

impl Run {
    /// Returns the findings, one per line, as logs show them.
    fn told(&self) -> String {
        render_concise(&self.report.diagnostics, &self.sources)
    }

    /// Returns how the rules came out, one per line.
    fn outcomes(&self) -> String {
        let mut outcomes = String::new();
        for rule in &self.report.rules {
            let file = self.sources.get(rule.file).expect("it was given").name();
            let outcome = match rule.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "failed",
                Outcome::Suppressed => "suppressed",
                Outcome::NotApplicable => "not applicable",
            };
            writeln!(outcomes, "{file} {} {outcome}", rule.name).expect("a text takes everything");
        }
        outcomes
    }
}

/// Checks what is reported of a YAML template under one rule file.
#[track_caller]
fn check(template: &str, rules: &str, expected: &str) {
    assert_eq!(run("t.yaml", template, &[rules]).told(), expected);
}
