//! Annotations of GitHub Actions.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions": `::error file=…,line=…,title=…::message`.

use netloom_diag::Severity;
use netloom_diag::untrusted::{github_data, github_property};

use super::{Findings, Renderer, Reviews};
use crate::item::Item;
use crate::review::{MarkdownError, annotations};

pub(super) struct Github;

impl Renderer for Github {
    fn findings(&self, findings: &Findings<'_>) -> String {
        findings.items().iter().map(command).collect()
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        let unread = reviews.not_reviewed.iter().map(|finding| {
            let file = github_property(reviews.file_of(finding));
            format!(
                "::error file={file},line=1,title=not reviewed::{}\n",
                github_data(&finding.message)
            )
        });
        Ok(unread
            .chain(reviews.reviews.iter().map(|reviewed| annotations(&reviewed.review)))
            .collect())
    }
}

fn command(item: &Item) -> String {
    let level = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = item.place.as_ref().map(|at| {
        let (file, columns) =
            (github_property(&at.file), format!("col={},endLine={}", at.column, at.end_line));
        format!("file={file},line={},{columns},", at.line)
    });
    let place = place.unwrap_or_default();
    let help: String = item.help.iter().map(|help| format!("\nhelp: {help}")).collect();
    let message = github_data(&format!("{}{help}", item.message));
    format!("::{level} {place}title={}::{message}\n", github_property(item.code.id))
}
