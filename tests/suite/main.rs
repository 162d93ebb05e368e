//! The suites that need nothing but Rust: one program, one module each, so that all of it is linked
//! once and the tests of all run side by side.
//!
//! `cargo test -p netloom-tests --test suite MODULE::` runs one of them.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod advice;
mod cases;
mod certificates;
mod drawings;
mod edits;
mod endpoints;
mod equivalence;
mod faults;
mod fuzz;
mod invalid;
mod laws;
mod matrix;
mod metamorphic;
mod mutation;
mod networks;
mod parties;
mod proofs;
mod random_networks;
mod reviews;
mod stacks;
mod support;
mod unknown_blocks;
