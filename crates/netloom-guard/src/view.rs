//! The template as rules see it.
//!
//! - Parameters, mappings, conditions and functions are worked out as far as the template tells: a
//!   port that a parameter gives is a port. What is not known stays as written: `{"Ref": "Vpc"}`.
//! - Texts where a property is a number or a boolean are one, as CloudFormation takes them.
//! - Resources whose condition is false are left out: the stack has none of them.
//! - `Metadata.guard.SuppressedRules` is left out: rules that look at it themselves then fail like
//!   others, and what is suppressed can be reported.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use netloom_diag::Span;
use netloom_template::{Entry, Node, Piece, Presence, Reference, TemplateDocument, Value};

use crate::value_types::ValueTypes;

/// Returns the tree that rules are held against; every value keeps its place in the template.
///
/// - Input: the plain tree of the template's text, and its document.
pub(crate) fn view(root: &Node, document: &TemplateDocument) -> Node {
    let mut written = BTreeMap::new();
    index(root, &mut written);
    let Value::Map(sections) = &root.value else { return root.clone() };
    let sections =
        sections.iter().map(|section| match (section.key.as_str(), &section.node.value) {
            ("Resources", Value::Map(resources)) => {
                let made = resources
                    .iter()
                    .filter(|resource| !is_never_made(&resource.key, document))
                    .map(|resource| resource_view(resource, document, &written));
                Entry { node: with(&section.node, Value::Map(made.collect())), ..section.clone() }
            }
            ("Metadata", _) => without_suppressions(section),
            _ => section.clone(),
        });
    with(root, Value::Map(sections.collect()))
}

/// Returns the ids of resources that the stack never has, in the order of the template.
pub(crate) fn never_made(document: &TemplateDocument) -> Vec<String> {
    let never = document.resources.iter().filter(|resource| resource.presence == Presence::Never);
    never.map(|resource| resource.id.clone()).collect()
}

fn is_never_made(id: &str, document: &TemplateDocument) -> bool {
    document.resource(id).is_some_and(|resource| resource.presence == Presence::Never)
}

fn resource_view(
    resource: &Entry,
    document: &TemplateDocument,
    written: &BTreeMap<Span, &Node>,
) -> Entry {
    let Value::Map(fields) = &resource.node.value else { return resource.clone() };
    let fields =
        fields.iter().map(|field| match (field.key.as_str(), document.resource(&resource.key)) {
            ("Properties", Some(known)) => {
                let types = ValueTypes::of(&known.kind);
                Entry { node: worked_out(&known.properties, types, written), ..field.clone() }
            }
            ("Metadata", _) => without_suppressions(field),
            _ => field.clone(),
        });
    Entry { node: with(&resource.node, Value::Map(fields.collect())), ..resource.clone() }
}

fn without_suppressions(metadata: &Entry) -> Entry {
    let node = map_entry(&metadata.node, "guard", |guard| match &guard.value {
        Value::Map(fields) => {
            let kept = fields.iter().filter(|field| field.key != "SuppressedRules");
            with(guard, Value::Map(kept.cloned().collect()))
        }
        _ => guard.clone(),
    });
    Entry { node, ..metadata.clone() }
}

fn map_entry(node: &Node, key: &str, change: impl Fn(&Node) -> Node) -> Node {
    let Value::Map(fields) = &node.value else { return node.clone() };
    let fields = fields.iter().map(|field| match field.key == key {
        true => Entry { node: change(&field.node), ..field.clone() },
        false => field.clone(),
    });
    with(node, Value::Map(fields.collect()))
}

fn with(node: &Node, value: Value) -> Node {
    Node { span: node.span, value }
}

/// Notes the plain value that is written at each span; of several, the outermost.
fn index<'a>(node: &'a Node, written: &mut BTreeMap<Span, &'a Node>) {
    written.entry(node.span).or_insert(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| index(item, written)),
        Value::Map(entries) => entries.iter().for_each(|entry| index(&entry.node, written)),
        _ => {}
    }
}

