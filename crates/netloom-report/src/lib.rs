//! What people and machines read: findings and reviews in every output format, and starter configs.
//!
//! - Comes in: findings, reviews ([`netloom_diff::Review`]), what the user chose ([`Topology`],
//!   [`StarterDialect`]), and templates that replace the built-in ones.
//! - Goes out: text.
//! - Owned here: the output formats ([`formats`]), the Handlebars engine and the values that
//!   templates can use.
//! - Left to others: CloudFormation, which is serialized from types and never passes through a
//!   template (`netloom-cfn`), and reading templates from a folder (`netloom`).

mod engine;
pub mod formats;
mod item;
pub mod review;
mod starter;

pub use engine::EngineError;
pub use starter::{
    StarterDialect, StarterError, StarterTemplate, Topology, render_starter, starter_templates,
};
