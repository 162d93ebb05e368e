//! YAML text to a tree of nodes that know their bytes.
//!
//! - Comes in: one [`SourceFile`](netloom_diag::SourceFile).
//! - Goes out: the root mapping as [`Node`]s with byte spans, aliases shared and merge keys
//!   followed, and every problem of the text.
//! - Owned here: what PyYAML's `safe_load`, by which ParallelCluster reads its files, makes of
//!   plain scalars (YAML 1.1), and the bounds on depth and size that keep hostile files cheap.
//! - Left to others: what the keys mean (`v3`). Scanning is `netloom-yaml`'s.

pub mod codes;
mod node;
mod parse;
mod plain_values;
mod scalar;
mod tabs;
mod tags;

pub use node::{Content, Entry, FirstEntry, Mapping, Node, Sequence};
pub use parse::parse_yaml;
pub use plain_values::{PlainValue, read_plain_values};
pub use scalar::{Scalar, Value};