/// Returns a worked out value as a plain one: what is not known as it is written.
fn worked_out(node: &Node, types: Option<&ValueTypes>, written: &BTreeMap<Span, &Node>) -> Node {
    let value = match &node.value {
        Value::List(items) => {
            Value::List(items.iter().map(|item| worked_out(item, types, written)).collect())
        }
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|entry| property(entry, types, written)).collect())
        }
        Value::Reference(reference) => reference_value(reference, node.span),
        Value::Pieces(pieces) => match written.get(&node.span) {
            Some(plain) => plain.value.clone(),
            None => {
                function("Fn::Sub", Value::Text(pieces.iter().map(piece_text).collect()), node.span)
            }
        },
        Value::Unknown(unknown) => {
            // Rules that look for a `Ref` or a function find it as the template has it.
            match written.get(&node.span).or_else(|| written.get(&unknown.span)) {
                Some(plain) => plain.value.clone(),
                None => function("Ref", Value::Text(unknown.what.clone()), node.span),
            }
        }
        plain => plain.clone(),
    };
    Node { span: node.span, value }
}

/// An entry with its value worked out, in the type that CloudFormation gives the property.
fn property(entry: &Entry, types: Option<&ValueTypes>, written: &BTreeMap<Span, &Node>) -> Entry {
    let value = worked_out(&entry.node, types, written);
    let node = match types {
        Some(types) => types.typed(&entry.key, value),
        None => value,
    };
    Entry { node, ..entry.clone() }
}

fn reference_value(reference: &Reference, span: Span) -> Value {
    let id = Value::Text(reference.id.clone());
    match &reference.attribute {
        None => function("Ref", id, span),
        Some(attribute) => {
            let both = [id, Value::Text(attribute.clone())].map(|value| Node { span, value });
            function("Fn::GetAtt", Value::List(both.into()), span)
        }
    }
}

fn function(name: &str, argument: Value, span: Span) -> Value {
    Value::Map(vec![Entry {
        key: name.to_owned(),
        key_span: span,
        node: Node { span, value: argument },
    }])
}

fn piece_text(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        Piece::Reference(Reference { id, attribute: None }) => format!("${{{id}}}"),
        Piece::Reference(Reference { id, attribute: Some(attribute) }) => {
            format!("${{{id}.{attribute}}}")
        }
        Piece::Unknown(unknown) => format!("${{{}}}", unknown.what),
    }
}

/// Returns a plain tree as JSON in one line.
///
/// Written for cfn-guard, which reads JSON as YAML: everything beyond ASCII is escaped, because
/// YAML takes some of it for line ends and refuses some.
pub(crate) fn to_json(node: &Node) -> String {
    let mut json = String::new();
    write_json(node, &mut json);
    json
}

fn write_json(node: &Node, json: &mut String) {
    match &node.value {
        Value::Null => json.push_str("null"),
        Value::Bool(is_true) => json.push_str(if *is_true { "true" } else { "false" }),
        Value::Number(number) if is_number(number) => json.push_str(number),
        Value::Number(text) | Value::Text(text) => write_text(text, json),
        Value::List(items) => {
            json.push('[');
            for (i, item) in items.iter().enumerate() {
                json.push_str(if i == 0 { "" } else { ", " });
                write_json(item, json);
            }
            json.push(']');
        }
        Value::Map(entries) => {
            json.push('{');
            for (i, entry) in entries.iter().enumerate() {
                json.push_str(if i == 0 { "" } else { ", " });
                write_text(&entry.key, json);
                json.push_str(": ");
                write_json(&entry.node, json);
            }
            json.push('}');
        }
        // A value under a tag that CloudFormation does not know, the only one of these in a plain
        // tree.
        Value::Reference(_) | Value::Pieces(_) | Value::Unknown(_) => json.push_str("null"),
    }
}

/// Returns whether cfn-guard reads these signs as the number that they are.
fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok() || text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn write_text(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            ' '..='~' => json.push(c),
            c => {
                let mut units = [0; 2];
                // Beyond the first plane YAML has no escape of four digits, and no sign that it
                // refuses.
                match c.encode_utf16(&mut units) {
                    [unit] => drop(write!(json, "\\u{unit:04x}")),
                    _ => json.push(c),
                }
            }
        }
    }
    json.push('"');
}
