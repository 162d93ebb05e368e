//! The way back to INI: `vpc_id` and subnet ids in, netloom's keys out, every other byte as it was.

use std::collections::BTreeMap;
use std::ops::Range;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::cluster::read_cluster;
use super::keys;
use super::reader::Reader;
use crate::bind::BoundIds;
use crate::ini::{self, IniFile, IniSection};
use crate::intent::{DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName, SubnetRef};
use crate::{ClusterIntent, LoadOptions, codes};

/// The label of a `[vpc …]` section that is added to a file without one.
const ADDED_LABEL: &str = "netloom";

/// Keys that netloom reads and that a bound file must not have, beside its own: the new subnet exists by now.
const REPLACED_KEYS: &[&str] = &["compute_subnet_cidr"];

/// Returns the text that ParallelCluster takes.
///
/// # Errors
/// The errors of the file, or the names that `ids` has no subnet for.
pub(crate) fn bind(file: &SourceFile, options: &LoadOptions, ids: &BoundIds) -> Result<String, Vec<Diagnostic>> {
    let (ini, problems) = ini::lex(file);
    let mut reader = Reader::new(file, &ini, options, problems);
    let intent = read_cluster(&mut reader);
    let mut problems = reader.into_problems();
    problems.retain(Diagnostic::is_error);
    let Some(intent) = intent.filter(|_| problems.is_empty()) else { return Err(problems) };
    let values = bound_values(&intent, ids)?;
    let edits = match vpc_section(&ini, &intent) {
        Some(section) => edit_section(file, section, &values),
        None => add_section(file, &ini, &intent, &values),
    };
    Ok(apply(file.text(), edits))
}

/// One change: these bytes become this text.
struct Edit {
    range: Range<usize>,
    text: String,
}

/// Returns the keys to write and their values, in the order in which they are added.
fn bound_values(intent: &ClusterIntent, ids: &BoundIds) -> Result<Vec<(&'static str, String)>, Vec<Diagnostic>> {
    let head = intent.head.subnet.as_ref().map(|subnet| &subnet.value);
    let queues = intent.queues.first();
    let compute = queues.and_then(|queue| queue.subnets.first()).map(|subnet| &subnet.value);
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    if let Some(vpc) = &ids.vpc {
        values.insert(0, ("vpc_id", vpc.to_string()));
    }
    // A file without `[vpc …]` says nothing about subnets: the derived network has the two default ones.
    let wanted = [
        (1, "master_subnet_id", head, DEFAULT_HEAD_SUBNET, head.is_none()),
        (2, "compute_subnet_id", compute, DEFAULT_COMPUTE_SUBNET, compute.is_none()),
    ];
    for (order, key, subnet, default_name, is_derived) in wanted {
        let name = match subnet {
            Some(SubnetRef::Named(name)) if order == 1 || head != subnet => Some(name.clone()),
            _ if is_derived => SubnetName::new(default_name),
            _ => None,
        };
        let Some(name) = name else { continue };
        match ids.subnets.get(&name).and_then(|ids| ids.first()) {
            Some(id) => {
                values.insert(order, (key, id.to_string()));
            }
            None => {
                let message = format!("the stack has no subnet named `{name}`");
                let finding = Diagnostic::new(&codes::POINTS_TO_NOTHING, intent.network.span, message);
                problems.push(
                    finding.help("deploy the template of this config first, then take the stack's outputs again"),
                );
            }
        }
    }
    if problems.is_empty() { Ok(values.into_values().collect()) } else { Err(problems) }
}

/// Returns the `[vpc …]` section of the cluster, absent when the network is derived.
fn vpc_section<'a>(ini: &'a IniFile, intent: &ClusterIntent) -> Option<&'a IniSection> {
    ini.sections.iter().find(|section| intent.network.is_written && section.header == intent.network.span)
}

/// Changes a section: known keys get their values, new ones follow the header, netloom's keys go.
fn edit_section(file: &SourceFile, section: &IniSection, values: &[(&str, String)]) -> Vec<Edit> {
    let own = keys::keys_of("vpc").iter().filter(|key| key.is_extension).map(|key| key.name);
    let gone: Vec<&str> = own.chain(REPLACED_KEYS.iter().copied()).collect();
    let mut edits: Vec<Edit> = Vec::new();
    for option in section.options.iter().filter(|option| gone.contains(&option.key.as_str())) {
        edits.extend(without_comment_lines(file, option.whole));
    }
    let mut added = String::new();
    for (key, value) in values {
        match section.option(key) {
            Some(option) => edits.push(Edit { range: option.value_span().range(), text: value.clone() }),
            None => added.push_str(&format!("{key} = {value}{}", line_end(file.text()))),
        }
    }
    let behind_header = end_of_line(file.text(), section.header.end);
    let added = with_line_break_before(file.text(), behind_header, &added);
    edits.push(Edit { range: behind_header..behind_header, text: added });
    edits
}

/// Takes the lines of an option out and leaves the lines that are comments only.
fn without_comment_lines(file: &SourceFile, whole: Span) -> Vec<Edit> {
    let text = file.slice(whole);
    let mut at = whole.start;
    let lines = text.split_inclusive('\n').map(|line| {
        let range = at..at + line.len();
        at = range.end;
        (range, line)
    });
    let is_comment = |line: &str| line.trim_start().starts_with(['#', ';']);
    lines.filter(|(_, line)| !is_comment(line)).map(|(range, _)| Edit { range, text: String::new() }).collect()
}

/// Adds a `[vpc …]` section at the end and points the cluster to it.
fn add_section(file: &SourceFile, ini: &IniFile, intent: &ClusterIntent, values: &[(&str, String)]) -> Vec<Edit> {
    let (text, end) = (file.text(), line_end(file.text()));
    let label = free_label(ini);
    let pointer = format!("vpc_settings = {label}{end}");
    let behind_header = end_of_line(text, intent.span.end);
    let keys: String = values.iter().map(|(key, value)| format!("{key} = {value}{end}")).collect();
    let section = format!("{end}[vpc {label}]{end}{keys}");
    vec![
        Edit { range: behind_header..behind_header, text: with_line_break_before(text, behind_header, &pointer) },
        Edit { range: text.len()..text.len(), text: with_line_break_before(text, text.len(), &section) },
    ]
}

/// Returns a label that no `[vpc …]` section of the file has.
fn free_label(ini: &IniFile) -> String {
    let labels =
        std::iter::once(ADDED_LABEL.to_owned()).chain((2_u32..).map(|number| format!("{ADDED_LABEL}{number}")));
    let mut free = labels.filter(|label| ini.section(&format!("vpc {label}")).is_none());
    free.next().unwrap_or_default()
}

fn end_of_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |len| from + len + 1)
}

/// Returns the line end that the file uses.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Starts a new line when the place is behind a line without an end.
fn with_line_break_before(text: &str, at: usize, added: &str) -> String {
    let is_at_line_start = text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with('\n'));
    if is_at_line_start || added.is_empty() { added.to_owned() } else { format!("{}{added}", line_end(text)) }
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
