//! YAML as the parsers of CloudFormation (SnakeYAML), cfn-lint and ParallelCluster (PyYAML) read
//! it: version 1.1 of the language, and PyYAML's answer where it departs from that.
//!
//! - Comes in: the text of a file.
//! - Goes out: [`Event`]s with the bytes of each value, or the [`Fault`] at which reading ends.
//! - Left to others: trees, what their values mean, how deep and how large they may be.
//!
//! | file | one idea |
//! | --- | --- |
//! | `cursor` | a place in a text; lines end as YAML 1.1 ends them |
//! | `token` | what the scanner finds |
//! | `scanner` | a text to tokens |
//! | `event` | what the parser says |
//! | `parser` | tokens to events |
//!
//! `tests/e2e/yaml.rs` holds it against PyYAML itself, over generated texts.
//!
//! CloudFormation's parser is known to differ in this: SnakeYAML accepts tabs inside of brackets
//! and in plain scalars, but not behind the colon of a key, and here tabs are accepted wherever
//! libyaml accepts them; it accepts more letters in the names of anchors, which templates may not
//! have.
//!
//! # Source
//! SnakeYAML 2.7, `ScannerImpl.scanToNextToken`, `scanPlainSpaces` and `scanAnchor`; AWS
//! CloudFormation User Guide, "Template format": aliases are not supported.

mod cursor;
mod event;
mod parser;
mod scanner;
mod token;

pub use event::{Event, Properties, Tag};
pub use parser::{Parser, Spanned};
pub use token::{Fault, Style};

/// Returns the first character that YAML does not take at all, as binary files have them, and its
/// byte. Only texts without one are to be read.
///
/// # Source
/// YAML 1.1, section 4.1, "Character Set".
#[must_use]
pub fn unreadable_character(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, character)| match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        character => character.is_control(),
    })
}

#[cfg(test)]
mod tests;
