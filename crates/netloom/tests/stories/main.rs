//! The command as a user meets it: each test runs the binary in a folder of its own and reads what
//! it wrote.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "stories make files, wait, and stop at the first thing that is not as told"
)]

mod bind;
mod check;
mod deploy;
mod diff;
mod draw;
mod egress;
mod examples;
mod explain;
mod facts;
mod harness;
mod init;
mod locks;
mod memory;
mod nested_stacks;
mod other_values;
mod output;
mod proofs;
mod readme;
mod reference;
mod render;
