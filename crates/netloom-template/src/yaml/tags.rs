//! Tags: the short forms of functions, and the few of YAML itself that CloudFormation takes.

use netloom_diag::{Diagnostic, Span, nearest_name};
use netloom_yaml::Tag;

use crate::codes;

/// What a tag makes of the value behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// Nothing: no tag, `!`, or one of YAML that says what the value is anyway.
    Plain,
    /// The text itself, whatever it looks like (`!!str`).
    Text,
    /// The argument of the function with this key: `Ref`, `Fn::GetAtt`.
    Function(String),
    /// CloudFormation does not know the tag, which is named as written.
    Nothing(String),
}

/// The functions that have a short form, `Ref` and `Condition` without `Fn::` in the long one.
///
/// # Source
/// AWS CloudFormation Template Reference, "Intrinsic functions", "Condition functions" and
/// "Rule-specific intrinsic functions".
const SHORT_FORMS: [&str; 26] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

impl Meaning {
    pub(super) fn of(tag: Option<&Tag>) -> Self {
        let Some(tag) = tag else { return Self::Plain };
        // PyYAML's `parse_node` resolves a plain scalar behind `!` as if the mark was not there.
        if tag.name == "!" {
            return Self::Plain;
        }
        if let Some(name) = tag.name.strip_prefix("tag:yaml.org,2002:") {
            return Self::of_yaml(name);
        }
        match tag.name.strip_prefix('!') {
            Some(name @ ("Ref" | "Condition")) => Self::Function(name.to_owned()),
            Some(name) if SHORT_FORMS.contains(&name) => Self::Function(format!("Fn::{name}")),
            _ => Self::Nothing(tag.name.clone()),
        }
    }

    fn of_yaml(name: &str) -> Self {
        match name {
            "str" => Self::Text,
            "bool" | "int" | "float" | "null" | "map" | "seq" => Self::Plain,
            _ => Self::Nothing(format!("!!{name}")),
        }
    }
}

/// Returns the finding for a tag that CloudFormation does not know.
pub(super) fn unknown_tag(name: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(
        &codes::UNKNOWN_TAG,
        span,
        format!("CloudFormation does not know the tag `{name}`"),
    );
    match nearest_name(name.trim_start_matches('!'), SHORT_FORMS) {
        Some(near) => finding.help(format!("did you mean `!{near}`?")),
        None => finding.help("write the value without the tag"),
    }
}
