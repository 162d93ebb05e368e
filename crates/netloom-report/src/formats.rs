//! The output formats: one file each, for the findings of `check` and for the reviews of `diff`.
//!
//! - Comes in: findings or reviews, with the sources that they are about.
//! - Goes out: the whole text for standard output.
//! - Left to others: which format is asked for, and writing the text (`netloom`).
//!
//! To add a format, write its file and its line in [`FORMATS`].

mod concise;
mod github;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;

use netloom_diag::{Diagnostic, Sources, Style};
use netloom_diff::Review;

use crate::item::Item;
use crate::review::MarkdownError;

/// A way to write findings and reviews.
pub trait Renderer: Sync {
    /// Returns the findings of a check as text.
    fn findings(&self, findings: &Findings<'_>) -> String;

    /// Returns reviews as text.
    ///
    /// # Errors
    /// A template of the user's own that cannot be used.
    fn reviews(&self, reviews: &Reviews<'_>) -> Result<String, MarkdownError>;
}

/// An output format, by the name that selects it.
#[derive(Clone, Copy)]
pub struct Format {
    /// The name, in lower case.
    pub name: &'static str,
    /// What it is for, without a full stop.
    pub about: &'static str,
    /// What writes it.
    pub renderer: &'static dyn Renderer,
}

/// Every output format; the first is the default.
pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        about: "For a terminal, with the lines of the file",
        renderer: &human::Human,
    },
    Format { name: "concise", about: "One line per finding", renderer: &concise::Concise },
    Format {
        name: "json",
        about: "For programs; `netloom schema` prints the schema",
        renderer: &json::Json,
    },
    Format {
        name: "markdown",
        about: "For a comment of a pull request",
        renderer: &markdown::Markdown,
    },
    Format { name: "github", about: "Annotations of GitHub Actions", renderer: &github::Github },
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", renderer: &sarif::Sarif },
    Format { name: "junit", about: "JUnit XML, for CI servers", renderer: &junit::Junit },
];

/// Returns the format with this name.
#[must_use]
pub fn format_by_name(name: &str) -> Option<Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// The findings of a check.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The findings, in the order in which they are written.
    pub diagnostics: &'a [Diagnostic],
    /// The files that they are about.
    pub sources: &'a Sources,
    /// The names of all files that were checked, clean ones as well.
    pub files: &'a [String],
    /// Whether the text is coloured, for terminals.
    pub style: Style,
    /// The version of netloom.
    pub version: &'a str,
}

impl Findings<'_> {
    fn items(&self) -> Vec<Item> {
        self.diagnostics.iter().map(|finding| Item::of(finding, self.sources)).collect()
    }
}

/// The review of one file.
#[derive(Clone, Debug)]
pub struct NamedReview {
    /// The name of the new file.
    pub name: String,
    /// What the change does.
    pub review: Review,
}

/// The reviews of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Reviews<'a> {
    /// One per pair of files.
    pub reviews: &'a [NamedReview],
    /// Files that differ and cannot be reviewed.
    pub not_reviewed: &'a [Diagnostic],
    /// The files that the findings are about.
    pub sources: &'a Sources,
    /// Whether the text is coloured, for terminals.
    pub style: Style,
    /// A Handlebars template in place of the built-in one, for Markdown.
    pub template: Option<&'a str>,
    /// The version of netloom.
    pub version: &'a str,
}

impl Reviews<'_> {
    fn items(&self) -> Vec<Item> {
        let findings = self.reviews.iter().flat_map(|reviewed| reviewed.review.findings());
        let unread = self.not_reviewed.iter().map(|finding| Item::of(finding, self.sources));
        findings.map(|finding| Item::of_review(&finding)).chain(unread).collect()
    }

    /// The name of the file that a finding is about.
    fn file_of(&self, finding: &Diagnostic) -> &str {
        self.sources.get(finding.primary.span.file).map_or("", |file| file.name())
    }

    /// Joins one text per review below each other; several get a heading each.
    fn sections(&self, heading: impl Fn(&str) -> String, texts: Vec<String>) -> String {
        let is_titled = self.reviews.len() > 1;
        let sections = self.reviews.iter().zip(texts).map(|(reviewed, text)| match is_titled {
            true => format!("{}\n{text}", heading(&reviewed.name)),
            false => text,
        });
        sections.collect::<Vec<_>>().join("\n")
    }
}
