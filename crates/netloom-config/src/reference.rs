//! The keys that are read, for the generated reference, and the schema of the `Network` section.

use crate::v2::keys::KINDS;
use crate::{Dialect, v3};

pub use crate::key_reference::{KeyReference, SectionReference};
pub use crate::v3::schema::network_schema;

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
                default: key.default,
                example: key.example,
            })
            .collect(),
    });
    sections.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_meaning_and_those_of_netloom_an_example() {
        for dialect in [Dialect::V2Ini, Dialect::V3Yaml] {
            for section in key_reference(dialect) {
                for key in &section.keys {
                    assert!(!key.doc.is_empty(), "{} {}", section.heading, key.name);
                    assert!(
                        !key.is_extension || !key.example.is_empty(),
                        "{} {}",
                        section.heading,
                        key.name
                    );
                }
            }
        }
    }
}
