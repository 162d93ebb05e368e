//! Findings for programs: a JSON array of records.

use serde::Serialize;

use crate::untrusted::json_document;
use crate::{Diagnostic, Label, Severity, Sources};

/// One finding as a program reads it.
#[derive(Serialize)]
struct Record<'a> {
    code: &'a str,
    title: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    about: &'a str,
    primary: JsonPlace<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secondary: Vec<JsonPlace<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    help: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
}

/// A span as lines and columns, both from 1; the end is the place behind the last character.
#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

/// Returns the findings as a JSON array, in the order given, indented by two spaces and ending in a
/// line feed.
#[must_use]
pub fn render_json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let records: Vec<Record<'_>> =
        diagnostics.iter().map(|diagnostic| record(diagnostic, sources)).collect();
    // Serializing strings and numbers into memory has no way to fail.
    let mut text = serde_json::to_string_pretty(&records).unwrap_or_default();
    text.push('\n');
    json_document(&text)
}

fn record<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Record<'a> {
    Record {
        code: diagnostic.code.id,
        title: diagnostic.code.title,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        about: &diagnostic.about,
        primary: place(&diagnostic.primary, sources),
        secondary: diagnostic.secondary.iter().map(|label| place(label, sources)).collect(),
        help: &diagnostic.help,
        notes: &diagnostic.notes,
    }
}

fn place<'a>(label: &'a Label, sources: &'a Sources) -> JsonPlace<'a> {
    let start = sources.line_column(label.span);
    let end = sources.get(label.span.file).map_or(start, |file| file.line_column(label.span.end));
    JsonPlace {
        file: sources.get(label.span.file).map_or("", |file| file.name()),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        label: &label.text,
    }
}
