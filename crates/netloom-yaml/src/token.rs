//! What the scanner finds in a text: indicators, properties and scalars, each with its bytes.

use std::ops::Range;

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes.
    DoubleQuoted,
    /// A block behind `|` or `>`.
    Block,
}

/// The text does not go on as YAML here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The byte at which reading ended.
    pub at: usize,
    /// What is wrong: a sentence without full stop.
    pub message: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    StreamEnd,
    Version {
        major: String,
    },
    TagHandle {
        handle: String,
        prefix: String,
    },
    OtherDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowMappingStart,
    FlowSequenceEnd,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    /// A tag without handle is written in full, or is a lone `!`.
    Tag {
        handle: Option<String>,
        suffix: String,
    },
    Scalar {
        text: String,
        style: Style,
    },
}

impl Kind {
    /// Returns what a user calls it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::StreamEnd => "the end of the file",
            Self::Version { .. } | Self::TagHandle { .. } | Self::OtherDirective => "a directive",
            Self::DocumentStart | Self::DocumentEnd => "the marker of a document",
            Self::BlockSequenceStart | Self::BlockEntry => "an item of a list",
            Self::BlockMappingStart | Self::Key => "a key",
            Self::BlockEnd => "the end of a block",
            Self::FlowSequenceStart => "`[`",
            Self::FlowMappingStart => "`{`",
            Self::FlowSequenceEnd => "`]`",
            Self::FlowMappingEnd => "`}`",
            Self::FlowEntry => "`,`",
            Self::Value => "`:`",
            Self::Alias(_) => "an alias",
            Self::Anchor(_) => "an anchor",
            Self::Tag { .. } => "a tag",
            Self::Scalar { .. } => "a text",
        }
    }
}
