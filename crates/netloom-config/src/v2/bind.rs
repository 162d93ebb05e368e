//! The way back to INI: `vpc_id` and subnet ids in, netloom's keys out, every other byte as it was.

use std::collections::BTreeMap;
use std::ops::Range;

use netloom_diag::{Diagnostic, SourceFile, Span};

use super::cluster::read_cluster;
use super::keys;
use super::reader::Reader;
use crate::BoundIds;
use crate::ini::{self, DEFAULT_SECTION, IniFile, IniOption, IniSection};
use crate::intent::{
    DEFAULT_COMPUTE_SUBNET, DEFAULT_HEAD_SUBNET, SubnetName, SubnetRef, VpcIntent,
};
use crate::{ClusterIntent, LoadOptions, codes};

/// The label of a `[vpc …]` section that is added to a file without one.
const ADDED_LABEL: &str = "netloom";

const DEPLOY_FIRST: &str =
    "deploy the template of this config first, then take the stack's outputs again";

/// Keys that netloom reads and that a bound file must not have, beside its own: the new subnet
/// exists by now.
const REPLACED_KEYS: &[&str] = &["compute_subnet_cidr"];

/// Returns the text that ParallelCluster takes.
///
/// # Errors
/// The errors of the file, or the names that `ids` has no subnet for.
pub(crate) fn bind(
    file: &SourceFile,
    options: &LoadOptions,
    ids: &BoundIds,
) -> Result<String, Vec<Diagnostic>> {
    let (ini, problems) = ini::lex(file);
    let mut reader = Reader::new(file, &ini, options, problems);
    let intent = read_cluster(&mut reader);
    let mut problems = reader.into_problems();
    problems.retain(Diagnostic::is_error);
    let Some(intent) = intent.filter(|_| problems.is_empty()) else { return Err(problems) };
    let values = bound_values(&intent, ids)?;
    let section = vpc_section(&ini, &intent);
    let removed: Vec<&IniOption> =
        ini.section(DEFAULT_SECTION).into_iter().chain(section).flat_map(removed_options).collect();
    refuse_references(&ini, &removed)?;
    let mut edits: Vec<Edit> =
        removed.iter().flat_map(|option| without_comment_lines(file, option.whole)).collect();
    edits.extend(match section {
        Some(section) => edit_section(file, section, &values),
        None => add_section(file, &ini, &intent, &values),
    });
    Ok(apply(file.text(), edits))
}

/// Returns the options of a section that a bound file must not have.
fn removed_options(section: &IniSection) -> impl Iterator<Item = &IniOption> {
    section.options.iter().filter(|option| {
        keys::is_extension(&option.key) || REPLACED_KEYS.contains(&option.key.as_str())
    })
}

/// Refuses a file in which a value that stays names a key that goes.
fn refuse_references(ini: &IniFile, removed: &[&IniOption]) -> Result<(), Vec<Diagnostic>> {
    let options = ini.sections.iter().flat_map(|section| &section.options);
    let staying =
        options.filter(|option| !removed.iter().any(|gone| gone.key_span == option.key_span));
    let references = staying.filter_map(|option| {
        let gone = removed.iter().find(|gone| interpolates(&option.value(), &gone.key))?;
        let message = format!(
            "`{}` takes its value from `{}`, which a bound file does not have",
            option.key, gone.key
        );
        let finding =
            Diagnostic::new(&ini::codes::UNKNOWN_INTERPOLATION, option.value_span(), message);
        Some(finding.also(gone.key_span, "only netloom reads this key").help("write the value out"))
    });
    let problems: Vec<Diagnostic> = references.collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Returns whether a value takes in that of `key`; names of keys do not differ in case.
fn interpolates(value: &str, key: &str) -> bool {
    value.to_lowercase().contains(&format!("%({key})s"))
}

/// One change: these bytes become this text.
struct Edit {
    range: Range<usize>,
    text: String,
}

/// Returns the keys to write and their values, in the order in which they are added.
fn bound_values(
    intent: &ClusterIntent,
    ids: &BoundIds,
) -> Result<Vec<(&'static str, String)>, Vec<Diagnostic>> {
    let head = intent.head.subnet.as_ref().map(|subnet| &subnet.value);
    let queues = intent.queues.first();
    let compute = queues.and_then(|queue| queue.subnets.first()).map(|subnet| &subnet.value);
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    match (&ids.vpc, &intent.network.vpc) {
        (Some(vpc), _) => {
            values.insert(0, ("vpc_id", vpc.to_string()));
        }
        (None, Some(VpcIntent::Existing { .. })) => {}
        (None, _) => {
            let finding = Diagnostic::new(
                &codes::POINTS_TO_NOTHING,
                intent.network.span,
                "the stack has no VPC",
            );
            problems.push(finding.help(DEPLOY_FIRST));
        }
    }
    // A file without `[vpc …]` says nothing about subnets: the derived network has the two default
    // ones.
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
                let finding =
                    Diagnostic::new(&codes::POINTS_TO_NOTHING, intent.network.span, message);
                problems.push(finding.help(DEPLOY_FIRST));
            }
        }
    }
    if problems.is_empty() { Ok(values.into_values().collect()) } else { Err(problems) }
}

