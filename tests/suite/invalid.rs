//! The files under `tests/invalid/`: each gets exactly the findings that it announces.
//!
//! Configs are at the top; `templates/` are CloudFormation templates, `claims/` are about the
//! network of `suite/faults/network.yaml`, `facts/` are what the AWS CLI may print.
//!
//! A file announces its findings in comment lines, or, where it cannot hold comments, in
//! `<file>.expected` beside it:
//!
//! ```text
//! ; error[CFG002] 12:10
//! ```
//!
//! Severity, code, line and column of every finding of severity error or warning, in the order in
//! which they are reported. `NETLOOM_INVALID_SHOW=1` prints what is found, for reading.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{entries, folder, name_of};
use netloom::files::{MAX_CONFIG_BYTES, read_source};
use netloom_checks::{ClusterNodes, read_claims};
use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, FileId, Severity, Sources, Style, render_human, sort_diagnostics};
use netloom_driver::observe::{ObserveOptions, observe};
use netloom_driver::pipeline::compile;
use netloom_network::{Network, network_of_facts};

#[test]
fn every_invalid_file_gets_exactly_the_findings_it_announces() {
    let mut failures = Vec::new();
    let files = files();
    assert!(files.len() >= 140, "only {} files", files.len());
    for path in files {
        let (findings, sources) = findings_of(&path);
        let seen: Vec<String> =
            findings.iter().map(|finding| announcement(finding, &sources)).collect();
        let expected = announced(&path);
        if std::env::var_os("NETLOOM_INVALID_SHOW").is_some() {
            eprintln!(
                "==== {}/{}\n{}\n{}",
                kind_of(&path),
                name_of(&path),
                seen.join("\n"),
                render_human(&findings, &sources, Style::Plain)
            );
        }
        if !findings.iter().any(Diagnostic::is_error) {
            failures.push(format!("{}: no error at all", name_of(&path)));
        }
        if seen != expected {
            failures.push(format!(
                "{}:\n  announced {expected:?}\n  found     {seen:?}",
                name_of(&path)
            ));
        }
    }
    assert!(failures.is_empty(), "{} files differ:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_error_says_what_to_do() {
    for path in &files() {
        for finding in findings_of(path).0.iter().filter(|finding| finding.is_error()) {
            assert!(!finding.help.is_empty(), "{}: {} has no help", name_of(path), finding.message);
            assert!(!finding.message.ends_with('.'), "{}: {}", name_of(path), finding.message);
        }
    }
}

fn is_expectation(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "expected")
}

/// Every invalid file.
fn files() -> Vec<PathBuf> {
    let folders = ["invalid", "invalid/templates", "invalid/claims", "invalid/facts"];
    let all = folders.iter().flat_map(|name| entries(&folder(name)));
    all.filter(|path| path.is_file() && !is_expectation(path)).collect()
}

/// Takes a file through reading and whatever its kind goes through, as `netloom check` does.
fn findings_of(path: &Path) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let mut findings = match read_source(path, MAX_CONFIG_BYTES, &mut sources) {
        Err(finding) => vec![finding],
        Ok(id) => judge(id, &kind_of(path), &mut sources),
    };
    sort_diagnostics(&mut findings, &sources);
    findings.retain(|finding| finding.severity != Severity::Info);
    (findings, sources)
}

fn kind_of(path: &Path) -> String {
    path.parent().map(name_of).unwrap_or_default().to_owned()
}

fn judge(id: FileId, kind: &str, sources: &mut Sources) -> Vec<Diagnostic> {
    let file = sources.get(id).expect("it was just added").clone();
    match kind {
        "templates" => {
            observe(id, sources, &Network::default(), &ObserveOptions::default()).diagnostics
        }
        "facts" => network_of_facts(&[&file]).diagnostics,
        "claims" => {
            let network = sources.add("network.yaml", include_str!("faults/network.yaml"));
            let observed =
                observe(network, sources, &Network::default(), &ObserveOptions::default());
            let network = observed.network.expect("a network");
            read_claims(&file, &network, &ClusterNodes::default()).1
        }
        _ => compile(&file, &LoadOptions::default()).diagnostics,
    }
}

/// Returns a finding in the form in which files announce it.
fn announcement(finding: &Diagnostic, sources: &Sources) -> String {
    let place = sources.line_column(finding.primary.span);
    format!("{}[{}] {}:{}", finding.severity, finding.code, place.line, place.column)
}

/// Returns what a file announces.
fn announced(path: &Path) -> Vec<String> {
    let beside = path.with_file_name(format!("{}.expected", name_of(path)));
    let text =
        if beside.exists() { fs::read(beside) } else { fs::read(path) }.expect("a readable file");
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines = text.lines().map(|line| line.trim_start_matches([';', '#']).trim());
    lines
        .filter(|line| line.starts_with("error[") || line.starts_with("warning["))
        .map(str::to_owned)
        .collect()
}
