//! Values without their places, so that equal ones are equal.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

use netloom_diag::Span;
use netloom_template::{Entry, Node, Piece, Reference, Value};

use crate::behaviour::is_set;
use crate::source_tree::SourceTree;

/// A value as CloudFormation sees it: texts, numbers and booleans that are written alike are
/// alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Plain {
    Scalar(String),
    Reference(Reference),
    /// Texts and references.
    Joined(Vec<Result<String, Reference>>),
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
    Unknown(Open),
}

/// A value that the template does not tell.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    /// What it is, in words.
    pub(crate) words: String,
    /// Whether parts of it are known: a text with gaps.
    pub(crate) is_text: bool,
    /// What it is worked out from; the words where that cannot be seen. Only this tells one from
    /// another: words may name lines.
    pub(crate) meaning: Box<Plain>,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.meaning == other.meaning
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.meaning.cmp(&other.meaning)
    }
}

impl Open {
    pub(crate) fn of(words: String, is_text: bool, span: Span, written: &SourceTree<'_>) -> Self {
        let meaning = written.meaning(span).unwrap_or_else(|| Plain::Scalar(words.clone()));
        Self { words, is_text, meaning: Box::new(meaning) }
    }
}

impl Plain {
    /// `None` for nothing at all, which is the same as not being written.
    pub(crate) fn of(node: &Node) -> Option<Self> {
        Self::written(node, &SourceTree::default())
    }

