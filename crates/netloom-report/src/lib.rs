//! What people read: texts rendered from the templates under `templates/`.
//!
//! - Comes in: what the user chose ([`Topology`], [`StarterDialect`]), a [`netloom_diff::Review`], and templates that take the
//!   place of the built-in ones.
//! - Goes out: text.
//! - Owned here: the Handlebars engine and the values that templates can use.
//! - Left to others: CloudFormation, which is serialized from types and never passes through a template (`netloom-cfn`), and
//!   reading templates from a folder (`netloom`).

mod engine;
pub mod machines;
pub mod review;
mod starter;

pub use engine::EngineError;
pub use starter::{StarterDialect, StarterError, StarterTemplate, Topology, render_starter, starter_templates};
