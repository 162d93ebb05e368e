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
    pub(crate) fn changed_files(&self) -> Result<Vec<String>, CommandError> {
        let mut arguments =
            vec!["diff", "--name-only", "--relative", "-z", "--no-renames", "--end-of-options", &self.old];
        arguments.extend(self.new.as_deref());
        Ok(ask(&arguments)?.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
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
