//! Small files in, sections, keys and findings out.

mod lexing;

use netloom_diag::{Diagnostic, SourceFile, Sources};

use super::{IniFile, lex};

/// Returns a text as the file `c.ini`.
fn file(text: &str) -> SourceFile {
    let mut sources = Sources::default();
    let id = sources.add("c.ini", text);
    sources.get(id).expect("it was just added").clone()
}

/// Returns what a text is read as, and `code line:column: text underlined` of each finding, in the
/// order found.
fn read(text: &str) -> (IniFile, Vec<String>) {
    let file = file(text);
    let (ini, problems) = lex(&file);
    let told = |problem: &Diagnostic| {
        let span = problem.primary.span;
        let place = file.line_column(span.start);
        format!("{} {}:{}: {}", problem.code, place.line, place.column, file.slice(span))
    };
    let told = problems.iter().map(told).collect();
    (ini, told)
}
