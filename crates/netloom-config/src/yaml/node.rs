//! The tree: what stands where.

use std::rc::Rc;

use netloom_diag::Span;

use super::Scalar;

/// One value of the file, at one place of the file.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The value's own bytes without anchor and tag; for an alias, the alias (`*name`). A block
    /// mapping or list reaches from its first key or item to the end of its last one.
    pub(crate) span: Span,
    /// Whether an alias stands here, so that the content lies elsewhere.
    pub(crate) is_alias: bool,
    /// The content; aliases share it with their anchor.
    pub(crate) content: Rc<Content>,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Content {
    /// One text, number, boolean or null.
    Scalar(Scalar),
    /// A list.
    Sequence(Sequence),
    /// Keys and values.
    Mapping(Mapping),
}

/// A list.
#[derive(Debug)]
pub(crate) struct Sequence {
    /// Whether it is written in brackets.
    pub(crate) is_flow: bool,
    /// The items, in the order written.
    pub(crate) items: Vec<Node>,
}

/// Keys and values.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// The bytes of the mapping, not of an alias to it.
    pub(crate) span: Span,
    /// Whether it is written in braces.
    pub(crate) is_flow: bool,
    /// The entries in the order written, no key twice; then those that merge keys brought in.
    pub(crate) entries: Vec<Entry>,
    /// The first key written, merge keys included; absent when the mapping is empty.
    pub(crate) first: Option<FirstEntry>,
}

/// Where the first entry of a mapping stands: the place to insert at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstEntry {
    /// The key.
    pub(crate) key: Span,
    /// The value, when it is a scalar.
    pub(crate) scalar: Option<Span>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key as text.
    pub(crate) key: String,
    /// The key's bytes.
    pub(crate) key_span: Span,
    /// Whether a merge key brought it in from another mapping.
    pub(crate) is_merged: bool,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// Returns the mapping, `None` for anything else.
    pub(crate) fn as_mapping(&self) -> Option<&Mapping> {
        match &*self.content {
            Content::Mapping(mapping) => Some(mapping),
            Content::Scalar(_) | Content::Sequence(_) => None,
        }
    }

    /// Returns the list, `None` for anything else.
    pub(crate) fn as_sequence(&self) -> Option<&Sequence> {
        match &*self.content {
            Content::Sequence(sequence) => Some(sequence),
            Content::Scalar(_) | Content::Mapping(_) => None,
        }
    }

    /// Returns the scalar, `None` for anything else.
    pub(crate) fn as_scalar(&self) -> Option<&Scalar> {
        match &*self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }
}

impl Mapping {
    /// Returns the entry of this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}
