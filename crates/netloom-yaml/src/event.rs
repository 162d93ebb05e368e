//! What a text says: values as they begin and end, each with its bytes.

use std::ops::Range;

use crate::token::Style;

/// One step through a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A document begins.
    DocumentStart,
    /// A value that stands elsewhere: the name of its anchor.
    Alias(String),
    /// A scalar, with folds and escapes resolved. A value that is not written is plain and empty.
    Scalar {
        /// The text.
        text: String,
        /// How it is written.
        style: Style,
        /// Its anchor and tag.
        properties: Properties,
    },
    /// A list begins; its items follow, then its end.
    SequenceStart {
        /// Whether it has brackets of its own.
        is_flow: bool,
        /// Its anchor and tag.
        properties: Properties,
    },
    /// The innermost list ends.
    SequenceEnd,
    /// A mapping begins; its keys follow, each with its value, then its end.
    MappingStart {
        /// Whether it has braces of its own.
        is_flow: bool,
        /// Its anchor and tag.
        properties: Properties,
    },
    /// The innermost mapping ends.
    MappingEnd,
}

/// What stands before a value.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Properties {
    /// The name by which aliases mean the value; no two of a document are equal.
    pub anchor: Option<String>,
    /// The tag.
    pub tag: Option<Tag>,
}

/// The tag of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The tag with its handle resolved: `!Ref`, `tag:yaml.org,2002:str`, or a lone `!`.
    pub name: String,
    /// Its bytes.
    pub range: Range<usize>,
}
