//! Nested stacks, and stacks that import from each other, as one document.
//!
//! - Comes in: the text of a template, the texts of its nested stacks by their paths, and what is
//!   known beside them.
//! - Goes out: one [`TemplateDocument`] in which every name says its stack (`Network/Vpc`), every
//!   value keeps the place of the file where it is written, parameters are what the parent gives
//!   and outputs what the child gives; and the stacks that are missing.
//! - Left to others: finding and reading the files.
//!
//! # Source
//! AWS CloudFormation User Guide, "Nested stacks" (parameters, `Fn::GetAtt` of `Outputs.NAME`) and
//! "Get exported outputs from a deployed CloudFormation stack".

mod names;
mod nested;
mod together;

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, FileId, SourceFile, Span};

pub use nested::join_nested;
pub use together::{StackInput, join_stacks};

use super::{ReadOptions, TemplateDocument};

/// What separates the name of a stack from the names in it; logical ids cannot contain it.
pub const SEPARATOR: char = '/';

/// How deep stacks are nested at most: CloudFormation has no such number, and a file that names
/// itself has no end.
pub const MAX_DEPTH: usize = 8;

/// How many nested stacks are read at most, counting a file once for each stack.
pub const MAX_STACKS: usize = 200;

/// The texts of nested stacks, by path: `Network`, `Network/Endpoints`.
pub type Children<'a> = BTreeMap<String, &'a SourceFile>;

/// What came of joining.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JoinedTemplate {
    /// The document; absent when the text is no template at all.
    pub template: Option<TemplateDocument>,
    /// The problems of all texts, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Each template that was read, with what it was read with.
    pub parts: Vec<Part>,
    /// Nested stacks whose templates were not given.
    pub unread: Vec<UnreadStack>,
}

/// One template among those that were joined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The path of its stack; empty for the outermost one.
    pub stack: String,
    /// Its file.
    pub file: FileId,
    /// What it was read with.
    pub options: ReadOptions,
    /// What it says, under its own names.
    pub document: TemplateDocument,
}

/// A nested stack whose template was not given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadStack {
    /// Its path.
    pub stack: String,
    /// The file of the parent.
    pub parent: FileId,
    /// Its `TemplateURL`, where that is known.
    pub url: Option<String>,
    /// Where the parent has it.
    pub span: Span,
    /// Whether its template may be given: it is not nested in itself, too deep or one too many.
    pub may_be_given: bool,
    /// Whether the stack has it, or may have it, with the values of the parameters.
    pub is_made: bool,
}
