//! What v2 files say, from text to intent and back.

mod ambiguous_syntax;
mod binding;
mod reading;

use netloom_diag::{Severity, Sources};

use crate::{ClusterIntent, LoadOptions, load_config};

/// A cluster in a VPC that exists, to change one thing of.
const EXAMPLE: &str = "\
[global]
cluster_template = default

[aws]
aws_region_name = eu-west-1

[cluster default]
scheduler = slurm
vpc_settings = public

[vpc public]
vpc_id = vpc-0123456789abcdef0
master_subnet_id = subnet-0123456789abcdef0
";

/// Reads a text; the findings are `severity[CODE] line:column`, in the order of the file.
fn load_with(text: &str, options: &LoadOptions) -> (Option<ClusterIntent>, Vec<String>) {
    let mut sources = Sources::default();
    let id = sources.add("config.ini", text);
    let loaded = load_config(sources.get(id).expect("it was just added"), options);
    let mut findings: Vec<_> =
        loaded.diagnostics.iter().filter(|finding| finding.severity != Severity::Info).collect();
    findings.sort_by_key(|finding| finding.primary.span);
    let words = findings.iter().map(|finding| {
        let place = sources.line_column(finding.primary.span);
        format!("{}[{}] {}:{}", finding.severity, finding.code, place.line, place.column)
    });
    (loaded.intent, words.collect())
}

/// Reads a text that has to be clean.
fn load(text: &str) -> ClusterIntent {
    let (intent, findings) = load_with(text, &LoadOptions::default());
    assert_eq!(findings, Vec::<String>::new(), "{text}");
    intent.expect("an intent")
}

/// Changes one thing of the example.
fn example_with(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "`{from}` is not in the example");
    EXAMPLE.replacen(from, to, 1)
}
