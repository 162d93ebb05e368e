//! Where a value came from, so that every finding can point at a line of the user's file.

use crate::Span;

/// Where a value came from.
///
/// Every origin leads to a place in a file: a default to the section that left the key out, a
/// derived value to the value that it was derived from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The user wrote it there.
    Written(Span),
    /// It is not written; a rule supplied it.
    Defaulted {
        /// The rule in words, such as `ParallelCluster gives the head node a public address unless
        /// told otherwise`.
        rule: &'static str,
        /// The section or mapping that left it out.
        near: Span,
    },
    /// It follows from another value.
    Derived {
        /// The rule in words, such as `sized for the largest fleet of the queues that use it`.
        rule: &'static str,
        /// The value that it follows from.
        from: Span,
    },
}

impl Origin {
    /// Returns the place to show.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Self::Written(span)
            | Self::Defaulted { near: span, .. }
            | Self::Derived { from: span, .. } => span,
        }
    }

    /// Returns whether the user wrote the value.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(self, Self::Written(_))
    }

    /// Returns the rule that supplied the value, `None` when the user wrote it.
    #[must_use]
    pub fn rule(self) -> Option<&'static str> {
        match self {
            Self::Written(_) => None,
            Self::Defaulted { rule, .. } | Self::Derived { rule, .. } => Some(rule),
        }
    }
}

/// A value and where it came from.
///
/// Two are equal only when both value and origin are; compare `value` where the place does not
/// matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// Returns a value that the user wrote at `span`.
    pub fn written(value: T, span: Span) -> Self {
        Self { value, origin: Origin::Written(span) }
    }

    /// Returns a value that `rule` supplied because the section at `near` left it out.
    pub fn defaulted(value: T, rule: &'static str, near: Span) -> Self {
        Self { value, origin: Origin::Defaulted { rule, near } }
    }

    /// Returns a value that follows by `rule` from the one at `from`.
    pub fn derived(value: T, rule: &'static str, from: Span) -> Self {
        Self { value, origin: Origin::Derived { rule, from } }
    }

    /// Returns the place to show.
    pub fn span(&self) -> Span {
        self.origin.span()
    }

    /// Returns another value with the same origin.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: change(self.value), origin: self.origin }
    }

    /// Returns a reference to the value, with the same origin.
    pub fn as_ref(&self) -> Sourced<&T> {
        Sourced { value: &self.value, origin: self.origin }
    }
}
