//! The lock file beside a config: where it is, and reading and writing it.
//!
//! - Comes in: where a config is.
//! - Goes out: its lock file among the sources; a new one, prepared so that it can be put in its
//!   place together with what it belongs to.
//! - Left to others: what is in it (`netloom-lock`).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, FileId, Sources, Span};
use netloom_driver::observe::LockInput;
use netloom_driver::pipeline::LockUpdate;
use netloom_lock::codes::LOCK_CHANGES;

use crate::atomic_write::PreparedFile;
use crate::error::CommandError;
use crate::files::{MAX_CONFIG_BYTES, STDIN, read_source};

/// How many facts a finding lists.
const MAX_LISTED: usize = 20;

/// What the name of a lock file has behind the name of its config.
pub(crate) const ENDING: &str = ".lock";

/// The lock file of one config.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LockFile {
    path: PathBuf,
    /// Its text among the sources; `None` where there is none yet.
    file: Option<FileId>,
    /// The file name of the config.
    config: String,
}

impl LockFile {
    /// Reads the lock file beside a config; `None` for standard input and whatever else is no
    /// regular file, beside which there is no place for one.
    ///
    /// # Errors
    /// The finding for a lock file that cannot be read.
    pub(crate) fn beside(config: &Path, sources: &mut Sources) -> Result<Option<Self>, Diagnostic> {
        let is_file = std::fs::metadata(config).is_ok_and(|metadata| metadata.is_file());
        if config == Path::new(STDIN) || !is_file {
            return Ok(None);
        }
        let path = path_beside(config);
        // A link to nothing is there: what it led to is lost.
        let is_there = path.symlink_metadata().is_ok();
        let file = match is_there {
            true => Some(read_source(&path, MAX_CONFIG_BYTES, sources)?),
            false => None,
        };
        Ok(Some(Self { path, file, config: file_name(config) }))
    }

    /// Returns the lock as the stages read it; `None` where there is none yet.
    pub(crate) fn input(&self) -> Option<LockInput> {
        Some(LockInput { file: self.file?, config: self.config.clone() })
    }

    /// Returns its name as the user would type it.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Returns the finding for a lock that may not change and would.
    ///
    /// - `config`: the config, for a lock that is not there.
    pub(crate) fn refuse_changes(&self, update: &LockUpdate, config: FileId) -> Option<Diagnostic> {
        if self.file.is_some() && update.changes.is_empty() {
            return None;
        }
        let name = self.name();
        let message = match self.file {
            Some(_) => format!("`{name}` would change, and `--locked` does not allow it"),
            None => format!("`{name}` is not there, and `--locked` needs it"),
        };
        let place = Span::file_start(self.file.unwrap_or(config));
        let mut finding = Diagnostic::new(&LOCK_CHANGES, place, message);
        for change in update.changes.iter().take(MAX_LISTED) {
            finding = finding.note(change.clone());
        }
        if let Some(n_more) = update.changes.len().checked_sub(MAX_LISTED).filter(|n| *n > 0) {
            finding = finding.note(format!("and {n_more} more"));
        }
        Some(finding.help("run it without `--locked`, look at the lock, and commit it"))
    }

    /// Prepares the new lock; `None` where it is as it was.
    ///
    /// # Errors
    /// It cannot be written, or `output` is the lock file itself.
    pub(crate) fn prepare(
        &self,
        update: &LockUpdate,
        output: Option<&Path>,
    ) -> Result<Option<NewLock>, CommandError> {
        if output == Some(self.path.as_path()) {
            return Err(CommandError::OutputIsInput { path: self.path.clone() });
        }
        if self.file.is_some() && update.changes.is_empty() {
            return Ok(None);
        }
        let prepared = PreparedFile::new(&self.path, &update.text)
            .map_err(|source| CommandError::WriteLock { path: self.path.clone(), source })?;
        Ok(Some(NewLock { path: self.path.clone(), prepared, is_first: self.file.is_none() }))
    }
}

/// A lock file that only needs its name.
pub(crate) struct NewLock {
    path: PathBuf,
    prepared: PreparedFile,
    is_first: bool,
}

impl NewLock {
    /// Puts it in its place, and returns what there is to say about it.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn put(self) -> Result<String, CommandError> {
        let Self { path, prepared, is_first } = self;
        prepared.put().map_err(|source| CommandError::WriteLock { path: path.clone(), source })?;
        let name = path.display();
        Ok(match is_first {
            true => format!(
                "netloom: `{name}` keeps every subnet and gateway in its place from now on; commit \
                 it with the config\n"
            ),
            false => format!("netloom: `{name}` has changed; commit it with the config\n"),
        })
    }
}

/// Returns the name of a file without its folders.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns where the lock of a config is.
pub(crate) fn path_beside(config: &Path) -> PathBuf {
    let mut name: OsString = config.as_os_str().to_owned();
    name.push(ENDING);
    PathBuf::from(name)
}
