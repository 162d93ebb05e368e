//! SARIF 2.1.0, as code scanning services take it.
//!
//! # Source
//! OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 27 March 2020.

use std::collections::BTreeMap;

use netloom_diag::untrusted::{json_document, sarif_text};
use netloom_diag::{Code, Severity};
use serde_json::{Value, json};

use super::{Findings, Renderer, Reviews};
use crate::item::{Item, Region};
use crate::review::MarkdownError;

pub(super) struct Sarif;

impl Renderer for Sarif {
    fn findings(&self, findings: &Findings<'_>) -> String {
        sarif(&findings.items(), findings.version)
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        Ok(sarif(&reviews.items(), reviews.version))
    }
}

/// Returns the findings as one SARIF log with one run; the rules are the codes that occur, sorted.
fn sarif(items: &[Item], tool_version: &str) -> String {
    let mut rules: BTreeMap<&str, &Code> = BTreeMap::new();
    for item in items {
        rules.insert(item.code.id, item.code);
    }
    let places: BTreeMap<&str, usize> =
        rules.keys().enumerate().map(|(place, id)| (*id, place)).collect();
    let results: Vec<Value> = items.iter().map(|item| result(item, &places)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "netloom",
                "semanticVersion": tool_version,
                "rules": rules.values().map(|code| rule(code)).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    json_document(&format!("{log:#}\n"))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: &Code) -> Value {
    let page: String = code
        .page
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect();
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(item: &Item, places: &BTreeMap<&str, usize>) -> Value {
    let help = item.help.iter().map(|help| format!("\nhelp: {help}"));
    let text = format!("{}{}", item.message, help.collect::<String>());
    let mut result = json!({
        "ruleId": item.code.id,
        "ruleIndex": places.get(item.code.id),
        "level": level(item.severity),
        "message": { "text": sarif_text(&text) },
    });
    if let Some(place) = &item.place {
        put(&mut result, "locations", json!([{ "physicalLocation": physical(place) }]));
    }
    let related: Vec<Value> = item
        .related
        .iter()
        .enumerate()
        .map(|(id, (place, text))| {
            json!({
                "id": id,
                "physicalLocation": physical(place),
                "message": { "text": sarif_text(text) }
            })
        })
        .collect();
    if !related.is_empty() {
        put(&mut result, "relatedLocations", Value::Array(related));
    }
    result
}

fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn physical(place: &Region) -> Value {
    let mut region = json!({ "startLine": place.line, "startColumn": place.column });
    if (place.end_line, place.end_column) > (place.line, place.column) {
        put(&mut region, "endLine", json!(place.end_line));
        put(&mut region, "endColumn", json!(place.end_column));
    }
    json!({ "artifactLocation": { "uri": uri(&place.file) }, "region": region })
}

/// A path as a relative reference: what a URI does not take is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
