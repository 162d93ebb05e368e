//! What goes in and what comes out of a policy check.

use netloom_diag::{Diagnostic, FileId, Severity, SourceFile};

/// A file of rules to hold a template against.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuleFile<'a> {
    /// Its name and text; findings about the file itself point into it.
    pub source: &'a SourceFile,
    /// How much a failed rule of this file weighs.
    pub severity: Severity,
    /// Whether netloom brought it. Such a file need not have a rule for every template, so it is no
    /// more than a fact when none applies.
    pub is_built_in: bool,
}

impl<'a> RuleFile<'a> {
    /// Returns a file that the user named: its rules are errors when they fail.
    #[must_use]
    pub fn of_site(source: &'a SourceFile) -> Self {
        Self { source, severity: Severity::Error, is_built_in: false }
    }
}

/// Who writes the template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WrittenBy {
    /// People, who can write exceptions from rules into it.
    People,
    /// netloom, from a config.
    Netloom,
}

/// What came of a policy check.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PolicyReport {
    /// Every finding: failed rules by place in the template, then the problems of rule files and of
    /// suppressions, and what was suppressed. Findings about a resource carry its logical id as
    /// `about`.
    pub diagnostics: Vec<Diagnostic>,
    /// The failures that the template suppresses, by place; each is also among the diagnostics, as
    /// a fact.
    pub suppressed: Vec<Suppressed>,
    /// How each rule came out, in the order of the files and then by name.
    pub rules: Vec<RuleResult>,
    /// Logical ids of resources whose condition is false: rules do not see them. In the order of
    /// the template.
    pub not_made: Vec<String>,
}

/// A failure that the template suppresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppressed {
    /// The rule.
    pub rule: String,
    /// The logical id of the resource, empty for a failure that is about the template as a whole.
    pub resource: String,
    /// The finding as it would have been reported.
    pub finding: Diagnostic,
}

/// How a rule came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleResult {
    /// The file of the rule.
    pub file: FileId,
    /// Its name; `default` for clauses outside of any rule.
    pub name: String,
    /// How it came out.
    pub outcome: Outcome,
}

/// How a rule came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It does not hold, and the template suppresses every failure of it.
    Suppressed,
    /// Its conditions are not met; nothing was looked at.
    NotApplicable,
}
