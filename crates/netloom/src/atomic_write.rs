//! Writing a file so that a reader sees the old one or the new one, never half of one.
//!
//! The text goes into a file without a name in the same folder, reaches the disk, and gets the name
//! of the old file in one step. What ends the process before that leaves nothing behind. Where a
//! file system has no files without names, and for the moment in which a new file waits for the
//! name of an old one, it is called `.netloom-….tmp`; such files of processes that have ended are
//! removed by the next one.
//!
//! Three things are written to directly: what is no regular file, a file with several names (hard
//! links), and a file whose owner a new file cannot have; a new file in their place would not be
//! the same file.

mod target;
mod temporary;

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use target::Target;
use temporary::NewFile;

/// Writes `text` as the whole content of `path`.
///
/// A symbolic link stays and its target is replaced; an old file keeps its permissions, its owner
/// and its further names. A path that names an open descriptor, such as `/dev/stdout`, is that
/// descriptor.
///
/// # Errors
/// The folder is not there or cannot be written to, or the disk is full; the old file is then
/// untouched, unless it had to be written to directly.
pub fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    PreparedFile::new(path, text)?.put()
}

/// A text that only needs its name: what can go wrong with writing it has gone well, and nothing
/// shows yet.
///
/// Two files that belong together are both prepared before one of them is put.
pub(crate) struct PreparedFile {
    text: String,
    place: Place,
}

/// Where a prepared text goes.
enum Place {
    /// A new file takes the name.
    New {
        file: NewFile,
        target: PathBuf,
    },
    /// What is there is written to.
    Through(PathBuf),
    /// What is there is no regular file.
    Special(PathBuf),
    /// An open descriptor.
    Appended(PathBuf),
    StandardOutput,
    StandardError,
}

impl PreparedFile {
    /// Prepares `text` as the whole content of `path`.
    ///
    /// # Errors
    /// As [`write_atomically`].
    pub(crate) fn new(path: &Path, text: &str) -> io::Result<Self> {
        let place = match Target::of(path)? {
            Target::StandardOutput => Place::StandardOutput,
            Target::StandardError => Place::StandardError,
            // What the descriptor was opened for goes on behind what is there: `>>file` as well as
            // `>file`.
            Target::Descriptor(path) => Place::Appended(path),
            Target::File(target) => Place::of_file(target, text)?,
        };
        Ok(Self { text: text.to_owned(), place })
    }

    /// Puts the text in its place.
    ///
    /// # Errors
    /// The folder was taken away, or what is written to directly does not take the text.
    pub(crate) fn put(self) -> io::Result<()> {
        match self.place {
            Place::StandardOutput => write_whole(&mut io::stdout().lock(), &self.text),
            Place::StandardError => write_whole(&mut io::stderr().lock(), &self.text),
            Place::Appended(path) => {
                write_whole(&mut fs::OpenOptions::new().append(true).open(path)?, &self.text)
            }
            Place::Special(path) => {
                write_whole(&mut fs::OpenOptions::new().write(true).open(path)?, &self.text)
            }
            Place::Through(path) => write_through(&path, &self.text),
            Place::New { file, target } => {
                file.put(&target)?;
                // The new name itself lives in the folder. Some file systems cannot sync a folder;
                // the file is complete all the same.
                let folder = target::folder_of(&target);
                let _ = File::open(folder).and_then(|folder| folder.sync_all());
                Ok(())
            }
        }
    }
}

impl Place {
    fn of_file(target: PathBuf, text: &str) -> io::Result<Self> {
        match fs::metadata(&target).ok() {
            Some(old) if old.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Some(old) if !old.is_file() => Ok(Self::Special(target)),
            Some(old) if old.nlink() > 1 => Ok(Self::Through(target)),
            old => Self::new_file(target, old.as_ref(), text),
        }
    }

    /// A new file in the place of the old one, if there is one.
    fn new_file(target: PathBuf, old: Option<&Metadata>, text: &str) -> io::Result<Self> {
        let folder = target::folder_of(&target);
        temporary::sweep(folder);
        let mut file = NewFile::in_folder(folder)?;
        file.file().write_all(text.as_bytes())?;
        if let Some(old) = old {
            if !is_owned_alike(file.file(), old)? {
                return Ok(Self::Through(target));
            }
            file.file().set_permissions(old.permissions())?;
        }
        file.file().sync_all()?;
        Ok(Self::New { file, target })
    }
}

fn write_whole(writer: &mut dyn Write, text: &str) -> io::Result<()> {
    writer.write_all(text.as_bytes())?;
    writer.flush()
}

/// Writes into the file that is there.
fn write_through(target: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).truncate(true).open(target)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives a new file the owner and the group of the old one; `false` where this user may not.
fn is_owned_alike(new: &File, old: &Metadata) -> io::Result<bool> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) == (old.uid(), old.gid()) {
        return Ok(true);
    }
    Ok(std::os::unix::fs::fchown(new, Some(old.uid()), Some(old.gid())).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
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
    fn all_names_of_a_file_show_the_new_text() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        fs::write(&one, "a longer old text").expect("it is new");
        fs::hard_link(&one, &other).expect("another name");
        write_atomically(&one, "new").expect("it is written");
        assert_eq!(fs::read_to_string(other).expect("it is there"), "new");
        assert_eq!(names_in(folder.path()), ["one", "other"]);
    }

    #[test]
    fn files_of_ended_processes_are_removed_and_those_of_others_stay() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (dead, alive, foreign) = (".netloom-a.tmp", ".netloom-b.tmp", ".other-c.tmp");
        for name in [dead, alive, foreign] {
            fs::write(folder.path().join(name), "half").expect("it is new");
        }
        let held = File::open(folder.path().join(alive)).expect("it is there");
        held.lock().expect("it is free");
        write_atomically(&folder.path().join("out"), "whole").expect("it is new");
        assert_eq!(names_in(folder.path()), [alive, foreign, "out"]);
    }

    #[test]
    fn a_new_file_has_no_name_before_it_is_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut new = NewFile::in_folder(folder.path()).expect("a file");
        new.file().write_all(b"half").expect("it is ours");
        if new.is_unnamed() {
            assert_eq!(names_in(folder.path()), [""; 0]);
        }
        new.put(&folder.path().join("out")).expect("it is new");
        assert_eq!(names_in(folder.path()), ["out"]);
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
