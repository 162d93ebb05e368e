//! The tree: what stands where.

use std::rc::Rc;

use netloom_diag::Span;

use super::Scalar;

/// One value of the file, at one place of the file.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value's own bytes without anchor and tag; for an alias, the alias (`*name`). A block
    /// mapping or list reaches from its first key or item to the end of its last one.
    pub span: Span,
    /// Whether an alias stands here, so that the content lies elsewhere.
    pub is_alias: bool,
    /// The content; aliases share it with their anchor.
    pub content: Rc<Content>,
}

/// What a value is.
#[derive(Debug)]
pub enum Content {
    /// One text, number, boolean or null.
    Scalar(Scalar),
    /// A list.
    Sequence(Sequence),
    /// Keys and values.
    Mapping(Mapping),
}

/// A list.
#[derive(Debug)]
pub struct Sequence {
    /// Whether it is written in brackets.
    pub is_flow: bool,
    /// The items, in the order written.
    pub items: Vec<Node>,
}

/// Keys and values.
#[derive(Debug)]
pub struct Mapping {
    /// The bytes of the mapping, not of an alias to it.
    pub span: Span,
    /// Whether it is written in braces.
    pub is_flow: bool,
    /// The entries in the order written, no key twice; then those that merge keys brought in.
    pub entries: Vec<Entry>,
    /// The first key written, merge keys included; absent when the mapping is empty.
    pub first: Option<FirstEntry>,
}

/// Where the first entry of a mapping stands: the place to insert at.
#[derive(Clone, Copy, Debug)]
pub struct FirstEntry {
    /// The key.
    pub key: Span,
    /// The value, when it is a scalar.
    pub scalar: Option<Span>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key as text.
    pub key: String,
    /// The key's bytes.
    pub key_span: Span,
    /// Whether a merge key brought it in from another mapping.
    pub is_merged: bool,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Returns the mapping, `None` for anything else.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &*self.content {
            Content::Mapping(mapping) => Some(mapping),
            Content::Scalar(_) | Content::Sequence(_) => None,
        }
    }

    /// Returns the list, `None` for anything else.
    pub fn as_sequence(&self) -> Option<&Sequence> {
        match &*self.content {
            Content::Sequence(sequence) => Some(sequence),
            Content::Scalar(_) | Content::Mapping(_) => None,
        }
    }

    /// Returns the scalar, `None` for anything else.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &*self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }
}

impl Mapping {
    /// Returns the entry of this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}
