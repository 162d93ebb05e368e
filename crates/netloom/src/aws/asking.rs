//! Asking AWS by several calls at once.

use std::ffi::{OsStr, OsString};
use std::panic::resume_unwind;
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
        let joined = workers.into_iter().map(|worker| {
            // Without the answers of one worker the others would stand at the wrong calls.
            worker.join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        joined.flatten().collect::<Vec<_>>()
    });
    answers.sort_by_key(|(n, _)| *n);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Asks one call.
fn ask(call: &FactCall, connection: &[OsString]) -> Result<FactAnswer, String> {
    let (text, value) = ask_json(&call.words, connection)?;
    if text.len() as u64 > MAX_FACTS_BYTES {
        return Err(format!("the answer has more than {} MiB", MAX_FACTS_BYTES >> 20));
    }
    if value.get(call.key).is_none() {
        return Err(format!("the answer has no `{}`", call.key));
    }
    if value.get("AdditionalRoutesAvailable").and_then(Value::as_bool) == Some(true) {
        return Err("the answer has only a part of the routes".to_owned());
    }
    Ok(FactAnswer { text, value })
}

/// Runs `aws` and returns its answer in JSON, as a text and as a value; where it failed, why.
///
/// - `words`: those behind `aws`, without the form of the answer.
/// - `connection`: the words that say whom to ask.
pub(super) fn ask_json(
    words: &[impl AsRef<OsStr>],
    connection: &[OsString],
) -> Result<(String, Value), String> {
    let mut command = Command::new(AWS);
    command.args(words).args(["--output", "json"]).args(connection);
    // A pager would wait for keys.
    command.env("AWS_PAGER", "").stdin(Stdio::null());
    let ended = command.output().map_err(|error| error.to_string())?;
    if !ended.status.success() {
        return Err(said(&ended.stderr).unwrap_or_else(|| ended.status.to_string()));
    }
    let text = String::from_utf8(ended.stdout).map_err(|error| error.to_string())?;
    let value =
        serde_json::from_str(&text).map_err(|error| format!("the answer is not JSON: {error}"))?;
    Ok((text, value))
}

/// Returns the last line that `aws` wrote about a failure; what comes before it is how to use
/// `aws`.
fn said(stderr: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(line.chars().take(MAX_SAID).collect())
}
