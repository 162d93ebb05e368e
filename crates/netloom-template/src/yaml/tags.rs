//! Tags: the short forms of functions, and the few of YAML itself that CloudFormation takes.

use netloom_diag::{Diagnostic, Span, nearest_name};
use netloom_yaml::Tag;

use super::scalar::resolve_plain;
use crate::{Value, codes};

/// What a tag makes of the value behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// Nothing: no tag.
    Plain,
    /// What the value would mean without quotes (`!`).
    Unquoted,
    /// A value of this kind of YAML (`!!int`).
    Kind(Kind),
    /// The text itself, whatever it looks like (`!!str`).
    Text,
    /// The argument of the function with this key: `Ref`, `Fn::GetAtt`.
    Function(String),
    /// CloudFormation does not know the tag, which is named as written.
    Nothing(String),
}

/// A kind of value that a tag of YAML asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Null,
    Bool,
    Int,
    Float,
    List,
    Map,
}

impl Kind {
    /// Returns the name of the tag behind `!!`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::List => "seq",
            Self::Map => "map",
        }
    }

    /// Returns the value of a scalar; nothing where the text does not fit.
    ///
    /// # Source
    /// PyYAML 6.0.3, `SafeConstructor`.
    pub(super) fn value(self, text: &str) -> Option<Value> {
        let lower = text.to_ascii_lowercase();
        match (self, resolve_plain(text)) {
            (Self::Null, _) => Some(Value::Null),
            (Self::Bool, _) => {
                Some(resolve_plain(&lower)).filter(|value| matches!(value, Value::Bool(_)))
            }
            (Self::Int, value @ Value::Number(_)) => Some(value).filter(|_| !text.contains('.')),
            (Self::Float, Value::Number(number)) => {
                let is_whole = !number.contains('.');
                Some(Value::Number(if is_whole { format!("{number}.0") } else { number }))
            }
            _ => None,
        }
    }
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
            return Self::Unquoted;
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
            "null" => Self::Kind(Kind::Null),
            "bool" => Self::Kind(Kind::Bool),
            "int" => Self::Kind(Kind::Int),
            "float" => Self::Kind(Kind::Float),
            "seq" => Self::Kind(Kind::List),
            "map" => Self::Kind(Kind::Map),
            _ => Self::Nothing(format!("!!{name}")),
        }
    }
}

/// Returns the finding for a value of another kind than its tag asks for.
pub(super) fn unfit(kind: Kind, span: Span) -> Diagnostic {
    let message = format!("the value does not fit the tag `!!{}`", kind.name());
    Diagnostic::new(&codes::WRONG_SHAPE, span, message).help("write the value without the tag")
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
