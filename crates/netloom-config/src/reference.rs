//! The keys that are read, for the generated reference.

use crate::v2::keys::KINDS;
use crate::{Dialect, v3};

pub use crate::key_reference::{KeyReference, SectionReference};

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
