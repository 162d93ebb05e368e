//! Policy: rules of cfn-guard held against an input, with findings where the user wrote what they
//! are about.

use netloom_diag::{Diagnostic, FileId, Severity, Sources};
use netloom_guard::codes::{NO_RULE_APPLIED, RULE_FAILED, RULE_SUPPRESSED};
use netloom_guard::{PolicyReport, RuleFile, WrittenBy, check_policy};

use crate::observe::Observed;

/// Rule files among the sources.
#[derive(Debug, Default)]
pub struct Rules {
    /// The files.
    pub files: Vec<FileId>,
    /// Those that come with netloom: that one of them has nothing to say about a template is no
    /// news.
    pub from_packs: Vec<FileId>,
    /// Folders by the name that they were given by, with their files.
    pub folders: Vec<(String, Vec<FileId>)>,
}

impl Rules {
    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Puts an input to the rules. A violation in a template that was made from a config stands at the
/// line of the config that asked for the resource, with the line of the template beside it.
#[must_use]
pub fn judge(
    observed: &Observed,
    input: FileId,
    rules: &Rules,
    sources: &Sources,
) -> Option<PolicyReport> {
    let (document, template) = (observed.document.as_ref()?, observed.rendered.unwrap_or(input));
    let files = rules.files.iter().filter_map(|file| {
        let is_built_in = rules.from_packs.contains(file);
        Some(RuleFile { source: sources.get(*file)?, severity: Severity::Error, is_built_in })
    });
    let written_by =
        if observed.rendered.is_some() { WrittenBy::Netloom } else { WrittenBy::People };
    let mut report =
        check_policy(sources.get(template)?, document, &files.collect::<Vec<_>>(), written_by);
    let is_news = |finding: &Diagnostic| {
        finding.code.id != NO_RULE_APPLIED.id
            || !rules.from_packs.contains(&finding.primary.span.file)
    };
    // A pack has rules for many types of resources, so one without a resource to check is normal;
    // in a file of the user it may be a mistake.
    report.diagnostics.retain(is_news);
    for (folder, files) in &rules.folders {
        fold_idle(folder, files, &mut report.diagnostics, sources);
    }
    for finding in &mut report.diagnostics {
        let is_of_resource = [RULE_FAILED.id, RULE_SUPPRESSED.id].contains(&finding.code.id);
        if let Some(origin) = observed.origins.get(&finding.about).filter(|_| is_of_resource) {
            let in_template = finding.primary.span;
            finding.primary.span = *origin;
            *finding = finding.clone().also(in_template, "what was made of it");
        }
    }
    Some(report)
}

/// The most files that one finding names.
const MAX_NAMES: usize = 8;

/// A folder may have rules for everything that a company runs; that most of them have nothing to
/// say is one fact, not hundreds.
fn fold_idle(folder: &str, files: &[FileId], findings: &mut Vec<Diagnostic>, sources: &Sources) {
    let is_idle = |finding: &Diagnostic| {
        finding.code.id == NO_RULE_APPLIED.id && files.contains(&finding.primary.span.file)
    };
    let idle: Vec<FileId> = findings
        .iter()
        .filter(|finding| is_idle(finding))
        .map(|one| one.primary.span.file)
        .collect();
    let ([first, _, ..], n_idle) = (idle.as_slice(), idle.len()) else { return };
    findings.retain(|finding| !is_idle(finding));
    let span = netloom_diag::Span::file_start(*first);
    // A folder of which no rule applies is probably the wrong one; otherwise idle files are normal.
    let finding = if n_idle == files.len() {
        let message = format!(
            "no rule of the {n_idle} files in `{folder}` applies to the template, so nothing was \
             checked"
        );
        Diagnostic::new(&NO_RULE_APPLIED, span, message)
            .help("name the folder that is meant, or the files in it")
    } else {
        let message = format!(
            "{n_idle} of {} files in `{folder}` have no rule that applies to the template",
            files.len()
        );
        Diagnostic::new(&NO_RULE_APPLIED, span, message).severity(Severity::Info)
    };
    let names = idle
        .iter()
        .take(MAX_NAMES)
        .filter_map(|file| sources.get(*file))
        .map(|source| name_inside(folder, source.name()));
    let more = if n_idle > MAX_NAMES {
        format!(" and {} more", n_idle - MAX_NAMES)
    } else {
        String::new()
    };
    findings.push(finding.note(format!("they are {}{more}", names.collect::<Vec<_>>().join(", "))));
}

/// Returns a file's name below its folder, in quotes.
fn name_inside(folder: &str, name: &str) -> String {
    format!("`{}`", name.strip_prefix(folder).unwrap_or(name).trim_start_matches('/'))
}
