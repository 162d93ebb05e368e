//! Which of the files that differ between two revisions are configs and templates.
//!
//! - Comes in: what `git` says of them.
//! - Goes out: those that are, as texts among the sources; and a finding for each that could be one
//!   and is not understood. A review that passes over a file says that nothing changes.
//! - Left to others: what they change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources, Span};

use crate::codes::{CHANGED_FILE_NOT_UNDERSTOOD, UNREADABLE_FILE};
use crate::git::{ChangedFile, GitSide, Named, Revisions};
use crate::lock_file::{ENDING, file_name, path_beside};
use netloom_driver::input_kind::InputKind;
use netloom_driver::observe::LockInput;

/// A config or template that differs.
pub(crate) struct ChangedInput {
    /// What it was; `None` where it is new.
    pub(crate) old: Option<FileId>,
    /// What it is; `None` where it is gone.
    pub(crate) new: Option<FileId>,
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
    let mut names: BTreeSet<PathBuf> = files.iter().map(|file| file.new.name.clone()).collect();
    // A lock that changes moves the network of a config that does not.
    let mut beside = Vec::new();
    for file in files.iter().filter(|_| !is_named) {
        let Some(config) = config_of_lock(&file.new.name) else { continue };
        if names.insert(config.clone()) {
            beside.extend(revisions.file(&config).ok());
        }
    }
    for file in files.iter().chain(&beside) {
        let (old, new) = (Kind::of(&file.old, is_named), Kind::of(&file.new, is_named));
        // A file that was renamed to something else is gone for deployments that use its name.
        let is_gone = file.moved_from().is_some()
            && !has_ending(&file.new.name)
            && has_ending(&file.old.name);
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
        if matches!((&old, is_there), (Kind::NotUnderstood(_), false)) {
            // It said nothing that could be read, and now it says nothing.
            continue;
        }
        let old_name = format!("{} ({})", file.old.name.display(), revisions.old_name);
        let old_file = text_of(old).map(|text| sources.add(old_name, text));
        let new_file = text_of(new).map(|text| sources.add(name.clone(), text));
        changed.inputs.push(ChangedInput {
            old: old_file,
            new: new_file,
            name,
            moved_from: file.moved_from(),
        });
    }
    changed
}

/// The config whose lock file has this name.
fn config_of_lock(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
    Some(path.with_file_name(name))
}

/// Reads the lock file that a config has beside it on one side; `None` where it has none.
///
/// # Errors
/// The finding for a lock file that is not a text.
pub(crate) fn lock_at_revision(
    config: &Path,
    revisions: &Revisions,
    is_old: bool,
    sources: &mut Sources,
) -> Result<Option<LockInput>, Diagnostic> {
    let path = path_beside(config);
    let side = revisions.file(&path).map(|file| if is_old { file.old.side } else { file.new.side });
    if matches!(side, Ok(GitSide::Absent)) {
        return Ok(None);
    }
    let file = read_at_revision(&path, revisions, is_old, sources)?;
    Ok(Some(LockInput { file: Some(file), config: file_name(config) }))
}

fn text_of(kind: Kind) -> Option<String> {
    match kind {
        Kind::Ours(text) => Some(text),
        Kind::Other | Kind::NotUnderstood(_) => None,
    }
}

/// Reads a file beside one that differs, such as the template of a nested stack, as it is on one
/// side.
///
/// # Errors
/// The finding for a file that the side does not have or that is not a text.
pub(crate) fn read_at_revision(
    path: &Path,
    revisions: &Revisions,
    is_old: bool,
    sources: &mut Sources,
) -> Result<FileId, Diagnostic> {
    let name = path.display().to_string();
    let side = revisions.file(path).map(|file| if is_old { file.old.side } else { file.new.side });
    let shown = if is_old { format!("{name} ({})", revisions.old_name) } else { name.clone() };
    let why = match side {
        Ok(GitSide::Bytes(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => return Ok(sources.add(shown, text)),
            Err(_) => "it is not UTF-8".to_owned(),
        },
        Ok(GitSide::Absent) => "the revision does not have it".to_owned(),
        Ok(GitSide::Unread(why)) => why,
        Err(error) => error.to_string(),
    };
    let file = sources.add(shown, "");
    let message = format!("`{name}` cannot be read: {why}");
    let finding = Diagnostic::new(&UNREADABLE_FILE, Span::file_start(file), message);
    Err(finding.help("specify the template: `--child NAME=FILE`"))
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
        let name = named.name.to_string_lossy();
        match (InputKind::detect_bytes(&name, bytes), String::from_utf8(bytes.clone())) {
            (InputKind::Template | InputKind::ConfigV3 | InputKind::ConfigV2, Ok(text)) => {
                Self::Ours(text)
            }
            (InputKind::Other, Ok(text)) if is_named => Self::Ours(text),
            (InputKind::Other, _) if !(is_named || could_be && has_nuls(bytes)) => Self::Other,
            (_, Ok(_)) => Self::NotUnderstood("it cannot be parsed".to_owned()),
            (_, Err(error)) => {
                let at = error.utf8_error().valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or_default();
                Self::NotUnderstood(format!("byte 0x{byte:02X} at offset {at} is not UTF-8"))
            }
        }
    }
}

/// Whether a file with the ending of a text has NUL bytes, as UTF-16 has.
fn has_nuls(bytes: &[u8]) -> bool {
    bytes.contains(&0)
}

/// Whether a file has the ending of a config or a template, in whatever letters.
fn has_ending(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let endings = [".yaml", ".yml", ".json", ".template", ".ini", ".cfg", "config"];
    endings.iter().any(|ending| name.ends_with(ending))
}

fn not_understood(name: &str, why: &str, sources: &mut Sources) -> Diagnostic {
    let file = sources.add(name, "");
    let message = format!("`{name}` could be a template and is not understood: {why}");
    Diagnostic::new(&CHANGED_FILE_NOT_UNDERSTOOD, Span::file_start(file), message)
        .help("mend the file, or look at its change by hand")
}
