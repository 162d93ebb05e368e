//! The packs against the templates that netloom writes.

use std::path::Path;

use netloom_cfn::read::{ReadOptions, read_template};
use netloom_diag::{Diagnostic, Severity, Sources, render_concise};

use crate::packs::{Pack, pack};
use crate::{RuleFile, check_policy};

fn findings(name: &str, template: &str, pack: &Pack) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let template = sources.add(name, template);
    let ids: Vec<_> = pack.files.iter().map(|file| sources.add(file.name, file.text)).collect();
    let template = sources.get(template).expect("it was just added");
    let document = read_template(template, &ReadOptions::default()).template.expect("it is a template");
    let rules = ids.iter().map(|id| RuleFile {
        source: sources.get(*id).expect("it was just added"),
        severity: Severity::Error,
        is_built_in: true,
    });
    let report = check_policy(template, &document, &rules.collect::<Vec<_>>());
    (report.diagnostics, sources)
}

/// Returns the templates of all cases, as the snapshots keep them.
#[expect(clippy::disallowed_methods, reason = "the snapshots are files")]
fn templates() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots");
    let cases = root.read_dir().expect("the snapshots are there").map(|case| case.expect("it can be read").path());
    let files = cases.filter(|case| case.is_dir()).flat_map(|case| {
        case.read_dir().expect("it can be read").map(|file| file.expect("it can be read").path()).collect::<Vec<_>>()
    });
    let templates = files.filter(|file| file.to_string_lossy().ends_with("template.snap")).map(|file| {
        let text = std::fs::read_to_string(&file).expect("it is a text");
        let body = text.splitn(3, "---\n").nth(2).expect("a snapshot has a head").to_owned();
        (file.display().to_string(), body)
    });
    templates.collect()
}

#[test]
fn every_template_of_netloom_passes_the_default_pack() {
    let templates = templates();
    assert!(templates.len() > 30, "{} templates", templates.len());
    for (name, template) in templates {
        if !template.contains("\nResources:") && !template.contains("\"Resources\"") {
            continue;
        }
        let (findings, sources) = findings(&name, &template, pack("default").expect("there is one"));
        let failures: Vec<_> = findings.into_iter().filter(|finding| finding.severity != Severity::Info).collect();
        assert_eq!(render_concise(&failures, &sources), "");
    }
}
