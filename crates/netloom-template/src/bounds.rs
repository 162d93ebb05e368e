//! How deep and how large a document may be.

use netloom_diag::{Diagnostic, Span};

use super::codes;

/// The deepest nesting of lists and mappings, aliases followed.
pub(super) const MAX_DEPTH: usize = 100;

/// The most values that aliases and merge keys may bring in beside those that are written.
pub(super) const MAX_COPIED_NODES: usize = 200_000;

/// Returns the finding for nesting beyond [`MAX_DEPTH`].
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("lists and mappings lie more than {MAX_DEPTH} deep in each other");
    Diagnostic::new(&codes::BEYOND_BOUNDS, span, message)
        .help("a template needs no more than twenty levels")
}
