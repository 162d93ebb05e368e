//! The value of a property: a text, or an expression that CloudFormation fills in.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::LogicalId;

/// The value of a property or an output.
///
/// Numbers and booleans are never computed in netloom's templates, so their properties have plain
/// Rust types.
///
/// # Source
/// AWS CloudFormation Template Reference, "Intrinsic functions": `Ref`, `Fn::GetAtt`, `Fn::Sub`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Value {
    /// The text itself.
    Literal(String),
    /// What `Ref` gives for a resource, mostly its id, or the value of a parameter.
    Ref(LogicalId),
    /// An attribute of a resource.
    GetAtt(LogicalId, &'static str),
    /// A text in which CloudFormation replaces `${…}`.
    Sub(String),
}

impl Value {
    /// Returns the text of `value` as it prints.
    pub fn literal(value: impl ToString) -> Self {
        Self::Literal(value.to_string())
    }

    /// Returns the resource or parameter that it refers to; `Fn::Sub` texts of netloom name pseudo
    /// parameters only.
    #[must_use]
    pub fn target(&self) -> Option<&LogicalId> {
        match self {
            Self::Ref(id) | Self::GetAtt(id, _) => Some(id),
            Self::Literal(_) | Self::Sub(_) => None,
        }
    }
}

/// The long form of JSON; the YAML writer shortens it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self {
            Self::Literal(text) => return serializer.serialize_str(text),
            Self::Ref(_) | Self::GetAtt(..) | Self::Sub(_) => serializer.serialize_map(Some(1))?,
        };
        match self {
            Self::Literal(_) => {}
            Self::Ref(id) => map.serialize_entry("Ref", id)?,
            Self::GetAtt(id, attribute) => map.serialize_entry("Fn::GetAtt", &(id, attribute))?,
            Self::Sub(text) => map.serialize_entry("Fn::Sub", text)?,
        }
        map.end()
    }
}

/// A tag of a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
}

impl Tag {
    /// Returns the tags of a resource: its `Name`, which is the stack's name and what the resource
    /// is in it.
    ///
    /// The stack's name makes the names of two clusters in one account differ, and it is constant
    /// as long as the stack lives, so the tag never causes an update. `what` is empty for the VPC
    /// itself.
    #[must_use]
    pub fn name(what: &str) -> Vec<Self> {
        let what = what
            .replace(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')), "-");
        let dash = if what.is_empty() { "" } else { "-" };
        vec![Self {
            key: "Name".to_owned(),
            value: Value::Sub(format!("${{AWS::StackName}}{dash}{what}")),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &Value, json: &str) {
        assert_eq!(serde_json::to_string(value).expect("values serialize"), json);
    }

    #[test]
    fn values_serialize_in_the_long_form() {
        let id = LogicalId::from_words(&["Vpc"]);
        check(&Value::literal("10.0.0.0/16"), r#""10.0.0.0/16""#);
        check(&Value::Ref(id.clone()), r#"{"Ref":"Vpc"}"#);
        check(&Value::GetAtt(id, "CidrBlock"), r#"{"Fn::GetAtt":["Vpc","CidrBlock"]}"#);
        check(&Value::Sub("${AWS::StackName}".to_owned()), r#"{"Fn::Sub":"${AWS::StackName}"}"#);
    }

    #[test]
    fn a_name_tag_holds_nothing_that_sub_would_replace() {
        let tags = Tag::name("queue ${x}");
        assert_eq!(tags[0].value, Value::Sub("${AWS::StackName}-queue---x-".to_owned()));
    }
}
