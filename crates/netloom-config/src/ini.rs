//! INI as Python's `configparser` reads it for ParallelCluster 2.x, with the place of every byte.
//!
//! - Comes in: the text of a file.
//! - Goes out: an [`IniFile`], every section, key and value with its span, and the findings where
//!   `configparser` would stop or misread. Nothing is lost behind a finding: reading goes on as if
//!   it had been mended.
//! - Left to others: which sections and keys there are, and what they mean (`v2`).
//!
//! # Source
//! CPython 3.11, `Lib/configparser.py`, `RawConfigParser._read`, as called by AWS ParallelCluster
//! 2.5.0 to 2.11.9 with `inline_comment_prefixes=("#", ";")`.

pub mod codes;
#[cfg(test)]
mod differential;
mod interpolate;
mod lexer;
#[cfg(test)]
mod tests;

pub(crate) use interpolate::{InterpolationFault, interpolate};
pub(crate) use lexer::{is_blank_or_comment, is_comment, is_space, lex};

use netloom_diag::Span;

/// The section whose keys stand in for keys that other sections leave out.
pub(crate) const DEFAULT_SECTION: &str = "DEFAULT";

/// A whole file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct IniFile {
    /// The sections in the order written, `[DEFAULT]` among them; a repeated section is merged into
    /// the first.
    pub(crate) sections: Vec<IniSection>,
}

/// One section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct IniSection {
    /// The text between the brackets, verbatim.
    pub(crate) name: String,
    /// The header with its brackets.
    pub(crate) header: Span,
    /// The options in the order written; a repeated one keeps its first value.
    pub(crate) options: Vec<IniOption>,
}

/// One key and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct IniOption {
    /// The key in lower case.
    pub(crate) key: String,
    /// The key as written.
    pub(crate) key_span: Span,
    /// The lines of the value, spaces and comments cut off: at least one, which may be empty.
    pub(crate) lines: Vec<ValueLine>,
    /// The lines of the file from the one with the key to the last one with a part of the value,
    /// line ends included.
    pub(crate) whole: Span,
}

/// One line of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ValueLine {
    /// The text without spaces around it.
    pub(crate) text: String,
    /// Where it stands; empty for an empty line.
    pub(crate) span: Span,
}

impl IniFile {
    /// Returns the section of this name, verbatim.
    pub(crate) fn section(&self, name: &str) -> Option<&IniSection> {
        self.sections.iter().find(|section| section.name == name)
    }
}

impl IniSection {
    /// Returns the option of this key, given in lower case.
    pub(crate) fn option(&self, key: &str) -> Option<&IniOption> {
        self.options.iter().find(|option| option.key == key)
    }
}

impl IniOption {
    /// Returns the value as `configparser` joins it, without empty lines at its end.
    pub(crate) fn value(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n").trim_end_matches(lexer::is_space).to_owned()
    }

    /// Returns where the value stands: from its first to its last non-empty line, else right behind
    /// the delimiter.
    pub(crate) fn value_span(&self) -> Span {
        let written = self.lines.iter().filter(|line| !line.text.is_empty()).map(|line| line.span);
        written
            .reduce(Span::to)
            .or_else(|| self.lines.first().map(|line| line.span))
            .unwrap_or(self.key_span)
    }
}
