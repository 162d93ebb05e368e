//! Diagnostics and their rendering.
//!
//! - Comes in: positions in files ([`Span`], [`SourceFile`]) and what is wrong there
//!   ([`Diagnostic`]).
//! - Goes out: text for people ([`render_human`]), one line for logs ([`render_concise`]), records
//!   for programs ([`render_json`]).
//! - Owned here: the shape of a finding, the shape of a [`Code`] with its page, [`Origin`] and
//!   [`Sourced`], by which every value of the model points back at a line of the user's file.
//! - Left to others: which findings there are (each crate declares its own codes with
//!   [`declare_codes!`]), reading files and writing to a terminal (the `netloom` crate).

mod code;
pub mod counting;
mod diagnostic;
mod origin;
mod render;
mod similar;
mod source;
pub mod untrusted;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Label, sort_diagnostics};
pub use origin::{Origin, Sourced};
pub use render::{Style, render_concise, render_human, render_json};
pub use similar::{nearest_name, slip_of};
pub use source::{FileId, LineColumn, SourceFile, Sources, Span};
pub use untrusted::terminal_text;
