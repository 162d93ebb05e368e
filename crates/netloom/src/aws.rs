//! The installed `aws` command: finding it, asking it, running it.
//!
//! `aws cloudformation deploy` takes a template only from a regular file: its `--template-file` refuses `-`, `/dev/stdin`,
//! named pipes and `<(…)` with "Invalid template path", in both generations of the AWS CLI. So the template goes into a
//! private temporary file for as long as `aws` runs.
//!
//! # Source
//! AWS CLI 1.46.3, `customizations/cloudformation/deploy.py`, `_run_main`; 2.36.7, the same, `load_template_file`.

mod flags;
mod running;
mod template_facts;

pub(crate) use flags::{OwnFlags, PARAMETER_OVERRIDES, UserFlags};
pub(crate) use running::{HeldSignals, run_and_wait};
pub(crate) use template_facts::{TemplateFacts, ZoneQuestion};

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use netloom_net::AzId;
use tempfile::NamedTempFile;

use crate::error::CommandError;

/// The name of the command, searched on the PATH.
pub(crate) const AWS: &str = "aws";

/// Writes the template into a new file that only this user can read and that is removed when the value is dropped.
pub(crate) fn temporary_template(text: &str) -> Result<NamedTempFile, CommandError> {
    let write = || -> io::Result<NamedTempFile> {
        // The file is made with mode 0600.
        let mut file = tempfile::Builder::new().prefix("netloom-").suffix(".yaml").tempfile()?;
        file.write_all(text.as_bytes())?;
        file.flush()?;
        Ok(file)
    };
    write().map_err(|source| CommandError::TemporaryTemplate { source })
}

/// Returns the arguments of `aws` that deploy the template in `template_file`.
pub(crate) fn deploy_arguments(template_file: &Path, own: &OwnFlags, user: &UserFlags) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["cloudformation", "deploy", "--template-file"].map(OsString::from).into();
    arguments.push(template_file.into());
    arguments.extend(own.arguments());
    arguments.extend_from_slice(user.arguments());
    arguments
}

/// Asks EC2 for the zone id of a subnet, with the region, profile and endpoint of the user's own flags.
///
/// What `aws` says on standard error goes through to the user.
pub(crate) fn ask_zone(question: &ZoneQuestion, own: &OwnFlags, user: &UserFlags) -> Result<AzId, CommandError> {
    let mut command = Command::new(AWS);
    command.args(["ec2", "describe-subnets", "--subnet-ids"]).arg(&question.subnet);
    command.args(["--query", "Subnets[0].AvailabilityZoneId", "--output", "text"]);
    command.args(own.connection_arguments()).args(user.connection_arguments());
    let answer = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let answer = answer.map_err(|source| CommandError::RunAws { source })?;
    let zone = String::from_utf8_lossy(&answer.stdout).trim().parse().ok().filter(|_| answer.status.success());
    zone.ok_or_else(|| CommandError::UnknownZone {
        subnet: question.subnet.clone(),
        parameter: question.parameter.clone(),
    })
}

/// Returns whether the PATH has an `aws` that is a file.
pub(crate) fn is_installed() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(AWS).is_file())
}

/// Returns arguments as a shell reads them back.
pub(crate) fn shell_words<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> String {
    words.into_iter().map(shell_word).collect::<Vec<_>>().join(" ")
}

fn shell_word(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_split_them() {
        let words = ["aws", "--tags", "Owner=A B", "it's", ""].map(OsStr::new);
        assert_eq!(shell_words(words), r"aws --tags 'Owner=A B' 'it'\''s' ''");
    }

    #[test]
    fn nobody_else_can_read_the_temporary_template_and_it_goes_away() {
        let file = temporary_template("Resources: {}\n").expect("a temporary file");
        let path = file.path().to_owned();
        let metadata = std::fs::metadata(&path).expect("it is there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        drop(file);
        assert!(!path.exists());
    }
}
