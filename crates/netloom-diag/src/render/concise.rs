//! One line per finding, as compilers and editors know it: `file:line:column: error[CODE] message`.

use crate::{Diagnostic, Sources, terminal_text};

/// Returns one line per finding, each ending in a line feed, in the order given.
#[must_use]
pub fn render_concise(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| line(diagnostic, sources)).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let span = diagnostic.primary.span;
    let place = sources.line_column(span);
    let name = sources.get(span.file).map_or("", |file| file.name());
    format!(
        "{}:{}:{}: {}[{}] {}\n",
        terminal_text(name),
        place.line,
        place.column,
        diagnostic.severity,
        diagnostic.code,
        terminal_text(&diagnostic.message)
    )
}
