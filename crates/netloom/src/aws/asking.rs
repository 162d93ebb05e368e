//! Asking AWS by several calls at once.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use super::{AWS, FactCall};
use crate::facts::MAX_FACTS_BYTES;

/// How many calls run at once: enough to be fast, too few for EC2 to throttle them.
const MAX_AT_ONCE: usize = 4;

/// The longest that the words of `aws` about a failure are repeated, in characters.
const MAX_SAID: usize = 400;

/// What a call answered.
pub(crate) struct FactAnswer {
    /// As `aws` wrote it.
    pub(crate) text: String,
    /// As a value, with the key of the call at its top.
    pub(crate) value: Value,
}

/// Runs the calls and returns what each answered, in their order; where one failed, why.
///
/// - `connection`: the words that say whom to ask.
pub(crate) fn ask_all(
    calls: &[FactCall],
    connection: &[OsString],
) -> Vec<Result<FactAnswer, String>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(call) = calls.get(n) else { return answers };
            answers.push((n, ask(call, connection)));
        }
    };
    let mut answers = thread::scope(|scope| {
        let workers: Vec<_> = (0..MAX_AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    answers.sort_by_key(|(n, _)| *n);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Runs one call.
fn ask(call: &FactCall, connection: &[OsString]) -> Result<FactAnswer, String> {
    let mut command = Command::new(AWS);
    command.args(&call.words).args(["--output", "json"]).args(connection);
    // A pager would wait for keys.
    command.env("AWS_PAGER", "").stdin(Stdio::null());
    let ended = command.output().map_err(|error| error.to_string())?;
    if !ended.status.success() {
        return Err(said(&ended.stderr).unwrap_or_else(|| ended.status.to_string()));
    }
    let text = String::from_utf8(ended.stdout).map_err(|error| error.to_string())?;
    if text.len() as u64 > MAX_FACTS_BYTES {
        return Err(format!("the answer has more than {} MiB", MAX_FACTS_BYTES >> 20));
    }
    let value: Value =
        serde_json::from_str(&text).map_err(|error| format!("the answer is not JSON: {error}"))?;
    if value.get(call.key).is_none() {
        return Err(format!("the answer has no `{}`", call.key));
    }
    if value.get("AdditionalRoutesAvailable").and_then(Value::as_bool) == Some(true) {
        return Err("the answer has only a part of the routes".to_owned());
    }
    Ok(FactAnswer { text, value })
}

/// Returns the last line that `aws` wrote about a failure; what comes before it is how to use
/// `aws`.
pub(super) fn said(stderr: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(line.chars().take(MAX_SAID).collect())
}
