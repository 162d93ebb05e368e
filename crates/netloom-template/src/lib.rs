//! Reads any CloudFormation template, YAML or JSON, also one that netloom did not write.
//!
//! - Comes in: the text of a template, values for its parameters, and the region.
//! - Goes out: a [`TemplateDocument`] in which parameters, mappings, conditions and functions are
//!   worked out as far as the template tells; every value with its place, and what cannot be known
//!   as a named [`Unknown`].
//! - Owned here: the syntax of templates (JSON, YAML with short tags) and the meaning of
//!   CloudFormation's functions.
//! - Left to others: what the properties of a resource mean for a network.
//!
//! | file | one idea |
//! | --- | --- |
//! | `json`, `yaml/` | text to plain values with places |
//! | `sections` | which part of the template is what, and what shape it has to have |
//! | `parameters`, `conditions` | what is given, and three-valued truth |
//! | `evaluator`, `functions/` | values with functions to values without |
//! | `other_values` | values of parameters with which conditions turn |
//! | `rules` | defaults that the template's own rules reject |
//! | `joined/` | nested stacks and stacks that import from each other as one document |
//! | `resources`, `mentions` | the resources and outputs of the document, and what they refer to |
//! | `names`, `circles` | names that lead nowhere or back to themselves |

mod absences;
mod bounds;
mod circles;
pub mod codes;
mod conditions;
mod document;
mod dynamic;
mod evaluator;
mod functions;
pub mod joined;
mod json;
mod json_text;
mod mentions;
mod names;
mod node;
mod other_values;
mod parameters;
mod pieces;
mod resource_list;
mod resources;
mod rules;
mod sections;
mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use netloom_diag::{Diagnostic, SourceFile, Span, nearest_name};

pub use document::{
    OutputEntry, ParameterEntry, Presence, ReadOptions, ReadTemplate, ResourceEntry,
    TemplateDocument,
};
pub use json_text::json_text;
pub use node::{Entry, Node, Piece, Reference, Unknown, Value};
pub use other_values::{OtherValues, other_values};
pub use parameters::accepts;
pub use resource_list::ResourceList;
pub use sections::is_generator;

use self::evaluator::Evaluator;
use self::sections::Sections;

/// Reads a template.
///
/// - Input: any text, read as [`parse_tree`] reads it.
/// - Output: the document and every problem of the text, by place.
#[must_use]
pub fn read_template(file: &SourceFile, options: &ReadOptions) -> ReadTemplate {
    let tree = parse_tree(file);
    let mut diagnostics = tree.findings.clone();
    let template = tree.root.as_ref().and_then(|root| {
        let sections = Sections::of(file, root, &mut diagnostics)?;
        let mut evaluator = Evaluator::new(file, &sections, options);
        let document = resources::read_document(&mut evaluator);
        diagnostics.append(&mut evaluator.findings);
        Some(document)
    });
    // Values that several resources share are worked out several times, with the same findings.
    diagnostics.sort_by(|a, b| {
        (a.primary.span, a.code.id, &a.message).cmp(&(b.primary.span, b.code.id, &b.message))
    });
    diagnostics.dedup();
    ReadTemplate { template, diagnostics }
}

/// A text as plain values.
#[derive(Clone, PartialEq, Debug)]
pub struct ParsedTree {
    /// The values; absent when the text cannot be read to its end.
    pub root: Option<Node>,
    /// Every problem of the text.
    pub findings: Vec<Diagnostic>,
}

/// Reads a JSON or YAML text into plain values with their places, without working out what
/// functions mean.
///
/// A text is JSON when its first sign is a bracket and the first one behind brackets and spaces can
/// stand there in JSON: a quote, a digit or a closing bracket. Any other text is YAML, where a
/// short tag becomes what it is short for: `!Ref Vpc` is the mapping `{Ref: Vpc}`. A value under a
/// tag that CloudFormation does not know is unknown.
///
/// A text is parsed once: its tree is kept with the file.
#[must_use]
pub fn parse_tree(file: &SourceFile) -> Arc<ParsedTree> {
    file.read_once(parse)
}

fn parse(file: &SourceFile) -> ParsedTree {
    let (root, mut findings) =
        if is_json(file.text()) { json::parse_json(file) } else { yaml::parse_yaml(file) };
    let is_empty =
        root.as_ref().is_none_or(|root| root.is_absent() && root.span.range().is_empty());
    if is_empty && findings.is_empty() {
        let finding = Diagnostic::new(
            &codes::SYNTAX_ERROR,
            Span::file_start(file.id()),
            "the file holds no value",
        );
        findings.push(finding.help("the file may be the rest of a failed download; get it again"));
        return ParsedTree { root: None, findings };
    }
    ParsedTree { root, findings }
}

fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let inner = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '['));
    text.starts_with(['{', '['])
        && inner.starts_with(|c: char| matches!(c, '"' | ']' | '}' | '-') || c.is_ascii_digit())
}

/// Adds an entry to those of a mapping; one with a key that there is takes the place of the one
/// before, as in CloudFormation, and a finding says so.
///
/// - `seen`: the places of the keys among the entries.
fn put(
    entries: &mut Vec<Entry>,
    seen: &mut BTreeMap<String, usize>,
    entry: Entry,
) -> Option<Diagnostic> {
    let before = seen.get(&entry.key).and_then(|place| entries.get_mut(*place));
    let Some(before) = before else {
        seen.insert(entry.key.clone(), entries.len());
        entries.push(entry);
        return None;
    };
    let finding = repeated_key(&entry.key, entry.key_span, before.key_span);
    *before = entry;
    Some(finding)
}

/// Returns the finding for a key that occurs twice in one mapping.
fn repeated_key(key: &str, again: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&codes::REPEATED_KEY, again, format!("key `{key}` occurs twice in one mapping"))
        .label("this value holds")
        .also(before, "this one is dropped")
        .help("keep one of them, or give the second one a name of its own")
}

/// How many names are compared for a near one: more than a template needs, and few enough for
/// hostile ones.
const MAX_NAMES: usize = 1000;

/// How many names a help lists; more are too many to read.
const MAX_LISTED: usize = 8;

/// Adds what was probably meant or, where no name is near, what there is to choose from.
fn with_nearest<'a>(
    finding: Diagnostic,
    seen: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let names: Vec<&str> = names.into_iter().take(MAX_NAMES).collect();
    if let Some(near) = nearest_name(seen, names.iter().copied()) {
        return finding.help(format!("did you mean `{near}`?"));
    }
    let mut listed: Vec<&str> =
        names.into_iter().filter(|name| !name.starts_with("AWS::")).take(MAX_LISTED + 1).collect();
    if listed.is_empty() {
        return finding.help("the template has none; add it, or take the name out");
    }
    let is_cut = listed.len() > MAX_LISTED;
    listed.truncate(MAX_LISTED);
    let more = if is_cut { ", …" } else { "" };
    let quoted: Vec<String> = listed.into_iter().map(|name| format!("`{name}`")).collect();
    finding.help(format!("add it, or write one that there is: {}{more}", quoted.join(", ")))
}

#[cfg(test)]
mod tests;
