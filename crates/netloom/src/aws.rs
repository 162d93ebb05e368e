//! The installed `aws` command: finding it, asking it, running it.
//!
//! `aws cloudformation deploy` takes a template only from a regular file: its `--template-file`
//! refuses `-`, `/dev/stdin`, named pipes and `<(…)` with "Invalid template path", in both
//! generations of the AWS CLI. So the template goes into a file without a name, which `aws`
//! inherits and opens by its descriptor, `/proc/self/fd/N`: nothing is left behind, whatever ends
//! the two processes. Where there is no `/proc` it is a private temporary file for as long as `aws`
//! runs.
//!
//! # Source
//! AWS CLI 1.45.11 and 1.46.3, `customizations/cloudformation/deploy.py`, `_run_main`:
//! `os.path.isfile`, `open`, `os.path.getsize`; 2.36.7, the same, `load_template_file`. proc(5),
//! "/proc/pid/fd".

mod asking;
mod deployed_stack;
mod fact_calls;
mod flags;
mod running;
mod template_facts;
mod template_file;

pub(crate) use asking::{FactAnswer, ask_all};
pub(crate) use deployed_stack::{DeployedStack, ask_stack, template_in};
pub(crate) use fact_calls::{FactCall, as_shell, first_calls, further_calls};
pub(crate) use flags::{NO_EXECUTION, OwnFlags, PARAMETER_OVERRIDES, UserFlags};
pub(crate) use running::{HeldSignals, run_and_wait};
pub(crate) use template_facts::{TemplateFacts, ZoneQuestion};
pub(crate) use template_file::TemplateFile;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::CommandError;
use netloom_net::AzId;

/// The name of the command, searched on the PATH.
pub(crate) const AWS: &str = "aws";

/// Returns the arguments of `aws` that deploy the template in `template_file`.
pub(crate) fn deploy_arguments(
    template_file: &Path,
    own: &OwnFlags,
    user: &UserFlags,
) -> Vec<OsString> {
    let mut arguments: Vec<OsString> =
        ["cloudformation", "deploy", "--template-file"].map(OsString::from).into();
    arguments.push(template_file.into());
    arguments.extend(own.arguments());
    arguments.extend_from_slice(user.arguments());
    arguments
}

/// Asks EC2 for the zone id of a subnet, with the region, profile and endpoint of the user's own
/// flags.
///
/// What `aws` says on standard error goes through to the user.
pub(crate) fn ask_zone(
    question: &ZoneQuestion,
    own: &OwnFlags,
    user: &UserFlags,
) -> Result<AzId, CommandError> {
    let mut command = Command::new(AWS);
    command.args(["ec2", "describe-subnets"]).arg(format!("--subnet-ids={}", question.subnet));
    command.args(["--query", "Subnets[0].AvailabilityZoneId", "--output", "text"]);
    command.args(own.connection_arguments()).args(user.connection_arguments());
    let answer = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| CommandError::RunAws { source })?;
    let zone = String::from_utf8_lossy(&answer.stdout)
        .trim()
        .parse()
        .ok()
        .filter(|_| answer.status.success());
    zone.ok_or_else(|| CommandError::UnknownZone {
        subnet: question.subnet.to_string(),
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
    if !word.is_empty() && word.chars().all(is_plain_in_shells) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn is_plain_in_shells(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_split_them() {
        let words = ["aws", "--tags", "Owner=A B", "it's", ""].map(OsStr::new);
        assert_eq!(shell_words(words), r"aws --tags 'Owner=A B' 'it'\''s' ''");
    }
}
