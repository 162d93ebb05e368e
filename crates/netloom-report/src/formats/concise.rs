//! One line per finding, as compilers and editors know it: `file:line:column: error[CODE] message`.

use netloom_diag::{render_concise, terminal_text};

use super::{Findings, Renderer, Reviews};
use crate::item::Item;
use crate::review::MarkdownError;

pub(super) struct Concise;

impl Renderer for Concise {
    fn findings(&self, findings: &Findings<'_>) -> String {
        render_concise(findings.diagnostics, findings.sources)
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        Ok(reviews.items().iter().map(line).collect())
    }
}

fn line(item: &Item) -> String {
    let place = item
        .place
        .as_ref()
        .map(|at| format!("{}:{}:{}: ", terminal_text(&at.file), at.line, at.column));
    let place = place.unwrap_or_default();
    format!("{place}{}[{}] {}\n", item.severity, item.code.id, terminal_text(&item.message))
}
