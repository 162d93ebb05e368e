//! What netloom does with an input, for the command line and for other programs.
//!
//! - Comes in: texts among [`Sources`](netloom_diag::Sources), options, and a way to read files that
//!   belong to an input.
//! - Goes out: templates, networks, findings, proofs and reviews.
//! - Owned here: the order of the stages ([`pipeline`]), what kind a file is ([`input_kind`]), what
//!   network an input describes ([`observe`], [`nested`], [`other_values`],
//!   [`resting_on_defaults`]), what is proved of it ([`proving`]), which two are compared
//!   ([`comparison`], [`shared_parameters`]), policy ([`judging`]), what nodes reach outside
//!   ([`outside`]).
//! - Left to others: arguments, files, the terminal and the `aws` process (`netloom`).

pub mod binding;
pub mod codes;
pub mod comparison;
mod dependents;
pub mod drawing;
pub mod egress;
mod further_values;
pub mod input_kind;
pub mod judging;
mod known_facts;
pub mod memory;
pub mod nested;
pub mod observe;
pub mod other_values;
pub mod outside;
pub mod pipeline;
pub mod proving;
pub mod resting_on_defaults;
mod roles;
pub mod shared_parameters;
pub mod traces;
