//! Tabs that ParallelCluster's reader rejects.
//!
//! PyYAML in pure Python accepts a tab only inside quotes, inside a block of text, and in a
//! comment. The scanner skips the others as libyaml does, and notes them.

use netloom_diag::{Diagnostic, SourceFile};

use super::codes;

/// Returns one finding per line for tabs at these bytes, which are in order.
pub(super) fn tab_findings(file: &SourceFile, tabs: &[usize]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut line_end = 0;
    for at in tabs {
        if *at >= line_end {
            findings.push(tab_finding(file, *at));
            let rest = file.text().get(*at..).unwrap_or_default();
            line_end = rest.find('\n').map_or(file.text().len(), |newline| at + newline);
        }
    }
    findings
}

/// Returns the finding for the tab at `at`.
pub(super) fn tab_finding(file: &SourceFile, at: usize) -> Diagnostic {
    Diagnostic::new(&codes::TAB, file.span(at..at + 1), "a tab where YAML accepts only spaces")
        .help("write spaces instead of the tab")
}
