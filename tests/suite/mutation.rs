//! Every template that a case renders, spoilt in every way that the operators know: each spoilt one
//! must be noticed.
//!
//! A mutant is noticed when it cannot be read without an error, when a check of templates finds a
//! fault, or when a claim's verdict is another one than before. What is noticed by none of them
//! survives; each survivor stands in the snapshot with the reason why it may, and one without a
//! reason fails the test.

pub mod operators;
mod survivors;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use netloom_checks::{Claim, add_nodes, check_node_groups, check_template, claims_of_cluster};
use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, Severity, Sources};
use netloom_driver::pipeline::{Compiled, compile};
use netloom_network::network_of_template;
use netloom_question::Prepared;
use netloom_reach::{Answer, Verdict};
use netloom_template::{ReadOptions, read_template};
use serde_json::Value;

use operators::OPERATORS;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut configs = Vec::new();
    for case in std::fs::read_dir(root).expect("the cases") {
        let case = case.expect("a case").path();
        configs.extend(
            ["config.ini", "config.yaml"]
                .map(|name| case.join(name))
                .into_iter()
                .filter(|path| path.exists()),
        );
    }
    configs.sort();
    configs
}

fn compiled(path: &Path) -> Compiled {
    let text = std::fs::read_to_string(path).expect("a config");
    let mut sources = Sources::default();
    let file = sources.add(path.file_name().expect("a name").to_string_lossy(), text);
    compile(sources.get(file).expect("it was just added"), &LoadOptions::default())
}

/// What is known of a template: every verdict, and every finding of error or warning.
#[derive(PartialEq, Eq, Debug)]
struct Judged {
    refused: bool,
    faults: BTreeSet<String>,
    verdicts: Vec<Verdict>,
}

fn judge(compiled: &Compiled, template: &Value) -> Judged {
    let (intent, plan) =
        (compiled.intent.as_ref().expect("an intent"), compiled.plan.as_ref().expect("a plan"));
    let mut sources = Sources::default();
    let file = sources.add("template.json", template.to_string());
    let read =
        read_template(sources.get(file).expect("it was just added"), &ReadOptions::default());
    let Some(document) =
        read.template.filter(|_| !read.diagnostics.iter().any(Diagnostic::is_error))
    else {
        return Judged { refused: true, faults: BTreeSet::new(), verdicts: Vec::new() };
    };
    let built = network_of_template(&document);
    let mut network = built.network;
    let found: Vec<Diagnostic> =
        built.diagnostics.into_iter().chain(check_template(&document, &network)).collect();
    let nodes = add_nodes(intent, plan, &mut network);
    let found = found.into_iter().chain(check_node_groups(intent, &nodes, &network));
    let faults = found
        .filter(|finding| finding.severity != Severity::Info)
        .map(|finding| finding.code.id.to_owned());
    let faults = faults.collect();
    let claims: Vec<Claim> = claims_of_cluster(intent, &nodes, None, &network);
    let prepared = Prepared::new(network);
    let verdicts = claims.iter().map(|claim| verdict_of(claim, &prepared)).collect();
    Judged { refused: false, faults, verdicts }
}

/// The verdict of a claim, which fails where packets arrive by another way than it says.
fn verdict_of(claim: &Claim, prepared: &Prepared) -> Verdict {
    let answer = Answer::of(prepared, &claim.question, claim.expect);
    let goes_past = |via| !answer.past(via).is_empty();
    match answer.verdict {
        Verdict::Proved if claim.via.as_ref().is_some_and(goes_past) => Verdict::Refuted,
        verdict => verdict,
    }
}

#[test]
fn every_spoilt_template_is_noticed_or_explained() {
    let mut n_mutants = 0_usize;
    let mut per_operator: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut report = BTreeSet::new();
    let mut unexplained = Vec::new();
    for path in cases() {
        let compiled = compiled(&path);
        let Some(emitted) = &compiled.emitted else { continue };
        if compiled.plan.as_ref().is_none_or(netloom_plan::NetworkPlan::is_empty) {
            continue;
        }
        let original: Value = serde_json::from_str(&emitted.template.to_json()).expect("JSON");
        let before = judge(&compiled, &original);
        // What cannot be decided cannot be decided otherwise; such networks have their mutants
        // elsewhere.
        if before.verdicts.iter().any(|verdict| *verdict != Verdict::Proved) {
            continue;
        }
        assert!(!before.refused && before.faults.is_empty(), "{}: {before:?}", path.display());
        let case =
            path.parent().and_then(Path::file_name).expect("a case").to_string_lossy().into_owned();
        for operator in OPERATORS {
            for (place, mutant) in (operator.apply)(&original) {
                assert_ne!(mutant, original, "{} at {place} changes nothing", operator.name);
                n_mutants += 1;
                let counts = per_operator.entry(operator.name).or_default();
                counts.0 += 1;
                if judge(&compiled, &mutant) == before {
                    counts.1 += 1;
                    match survivors::reason(operator.name, &place, &original) {
                        Some(reason) => {
                            report.insert(format!("{}: {reason}", operator.name));
                        }
                        None => unexplained.push(format!(
                            "{case} ({}): {} at {place}",
                            path.extension().expect("one").to_string_lossy(),
                            operator.name
                        )),
                    }
                }
            }
        }
    }
    let unused: Vec<&str> = OPERATORS
        .iter()
        .map(|operator| operator.name)
        .filter(|name| !per_operator.contains_key(name))
        .collect();
    assert!(unused.is_empty(), "operators that fit no case: {unused:?}");
    assert!(OPERATORS.len() >= 40, "{}", OPERATORS.len());
    assert!(
        unexplained.is_empty(),
        "{} of {n_mutants} survive unexplained:\n{}",
        unexplained.len(),
        unexplained.join("\n")
    );
    let lines: Vec<String> = per_operator
        .iter()
        .map(|(name, (n, n_left))| format!("{name}: {n} mutants, {n_left} survive"))
        .collect();
    let text = format!(
        "{n_mutants} mutants by {} operators\n{}\n\nwhy survivors may survive\n{}",
        OPERATORS.len(),
        lines.join("\n"),
        report.into_iter().collect::<Vec<_>>().join("\n")
    );
    insta::with_settings!({ snapshot_path => "mutation", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("survivors", text);
    });
}
