//! A new file that has no name, or one of its own, before it gets the name that it is for.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

/// The permissions of a new file before the user's umask takes its part.
const NEW_FILE_MODE: u32 = 0o666;

const PREFIX: &str = ".netloom-";
const SUFFIX: &str = ".tmp";

/// A file in the folder of the one that it will be.
pub(super) struct NewFile {
    // INVARIANT: locked from before it has a name until the process ends, which is how `sweep`
    // knows whose it is.
    file: File,
    /// Its name so far, where it has one.
    name: Option<TempPath>,
}

impl NewFile {
    /// Makes an empty file.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        match unnamed(folder) {
            Some(file) => Ok(Self { file, name: None }),
            None => Self::with_name(folder),
        }
    }

    fn with_name(folder: &Path) -> io::Result<Self> {
        let (file, name) = named(folder)?.into_parts();
        // Before it was locked, a process beside this one may have taken it for one that was left
        // behind.
        let _ = file.try_lock();
        if !name.exists() {
            return Err(io::Error::other("the new file was removed by another process"));
        }
        Ok(Self { file, name: Some(name) })
    }

    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    #[cfg(test)]
    pub(super) fn is_unnamed(&self) -> bool {
        self.name.is_none()
    }

    /// Gives it the name that it is for, in the place of the file that has it.
    pub(super) fn put(self, target: &Path) -> io::Result<()> {
        if let Some(name) = self.name {
            return name.persist(target).map_err(|error| error.error);
        }
        if link(&self.file, target).is_ok() {
            return Ok(());
        }
        // A link takes no other file's place; a renamed file does. It needs a name to be renamed
        // from, for that moment.
        let folder = super::target::folder_of(target);
        let place = named(folder)?.into_temp_path();
        let _ = fs::remove_file(&place);
        link(&self.file, &place)?;
        place.persist(target).map_err(|error| error.error)
    }
}

fn named(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(PREFIX)
        .suffix(SUFFIX)
        .permissions(Permissions::from_mode(NEW_FILE_MODE))
        .tempfile_in(folder)
}

/// `None` where the system or the file system has no files without names.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};

    // Without /proc the file could get no name later.
    if !Path::new("/proc/self/fd").is_dir() {
        return None;
    }
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::from_raw_mode(NEW_FILE_MODE)).ok()?);
    file.try_lock().ok()?;
    Some(file)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_: &Path) -> Option<File> {
    None
}

/// Gives a file without a name one that no file has yet.
///
/// # Source
/// open(2), `O_TMPFILE`: `linkat` with `AT_SYMLINK_FOLLOW` from `/proc/self/fd/N`.
#[cfg(target_os = "linux")]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;

    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, own, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Removes what processes that have ended left in a folder; what cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours =
            name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        // The kernel gives up the lock of a process that ends.
        let is_left = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_left {
            let _ = fs::remove_file(entry.path());
        }
    }
}
