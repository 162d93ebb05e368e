//! The configs under `tests/cases/`: each compiles without an error, and what comes out is kept in
//! `snapshots/<case>/`.
//!
//! A new case is a folder. `make snapshots` writes its snapshots; they are read line by line before
//! they are committed.

use std::collections::BTreeSet;

use crate::support::{case_configs, compile_text, entries, folder, name_of};
use netloom_diag::{Diagnostic, Style, render_human, sort_diagnostics};
use netloom_plan::describe_plan;

#[test]
fn every_case_compiles_to_what_its_snapshots_say() {
    for (case, config, text) in case_configs() {
        let dialect = config.trim_start_matches("config.").to_owned();
        let (compiled, sources) = compile_text(&config, &text);
        let mut diagnostics = compiled.diagnostics.clone();
        sort_diagnostics(&mut diagnostics, &sources);
        let findings = render_human(&diagnostics, &sources, Style::Plain);
        assert!(
            !diagnostics.iter().any(Diagnostic::is_error),
            "{case}/{config} has errors:\n{findings}"
        );

        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder("../snapshots").join(&case));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            let plan = compiled.plan.as_ref().map(describe_plan).unwrap_or_default();
            let template = compiled
                .emitted
                .as_ref()
                .map(|emitted| emitted.template.to_yaml())
                .unwrap_or_default();
            insta::assert_snapshot!(format!("{dialect}-diagnostics"), findings);
            insta::assert_snapshot!(format!("{dialect}-plan"), plan);
            insta::assert_snapshot!(format!("{dialect}-template"), template);
            insta::assert_snapshot!(format!("{dialect}-lock"), compiled.lock.text);
        });
    }
}

#[test]
fn every_case_has_snapshots_and_every_snapshot_has_a_case() {
    let cases: BTreeSet<String> = case_configs()
        .into_iter()
        .flat_map(|(case, config, _)| {
            let dialect = config.trim_start_matches("config.").to_owned();
            ["diagnostics", "lock", "plan", "proofs", "template"]
                .map(|kind| format!("{case}/{dialect}-{kind}.snap"))
        })
        .collect();
    let snapshots: BTreeSet<String> = entries(&folder("../snapshots"))
        .iter()
        .flat_map(|case| {
            entries(case).into_iter().map(|file| format!("{}/{}", name_of(case), name_of(&file)))
        })
        // What waits for a review has the ending `.snap.new`.
        .filter(|name| name.ends_with(".snap"))
        .collect();
    assert_eq!(cases, snapshots);
}
