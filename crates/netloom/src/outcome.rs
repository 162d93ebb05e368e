//! How a run ended, as the shell sees it.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing wrong, or warnings only: 0.
    Clean,
    /// Something is wrong with the user's network: 1.
    Findings,
    /// The tool could not do its work: 2.
    CouldNotRun,
    /// A change that replaces, fails or exposes something: 3.
    Grave,
    /// What a program that was run in the user's name returned.
    Passed(u8),
}

impl Outcome {
    /// Returns the outcome of a run that reported these findings.
    pub(crate) fn of(diagnostics: &[netloom_diag::Diagnostic]) -> Self {
        if diagnostics.iter().any(netloom_diag::Diagnostic::is_error) {
            Self::Findings
        } else {
            Self::Clean
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
            Outcome::CouldNotRun => Self::from(2),
            Outcome::Grave => Self::from(3),
            Outcome::Passed(code) => Self::from(code),
        }
    }
}
