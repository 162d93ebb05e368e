//! What the reference says of a key.

use crate::Release;

/// A section of a file and the keys of it that shape the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SectionReference {
    /// The section as Markdown: `` `[vpc …]` `` or `` `HeadNode.Networking` ``.
    pub heading: String,
    /// Its keys, in the order in which a reader wants them.
    pub keys: Vec<KeyReference>,
}

/// A key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyReference {
    /// The key as written.
    pub name: &'static str,
    /// The first release that knows it; absent for the first of its dialect.
    pub since: Option<Release>,
    /// The last release that knows it; absent when the newest of its dialect does.
    pub until: Option<Release>,
    /// Whether only netloom knows it; `netloom bind` takes it out.
    pub is_extension: bool,
    /// What it means, in Markdown.
    pub doc: &'static str,
    /// What holds when it is left out, in Markdown; empty where it is required or has no default of
    /// its own.
    pub default: &'static str,
    /// A value as written in a file; empty for keys that only other programs read.
    pub example: &'static str,
}
