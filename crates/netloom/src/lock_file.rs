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
use netloom_lock::codes::{LOCK_CHANGES, LOCK_WITHOUT_CONFIG};

use crate::atomic_write::PreparedFile;
use crate::codes::{EMPTY_FILE, UNREADABLE_FILE};
use crate::error::CommandError;
use crate::files::{MAX_CONFIG_BYTES, STDIN, read_source};

/// How many facts a finding lists.
const MAX_LISTED: usize = 20;

/// What the name of a lock file has behind the name of its config.
pub(crate) const ENDING: &str = ".lock";

/// Endings of the names of configs.
const CONFIG_ENDINGS: [&str; 5] = [".yaml", ".yml", ".ini", ".cfg", ".conf"];

/// The lock file of one config.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LockFile {
    path: PathBuf,
    /// Its text among the sources; `None` where there is none yet.
    file: Option<FileId>,
    /// The file name of the config.
    config: String,
    /// A lock beside it whose config is gone, where there is no lock yet.
    orphan: Option<PathBuf>,
}

impl LockFile {
    /// Reads the lock file beside a config; `None` for standard input and whatever else is no
    /// regular file, beside which there is no place for one.
    ///
    /// # Errors
    /// The finding for a lock file that cannot be read.
    pub(crate) fn beside(config: &Path, sources: &mut Sources) -> Result<Option<Self>, Diagnostic> {
        let Some(config) = place_of(config) else { return Ok(None) };
        let path = path_beside(&config);
        // A link to nothing is there: what it led to is lost.
        if path.symlink_metadata().is_err() {
            let orphan = lock_without_config(&config);
            return Ok(Some(Self { path, file: None, config: file_name(&config), orphan }));
        }
        // To open a pipe is to wait for its other end.
        if path.metadata().is_ok_and(|metadata| !(metadata.is_file() || metadata.is_dir())) {
            return Err(not_a_file(&path, sources));
        }
        let file = read_source(&path, MAX_CONFIG_BYTES, sources).map(Some).map_err(|finding| {
            // Its own help is about configs.
            if *finding.code != EMPTY_FILE {
                return finding;
            }
            let own = Diagnostic::new(&EMPTY_FILE, finding.primary.span, finding.message);
            own.help("take the file as it was last written: `git checkout` it").help(
                "or delete it, and make it again from what is deployed: `--facts`, `--previous`",
            )
        })?;
        Ok(Some(Self { path, file, config: file_name(&config), orphan: None }))
    }

    /// Returns the finding for a first lock beside one whose config is gone: a config that was
    /// renamed would be planned as a new network.
    ///
    /// - `config`: the config among the sources.
    pub(crate) fn refuse_orphan(&self, config: FileId) -> Option<Diagnostic> {
        let orphan = self.orphan.as_ref()?;
        let (own, old) = (self.name(), orphan.display());
        let message = format!(
            "`{old}` has no config beside it, and `{}` has no lock: without its lock, a renamed \
             config is planned as a new network",
            self.config
        );
        Some(
            Diagnostic::new(&LOCK_WITHOUT_CONFIG, Span::file_start(config), message)
                .help(format!(
                    "if it was renamed, rename the lock: `mv {old} {own}`, and write `Config: {}` \
                     in it",
                    self.config
                ))
                .help(format!("if it is another network, delete `{old}`")),
        )
    }

    /// Returns the lock as the stages read it.
    pub(crate) fn input(&self) -> LockInput {
        LockInput { file: self.file, config: self.config.clone() }
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

    /// Prepares the lock as it is, to be put back if what it belongs to is not made.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn prepare_old(&self, sources: &Sources) -> Result<OldLock, CommandError> {
        let path = self.path.clone();
        let text = self.file.and_then(|file| sources.get(file)).map(|source| source.text());
        match text.map(|text| PreparedFile::new(&path, text)).transpose() {
            Ok(prepared) => Ok(OldLock { path, prepared }),
            Err(source) => Err(CommandError::WriteLock { path, is_first: false, source }),
        }
    }

    /// Writes down that the plan is deployed, so that what was before is not in the stack; returns
    /// what there is to say about it, which is nothing where that was known.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn put_deployed(
        &self,
        update: &LockUpdate,
        sources: &Sources,
    ) -> Result<Option<String>, CommandError> {
        let before = self.file.and_then(|file| sources.get(file)).map(|source| source.text());
        // Without former parts and with a known stack the two texts are one.
        if update.deployed_text == update.text || before == Some(&update.deployed_text) {
            return Ok(None);
        }
        let path = self.path.clone();
        let prepared = PreparedFile::new(&path, &update.deployed_text);
        match prepared.and_then(PreparedFile::put) {
            Ok(()) => Ok(Some(format!(
                "netloom: `{}` says now what is deployed; commit it with the config\n",
                self.name()
            ))),
            Err(source) => Err(CommandError::WriteLock { path, is_first: false, source }),
        }
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
        let (path, is_first) = (self.path.clone(), self.file.is_none());
        match PreparedFile::new(&path, &update.text) {
            Ok(prepared) => Ok(Some(NewLock { path, prepared, is_first })),
            Err(source) => Err(CommandError::WriteLock { path, is_first, source }),
        }
    }
}

/// Returns where a config really is; `None` for what is no regular file, or only a descriptor of
/// this process.
fn place_of(config: &Path) -> Option<PathBuf> {
    let is_descriptor = config.starts_with("/dev") || config.starts_with("/proc");
    let is_file = std::fs::metadata(config).is_ok_and(|metadata| metadata.is_file());
    if config == Path::new(STDIN) || is_descriptor || !is_file {
        return None;
    }
    // A lock beside a link would be a second one.
    if config.is_symlink() { config.canonicalize().ok() } else { Some(config.to_owned()) }
}

fn not_a_file(path: &Path, sources: &mut Sources) -> Diagnostic {
    let name = path.display().to_string();
    let file = sources.add(name.clone(), "");
    let message = format!("`{name}` cannot be read: it is not a regular file");
    Diagnostic::new(&UNREADABLE_FILE, Span::file_start(file), message)
        .help("remove it, or do without a lock: `--no-lock`")
}

/// Finds a lock in the folder of a config whose own config is gone, the first one by name.
fn lock_without_config(config: &Path) -> Option<PathBuf> {
    let folder = match config.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
    let orphans = names.filter(|name| {
        // Others have locks, too: only the lock of a config is one of ours.
        let Some(own) = name.to_str().and_then(|name| name.strip_suffix(ENDING)) else {
            return false;
        };
        let is_config = CONFIG_ENDINGS.iter().any(|ending| own.ends_with(ending));
        is_config && folder.join(own).symlink_metadata().is_err()
    });
    orphans.min().map(|name| config.with_file_name(name))
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
        if let Err(source) = prepared.put() {
            return Err(CommandError::WriteLock { path, is_first, source });
        }
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

/// A lock file as it was before.
pub(crate) struct OldLock {
    path: PathBuf,
    /// Its text, prepared; `None` where there was none.
    prepared: Option<PreparedFile>,
}

impl OldLock {
    /// Puts it back, and returns what there is to say about it.
    ///
    /// # Errors
    /// It cannot be written, or the new one cannot be removed.
    pub(crate) fn put(self) -> Result<String, CommandError> {
        let Self { path, prepared } = self;
        let done = match prepared {
            Some(prepared) => prepared.put(),
            None => std::fs::remove_file(&path),
        };
        match done {
            Ok(()) => Ok(format!("netloom: `{}` is as it was before\n", path.display())),
            Err(source) => Err(CommandError::WriteLock { path, is_first: false, source }),
        }
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
