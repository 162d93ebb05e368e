//! cfn-guard as a library: rules and a template in, its JSON out, everything in memory.
//!
//! The payload of its `validate` command is used and not its `run_checks`, which returns only what is left in its buffer of 8 KiB
//! once a report is longer than that.
//!
//! # Source
//! cfn-guard 3.2.1, `commands/validate.rs` and `commands/helper.rs`.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cfn_guard::commands::Executable;
use cfn_guard::commands::validate::{OutputFormatType, ShowSummaryType};
use cfn_guard::utils::reader::{ReadBuffer, Reader};
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder, ValidateBuilder};

/// The exit code of cfn-guard for rule files that it cannot parse.
const PARSE_ERROR: i32 = 5;

/// Evaluates rule files against one template.
///
/// # Errors
/// What cfn-guard says when it cannot read the rules or evaluate them; no rule was checked then.
pub(crate) fn evaluate(template: &str, rules: &[&str]) -> Result<String, String> {
    // It does not promise not to panic over strange rules, and one rule file must not end everything.
    catch_unwind(AssertUnwindSafe(|| run(template, rules))).unwrap_or_else(|_| Err("cfn-guard broke off".to_owned()))
}

fn run(template: &str, rules: &[&str]) -> Result<String, String> {
    let payload = serde_json::json!({ "data": [template], "rules": rules }).to_string();
    let mut reader = Reader::new(ReadBuffer::Cursor(Cursor::new(payload.into_bytes())));
    let mut writer = Writer::new_with_err(WriteBuffer::Vec(Vec::new()), WriteBuffer::Vec(Vec::new()))
        .map_err(|error| error.to_string())?;
    let command = ValidateBuilder::default()
        .payload(true)
        .structured(true)
        .output_format(OutputFormatType::JSON)
        .show_summary(vec![ShowSummaryType::None])
        .try_build()
        .map_err(|error| error.to_string())?;
    match command.execute(&mut writer, &mut reader) {
        Ok(PARSE_ERROR) => Err(writer.err_to_stripped().unwrap_or_else(|error| error.to_string())),
        Ok(_) => writer.stripped().map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
