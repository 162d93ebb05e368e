//! Text of strangers, written so that it stays text: one file per format that people or machines
//! read.
//!
//! - Comes in: whatever a config, a template, a file name or another program's output says. All of
//!   it may come with a pull request.
//! - Goes out: the same words, in which nothing moves a cursor, ends a cell, opens a tag or gives a
//!   command. What would is written as an escape, so that a reader sees that it is there.
//! - Left to others: the layout around the words.
//!
//! *Invariant:* a renderer puts no text into its output that did not pass through the writer of its
//! format.

mod github;
mod json;
mod markdown;
mod sarif;
mod terminal;
mod xml;

pub use github::{github_data, github_property};
pub use json::json_document;
pub use markdown::{markdown_code, markdown_text};
pub use sarif::sarif_text;
pub use terminal::{terminal_lines, terminal_text};
pub use xml::xml_text;

pub(crate) use terminal::{EscapedSource, escaped_source, is_unsafe};
