//! The document of `describe-stacks`, as far as it is needed.

use std::collections::BTreeMap;

use netloom_diag::{SourceFile, Span};
use serde_json::Value;

/// One stack.
pub(super) struct Stack {
    /// Its name.
    pub(super) name: String,
    /// Its status, such as `CREATE_COMPLETE`.
    pub(super) status: String,
    /// Its outputs by key; empty when it has none.
    pub(super) outputs: BTreeMap<String, String>,
}

impl Stack {
    /// Returns whether its outputs are those of resources that will stay.
    ///
    /// A rolled back update is complete, on the template before; whether that is the wanted one is
    /// for the outputs to say.
    ///
    /// # Source
    /// AWS CloudFormation User Guide, "Stack status codes".
    pub(super) fn is_complete(&self) -> bool {
        let complete =
            ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"];
        complete.contains(&self.status.as_str())
    }

    /// Returns the place of its name in the document.
    pub(super) fn span(&self, file: &SourceFile) -> Span {
        span_of(file, &self.name)
    }
}

/// Why a text is not such a document.
pub(super) struct Unreadable {
    /// The reason in words, without a stop.
    pub(super) what: String,
    /// Line from 1 and column from 1, in bytes, where reading stopped; 0 when the document as a
    /// whole is meant.
    line_column: (usize, usize),
}

impl Unreadable {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), line_column: (0, 0) }
    }

    /// Returns where reading stopped.
    pub(super) fn span(&self, file: &SourceFile) -> Span {
        match self.line_column {
            (0, _) => Span::file_start(file.id()),
            (line, column) => {
                let offset = file.offset(line, column.saturating_sub(1));
                file.span(offset..offset)
            }
        }
    }
}

/// Returns the stacks of the document, at least one.
pub(super) fn parse_stacks(file: &SourceFile) -> Result<Vec<Stack>, Unreadable> {
    if file.text().trim().is_empty() {
        return Err(Unreadable::of("it is empty"));
    }
    let document: Value = serde_json::from_str(file.text()).map_err(|error| Unreadable {
        what: "it is not JSON".to_owned(),
        line_column: (error.line(), error.column()),
    })?;
    let stacks = document
        .get("Stacks")
        .and_then(Value::as_array)
        .ok_or_else(|| Unreadable::of("it has no list `Stacks`"))?;
    if stacks.is_empty() {
        return Err(Unreadable::of("its list `Stacks` is empty"));
    }
    stacks.iter().map(parse_stack).collect()
}

fn parse_stack(stack: &Value) -> Result<Stack, Unreadable> {
    let outputs = stack
        .get("Outputs")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(parse_output)
        .collect::<Option<_>>()
        .ok_or_else(|| Unreadable::of("an output has no `OutputKey` or no `OutputValue`"))?;
    Ok(Stack {
        name: text_of_stack(stack, "StackName")?,
        status: text_of_stack(stack, "StackStatus")?,
        outputs,
    })
}

fn text_of_stack(stack: &Value, key: &str) -> Result<String, Unreadable> {
    text(stack, key).ok_or_else(|| Unreadable::of(format!("a stack has no `{key}`")))
}

fn parse_output(output: &Value) -> Option<(String, String)> {
    Some((text(output, "OutputKey")?, text(output, "OutputValue")?))
}

fn text(of: &Value, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// Returns the first place where `text` stands in quotes, the start of the file when it does not.
pub(super) fn span_of(file: &SourceFile, text: &str) -> Span {
    let quoted = format!("\"{text}\"");
    match file.text().find(&quoted) {
        Some(start) => file.span(start + 1..start + 1 + text.len()),
        None => Span::file_start(file.id()),
    }
}
