//! Tabs that ParallelCluster's reader refuses and the scanner lets pass.
//!
//! PyYAML takes a tab only inside quotes, inside a block scalar, and in a comment.

use std::ops::Range;

use netloom_diag::{Diagnostic, SourceFile};

use super::codes;

/// Returns one finding per line that has a tab where none may stand. `opaque` are the bytes of
/// quoted and block scalars, sorted.
pub(super) fn find_tabs(file: &SourceFile, opaque: &[Range<usize>]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut line_start = 0;
    for line in file.text().split_inclusive('\n') {
        let found = line.contains('\t').then(|| first_tab(line, line_start, opaque)).flatten();
        findings.extend(found.map(|at| tab_finding(file, at)));
        line_start += line.len();
    }
    findings
}

/// Returns the finding for the tab at `at`.
pub(super) fn tab_finding(file: &SourceFile, at: usize) -> Diagnostic {
    Diagnostic::new(&codes::TAB, file.span(at..at + 1), "a tab where YAML accepts only spaces")
        .help("write spaces instead of the tab")
}

fn first_tab(line: &str, line_start: usize, opaque: &[Range<usize>]) -> Option<usize> {
    let mut is_behind_blank = true;
    for (offset, byte) in line.bytes().enumerate() {
        let at = line_start + offset;
        let next = opaque.partition_point(|range| range.end <= at);
        if opaque.get(next).is_some_and(|range| range.contains(&at)) {
            is_behind_blank = false;
            continue;
        }
        match byte {
            b'#' if is_behind_blank => return None,
            b'\t' => return Some(at),
            _ => is_behind_blank = byte == b' ',
        }
    }
    None
}
