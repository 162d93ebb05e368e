//! The files of an input's nested stacks.
//!
//! - Comes in: an input, where it is, and a way to read files beside it.
//! - Goes out: the input with all nested stacks whose templates are files; a finding for each that
//!   cannot be read.
//! - Left to others: making one network of them (`netloom_template::joined`).
//!
//! # Source
//! AWS CLI Command Reference, `cloudformation package`: a `TemplateURL` that is no URL is a path
//! from the folder of the template. A path from the root of the machine is not followed: it is
//! another file wherever the template is checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources, Span, nearest_name};
use netloom_network::Network;
use netloom_template::joined::UnreadStack;

use crate::codes::CHILD_UNKNOWN;
use crate::observe::{ObserveOptions, Observed, observe};

/// Reads a file by its path.
pub type ReadFile<'r> = dyn FnMut(&Path, &mut Sources) -> Result<FileId, Diagnostic> + 'r;

/// Reads one input with its nested stacks, and builds its network on top of the facts.
///
/// - `place`: where the input is, beside which templates of nested stacks are looked for; `None`
///   for standard input.
pub fn observe_whole(
    file: FileId,
    place: Option<&Path>,
    read: &mut ReadFile<'_>,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Observed {
    let mut options = options.clone();
    let folder = |path: &Path| path.parent().unwrap_or(Path::new("")).to_owned();
    let mut folders: BTreeMap<FileId, PathBuf> =
        place.map(|place| (file, folder(place))).into_iter().collect();
    // A path is read once, so that a finding has one place whatever values it was found with.
    let own = place.map(|place| (plain(place), Ok(file)));
    let mut files: BTreeMap<PathBuf, Result<FileId, Diagnostic>> = own.into_iter().collect();
    let mut failed: BTreeMap<String, (bool, Diagnostic)> = BTreeMap::new();
    loop {
        let mut observed = observe(file, sources, facts, &options);
        let mut has_more = false;
        for stack in observed.unread.iter().filter(|stack| stack.may_be_given) {
            if failed.contains_key(&stack.stack) {
                continue;
            }
            let Some(path) = path_of(stack, &options, &folders) else { continue };
            let outcome = files.entry(plain(&path)).or_insert_with(|| read(&path, sources)).clone();
            match outcome {
                Ok(child) => {
                    folders.insert(child, folder(&path));
                    options.children.insert(stack.stack.clone(), child);
                    has_more = true;
                }
                Err(finding) => {
                    let finding = finding.also(stack.span, "named by this nested stack");
                    failed.insert(stack.stack.clone(), (stack.is_made, finding));
                }
            }
        }
        if has_more {
            continue;
        }
        let mut seen: Vec<Span> = Vec::new();
        for (_, finding) in failed.into_values().filter(|(is_made, _)| *is_made) {
            if !seen.contains(&finding.primary.span) {
                seen.push(finding.primary.span);
                observed.diagnostics.push(finding);
            }
        }
        observed.diagnostics.extend(unknown_children(file, &observed, &options));
        return observed;
    }
}

/// Returns a path without parts that lead nowhere, so that one file is read once.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != std::path::Component::CurDir).collect()
}

/// Where the template of a nested stack is: where the user says, or beside its parent.
fn path_of(
    stack: &UnreadStack,
    options: &ObserveOptions,
    folders: &BTreeMap<FileId, PathBuf>,
) -> Option<PathBuf> {
    if let Some(given) = options.child_files.get(&stack.stack) {
        return Some(given.clone());
    }
    let url = stack.url.as_deref()?;
    if url.is_empty() || url.contains("://") || Path::new(url).is_absolute() {
        return None;
    }
    Some(folders.get(&stack.parent)?.join(url))
}

/// Files that are given for nested stacks which the input does not have.
fn unknown_children(
    file: FileId,
    observed: &Observed,
    options: &ObserveOptions,
) -> Vec<Diagnostic> {
    let Some(document) = &observed.document else { return Vec::new() };
    let stacks: Vec<&str> =
        document.of_kind("AWS::CloudFormation::Stack").map(|stack| stack.id.as_str()).collect();
    let unknown = options.child_files.keys().filter(|path| !stacks.contains(&path.as_str()));
    let finding = |path: &String| {
        let message =
            format!("the template has no nested stack `{path}`, for which a file is given");
        let finding = Diagnostic::new(&CHILD_UNKNOWN, Span::file_start(file), message);
        match nearest_name(path, stacks.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if stacks.is_empty() => finding.help("leave `--child` out"),
            None => finding.help(format!("the nested stacks are {}", stacks.join(", "))),
        }
    };
    unknown.map(finding).collect()
}
