//! Asking CloudFormation for the stack that is deployed.

use std::collections::BTreeMap;
use std::ffi::OsString;

use serde_json::Value;

use super::asking::ask_json;
use super::{OwnFlags, UserFlags};

/// Whether CloudFormation shows this instead of the value of a parameter with `NoEcho`.
///
/// # Source
/// AWS CloudFormation User Guide, "Parameters", `NoEcho`: masked as asterisks.
fn is_hidden(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte == b'*')
}

/// A stack as it was deployed last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct DeployedStack {
    /// The template that was sent.
    pub(crate) template: String,
    /// The values of its parameters that are shown.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// Asks for a stack; `None` where there is none yet.
///
/// A stack of which there is only a change set that waits is none either.
///
/// - Errors: why it cannot be looked at, in the words of `aws`.
///
/// # Source
/// AWS CLI 1.46.3, `customizations/cloudformation/deployer.py`, `has_stack`: by the message, and by
/// `REVIEW_IN_PROGRESS`. AWS CloudFormation API, `GetTemplate`.
pub(crate) fn ask_stack(own: &OwnFlags, user: &UserFlags) -> Result<Option<DeployedStack>, String> {
    let connection: Vec<OsString> =
        own.connection_arguments().into_iter().chain(user.connection_arguments()).collect();
    let name = own.stack_name.as_str();
    let described =
        match ask_json(&["cloudformation", "describe-stacks", "--stack-name", name], &connection) {
            Err(why) if why.contains(&format!("Stack with id {name} does not exist")) => {
                return Ok(None);
            }
            answer => answer?.1,
        };
    let stack = described.get("Stacks").and_then(|stacks| stacks.get(0));
    let stack = stack.ok_or_else(|| "the answer has no `Stacks`".to_owned())?;
    if stack.get("StackStatus").and_then(Value::as_str) == Some("REVIEW_IN_PROGRESS") {
        return Ok(None);
    }
    let words =
        ["cloudformation", "get-template", "--stack-name", name, "--template-stage", "Original"];
    let (_, answer) = ask_json(&words, &connection)?;
    let template =
        template_in(&answer).ok_or_else(|| "the answer has no `TemplateBody`".to_owned())?;
    Ok(Some(DeployedStack { template, parameters: parameters_of(stack) }))
}

/// Returns the template in an answer of `aws cloudformation get-template`.
pub(crate) fn template_in(answer: &Value) -> Option<String> {
    match answer.get("TemplateBody")? {
        Value::String(text) => Some(text.clone()),
        // The AWS CLI reads a template in JSON and prints it as a part of its answer.
        body @ Value::Object(_) => Some(format!("{body:#}\n")),
        _ => None,
    }
}

fn parameters_of(stack: &Value) -> BTreeMap<String, String> {
    let parameters = stack.get("Parameters").and_then(Value::as_array);
    let text = |parameter: &Value, key: &str| Some(parameter.get(key)?.as_str()?.to_owned());
    let pairs = parameters.into_iter().flatten().filter_map(|parameter| {
        // What a parameter of Systems Manager stands for is beside its name.
        let value =
            text(parameter, "ResolvedValue").or_else(|| text(parameter, "ParameterValue"))?;
        (!is_hidden(&value)).then_some((text(parameter, "ParameterKey")?, value))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_values_of_parameters_are_those_that_the_stack_has() {
        let stack = json!({"Parameters": [
            {"ParameterKey": "Zone", "ParameterValue": "euw1-az1"},
            {"ParameterKey": "Image", "ParameterValue": "/aws/ami", "ResolvedValue": "ami-1"},
            {"ParameterKey": "Secret", "ParameterValue": "****"},
            {"ParameterKey": "Other", "ParameterValue": "*****"},
        ]});
        let expected = [("Image", "ami-1"), ("Zone", "euw1-az1")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(parameters_of(&stack), BTreeMap::from(expected));
        assert_eq!(parameters_of(&json!({})), BTreeMap::new());
    }
}
