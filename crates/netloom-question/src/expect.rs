//! What is claimed.

use crate::Reach;

/// What is claimed about the packets of a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Expect {
    /// All of them arrive, and so do the answers.
    Reachable,
    /// None of them arrives.
    Unreachable,
}

impl Expect {
    /// Returns by which interfaces of an instance packets count.
    #[must_use]
    pub fn reach(self) -> Reach {
        match self {
            Self::Reachable => Reach::PrimaryInterface,
            Self::Unreachable => Reach::AnyInterface,
        }
    }
}
