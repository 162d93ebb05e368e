//! The attachment of a gateway to a VPC.

use netloom_diag::Span;

use crate::{Id, Unknown};

/// Whether and where a gateway is attached.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Attachment {
    /// To this VPC, as said there.
    To(Id, Span),
    /// To none.
    None,
    /// It cannot be known.
    Unknown(Unknown),
}

impl Attachment {
    /// Makes an attachment unknown; where there is none, it stays so.
    pub(crate) fn forget(&mut self, unknown: &Unknown) {
        if *self != Self::None {
            *self = Self::Unknown(unknown.clone());
        }
    }
}
