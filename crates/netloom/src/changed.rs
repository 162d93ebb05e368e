//! Which of the files that differ between two revisions are configs and templates.
//!
//! - Comes in: what `git` says of them.
//! - Goes out: those that are, as texts among the sources; and a finding for each that could be one and is not understood. A
//!   review that passes over a file says that nothing changes.
//! - Left to others: what they change.

use std::path::Path;

use netloom_cfn::read::parse_tree;
use netloom_diag::{Diagnostic, FileId, Sources, Span};

use crate::codes::CHANGED_FILE_NOT_UNDERSTOOD;
use crate::git::{ChangedFile, GitSide, Named, Revisions};
use crate::observe::is_template;

/// What is read of a side that does not have the file: a template without a resource.
const NOTHING: &str = "Resources: {}\n";

/// A config or template that differs.
pub(crate) struct ChangedInput {
    /// What it was.
    pub(crate) old: FileId,
    /// What it is; a template without resources where it is gone.
    pub(crate) new: FileId,
    /// Whether the new side has it.
    pub(crate) is_there: bool,
    /// What it is called.
    pub(crate) name: String,
    /// What it was called, if that is something else.
    pub(crate) moved_from: Option<String>,
}

/// The configs and templates that differ, and those that could be some and are not understood.
#[derive(Default)]
pub(crate) struct ChangedInputs {
    pub(crate) inputs: Vec<ChangedInput>,
    pub(crate) not_understood: Vec<Diagnostic>,
}

/// Sorts out the files that differ.
///
/// - `is_named`: whether the user named them, so that each of them is meant.
pub(crate) fn changed_inputs(
    files: &[ChangedFile],
    revisions: &Revisions,
    is_named: bool,
    sources: &mut Sources,
) -> ChangedInputs {
    let mut changed = ChangedInputs::default();
    for file in files {
        let (old, new) = (Kind::of(&file.old, is_named), Kind::of(&file.new, is_named));
        // A file that was renamed to something else is gone for whoever deploys by its name.
        let is_gone = file.moved_from().is_some() && !has_ending(&file.new.name) && has_ending(&file.old.name);
        let new = if is_gone && matches!(new, Kind::Ours(_)) { Kind::Other } else { new };
        let name = file.new.name.display().to_string();
        if let Kind::NotUnderstood(why) = &new {
            changed.not_understood.push(not_understood(&name, why, sources));
            continue;
        }
        if let (Kind::Other, Kind::Other) = (&old, &new) {
            continue;
        }
        let is_there = matches!(new, Kind::Ours(_));
        let text = |kind: Kind| match kind {
            Kind::Ours(text) => text,
            Kind::Other | Kind::NotUnderstood(_) => NOTHING.to_owned(),
        };
        if matches!((&old, is_there), (Kind::NotUnderstood(_), false)) {
            // It said nothing that could be read, and now it says nothing.
            continue;
        }
        let old = sources.add(format!("{} ({})", file.old.name.display(), revisions.old_name), text(old));
        let new = sources.add(name.clone(), text(new));
        changed.inputs.push(ChangedInput { old, new, is_there, name, moved_from: file.moved_from() });
    }
    changed
}

/// What one side of a file is.
enum Kind {
    /// A config or a template, with its text.
    Ours(String),
    /// Something of others, or nothing at all.
    Other,
    /// What could be one of the two, and why it is not known.
    NotUnderstood(String),
}

impl Kind {
    fn of(named: &Named, is_named: bool) -> Self {
        let could_be = is_named || has_ending(&named.name);
        let bytes = match &named.side {
            GitSide::Absent => return Self::Other,
            GitSide::Unread(why) if could_be => return Self::NotUnderstood(why.clone()),
            GitSide::Unread(_) => return Self::Other,
            GitSide::Bytes(bytes) => bytes,
        };
        match std::str::from_utf8(bytes) {
            Ok(text) if is_named => Self::Ours(text.to_owned()),
            Ok(text) => Self::of_text(text, could_be),
            Err(error) if could_be && speaks_of_networks(&String::from_utf8_lossy(bytes)) => {
                let at = error.valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or_default();
                Self::NotUnderstood(format!("byte 0x{byte:02X} at offset {at} is not UTF-8"))
            }
            Err(_) => Self::Other,
        }
    }

    fn of_text(text: &str, could_be: bool) -> Self {
        let mut sources = Sources::default();
        let file = sources.add("", text);
        let (tree, findings) = sources.get(file).map(parse_tree).unwrap_or_default();
        let has_key =
            |keys: &[&str]| keys.iter().any(|key| tree.as_ref().is_some_and(|tree| tree.entry(key).is_some()));
        let has_resources = tree.as_ref().and_then(|tree| tree.get("Resources")).is_some();
        let is_ini = text.lines().any(|line| line.trim_start().starts_with("[cluster "));
        if has_resources || is_template(text) || has_key(&["HeadNode", "Scheduling"]) || is_ini {
            return Self::Ours(text.to_owned());
        }
        match findings.into_iter().find(Diagnostic::is_error) {
            Some(finding) if could_be && speaks_of_networks(text) => Self::NotUnderstood(finding.message),
            _ => Self::Other,
        }
    }
}

/// Whether a file has the ending of a config or a template, in whatever letters.
fn has_ending(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let endings = [".yaml", ".yml", ".json", ".template", ".ini", ".cfg", "config"];
    endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text that cannot be parsed may be a template or a config all the same: it has a word of theirs, or escapes that
/// may hide one.
fn speaks_of_networks(text: &str) -> bool {
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    ["AWS::", "Resources", "HeadNode", "Scheduling", "[cluster", "\\"].iter().any(|word| text.contains(word))
}

fn not_understood(name: &str, why: &str, sources: &mut Sources) -> Diagnostic {
    let file = sources.add(name, "");
    let message = format!("`{name}` could be a template and is not understood: {why}");
    Diagnostic::new(&CHANGED_FILE_NOT_UNDERSTOOD, Span::file_start(file), message)
        .help("mend the file, or look at its change by hand")
}
