//! What files were in another revision, from the installed `git`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::CommandError;

/// The two ends of a comparison; a missing one is the working tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Revisions {
    pub(crate) old: String,
    pub(crate) new: Option<String>,
}

impl Revisions {
    /// `main` is main against the working tree, `main..HEAD` two revisions, `main...HEAD` what HEAD added since it left main.
    pub(crate) fn parse(text: &str) -> Result<Self, CommandError> {
        if let Some((old, new)) = text.split_once("...") {
            let (old, new) = (or_head(old), or_head(new));
            let base = ask(&["merge-base", "--end-of-options", &old, &new])?;
            return Ok(Self { old: base.trim().to_owned(), new: Some(new) });
        }
        Ok(match text.split_once("..") {
            Some((old, new)) => Self { old: or_head(old), new: Some(or_head(new)) },
            None => Self { old: text.to_owned(), new: None },
        })
    }

    /// The files below the working directory that differ, by their paths from it.
    pub(crate) fn changed_files(&self) -> Result<Vec<ChangedFile>, CommandError> {
        let mut arguments =
            vec!["diff", "--name-status", "--relative", "-z", "--find-renames", "--end-of-options", &self.old];
        arguments.extend(self.new.as_deref());
        let answer = ask(&arguments)?;
        let mut fields = answer.split('\0');
        let mut files = Vec::new();
        // `M`, a path; or `R097`, two paths.
        while let (Some(status), Some(path)) = (fields.next(), fields.next()) {
            let moved_to = if status.starts_with('R') { fields.next() } else { None };
            files.push(ChangedFile { old: path.to_owned(), new: moved_to.unwrap_or(path).to_owned() });
        }
        Ok(files)
    }
}

/// Where a file is in both revisions, whether or not it is in both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChangedFile {
    pub(crate) old: String,
    pub(crate) new: String,
}

impl ChangedFile {
    /// A file that was not moved.
    pub(crate) fn unmoved(path: String) -> Self {
        Self { old: path.clone(), new: path }
    }

    /// What it was called, if it was moved.
    pub(crate) fn moved_from(&self) -> Option<String> {
        (self.old != self.new).then(|| self.old.clone())
    }
}

fn or_head(revision: &str) -> String {
    if revision.is_empty() { "HEAD".to_owned() } else { revision.to_owned() }
}

/// Returns a file as it was; `None` if that revision does not have it.
pub(crate) fn file_at(revision: &str, path: &Path) -> Result<Option<String>, CommandError> {
    // A revision that does not exist is an error of the user's, a file that does not is news.
    ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
        .map_err(|_| CommandError::Git { asked: revision.to_owned(), said: "it is no revision".to_owned() })?;
    let object = format!("{revision}:./{}", path.display());
    let is_there = run(&["cat-file", "-e", &object])?.status.success();
    if is_there { ask(&["show", "--end-of-options", &object]).map(Some) } else { Ok(None) }
}

fn ask(arguments: &[&str]) -> Result<String, CommandError> {
    let output = run(arguments)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(CommandError::Git { asked: arguments.join(" "), said });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn run(arguments: &[&str]) -> Result<std::process::Output, CommandError> {
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    command.output().map_err(|_| CommandError::NoGit)
}
