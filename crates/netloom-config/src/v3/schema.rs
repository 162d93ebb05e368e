//! The JSON Schema of the `Network` section, from the tables of its keys.

use serde_json::{Value, json};

use super::keys::{Key, KeyTable, Shape};
use super::network_section::NETWORK;
use crate::intent::GatewayId;

/// A CIDR block as far as a pattern can tell; `netloom check` judges the rest.
const BLOCK: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$";

/// A zone id.
const ZONE: &str = "^[a-z]{3,4}[0-9]-az[0-9]$";

/// A name of a subnet.
const NAME: &str = "^[a-z][a-z0-9-]*$";

/// Returns the schema of a v3 file in which only netloom's own section is described.
///
/// # Source
/// JSON Schema, draft 2020-12.
#[must_use]
pub fn network_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "netloom's own section of a ParallelCluster 3.x configuration",
        "description": "Keys other than `Network` are ParallelCluster's own and not described \
                        here.",
        "type": "object",
        "properties": { "Network": mapping(&NETWORK) },
    })
}

fn mapping(table: &KeyTable) -> Value {
    let property = |key: &Key| {
        let mut schema = key.shape.map_or_else(|| json!({}), of);
        let default = if key.default.is_empty() {
            String::new()
        } else {
            format!("; default: {}", key.default)
        };
        if let Some(fields) = schema.as_object_mut() {
            fields.insert("description".to_owned(), format!("{}{default}", key.doc).into());
        }
        (key.name.to_owned(), schema)
    };
    let properties: serde_json::Map<String, Value> = table.network.iter().map(property).collect();
    let required: Vec<&str> = table
        .network
        .iter()
        .filter(|key| matches!(key.shape, Some(Shape::Name)) && key.default.is_empty())
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties
    })
}

fn of(shape: Shape) -> Value {
    match shape {
        Shape::Block => text(BLOCK),
        Shape::Blocks => json!({ "type": "array", "items": text(BLOCK) }),
        Shape::BlocksByZone => by_zone(&text(BLOCK)),
        Shape::IdsByZone(prefix) => by_zone(&id(prefix)),
        Shape::IdListsByZone(prefix) => by_zone(&json!({ "type": "array", "items": id(prefix) })),
        Shape::Zones => json!({ "type": "array", "items": text(ZONE) }),
        Shape::Id(prefix) => id(prefix),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::WordOrCount(words) => {
            json!({ "anyOf": [{ "enum": words }, { "type": "integer", "minimum": 1 }] })
        }
        Shape::WordOrMapping(words, table) => {
            json!({ "anyOf": [{ "enum": words }, mapping(table)] })
        }
        Shape::ServicesOr(words, table) => json!({ "anyOf": [
            { "enum": words },
            { "type": "array", "items": service() },
            {
                "type": "object",
                "additionalProperties": mapping(table),
                "propertyNames": service()
            },
        ] }),
        Shape::Ids(prefix) => json!({ "type": "array", "items": id(prefix) }),
        Shape::Names => json!({ "type": "array", "items": text(NAME) }),
        Shape::Routes => json!({
            "type": "object",
            "additionalProperties": id(&format!("({})", GatewayId::PREFIXES.join("|"))),
            "propertyNames": text(BLOCK)
        }),
        Shape::Text(longest) => json!({ "type": "string", "maxLength": longest }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Count => json!({ "type": "integer", "minimum": 1 }),
        Shape::Name => text(NAME),
        Shape::List(table) => json!({ "type": "array", "items": mapping(table) }),
        Shape::Mapping(table) => mapping(table),
    }
}

fn service() -> Value {
    let services = netloom_net::endpoints::endpoint_services();
    let words: Vec<&str> = std::iter::once("auto").chain(services.iter().copied()).collect();
    json!({ "enum": words })
}

fn by_zone(value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value, "propertyNames": text(ZONE) })
}

fn id(prefix: &str) -> Value {
    text(&format!("^{prefix}-[0-9a-f]{{8,17}}$"))
}

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}
