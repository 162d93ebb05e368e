//! Values without places, as tests compare them with those of other readers.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, SourceFile};

use super::{Content, Node, Value, parse_yaml};

/// A value of a YAML file without its place.
#[derive(Clone, PartialEq, Debug)]
pub enum PlainValue {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A number with a point.
    Float(f64),
    /// A date, with or without a time.
    Timestamp,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<PlainValue>),
    /// A mapping; keys as they are written.
    Map(BTreeMap<String, PlainValue>),
}

/// Reads a file as ParallelCluster's reader does, without a look at what its keys mean.
///
/// # Errors
/// Every problem of the text, with at least one error among them.
pub fn read_plain_values(file: &SourceFile) -> Result<PlainValue, Vec<Diagnostic>> {
    let (root, findings) = parse_yaml(file);
    match root {
        Some(root) if !findings.iter().any(Diagnostic::is_error) => Ok(plain(&root)),
        _ => Err(findings),
    }
}

/// Nodes are no deeper than the reader's bound, so this may call itself.
fn plain(node: &Node) -> PlainValue {
    match &*node.content {
        Content::Scalar(scalar) => match scalar.value {
            Value::Null => PlainValue::Null,
            Value::Bool(value) => PlainValue::Bool(value),
            Value::Int(value) => PlainValue::Int(value),
            Value::Float(value) => PlainValue::Float(value),
            Value::Timestamp => PlainValue::Timestamp,
            Value::Text => PlainValue::Text(scalar.text.clone()),
        },
        Content::Sequence(sequence) => PlainValue::List(sequence.items.iter().map(plain).collect()),
        Content::Mapping(mapping) => {
            let entries = mapping.entries.iter();
            PlainValue::Map(entries.map(|entry| (entry.key.clone(), plain(&entry.value))).collect())
        }
    }
}
