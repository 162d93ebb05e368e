//! What is wrong with a template whatever it is for: one file per fault, on any template.
//!
//! - Comes in: a [`TemplateDocument`] and the [`Network`] that it describes.
//! - Goes out: findings, each at a line of the template.
//! - Left to others: whether packets arrive (`proofs`); what CloudFormation's own schemas refuse
//!   (cfn-lint).
//!
//! These need no claim: the stack fails to be made, is made in the wrong order, or works other than
//! it reads. A check looks at what is known; what depends on a parameter without a value is passed
//! over.

mod addresses;
mod attachments;
mod checks;
mod context;
mod homes;
mod ids;
mod index;
mod limits;
mod paths;
mod waits;
mod zones;

pub use checks::{CHECKS, NESTED_STACK};
pub use limits::check_document_limits;

use netloom_diag::Diagnostic;
use netloom_network::Network;
use netloom_template::TemplateDocument;

use context::Context;

/// Runs every check of templates, in the order of their codes.
#[must_use]
pub fn check_template(document: &TemplateDocument, network: &Network) -> Vec<Diagnostic> {
    let context = Context::new(document, network);
    CHECKS.iter().flat_map(|check| (check.run)(&context)).collect()
}

#[cfg(test)]
mod tests;
