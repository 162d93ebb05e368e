//! A case in one Markdown file: inputs and expected outputs, one fenced block under a heading each.
//!
//! - Comes in: the text of the file. A heading ``## `NAME` `` is an input file of that name, any other `## HEADING` an expected output.
//! - Goes out: the parts, and the text again when expected outputs are replaced.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    /// What stands before the first part: the title and what the case is about.
    pub about: String,
    /// The parts, in the order of the file.
    pub parts: Vec<Part>,
}

/// One part of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The heading without its marks: `` `old.yaml` `` or `terminal`.
    pub heading: String,
    /// The language of the fence.
    pub language: String,
    /// The text in the fence, which ends with a line break.
    pub text: String,
}

impl CaseFile {
    /// Reads a case from its text.
    ///
    /// # Panics
    /// A heading without a closed fence below it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (about, rest) = text.split_once("\n## ").unwrap_or((text, ""));
        let mut case = Self { about: about.trim_end().to_owned(), parts: Vec::new() };
        let mut rest = rest;
        while !rest.is_empty() {
            let (heading, below) = rest.split_once("\n\n").expect("a blank line below the heading");
            let fence: String = below.chars().take_while(|c| *c == '`').collect();
            assert!(fence.len() >= 3, "no fence below `{heading}`");
            let (opening, body) = below.split_once('\n').expect("a line for the fence");
            let end = body.find(&format!("\n{fence}\n")).expect("the fence is closed");
            case.parts.push(Part {
                heading: heading.trim().to_owned(),
                language: opening.trim_start_matches('`').to_owned(),
                text: body[..=end].to_owned(),
            });
            let after = &body[end + fence.len() + 2..];
            rest = after.trim_start_matches('\n').strip_prefix("## ").unwrap_or_default();
        }
        case
    }

    /// Reads a case from its file.
    ///
    /// # Panics
    /// A file that is not there or not a case.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        Self::parse(
            &fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        )
    }

    /// Returns the text of the case.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.about);
        for part in &self.parts {
            // A longer fence than any in the text closes nothing early.
            let ticks =
                part.text.lines().map(|line| line.chars().take_while(|c| *c == '`').count());
            let fence = "`".repeat(ticks.max().unwrap_or_default().max(2) + 1);
            let _ = write!(
                text,
                "\n## {}\n\n{fence}{}\n{}{fence}\n",
                part.heading, part.language, part.text
            );
        }
        text
    }

    /// Returns the names of the input files with their texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let name = |part: &'_ Part| {
            part.heading.starts_with('`').then(|| part.heading.trim_matches('`').len())
        };
        self.parts.iter().filter_map(move |part| {
            name(part).map(|_| (part.heading.trim_matches('`'), part.text.as_str()))
        })
    }

    /// Returns the input file whose name begins with `stem` and a dot.
    #[must_use]
    pub fn file(&self, stem: &str) -> Option<(&str, &str)> {
        self.files()
            .find(|(name, _)| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Returns the expected output under a heading.
    #[must_use]
    pub fn expected(&self, heading: &str) -> Option<&str> {
        self.parts.iter().find(|part| part.heading == heading).map(|part| part.text.as_str())
    }

    /// Sets the expected output under a heading, which is added at the end where it is missing.
    pub fn set_expected(&mut self, heading: &str, language: &str, text: &str) {
        match self.parts.iter_mut().find(|part| part.heading == heading) {
            Some(part) => text.clone_into(&mut part.text),
            None => self.parts.push(Part {
                heading: heading.to_owned(),
                language: language.to_owned(),
                text: text.to_owned(),
            }),
        }
    }

    /// Writes the input files into a folder, with their folders.
    ///
    /// # Panics
    /// A folder that cannot be written to.
    pub fn write_files(&self, folder: &Path) {
        for (name, text) in self.files() {
            let path = folder.join(name);
            path.parent().map(fs::create_dir_all).transpose().expect("a folder");
            fs::write(path, text).expect("it can be written");
        }
    }
}
