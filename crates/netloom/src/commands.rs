//! The commands, one file each: its arguments with their help, and one function that calls the
//! stages.

mod beside_args;
pub(crate) mod bind;
pub(crate) mod check;
mod config_args;
pub(crate) mod deploy;
pub(crate) mod diff;
pub(crate) mod docs;
pub(crate) mod draw;
pub(crate) mod egress;
pub(crate) mod explain;
pub(crate) mod facts;
mod format_arg;
pub(crate) mod init;
mod network_args;
mod one_input;
mod question_args;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod trace;

use std::path::Path;

use netloom_diag::{Diagnostic, FileId, Sources, render_human, sort_diagnostics};
use netloom_driver::pipeline::LockUpdate;

use self::config_args::ConfigArgs;
use crate::atomic_write::write_atomically;
use crate::error::CommandError;
use crate::files::{STDIN, read_source, was_read};
use crate::lock_file::{LockFile, NewLock};
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Returns what was read; when it cannot be read, says why and returns `None`.
fn or_tell<T>(terminal: &Terminal, read: Result<T, Diagnostic>, sources: &Sources) -> Option<T> {
    read.map_err(|finding| tell_findings(terminal, vec![finding], sources)).ok()
}

/// Reads a file; when it cannot be read, says why and returns `None`.
fn read_or_tell(
    terminal: &Terminal,
    path: &Path,
    max_bytes: u64,
    sources: &mut Sources,
) -> Option<FileId> {
    let read = read_source(path, max_bytes, sources);
    or_tell(terminal, read, sources)
}

/// Reads the lock file beside a config; when it cannot be read, says why. The outer `None` is that,
/// the inner one that there is none to read.
fn read_lock_or_tell(
    terminal: &Terminal,
    config_args: &ConfigArgs,
    (file, path): (FileId, &Path),
    sources: &mut Sources,
) -> Option<Option<LockFile>> {
    let read = config_args.read_lock(file, path, sources);
    or_tell(terminal, read, sources)
}

/// Says findings on standard error, in the order in which people read them.
fn tell_findings(terminal: &Terminal, mut diagnostics: Vec<Diagnostic>, sources: &Sources) {
    sort_diagnostics(&mut diagnostics, sources);
    terminal.talk_rendered(&render_human(&diagnostics, sources, terminal.talk_style()));
}

/// Prepares the lock file that belongs to a result, before the result is written: both are written
/// or neither.
///
/// - The lock file, whether it must not change, and where the result goes.
/// - The config among the sources, and where it is.
///
/// The outer error is that the lock cannot be written, the inner one that it may not change, which
/// was reported. There is none to write for standard input, without locks, and where nothing
/// differs.
fn new_lock(
    (lock, is_locked, output): (Option<&LockFile>, bool, Option<&Path>),
    update: &LockUpdate,
    (file, config): (FileId, &Path),
    terminal: &Terminal,
    sources: &Sources,
) -> Result<Result<Option<NewLock>, Outcome>, CommandError> {
    let Some(lock) = lock else {
        if is_locked {
            return Err(CommandError::NoLock);
        }
        if config == Path::new(STDIN) {
            terminal.talk("netloom: a config from standard input has no lock file\n");
        }
        return Ok(Ok(None));
    };
    if let Some(finding) = lock.refuse_orphan(file) {
        tell_findings(terminal, vec![finding], sources);
        return Ok(Err(Outcome::Findings));
    }
    if is_locked && let Some(finding) = lock.refuse_changes(update, file) {
        tell_findings(terminal, vec![finding], sources);
        return Ok(Err(Outcome::Findings));
    }
    Ok(Ok(lock.prepare(update, output)?))
}

/// Writes a result where the user asked for it: into a file, else to standard output.
fn put_result(terminal: &Terminal, output: Option<&Path>, text: &str) -> Result<(), CommandError> {
    match output {
        Some(path) if path != Path::new(STDIN) => put_file(path, text),
        _ => terminal.result(text),
    }
}

/// Writes a result into a file, which must be none that was read.
fn put_file(path: &Path, text: &str) -> Result<(), CommandError> {
    if was_read(path) {
        return Err(CommandError::OutputIsInput { path: path.to_owned() });
    }
    write_atomically(path, text)
        .map_err(|source| CommandError::WriteFile { path: path.to_owned(), source })
}
