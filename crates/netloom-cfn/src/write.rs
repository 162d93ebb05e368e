//! A template as text.
//!
//! [`Template::to_value`] puts everything into the one order in which it is written; JSON and YAML
//! are two spellings of that value.

mod json;
mod yaml;
mod yaml_scalar;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Resource, Template};

pub(crate) use json::to_json;
pub(crate) use yaml::to_yaml;

/// The version of the template language; there has been only one.
///
/// # Source
/// AWS CloudFormation User Guide, "Template format version syntax".
const FORMAT_VERSION: &str = "2010-09-09";

impl Template {
    /// Returns the template as a JSON value with its keys in the order in which they are written;
    /// empty sections are left out.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut sections = Map::new();
        sections.insert("AWSTemplateFormatVersion".to_owned(), FORMAT_VERSION.into());
        sections.insert("Description".to_owned(), self.description.clone().into());
        insert_unless_empty(&mut sections, "Metadata", self.metadata.clone());
        let parameters = self.parameters.iter().map(|(name, parameter)| {
            (name.to_string(), prefixed(json!({ "Type": "String" }), value_of(parameter)))
        });
        insert_unless_empty(&mut sections, "Parameters", parameters.collect());
        let resources = self
            .resources_in_order()
            .into_iter()
            .map(|(id, resource)| (id.to_string(), body(resource)));
        sections.insert("Resources".to_owned(), Value::Object(resources.collect()));
        let outputs =
            self.outputs.iter().map(|(name, output)| (name.to_string(), value_of(output)));
        insert_unless_empty(&mut sections, "Outputs", outputs.collect());
        Value::Object(sections)
    }
}

fn insert_unless_empty(sections: &mut Map<String, Value>, key: &str, section: Map<String, Value>) {
    if !section.is_empty() {
        sections.insert(key.to_owned(), section.into());
    }
}

fn body(resource: &Resource) -> Value {
    let mut body = Map::new();
    body.insert("Type".to_owned(), resource.properties.type_name().into());
    if !resource.depends_on.is_empty() {
        // Always a list, so that a further predecessor is one more line.
        body.insert("DependsOn".to_owned(), value_of(&resource.depends_on));
    }
    if resource.is_retained {
        body.insert("DeletionPolicy".to_owned(), "Retain".into());
        body.insert("UpdateReplacePolicy".to_owned(), "Retain".into());
    }
    body.insert("Properties".to_owned(), value_of(&resource.properties));
    body.into()
}

/// Returns `part` as a JSON value.
// INVARIANT: parts of templates are structs, lists and texts with text keys, which always have a
// JSON form.
fn value_of(part: &impl Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}

fn prefixed(mut first: Value, rest: Value) -> Value {
    if let (Some(first), Value::Object(rest)) = (first.as_object_mut(), rest) {
        first.extend(rest);
    }
    first
}
