//! The command line: the only crate that reads files, the environment and the terminal.
//!
//! - Comes in: arguments, files, environment.
//! - Goes out: results on standard output, talk on standard error, an exit code ([`Outcome`]).
//! - Owned here: what a file must be to be read ([`files`]), writing without halves
//!   ([`atomic_write`]), the `aws` process, the list of all codes ([`registry`]), the generated
//!   reference ([`docs`]).
//! - Left to others: the order of the stages and what is made of an input (`netloom-driver`).
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the crate that does I/O"
)]

pub mod atomic_write;
mod aws;
mod changed;
mod cli;
pub mod codes;
mod commands;
mod cost;
pub mod docs;
mod error;
mod facts;
mod facts_folder;
pub mod files;
mod git;
mod lock_file;
mod outcome;
mod policy;
pub mod registry;
mod terminal;

pub use cli::run;
pub use outcome::Outcome;
