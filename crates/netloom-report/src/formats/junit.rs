//! JUnit XML, as CI servers take it: one suite per file, one case per finding, and one that passes
//! where there is none.
//!
//! # Source
//! The schema of Jenkins' xUnit plugin, `junit-10.xsd`, which GitLab and Azure read, too.

use std::collections::BTreeMap;
use std::fmt::Write;

use netloom_diag::Severity;
use netloom_diag::untrusted::xml_text;

use super::{Findings, Renderer, Reviews};
use crate::item::Item;
use crate::review::MarkdownError;

pub(super) struct Junit;

impl Renderer for Junit {
    fn findings(&self, findings: &Findings<'_>) -> String {
        junit(&findings.items(), findings.files)
    }

    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError> {
        let names: Vec<String> =
            reviews.reviews.iter().map(|reviewed| reviewed.name.clone()).collect();
        Ok(junit(&reviews.items(), &names))
    }
}

/// Returns the findings as JUnit XML; errors are failures, warnings are reported in the output of a
/// case that passes.
///
/// - `files`: every file that was looked at, so that clean ones count, too.
fn junit(items: &[Item], files: &[String]) -> String {
    let mut suites: BTreeMap<&str, Vec<&Item>> =
        files.iter().map(|file| (file.as_str(), Vec::new())).collect();
    let first = files.first().map_or("netloom", String::as_str);
    for item in items {
        let file = item.place.as_ref().map_or(first, |place| place.file.as_str());
        suites.entry(file).or_default().push(item);
    }
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netloom\">\n");
    for (file, items) in suites {
        let n_failures = items.iter().filter(|item| item.severity == Severity::Error).count();
        let n_tests = items.len().max(1);
        let name = xml_text(file);
        _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{n_tests}\" failures=\"{n_failures}\" \
             errors=\"0\">"
        );
        // Readers of JUnit drop suites without cases, and a clean file would look like one that was
        // not checked.
        if items.is_empty() {
            _ = writeln!(text, "    <testcase name=\"no findings\" classname=\"{name}\"/>");
        }
        for item in items {
            case(item, &name, &mut text);
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn case(item: &Item, file: &str, text: &mut String) {
    let line = item.place.as_ref().map(|place| format!(":{}", place.line)).unwrap_or_default();
    let title = format!("{} {}", item.code.id, item.code.title);
    let told: Vec<String> = std::iter::once(item.message.clone())
        .chain(item.help.iter().map(|help| format!("help: {help}")))
        .chain(
            item.place
                .as_ref()
                .map(|place| format!("at {}:{}:{}", place.file, place.line, place.column)),
        )
        .collect();
    let (tag, body) = match item.severity {
        Severity::Error => ("failure", xml_text(&told.join("\n"))),
        Severity::Warning | Severity::Info => ("system-out", xml_text(&told.join("\n"))),
    };
    let attributes = match item.severity {
        Severity::Error => {
            format!(" message=\"{}\" type=\"{}\"", xml_text(&item.message), item.code.id)
        }
        Severity::Warning | Severity::Info => String::new(),
    };
    _ = writeln!(
        text,
        "    <testcase name=\"{}\" classname=\"{file}{line}\">\n      \
         <{tag}{attributes}>{body}</{tag}>\n    </testcase>",
        xml_text(&title)
    );
}