/// Returns the `[vpc …]` section of the cluster, absent when the network is derived.
fn vpc_section<'a>(ini: &'a IniFile, intent: &ClusterIntent) -> Option<&'a IniSection> {
    ini.sections
        .iter()
        .find(|section| intent.network.is_written && section.header == intent.network.span)
}

/// Changes a section: keys that are there get their values, others follow the header.
fn edit_section(file: &SourceFile, section: &IniSection, values: &[(&str, String)]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut added = Vec::new();
    for (key, value) in values {
        match section.option(key) {
            Some(option) => {
                edits.push(Edit { range: option.value_span().range(), text: value.clone() })
            }
            None => added.push(format!("{key} = {value}")),
        }
    }
    edits.push(below_header(file.text(), section.header, &added));
    edits
}

/// Adds keys right below a header.
///
/// They are indented as the line that follows them is, which would be a part of their value if it
/// stood deeper.
fn below_header(text: &str, header: Span, keys: &[String]) -> Edit {
    let at = end_of_line(text, header.end);
    let following = text
        .get(at..)
        .unwrap_or_default()
        .split(['\n', '\r'])
        .find(|line| !ini::is_blank_or_comment(line));
    let indent = following.map_or("", |line| {
        line.get(..line.len() - line.trim_start_matches(ini::is_space).len()).unwrap_or_default()
    });
    let lines: String = keys.iter().map(|key| format!("{indent}{key}{}", line_end(text))).collect();
    Edit { range: at..at, text: with_line_break_before(text, at, &lines) }
}

/// Takes the lines of an option out and leaves the lines that are comments only.
fn without_comment_lines(file: &SourceFile, whole: Span) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = whole.start;
    while at < whole.end {
        let range = at..end_of_line(file.text(), at).min(whole.end);
        at = range.end;
        if !ini::is_comment(file.slice(file.span(range.clone()))) {
            edits.push(Edit { range, text: String::new() });
        }
    }
    edits
}

/// Adds a `[vpc …]` section at the end and points the cluster to it.
fn add_section(
    file: &SourceFile,
    ini: &IniFile,
    intent: &ClusterIntent,
    values: &[(&str, String)],
) -> Vec<Edit> {
    let (text, end) = (file.text(), line_end(file.text()));
    let label = free_label(ini);
    let pointer = format!("vpc_settings = {label}");
    let keys: String = values.iter().map(|(key, value)| format!("{key} = {value}{end}")).collect();
    let section = format!("{end}[vpc {label}]{end}{keys}");
    vec![
        below_header(text, intent.span, &[pointer]),
        Edit {
            range: text.len()..text.len(),
            text: with_line_break_before(text, text.len(), &section),
        },
    ]
}

/// Returns a label that no `[vpc …]` section of the file has.
fn free_label(ini: &IniFile) -> String {
    let labels = std::iter::once(ADDED_LABEL.to_owned())
        .chain((2_u32..).map(|number| format!("{ADDED_LABEL}{number}")));
    let mut free = labels.filter(|label| ini.section(&format!("vpc {label}")).is_none());
    free.next().unwrap_or_default()
}

/// Returns where the line that holds `from` ends, its line end included.
fn end_of_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let end = rest.find(['\n', '\r']).map(|len| {
        let is_windows = rest.get(len..).is_some_and(|end| end.starts_with("\r\n"));
        from + len + if is_windows { 2 } else { 1 }
    });
    end.unwrap_or(text.len())
}

/// Returns the line end that the file uses.
fn line_end(text: &str) -> &'static str {
    match (text.contains("\r\n"), text.contains('\n'), text.contains('\r')) {
        (true, _, _) => "\r\n",
        (false, false, true) => "\r",
        _ => "\n",
    }
}

/// Starts a new line when the place is behind a line without an end.
fn with_line_break_before(text: &str, at: usize, added: &str) -> String {
    let is_at_line_start =
        text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(['\n', '\r']));
    if is_at_line_start || added.is_empty() {
        added.to_owned()
    } else {
        format!("{}{added}", line_end(text))
    }
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
