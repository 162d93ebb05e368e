//! Values without their places, so that equal ones are equal.

use std::collections::BTreeMap;
use std::fmt::Write;

use netloom_cfn::read::{Node, Piece, Reference, Value};

/// A value as CloudFormation sees it: texts, numbers and truth values that are written alike are alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Plain {
    Scalar(String),
    Reference(Reference),
    /// Texts and references.
    Joined(Vec<Result<String, Reference>>),
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
    /// In words; equal words stand for one value.
    Unknown(String),
}

impl Plain {
    /// `None` for nothing at all, which is the same as not being written.
    pub(crate) fn of(node: &Node) -> Option<Self> {
        if let Some(text) = node.as_text() {
            return Some(Self::Scalar(text.into_owned()));
        }
        Some(match &node.value {
            Value::List(items) => Self::List(items.iter().filter_map(Self::of).collect()),
            Value::Map(entries) => {
                let entries = entries.iter().filter_map(|entry| Some((entry.key.clone(), Self::of(&entry.node)?)));
                Self::Map(entries.collect())
            }
            Value::Reference(reference) => Self::Reference(reference.clone()),
            Value::Pieces(pieces) => Self::Joined(pieces.iter().map(joined).collect()),
            Value::Unknown(unknown) => Self::Unknown(unknown.what.clone()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => return None,
        })
    }

    /// Every resource that the value refers to, with the attribute.
    pub(crate) fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Scalar(_) | Self::Unknown(_) => Vec::new(),
            Self::Reference(reference) => vec![reference],
            Self::Joined(pieces) => pieces.iter().filter_map(|piece| piece.as_ref().err()).collect(),
            Self::List(items) => items.iter().flat_map(Self::references).collect(),
            Self::Map(entries) => entries.values().flat_map(Self::references).collect(),
        }
    }

    /// The value with resources called by other names.
    pub(crate) fn renamed(&self, names: &BTreeMap<String, String>) -> Self {
        let rename = |reference: &Reference| {
            let id = names.get(&reference.id).unwrap_or(&reference.id).clone();
            Reference { id, attribute: reference.attribute.clone() }
        };
        match self {
            Self::Scalar(_) | Self::Unknown(_) => self.clone(),
            Self::Reference(reference) => Self::Reference(rename(reference)),
            Self::Joined(pieces) => {
                Self::Joined(pieces.iter().map(|piece| piece.clone().map_err(|reference| rename(&reference))).collect())
            }
            Self::List(items) => Self::List(items.iter().map(|item| item.renamed(names)).collect()),
            Self::Map(entries) => {
                Self::Map(entries.iter().map(|(key, value)| (key.clone(), value.renamed(names))).collect())
            }
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The value in one line, as a template would write it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Scalar(scalar) => text.push_str(scalar),
            Self::Reference(reference) => match &reference.attribute {
                None => _ = write!(text, "!Ref {}", reference.id),
                Some(attribute) => _ = write!(text, "!GetAtt {}.{attribute}", reference.id),
            },
            Self::Joined(pieces) => {
                for piece in pieces {
                    match piece {
                        Ok(known) => text.push_str(known),
                        Err(Reference { id, attribute: None }) => _ = write!(text, "${{{id}}}"),
                        Err(Reference { id, attribute: Some(attribute) }) => _ = write!(text, "${{{id}.{attribute}}}"),
                    }
                }
            }
            Self::List(items) => {
                text.push('[');
                for (place, item) in items.iter().enumerate() {
                    text.push_str(if place == 0 { "" } else { ", " });
                    item.write(text);
                }
                text.push(']');
            }
            Self::Map(entries) => {
                text.push('{');
                for (place, (key, value)) in entries.iter().enumerate() {
                    _ = write!(text, "{}{key}: ", if place == 0 { "" } else { ", " });
                    value.write(text);
                }
                text.push('}');
            }
            Self::Unknown(what) => _ = write!(text, "({what})"),
        }
    }
}

fn joined(piece: &Piece) -> Result<String, Reference> {
    match piece {
        Piece::Text(text) => Ok(text.clone()),
        Piece::Reference(reference) => Err(reference.clone()),
        Piece::Unknown(unknown) => Ok(format!("({})", unknown.what)),
    }
}
