//! What files were in another revision, from the installed `git`.
//!
//! Names of files are bytes that end at a NUL, contents are blobs that are named by their hash:
//! nothing in a repository can be read as a flag, a revision or a pattern.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::CommandError;
use crate::files::{MAX_TEMPLATE_BYTES, read_bounded};

/// The two ends of a comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Revisions {
    /// The old one, as a hash.
    pub(crate) old: String,
    /// The old one, as the user calls it.
    pub(crate) old_name: String,
    /// The new one.
    pub(crate) new: NewEnd,
}

/// What an old revision is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NewEnd {
    /// A revision.
    Revision(String),
    /// What the next commit would hold.
    Staged,
    /// The files as they are.
    WorkingTree,
}

impl Revisions {
    /// `main` is main against the working tree, `main..HEAD` two revisions, `main...HEAD` what HEAD
    /// added since it left main.
    ///
    /// - `is_staged`: whether the index takes the place of the working tree.
    pub(crate) fn parse(text: &str, is_staged: bool) -> Result<Self, CommandError> {
        let (old, new) = if let Some((old, new)) = text.split_once("...") {
            let (old, new) = (or_head(old), or_head(new));
            let base = ask(&["merge-base", "--end-of-options", &old, &new])?;
            (String::from_utf8_lossy(&base).trim().to_owned(), NewEnd::Revision(new))
        } else if let Some((old, new)) = text.split_once("..") {
            (or_head(old), NewEnd::Revision(or_head(new)))
        } else {
            (text.to_owned(), if is_staged { NewEnd::Staged } else { NewEnd::WorkingTree })
        };
        if is_staged && new != NewEnd::Staged {
            let said = "`--staged` compares one revision with what is staged".to_owned();
            return Err(CommandError::Git { asked: text.to_owned(), said });
        }
        let revisions = Self { old: hash_of(&old)?, old_name: old, new };
        if let NewEnd::Revision(new) = &revisions.new {
            hash_of(new)?;
        }
        Ok(revisions)
    }

    /// The files of the repository that differ, by their paths from the working directory.
    ///
    /// Submodules are left out: their files are in another repository.
    pub(crate) fn changed_files(&self) -> Result<Vec<ChangedFile>, CommandError> {
        let mut arguments =
            vec!["diff", "--raw", "--no-abbrev", "--no-relative", "-z", "--find-renames"];
        if self.new == NewEnd::Staged {
            arguments.push("--cached");
        }
        arguments.extend(["--end-of-options", &self.old]);
        if let NewEnd::Revision(new) = &self.new {
            arguments.push(new);
        }
        arguments.push("--");
        let answer = ask(&arguments)?;
        let mut fields = answer
            .split(|byte| *byte == 0)
            .map(|field| String::from_utf8_lossy(field).into_owned());
        let here = working_directory()?;
        let mut names = answer
            .split(|byte| *byte == 0)
            .map(|name| path_from(&here, Path::new(OsStr::from_bytes(name))));
        let mut files = Vec::new();
        // `:100644 100644 HASH HASH M`, a path; or `… R097`, two paths.
        while let (Some(about), Some(_)) = (fields.next(), names.next()) {
            let words: Vec<&str> = about.trim_start_matches(':').split(' ').collect();
            let [old_mode, new_mode, old_hash, new_hash, status] = words.as_slice() else { break };
            let (Some(old), Some(_)) = (names.next(), fields.next()) else { break };
            let moved_to =
                if status.starts_with(['R', 'C']) { fields.next().and(names.next()) } else { None };
            let new = moved_to.unwrap_or_else(|| old.clone());
            if [old_mode, new_mode].iter().any(|mode| **mode == SUBMODULE) {
                continue;
            }
            let old_side = blob(old_mode, old_hash, &old)?;
            // The working tree has what is no object yet, even where `git` tells its hash.
            let new_side = match &self.new {
                NewEnd::WorkingTree if *new_mode != ABSENT => in_working_tree(&new),
                _ => blob(new_mode, new_hash, &new)?,
            };
            files.push(ChangedFile {
                old: Named { name: old, side: old_side },
                new: Named { name: new, side: new_side },
            });
        }
        Ok(files)
    }

    /// One file by its path, on both sides.
    pub(crate) fn file(&self, path: &Path) -> Result<ChangedFile, CommandError> {
        let old = side_at(&format!("{}:./", self.old), path)?;
        let new = match &self.new {
            NewEnd::Revision(revision) => side_at(&format!("{revision}:./"), path)?,
            NewEnd::Staged => side_at(":0:./", path)?,
            NewEnd::WorkingTree => in_working_tree(path),
        };
        let named = |side| Named { name: path.to_owned(), side };
        Ok(ChangedFile { old: named(old), new: named(new) })
    }
}

/// The modes of `git diff --raw`.
///
/// # Source
/// Git documentation, "Git Raw Output Format"; gitformat-index, "mode".
const ABSENT: &str = "000000";
const SYMBOLIC_LINK: &str = "120000";
const SUBMODULE: &str = "160000";

/// A file on both sides, whether or not both have it.
#[derive(Debug)]
pub(crate) struct ChangedFile {
    pub(crate) old: Named,
    pub(crate) new: Named,
}

