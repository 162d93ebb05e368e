//! YAML in block form, laid out for review: one scalar per line, short tags, an empty line between
//! resources.
//!
//! The layout is our own, because it is what reviewers read and because CloudFormation's short tags
//! decide it. Which texts need quotes is for `yaml_scalar`.

use serde_json::{Map, Value};

use super::yaml_scalar::scalar;

/// Returns `value`, a mapping, as a YAML document with a line end at the end.
///
/// Sections are kept apart by an empty line, and so are the entries of `Resources`.
pub(crate) fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    let Value::Object(sections) = value else {
        write_inline(&mut out, value);
        out.push('\n');
        return out;
    };
    for (name, section) in sections {
        let starts_a_block = section.is_object() && !out.is_empty();
        if starts_a_block {
            out.push('\n');
        }
        match section {
            Value::Object(resources) if name == "Resources" && !resources.is_empty() => {
                write_resources(&mut out, resources)
            }
            _ => write_entry(&mut out, 0, name, section),
        }
    }
    if sections.is_empty() {
        out.push_str("{}\n");
    }
    out
}

fn write_resources(out: &mut String, resources: &Map<String, Value>) {
    out.push_str("Resources:\n");
    for (place, (id, resource)) in resources.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        write_entry(out, 1, id, resource);
    }
}

/// Writes `key: value` at a depth of `level`, in levels of two spaces, and what belongs to the
/// value below it.
fn write_entry(out: &mut String, level: usize, key: &str, value: &Value) {
    indent(out, level);
    out.push_str(&scalar(key));
    out.push(':');
    match block_of(value) {
        None => {
            out.push(' ');
            write_inline(out, value);
            out.push('\n');
        }
        Some(Block::Mapping(entries)) => {
            out.push('\n');
            entries.iter().for_each(|(key, value)| write_entry(out, level + 1, key, value));
        }
        Some(Block::Sequence(items)) => {
            out.push('\n');
            items.iter().for_each(|item| write_item(out, level + 1, item));
        }
    }
}

/// Writes `- value`. The first key of a mapping stands on the line of the dash, the others below
/// it.
fn write_item(out: &mut String, level: usize, value: &Value) {
    indent(out, level);
    out.push_str("- ");
    match block_of(value) {
        None => {
            write_inline(out, value);
            out.push('\n');
        }
        Some(block) => {
            let mut below = String::new();
            match block {
                Block::Mapping(entries) => {
                    entries
                        .iter()
                        .for_each(|(key, value)| write_entry(&mut below, level + 1, key, value));
                }
                Block::Sequence(items) => {
                    items.iter().for_each(|item| write_item(&mut below, level + 1, item))
                }
            }
            out.push_str(below.trim_start_matches(' '));
        }
    }
}

/// What takes lines of its own.
enum Block<'a> {
    Mapping(&'a Map<String, Value>),
    Sequence(&'a [Value]),
}

fn block_of(value: &Value) -> Option<Block<'_>> {
    match value {
        Value::Object(entries) if !entries.is_empty() && short_form(entries).is_none() => {
            Some(Block::Mapping(entries))
        }
        Value::Array(items) if !items.is_empty() => Some(Block::Sequence(items)),
        _ => None,
    }
}

fn write_inline(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => out.push_str(&scalar(text)),
        Value::Object(entries) => {
            out.push_str(&short_form(entries).unwrap_or_else(|| "{}".to_owned()))
        }
        // Numbers, booleans and null are written alike in JSON and YAML, and so is a list without
        // items.
        other => out.push_str(&other.to_string()),
    }
}

/// Returns an intrinsic function in its short form: `!Ref Vpc`, `!GetAtt Eip.AllocationId`, `!Sub
/// '${AWS::StackName}'`.
fn short_form(entries: &Map<String, Value>) -> Option<String> {
    let (function, argument) = entries.iter().next()?;
    if entries.len() != 1 {
        return None;
    }
    match (function.as_str(), argument) {
        ("Ref", Value::String(id)) => Some(format!("!Ref {}", scalar(id))),
        ("Fn::Sub", Value::String(text)) => Some(format!("!Sub {}", scalar(text))),
        ("Fn::GetAtt", Value::Array(parts)) => match parts.as_slice() {
            // The first stop ends the logical id, so an id with a stop in it keeps the long form.
            [Value::String(id), Value::String(attribute)] if !id.contains('.') => {
                Some(format!("!GetAtt {}", scalar(&format!("{id}.{attribute}"))))
            }
            _ => None,
        },
        _ => None,
    }
}

fn indent(out: &mut String, level: usize) {
    out.extend(std::iter::repeat_n("  ", level));
}

#[cfg(test)]
mod tests;
