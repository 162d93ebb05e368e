//! The formats of pictures, one file each.
//!
//! - Comes in: a [`Scene`], or an address map.
//! - Goes out: the whole text.
//!
//! To add a format, write its file and its line in [`FORMATS`].

mod dot;
mod mermaid;
mod svg;
mod text;

use crate::address_map::AddressMap;
use crate::layout::picture_of;
use crate::scene::Scene;

/// A format of pictures, by the name that selects it.
#[derive(Clone, Copy, Debug)]
pub struct DrawFormat {
    /// The name, in lower case.
    pub name: &'static str,
    /// What it is for, without a full stop.
    pub about: &'static str,
    /// How a network is written.
    pub scene: fn(&Scene) -> String,
    /// How an address map is written; absent where the format has no columns.
    pub map: Option<fn(&AddressMap) -> String>,
}

/// Every format; the first is the default.
pub const FORMATS: &[DrawFormat] = &[
    DrawFormat {
        name: "svg",
        about: "For browsers and documents, light and dark",
        scene: |scene| svg::svg(&picture_of(scene)),
        map: Some(|map| svg::svg(&map.picture())),
    },
    DrawFormat {
        name: "mermaid",
        about: "For Markdown on GitHub and GitLab",
        scene: mermaid::mermaid,
        map: None,
    },
    DrawFormat { name: "dot", about: "For Graphviz", scene: dot::dot, map: None },
    DrawFormat { name: "text", about: "For terminals", scene: text::text, map: Some(text::map) },
];

/// Returns the format with this name.
#[must_use]
pub fn format_by_name(name: &str) -> Option<DrawFormat> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
