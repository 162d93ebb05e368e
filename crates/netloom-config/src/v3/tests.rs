//! Whole files in, findings and intents out.

mod binding;
mod hostile;
mod keys;
mod laws;
mod releases;

use netloom_diag::Sources;

use crate::{LoadOptions, Loaded, load_config};

/// A small file that loads clean.
const CLEAN: &str = "\
Region: eu-west-1
Image: {Os: alinux2023}
HeadNode:
  InstanceType: t3.micro
  Networking:
    SubnetId: head
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: q1
      ComputeResources:
        - Name: c1
          InstanceType: c5.large
      Networking:
        SubnetIds:
          - compute
";

/// Loads a text as the file `c.yaml`.
fn load(text: &str, options: &LoadOptions) -> Loaded {
    let mut sources = Sources::default();
    let id = sources.add("c.yaml", text);
    load_config(sources.get(id).expect("it was just added"), options)
}

/// Returns each finding as `severity code line: text underlined`, sorted by place.
fn findings(text: &str, options: &LoadOptions) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("c.yaml", text);
    let file = sources.get(id).expect("it was just added");
    let mut found = load_config(file, options).diagnostics;
    netloom_diag::sort_diagnostics(&mut found, &sources);
    let line = |finding: &netloom_diag::Diagnostic| sources.line_column(finding.primary.span).line;
    found
        .iter()
        .map(|finding| {
            let seen = file.slice(finding.primary.span);
            format!("{} {} {}: {seen}", finding.severity, finding.code, line(finding))
        })
        .collect()
}

/// Replaces one text of the clean file and compares the findings.
fn check(old: &str, new: &str, expected: &[&str]) {
    assert!(CLEAN.contains(old), "{old}");
    let text = CLEAN.replacen(old, new, 1);
    assert_eq!(findings(&text, &LoadOptions::default()), expected, "{text}");
}

#[test]
fn the_clean_file_is_clean() {
    check("q1", "q1", &[]);
}
