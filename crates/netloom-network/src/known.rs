//! Values that a description gives or does not give.

use netloom_diag::Span;

/// What would have to be known, and where it is missing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unknown {
    /// In words that finish "depends on …": ``parameter `VpcCidr` ``, ``the rules of `sg-0123` ``.
    pub what: String,
    /// The place where it is used.
    pub span: Span,
}

/// A value, or the name of what is missing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Known<T> {
    /// The value.
    Is(T),
    /// What would have to be known.
    Unknown(Unknown),
}

impl<T> Known<T> {
    /// Returns the value if it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Returns what is missing if the value is not known.
    pub fn unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Is(_) => None,
            Self::Unknown(unknown) => Some(unknown),
        }
    }
}