/// One side, and what the file is called there.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) name: PathBuf,
    pub(crate) side: GitSide,
}

/// What one side has of a file.
#[derive(Debug)]
pub(crate) enum GitSide {
    /// Nothing.
    Absent,
    /// These bytes.
    Bytes(Vec<u8>),
    /// Something that is not read, and why.
    Unread(String),
}

impl ChangedFile {
    /// What it was called, if it was moved.
    pub(crate) fn moved_from(&self) -> Option<String> {
        (self.old.name != self.new.name).then(|| self.old.name.display().to_string())
    }
}

/// The working directory by its path from the root of the repository.
fn working_directory() -> Result<PathBuf, CommandError> {
    let answer = ask(&["rev-parse", "--show-prefix"])?;
    let prefix = answer.strip_suffix(b"\n").unwrap_or(&answer);
    Ok(PathBuf::from(OsStr::from_bytes(prefix)))
}

/// A path from one folder to a file; both by their paths from the root.
fn path_from(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components()).take_while(|(one, other)| one == other);
    let n_shared = shared.count();
    let up = folder.components().skip(n_shared).map(|_| OsStr::new(".."));
    up.chain(file.components().skip(n_shared).map(|part| part.as_os_str())).collect()
}

fn blob(mode: &str, hash: &str, path: &Path) -> Result<GitSide, CommandError> {
    match mode {
        ABSENT => Ok(GitSide::Absent),
        SYMBOLIC_LINK => Ok(GitSide::Unread("it is a symbolic link".to_owned())),
        // A file of the working tree has no hash yet.
        _ if hash.bytes().all(|byte| byte == b'0') => Ok(in_working_tree(path)),
        _ => read_blob(hash.as_ref()),
    }
}

fn in_working_tree(path: &Path) -> GitSide {
    let Ok(metadata) = path.symlink_metadata() else { return GitSide::Absent };
    if metadata.is_symlink() {
        return GitSide::Unread("it is a symbolic link".to_owned());
    }
    if !metadata.is_file() {
        return GitSide::Unread("it is not a regular file".to_owned());
    }
    match File::open(path).and_then(|mut file| read_bounded(&mut file, MAX_TEMPLATE_BYTES)) {
        Ok(Some(bytes)) => GitSide::Bytes(bytes),
        Ok(None) => too_large(),
        Err(error) => GitSide::Unread(format!("it cannot be read: {error}")),
    }
}

fn read_blob(object: &OsStr) -> Result<GitSide, CommandError> {
    let size = ask_os(&["cat-file".as_ref(), "-s".as_ref(), object])?;
    let size: u64 = String::from_utf8_lossy(&size).trim().parse().unwrap_or(u64::MAX);
    if size > MAX_TEMPLATE_BYTES {
        return Ok(too_large());
    }
    ask_os(&["cat-file".as_ref(), "blob".as_ref(), object]).map(GitSide::Bytes)
}

fn too_large() -> GitSide {
    GitSide::Unread(format!("it is larger than {} MiB", MAX_TEMPLATE_BYTES >> 20))
}

/// - `revision`: with the colon behind it.
fn side_at(revision: &str, path: &Path) -> Result<GitSide, CommandError> {
    let mut object = OsString::from(revision).into_vec();
    object.extend(path.as_os_str().as_bytes());
    let object = OsString::from_vec(object);
    let is_there = run(&["cat-file".as_ref(), "-e".as_ref(), &object])?.status.success();
    if is_there { read_blob(&object) } else { Ok(GitSide::Absent) }
}

/// Returns the hash that a revision has: a revision that does not exist is an error of the user's,
/// a file that does not is news.
fn hash_of(revision: &str) -> Result<String, CommandError> {
    let tree = format!("{revision}^{{tree}}");
    let hash = ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &tree]);
    let hash = hash.map_err(|_| CommandError::Git {
        asked: revision.to_owned(),
        said: "not a revision".to_owned(),
    })?;
    Ok(String::from_utf8_lossy(&hash).trim().to_owned())
}

fn or_head(revision: &str) -> String {
    if revision.is_empty() { "HEAD".to_owned() } else { revision.to_owned() }
}

fn ask(arguments: &[&str]) -> Result<Vec<u8>, CommandError> {
    ask_os(&arguments.iter().map(|argument| OsStr::new(*argument)).collect::<Vec<_>>())
}

fn ask_os(arguments: &[&OsStr]) -> Result<Vec<u8>, CommandError> {
    let output = run(arguments)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let asked: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
        return Err(CommandError::Git { asked: asked.join(" "), said });
    }
    Ok(output.stdout)
}

fn run(arguments: &[&OsStr]) -> Result<Output, CommandError> {
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    command.output().map_err(|_| CommandError::NoGit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_working_directory_to_the_file() {
        for (folder, file, expected) in [
            ("", "a/b.yaml", "a/b.yaml"),
            ("a/", "a/b.yaml", "b.yaml"),
            ("a/c/", "a/b.yaml", "../b.yaml"),
            ("a/c/", "b.yaml", "../../b.yaml"),
            ("a/", "ab/c.yaml", "../ab/c.yaml"),
        ] {
            assert_eq!(path_from(Path::new(folder), Path::new(file)), Path::new(expected));
        }
    }
}
