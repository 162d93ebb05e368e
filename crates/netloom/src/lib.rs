//! The command line: the only crate that reads files, the environment and the terminal.
//!
//! - Comes in: arguments, files, environment.
//! - Goes out: results on standard output, talk on standard error, an exit code ([`Outcome`]).
//! - Owned here: the order of the stages ([`pipeline`]), what a file must be to be read
//!   ([`files`]), writing without halves ([`atomic_write`]), what network an input describes
//!   ([`observe`]), which two are compared, the list of all codes ([`registry`]), the generated
//!   reference ([`docs`]).
//! - Left to others: every decision about networks.
//!
//! Tests and other programs use [`pipeline::compile`], which does no I/O.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the crate that does I/O"
)]

pub mod atomic_write;
mod aws;
mod binding;
mod changed;
mod cli;
pub mod codes;
mod commands;
mod comparison;
mod dependents;
pub mod docs;
mod error;
mod facts;
pub mod files;
pub mod fuzzing;
mod git;
pub mod input_kind;
mod nested;
pub mod observe;
mod other_values;
mod outcome;
pub mod pipeline;
mod policy;
mod proving;
pub mod registry;
mod roles;
mod terminal;
mod traces;

pub use cli::run;
pub use outcome::Outcome;
