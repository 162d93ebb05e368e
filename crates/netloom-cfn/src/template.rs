//! A template as a value.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Map;

use crate::resources::Properties;
use crate::{LogicalId, Value};

/// A CloudFormation template.
///
/// Everything in it is kept by logical id; the order in the text follows from type and id alone
/// (see [`Template::resources_in_order`]), so that adding a resource moves no other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Template {
    /// What the network is, at most 1,024 bytes.
    pub description: String,
    /// What netloom tells readers and its own `deploy`: the version, the subnets and their users,
    /// what parameters stand for.
    pub metadata: Map<String, serde_json::Value>,
    /// The parameters by name.
    pub parameters: BTreeMap<LogicalId, Parameter>,
    /// The resources by logical id.
    pub resources: BTreeMap<LogicalId, Resource>,
    /// The outputs by name.
    pub outputs: BTreeMap<LogicalId, Output>,
}

/// A resource of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// What must exist before it, beside the resources that its properties refer to.
    pub depends_on: BTreeSet<LogicalId>,
    /// Whether it stays in the account when the template no longer has it, or has it replaced.
    pub is_retained: bool,
    /// Its type and properties.
    pub properties: Properties,
}

/// A parameter of type `String` without a default: something that only the account knows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameter {
    /// What to give, shown by the console, at most 4,000 characters.
    pub description: String,
    /// The regular expression that the whole value must match.
    pub allowed_pattern: String,
    /// What CloudFormation says of a value that does not match.
    pub constraint_description: String,
}

/// An output of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    /// What it is, at most 1,024 bytes.
    pub description: String,
    /// Its value.
    pub value: Value,
}

impl Template {
    /// Returns the resources in the order in which they are written: from the VPC outwards by type,
    /// then by logical id.
    #[must_use]
    pub fn resources_in_order(&self) -> Vec<(&LogicalId, &Resource)> {
        let mut resources: Vec<_> = self.resources.iter().collect();
        // The sort is stable and the map is sorted by logical id.
        resources.sort_by_key(|(_, resource)| resource.properties.rank());
        resources
    }

    /// Returns the template as JSON, two spaces per level, with a line end at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::write::to_json(&self.to_value())
    }

    /// Returns the template as YAML in block form, with short tags (`!Ref Vpc`) and an empty line
    /// between resources.
    ///
    /// Both forms describe the same template; YAML readers of either version, 1.1 or 1.2, read the
    /// same values.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        crate::write::to_yaml(&self.to_value())
    }
}
