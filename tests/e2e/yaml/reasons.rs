//! Why netloom and PyYAML may read a text differently.

use super::Difference;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// The parser's steps.
    Steps,
    /// The values of a cluster configuration.
    Config,
    /// The values of a template.
    Template,
}

/// A reason for differences.
pub(crate) struct Reason {
    pub(crate) why: &'static str,
    pub(crate) reading: Reading,
    pub(crate) covers: fn(&Difference) -> bool,
}

pub(crate) const REASONS: &[Reason] = &[];
