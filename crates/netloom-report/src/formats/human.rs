//! For a terminal.

use netloom_diag::{render_human, terminal_text};

use super::{Findings, Renderer, Reviews};
use crate::review::{MarkdownError, human};

pub(super) struct Human;

impl Renderer for Human {
    fn findings(&self, findings: &Findings<'_>) -> String {
        render_human(findings.diagnostics, findings.sources, findings.style)
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        if reviews.reviews.is_empty() && reviews.not_reviewed.is_empty() {
            return Ok("none: no config or template differs\n".to_owned());
        }
        // Files that are not reviewed come first: they may hide the worst.
        let unread: String = reviews
            .not_reviewed
            .iter()
            .map(|finding| format!("not reviewed: {}\n", terminal_text(&finding.message)))
            .collect();
        let texts =
            reviews.reviews.iter().map(|reviewed| human(&reviewed.review, reviews.style)).collect();
        let sections = reviews.sections(|name| terminal_text(name).into_owned(), texts);
        let gap = if unread.is_empty() || reviews.reviews.len() < 2 { "" } else { "\n" };
        Ok(format!("{unread}{gap}{sections}"))
    }
}
