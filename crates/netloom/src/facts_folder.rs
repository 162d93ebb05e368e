//! Writing a folder of facts so that a reader sees the old answers or the new ones, never some of
//! both.
//!
//! The files go into a new folder next to the one that they are for, which then takes its name. A
//! folder that is there already is replaced only if an earlier run made it and everything in it; a
//! list in it says what that is.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::CommandError;

/// The name of the list; readers of facts look at `.json` only.
pub(crate) const LIST: &str = "netloom-facts.txt";

/// The permissions of a new folder before the user's umask takes its part.
const NEW_FOLDER_MODE: u32 = 0o777;

/// A place where a folder of facts may be written.
#[derive(Debug)]
pub(crate) struct FactsFolder {
    /// Where it really is, behind symbolic links.
    path: PathBuf,
    /// The folder that it is in.
    parent: PathBuf,
    /// Whether there is one to be replaced.
    is_there: bool,
}

impl FactsFolder {
    /// Looks at a place, before anything is collected.
    ///
    /// # Errors
    /// There is a file, or a folder with something in it that no earlier run wrote; or its own
    /// folder is not there.
    pub(crate) fn at(path: &Path) -> Result<Self, CommandError> {
        let cannot = |source| CommandError::WriteFile { path: path.to_owned(), source };
        let is_there = path.symlink_metadata().is_ok();
        let path = if is_there { path.canonicalize().map_err(cannot)? } else { path.to_owned() };
        if is_there && let Some(name) = foreign_entry(&path).map_err(cannot)? {
            let name = name.to_string_lossy().into_owned();
            return Err(CommandError::ForeignFile { folder: path, name });
        }
        let parent = match path.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        if !parent.is_dir() || path.file_name().is_none() {
            return Err(cannot(io::Error::from(io::ErrorKind::NotFound)));
        }
        Ok(Self { path, parent, is_there })
    }

    /// Writes the files, and a list of them with these words before it.
    ///
    /// # Errors
    /// The disk is full, or the place may not be written to; what was there stays.
    pub(crate) fn put(&self, head: &str, files: &[(String, String)]) -> io::Result<()> {
        let new = self.temporary()?;
        let names = files.iter().map(|(name, _)| format!("{name}\n")).collect::<String>();
        write(&new.path().join(LIST), &format!("{head}\nFiles:\n{names}"))?;
        for (name, text) in files {
            write(&new.path().join(name), text)?;
        }
        if !self.is_there {
            fs::rename(new.path(), &self.path)?;
        } else if exchange(new.path(), &self.path).is_err() {
            self.replace_in_two_steps(&new)?;
        }
        // What is under the temporary name now is the old folder or none.
        Ok(())
    }

    fn temporary(&self) -> io::Result<TempDir> {
        tempfile::Builder::new()
            .prefix(".netloom-")
            .suffix(".tmp")
            .permissions(Permissions::from_mode(NEW_FOLDER_MODE))
            .tempdir_in(&self.parent)
    }

    /// Where a file system cannot exchange two names, there is none for a moment.
    fn replace_in_two_steps(&self, new: &TempDir) -> io::Result<()> {
        let old = self.temporary()?;
        fs::rename(&self.path, old.path())?;
        fs::rename(new.path(), &self.path).inspect_err(|_| {
            // INVARIANT: what was there stays.
            let _ = fs::rename(old.path(), &self.path);
        })
    }
}

/// Returns the first entry of a folder, by name, that no earlier run wrote.
fn foreign_entry(folder: &Path) -> io::Result<Option<OsString>> {
    let list = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
    let own: BTreeSet<&str> = list.lines().chain([LIST]).collect();
    let mut names: Vec<OsString> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort();
    let is_own = |name: &OsString| name.to_str().is_some_and(|name| own.contains(name));
    Ok(names.into_iter().find(|name| !is_own(name) || folder.join(name).is_dir()))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Exchanges the names of two folders in one step.
///
/// # Source
/// renameat2(2), `RENAME_EXCHANGE`.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), format!("{name}\n"))).collect()
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn at(path: &Path) -> FactsFolder {
        FactsFolder::at(path).expect("it may be written")
    }

    #[test]
    fn a_folder_is_made_and_replaced_as_a_whole() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let path = home.path().join("facts");
        at(&path).put("first", &files(&["a.json", "b.json"])).expect("it is new");
        at(&path).put("second", &files(&["b.json", "c.json"])).expect("it is ours");
        assert_eq!(names_in(&path), ["b.json", "c.json", LIST]);
        assert_eq!(names_in(home.path()), ["facts"]);
        assert!(fs::read_to_string(path.join(LIST)).expect("a list").starts_with("second\n"));
    }

    #[test]
    fn without_an_exchange_of_names_the_folder_is_replaced_as_well() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let path = home.path().join("facts");
        at(&path).put("first", &files(&["a.json"])).expect("it is new");
        let (place, new) = (at(&path), tempfile::tempdir_in(home.path()).expect("a folder"));
        write(&new.path().join("b.json"), "b").expect("it is new");
        place.replace_in_two_steps(&new).expect("it is ours");
        drop(new);
        assert_eq!(names_in(&path), ["b.json"]);
        assert_eq!(names_in(home.path()), ["facts"]);
    }

    #[test]
    fn an_empty_folder_and_the_target_of_a_link_are_filled() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let (target, link) = (home.path().join("target"), home.path().join("link"));
        fs::create_dir(&target).expect("it is new");
        std::os::unix::fs::symlink("target", &link).expect("it is new");
        at(&link).put("", &files(&["a.json"])).expect("it is empty");
        assert!(link.is_symlink());
        assert_eq!(names_in(&target), ["a.json", LIST]);
    }

    #[test]
    fn what_no_run_wrote_is_not_replaced() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let path = home.path().join("facts");
        at(&path).put("", &files(&["a.json"])).expect("it is new");
        fs::write(path.join("by-hand.json"), "{}").expect("it is new");
        let refused = FactsFolder::at(&path).expect_err("a file of the user is there");
        assert!(
            matches!(&refused, CommandError::ForeignFile { name, .. } if name == "by-hand.json")
        );
        let file = home.path().join("file");
        fs::write(&file, "").expect("it is new");
        for path in [file, home.path().join("no/such"), home.path().join("..")] {
            assert!(FactsFolder::at(&path).is_err(), "{path:?}");
        }
    }
}
