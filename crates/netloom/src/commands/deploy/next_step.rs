//! What to type once a network is deployed: its ids go into the config; and how to take it down.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use netloom_diag::SourceFile;
use netloom_driver::input_kind::InputKind;

use crate::aws::{OwnFlags, UserFlags, shell_words};
use crate::files::STDIN;

/// Returns what comes after the deployment of a config.
///
/// - `flags`: those by which the config is read, which `netloom bind` needs as well.
///
/// # Source
/// AWS ParallelCluster User Guide, `pcluster delete` (2.x) and `pcluster delete-cluster` (3.x). AWS
/// CloudFormation User Guide, "Delete a stack": a subnet that something lives in is not deleted.
pub(super) fn next_step(
    (input, source): (&Path, Option<&SourceFile>),
    flags: &[OsString],
    own: &OwnFlags,
    user: &UserFlags,
) -> String {
    let is_v2 = source.map(InputKind::of_named) == Some(InputKind::ConfigV2);
    let (bound, delete) = match is_v2 {
        true => ("bound.ini", "pcluster delete CLUSTER"),
        false => ("bound.yaml", "pcluster delete-cluster --cluster-name CLUSTER"),
    };
    let of_stack = |operation: &str| {
        let words = ["aws", "cloudformation", operation, "--stack-name", own.stack_name.as_str()];
        words
            .into_iter()
            .map(OsString::from)
            .chain(own.connection_arguments())
            .chain(user.connection_arguments())
            .collect::<Vec<_>>()
    };
    let mut bind: Vec<OsString> = ["netloom", "bind"].map(OsString::from).into();
    // Standard input is for the outputs of the stack.
    let config = if input == Path::new(STDIN) { OsStr::new("CONFIG") } else { input.as_os_str() };
    bind.push(config.to_owned());
    bind.extend(["--outputs", "-", "-o", bound].map(OsString::from));
    bind.extend_from_slice(flags);
    let typed = |words: &[OsString]| shell_words(words.iter().map(OsString::as_os_str));
    format!(
        "netloom: next, the config for `pcluster`: `{} | {}`\nnetloom: to remove it, first the \
         cluster: `{delete}`; once that is gone, the network: `{}`\n",
        typed(&of_stack("describe-stacks")),
        typed(&bind),
        typed(&of_stack("delete-stack")),
    )
}
