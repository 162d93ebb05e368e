//! For a comment of a pull request.

use netloom_diag::Severity;
use netloom_diag::untrusted::{markdown_code, markdown_text};

use super::{Findings, Renderer, Reviews};
use crate::item::Item;
use crate::review::{MarkdownError, REVIEW_TEMPLATE, markdown};

pub(super) struct Markdown;

impl Renderer for Markdown {
    fn findings(&self, findings: &Findings<'_>) -> String {
        let items = findings.items();
        if items.is_empty() {
            return format!(
                "✅ **netloom: nothing to report** in {}\n",
                counted(findings.files.len(), "file")
            );
        }
        let kinds =
            [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
        let n_of = |severity| items.iter().filter(|item| item.severity == severity).count();
        let counts = kinds.map(|(severity, noun)| (n_of(severity), noun));
        let symbol = if counts.iter().any(|(n, noun)| *n > 0 && *noun == "error") {
            "🛑"
        } else {
            "⚠️"
        };
        let shown: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| counted(*n, noun)).collect();
        let rows: String = items.iter().map(row).collect();
        let files = counted(findings.files.len(), "file");
        format!(
            "{symbol} **netloom: {}** in {files}\n\n\
             | place | finding | help |\n| --- | --- | --- |\n{rows}",
            shown.join(", ")
        )
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        // Files that are not reviewed come first: they may hide the worst.
        let unread: String = reviews
            .not_reviewed
            .iter()
            .map(|finding| markdown_text(&finding.message))
            .map(|message| format!("🚨 **netloom: not reviewed** – {message}\n\n"))
            .collect();
        let template = reviews.template.unwrap_or(REVIEW_TEMPLATE);
        let texts = reviews
            .reviews
            .iter()
            .map(|reviewed| markdown(&reviewed.review, template))
            .collect::<Result<Vec<String>, MarkdownError>>()?;
        let sections = reviews.sections(|name| format!("### {}", markdown_text(name)), texts);
        let gap = if unread.is_empty() || reviews.reviews.len() < 2 { "" } else { "\n" };
        Ok(format!("{unread}{gap}{sections}"))
    }
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn row(item: &Item) -> String {
    let place = item
        .place
        .as_ref()
        .map(|at| markdown_code(&format!("{}:{}", at.file, at.line)))
        .unwrap_or_default();
    let help: Vec<String> = item.help.iter().map(|help| markdown_text(help)).collect();
    let message = markdown_text(&item.message);
    format!("| {place} | {}[{}] {message} | {} |\n", item.severity, item.code.id, help.join("; "))
}
