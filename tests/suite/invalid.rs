//! The files under `tests/invalid/`: each gets exactly the findings that it announces.
//!
//! A file announces its findings in comment lines, or, where it cannot hold comments, in `<file>.expected` beside it:
//!
//! ```text
//! ; error[CFG002] 12:10
//! ```
//!
//! Severity, code, line and column of every finding of severity error or warning, in the order in which they are reported.
//! `NETLOOM_INVALID_SHOW=1` prints what is found, for reading.

mod support;

use std::fs;
use std::path::Path;

use netloom::files::{MAX_CONFIG_BYTES, read_source};
use netloom::pipeline::compile;
use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, Severity, Sources, Style, render_human, sort_diagnostics};
use support::{entries, folder, name_of};

#[test]
fn every_invalid_file_gets_exactly_the_findings_it_announces() {
    let mut failures = Vec::new();
    let files: Vec<_> = entries(&folder("invalid")).into_iter().filter(|path| !is_expectation(path)).collect();
    assert!(files.len() >= 60, "only {} files", files.len());
    for path in files {
        let (findings, sources) = findings_of(&path);
        let seen: Vec<String> = findings.iter().map(|finding| announcement(finding, &sources)).collect();
        let expected = announced(&path);
        if std::env::var_os("NETLOOM_INVALID_SHOW").is_some() {
            eprintln!("==== {}\n{}", name_of(&path), render_human(&findings, &sources, Style::Plain));
        }
        if !findings.iter().any(Diagnostic::is_error) {
            failures.push(format!("{}: no error at all", name_of(&path)));
        }
        if seen != expected {
            failures.push(format!("{}:\n  announced {expected:?}\n  found     {seen:?}", name_of(&path)));
        }
    }
    assert!(failures.is_empty(), "{} files differ:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_error_says_what_to_do() {
    for path in entries(&folder("invalid")).iter().filter(|path| !is_expectation(path)) {
        for finding in findings_of(path).0.iter().filter(|finding| finding.is_error()) {
            assert!(!finding.help.is_empty(), "{}: {} has no help", name_of(path), finding.message);
            assert!(!finding.message.ends_with('.'), "{}: {}", name_of(path), finding.message);
        }
    }
}

fn is_expectation(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "expected")
}

/// Takes a file through reading and the pipeline, as `netloom check` does.
fn findings_of(path: &Path) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let mut findings = match read_source(path, MAX_CONFIG_BYTES, &mut sources) {
        Err(finding) => vec![finding],
        Ok(id) => {
            let file = sources.get(id).expect("it was just added").clone();
            compile(&file, &LoadOptions::default()).diagnostics
        }
    };
    sort_diagnostics(&mut findings, &sources);
    findings.retain(|finding| finding.severity != Severity::Info);
    (findings, sources)
}

/// Returns a finding in the form in which files announce it.
fn announcement(finding: &Diagnostic, sources: &Sources) -> String {
    let place = sources.line_column(finding.primary.span);
    format!("{}[{}] {}:{}", finding.severity, finding.code, place.line, place.column)
}

/// Returns what a file announces.
fn announced(path: &Path) -> Vec<String> {
    let beside = path.with_file_name(format!("{}.expected", name_of(path)));
    let text = if beside.exists() { fs::read(beside) } else { fs::read(path) }.expect("a readable file");
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines = text.lines().map(|line| line.trim_start_matches([';', '#']).trim());
    lines.filter(|line| line.starts_with("error[") || line.starts_with("warning[")).map(str::to_owned).collect()
}
