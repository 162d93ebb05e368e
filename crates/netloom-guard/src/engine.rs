//! The only file that knows cfn-guard: texts in, its structured report out.
//!
//! cfn-guard's syntax tree and its values are private types; all that a library can have are texts.
//! Two of its commands are used, both with readers and writers in memory:
//!
//! - `ParseTree` gives the syntax tree of one rule file, or the place of its first mistake.
//! - `Validate` with a payload gives the structured report. (Not `run_checks`: its answer is cut at
//!   8 KiB.)

use std::io::Cursor;
use std::thread;

use cfn_guard::commands::Executable;
use cfn_guard::commands::validate::{OutputFormatType, ShowSummaryType};
use cfn_guard::utils::reader::{ReadBuffer, Reader};
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder as _, ParseTreeBuilder, ValidateBuilder};
use serde::de::DeserializeOwned;

use crate::outcome::Report;

/// cfn-guard recurses over rules and values; with this much stack the deepest file that passes the
/// screening has room to spare, in any build. Pages that are not touched cost nothing.
const STACK_BYTES: usize = 256 << 20;

/// The name of the threads that cfn-guard runs on. A panic there is an error in the report, and
/// the owner of the terminal can keep it from being shown a second time.
pub const THREAD: &str = "cfn-guard";

/// What stands in place of an error when cfn-guard panics. Known to do so: a filter right behind a
/// filter, of values that are mappings (cfn-guard 3.2.1, `eval_context.rs`).
pub(crate) const GAVE_UP: &str =
    "cfn-guard gave up on them; a filter right behind a filter, `a[ .. ][ .. ]`, makes it do so";

/// Returns the syntax tree of a rule file, `None` when it holds nothing but spaces and comments.
///
/// # Errors
/// What cfn-guard says of the first mistake, such as `Error parsing file  at line 3 at column 5,
/// when handling ...`.
pub(crate) fn parse_rules(text: &str) -> Result<Option<serde_json::Value>, String> {
    let tree: serde_json::Value = with_stack(|| {
        let command = ParseTreeBuilder::default()
            .print_json(true)
            .try_build()
            .map_err(|error| error.to_string())?;
        read_json(&run(&command, text.as_bytes().to_vec())?)
    })?;
    Ok((!tree.is_null()).then_some(tree))
}

/// Returns what became of each rule of the files when held against `document`, a JSON text.
///
/// Rules have to be in files that [`parse_rules`] could read, and no two files may have a rule of
/// one name: the report does not say which file a rule is from. Clauses outside of any rule are the
/// rule `RULES_STDIN[n]/default` of the n-th file, counted from 1.
///
/// # Errors
/// What cfn-guard says when one of the files cannot be run; it does not say which.
pub(crate) fn evaluate(rules: &[&str], document: &str) -> Result<Report, String> {
    with_stack(|| {
        let payload = serde_json::json!({ "rules": rules, "data": [document] }).to_string();
        let command = ValidateBuilder::default()
            .payload(true)
            .structured(true)
            .output_format(OutputFormatType::JSON)
            .show_summary(vec![ShowSummaryType::None])
            .try_build()
            .map_err(|error| error.to_string())?;
        let mut reports: Vec<Report> = read_json(&run(&command, payload.into_bytes())?)?;
        reports.pop().ok_or_else(|| "the report is empty".to_owned())
    })
}

fn run(command: &impl Executable, input: Vec<u8>) -> Result<String, String> {
    let mut reader = Reader::new(ReadBuffer::Cursor(Cursor::new(input)));
    let mut writer =
        Writer::new_with_err(WriteBuffer::Vec(Vec::new()), WriteBuffer::Vec(Vec::new()))
            .map_err(|error| error.to_string())?;
    // The exit code adds nothing: 0 and 19 both come with a report, and anything else does not get
    // this far.
    command.execute(&mut writer, &mut reader).map_err(|error| error.to_string())?;
    writer.into_string().map_err(|error| error.to_string())
}

/// Reads JSON of any depth: rules and template have been looked through for theirs.
fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.disable_recursion_limit();
    T::deserialize(&mut reader).map_err(|error| error.to_string())
}

/// Runs `work` on a thread with room for recursion; a panic of cfn-guard ends that thread only, and
/// is an error here.
fn with_stack<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name(THREAD.to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|error| format!("no thread to run the rules on: {error}"))?;
        worker.join().unwrap_or_else(|_| Err(GAVE_UP.to_owned()))
    })
}
