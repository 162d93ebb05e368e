//! Writing a file so that a reader sees the old one or the new one, never half of one.
//!
//! The text goes into a temporary file in the same folder, reaches the disk, and takes the place of the old file in one
//! step (`rename`). Whatever kills the process leaves at worst that temporary file behind.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The permissions of a new file before the user's umask takes its part.
const NEW_FILE_MODE: u32 = 0o666;

/// How many symbolic links are followed, as on Linux.
///
/// # Source
/// path_resolution(7): at most 40.
const MAX_LINKS: usize = 40;

/// Writes `text` as the whole content of `path`.
///
/// A symbolic link stays and its target is replaced; an old file keeps its permissions. What is no regular file, such as
/// `/dev/stdout` or a named pipe, is written to directly.
///
/// # Errors
/// The folder is not there or cannot be written to, or the disk is full; the old file is then untouched.
pub fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    let target = follow_links(path)?;
    let old = fs::metadata(&target).ok();
    match &old {
        Some(old) if old.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Some(old) if !old.is_file() => {
            return fs::OpenOptions::new().write(true).open(&target)?.write_all(text.as_bytes());
        }
        _ => {}
    }
    let folder = folder_of(&target);
    let mut temporary = temporary_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    if let Some(old) = old {
        temporary.as_file().set_permissions(old.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(&target).map_err(|error| error.error)?;
    // The new name itself lives in the folder. Some file systems cannot sync a folder; the file is complete all the same.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".netloom-")
        .suffix(".tmp")
        .permissions(Permissions::from_mode(NEW_FILE_MODE))
        .tempfile_in(folder)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Returns what a chain of symbolic links ends in, which need not exist.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            // An absolute link takes the place of the whole path.
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("out.yaml");
        write_atomically(&path, "one").expect("it is new");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("it is ours");
        write_atomically(&path, "two").expect("it is replaced");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "two");
        assert_eq!(mode(&path), 0o640);
        assert_eq!(names_in(folder.path()), ["out.yaml"]);
    }

    #[test]
    fn a_symbolic_link_stays_and_its_target_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        symlink("target", &link).expect("a link to nothing");
        write_atomically(&link, "through").expect("the target is new");
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(target).expect("it is there"), "through");
    }

    #[test]
    fn links_in_a_circle_and_folders_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let link = folder.path().join("link");
        symlink("link", &link).expect("a link to itself");
        assert!(write_atomically(&link, "").is_err());
        assert!(write_atomically(folder.path(), "").is_err());
        assert!(write_atomically(&folder.path().join("no/such/folder"), "").is_err());
    }
}