    /// As [`Plain::of`], with the template that says what unknown values are made of.
    pub(crate) fn written(node: &Node, written: &SourceTree<'_>) -> Option<Self> {
        if let Some(text) = node.as_text() {
            return Some(Self::Scalar(text.into_owned()));
        }
        Some(match &node.value {
            Value::List(items) => {
                Self::List(items.iter().filter_map(|item| Self::written(item, written)).collect())
            }
            Value::Map(entries) => {
                let known =
                    |entry: &Entry| Some((entry.key.clone(), Self::written(&entry.node, written)?));
                Self::Map(entries.iter().filter_map(known).collect())
            }
            Value::Reference(reference) => Self::Reference(reference.clone()),
            Value::Pieces(pieces) => {
                let text = Self::Joined(pieces.iter().map(joined).collect());
                match node.first_unknown() {
                    None => text,
                    Some(_) => Self::Unknown(Open::of(text.text(), true, node.span, written)),
                }
            }
            Value::Unknown(unknown) => {
                Self::Unknown(Open::of(unknown.what.clone(), false, node.span, written))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => return None,
        })
    }

    /// Every resource that the value refers to, with the attribute.
    pub(crate) fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Unknown(open) => open.meaning.references(),
            Self::Reference(reference) => vec![reference],
            Self::Joined(pieces) => {
                pieces.iter().filter_map(|piece| piece.as_ref().err()).collect()
            }
            Self::List(items) => items.iter().flat_map(Self::references).collect(),
            Self::Map(entries) => entries.values().flat_map(Self::references).collect(),
        }
    }

    /// The value with resources called by other names.
    pub(crate) fn renamed<'n>(&self, name: &dyn Fn(&str) -> Option<&'n str>) -> Self {
        let rename = |reference: &Reference| {
            let id = name(&reference.id).unwrap_or(&reference.id).to_owned();
            Reference { id, attribute: reference.attribute.clone() }
        };
        match self {
            Self::Scalar(_) => self.clone(),
            Self::Unknown(open) => Self::Unknown(Open {
                meaning: Box::new(open.meaning.renamed(name)),
                ..open.clone()
            }),
            Self::Reference(reference) => Self::Reference(rename(reference)),
            Self::Joined(pieces) => Self::Joined(
                pieces
                    .iter()
                    .map(|piece| {
                        piece.as_ref().map_or_else(|one| Err(rename(one)), |text| Ok(text.clone()))
                    })
                    .collect(),
            ),
            Self::List(items) => Self::List(items.iter().map(|item| item.renamed(name)).collect()),
            Self::Map(entries) => Self::Map(
                entries.iter().map(|(key, value)| (key.clone(), value.renamed(name))).collect(),
            ),
        }
    }

    /// The value with attributes that are the id of a resource written as that id.
    ///
    /// - `is_id`: whether an attribute of a resource is what `Ref` gives.
    pub(crate) fn by_ids(self, is_id: &dyn Fn(&Reference) -> bool) -> Self {
        let by_id = |reference: Reference| match is_id(&reference) {
            true => Reference { attribute: None, ..reference },
            false => reference,
        };
        match self {
            Self::Reference(reference) => Self::Reference(by_id(reference)),
            Self::Joined(pieces) => {
                Self::Joined(pieces.into_iter().map(|piece| piece.map_err(by_id)).collect())
            }
            Self::List(items) => {
                Self::List(items.into_iter().map(|item| item.by_ids(is_id)).collect())
            }
            Self::Map(entries) => Self::Map(
                entries.into_iter().map(|(key, value)| (key, value.by_ids(is_id))).collect(),
            ),
            Self::Scalar(_) | Self::Unknown(_) => self,
        }
    }

    /// The value with every list that is a set in one order, so that equal sets are equal.
    ///
    /// - `path`: where the value is, as `effect_of` takes it; empty for all properties of a
    ///   resource.
    pub(crate) fn in_order(&self, kind: &str, path: &str) -> Self {
        match self {
            Self::List(items) => {
                let inner = below(path, "*");
                let mut items: Vec<Self> =
                    items.iter().map(|item| item.in_order(kind, &inner)).collect();
                if is_set(kind, path) {
                    items.sort();
                }
                Self::List(items)
            }
            Self::Map(entries) => {
                let inner = |(key, value): (&String, &Self)| {
                    (key.clone(), value.in_order(kind, &below(path, key)))
                };
                Self::Map(entries.iter().map(inner).collect())
            }
            _ => self.clone(),
        }
    }

    /// Every value within that is neither a list nor a mapping, and every empty one, with its path; paths
    /// begin with the given one.
    pub(crate) fn leaves<'p>(&'p self, path: &str, found: &mut Vec<(String, &'p Self)>) {
        match self {
            Self::List(items) if !items.is_empty() => {
                items.iter().for_each(|item| item.leaves(&below(path, "*"), found));
            }
            Self::Map(entries) if !entries.is_empty() => {
                entries.iter().for_each(|(key, value)| value.leaves(&below(path, key), found));
            }
            // Below, where nothing is: what could stand in it is not touched.
            Self::List(_) | Self::Map(_) => found.push((below(path, ""), self)),
            _ => found.push((path.to_owned(), self)),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The value in one line, as a template would write it; what is not known in words.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, false);
        text
    }

    /// The value in one line, what is not known by what it is worked out from.
    pub(crate) fn text_in_full(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, true);
        text
    }

    fn write(&self, text: &mut String, is_full: bool) {
        // In the words of a template, so that a reader finds it there again.
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
                        Err(Reference { id, attribute: Some(attribute) }) => {
                            _ = write!(text, "${{{id}.{attribute}}}")
                        }
                    }
                }
            }
            Self::List(items) => {
                text.push('[');
                for (place, item) in items.iter().enumerate() {
                    text.push_str(if place == 0 { "" } else { ", " });
                    item.write(text, is_full);
                }
                text.push(']');
            }
            Self::Map(entries) => {
                text.push('{');
                for (place, (key, value)) in entries.iter().enumerate() {
                    _ = write!(text, "{}{key}: ", if place == 0 { "" } else { ", " });
                    value.write(text, is_full);
                }
                text.push('}');
            }
            Self::Unknown(open) if is_full => open.meaning.write(text, is_full),
            Self::Unknown(open) if open.is_text => text.push_str(&open.words),
            Self::Unknown(open) => _ = write!(text, "({})", open.words),
        }
    }
}

/// A path and a name below it.
pub(crate) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn joined(piece: &Piece) -> Result<String, Reference> {
    match piece {
        Piece::Text(text) => Ok(text.clone()),
        Piece::Reference(reference) => Err(reference.clone()),
        // What a pseudo parameter gives is called by its name alone.
        Piece::Unknown(unknown) => {
            Ok(match unknown.what.strip_prefix('`').and_then(|what| what.strip_suffix('`')) {
                Some(name) if !name.contains('`') => format!("${{{name}}}"),
                _ => format!("({})", unknown.what),
            })
        }
    }
}
