//! The keys that are read, for the generated reference.

use crate::v2::keys::KINDS;
use crate::{Dialect, Release, v3};

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
    /// What it says, in Markdown; empty where the guide of ParallelCluster says it.
    pub doc: &'static str,
}

/// Returns the sections of a dialect that are read, and their keys that shape the network.
#[must_use]
pub fn key_reference(dialect: Dialect) -> Vec<SectionReference> {
    match dialect {
        Dialect::V2Ini => v2_sections(),
        Dialect::V3Yaml => v3::reference::sections(),
    }
}

fn v2_sections() -> Vec<SectionReference> {
    let sections = KINDS.iter().map(|(kind, keys)| SectionReference {
        heading: match *kind {
            "global" | "aws" => format!("`[{kind}]`"),
            _ => format!("`[{kind} …]`"),
        },
        keys: keys
            .iter()
            .filter(|key| key.shapes_network)
            .map(|key| KeyReference {
                name: key.name,
                since: None,
                until: None,
                is_extension: key.is_extension,
                doc: key.doc,
            })
            .collect(),
    });
    sections.collect()
}
