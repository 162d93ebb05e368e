//! Tags: the short forms of functions, and the few of YAML itself that CloudFormation takes.

use netloom_diag::{Diagnostic, Span, nearest_name};
use saphyr_parser::Tag;

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
        match (tag.handle.as_str(), tag.suffix.as_str()) {
            ("tag:yaml.org,2002:", name) => Self::of_yaml(name),
            // PyYAML's `parse_node` resolves a plain scalar behind `!` as if the mark was not
            // there.
            ("", "!") | ("!", "") => Self::Plain,
            ("!", name) if SHORT_FORMS.contains(&name) => Self::Function(match name {
                "Ref" | "Condition" => name.to_owned(),
                _ => format!("Fn::{name}"),
            }),
            (handle, suffix) => match suffix.strip_prefix("tag:yaml.org,2002:") {
                Some(name) => Self::of_yaml(name),
                None => Self::Nothing(format!("{handle}{suffix}")),
            },
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
