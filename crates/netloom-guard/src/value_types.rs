//! Which properties are numbers, and which booleans.
//!
//! CloudFormation turns texts into both where a property is of that type: `"22"` is a port and
//! `"true"` switches on. cfn-guard compares neither with the other, so a rule would pass over what
//! CloudFormation accepts. What CloudFormation turns into text, as the `-1` of an `IpProtocol`,
//! stays as written: rules name both forms, and see what the cfn-guard CLI shows them.
//!
//! # Source
//! The resource provider schemas of CloudFormation, as `data/value-types.json` says in its head;
//! `tools/resource-tables.py` writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use netloom_template::{Node, Value};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    types: BTreeMap<String, ValueTypes>,
}

/// The names of properties of one resource type, wherever in it they stand.
#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(crate) struct ValueTypes {
    numbers: BTreeSet<String>,
    truths: BTreeSet<String>,
}

static JSON: &str = include_str!("../data/value-types.json");

impl ValueTypes {
    /// Returns what is known of a resource type.
    pub(crate) fn of(kind: &str) -> Option<&'static Self> {
        static TABLE: OnceLock<BTreeMap<String, ValueTypes>> = OnceLock::new();
        let read =
            || serde_json::from_str::<Table>(JSON).map(|table| table.types).unwrap_or_default();
        TABLE.get_or_init(read).get(kind)
    }

    /// Returns a value as the property takes it; one that cannot be of its type as it is.
    pub(crate) fn typed(&self, property: &str, node: Node) -> Node {
        let as_typed = if self.numbers.contains(property) {
            number
        } else if self.truths.contains(property) {
            truth
        } else {
            return node;
        };
        match node.value {
            Value::List(items) => {
                Node { value: Value::List(items.into_iter().map(as_typed).collect()), ..node }
            }
            _ => as_typed(node),
        }
    }
}

fn number(node: Node) -> Node {
    match node.value {
        Value::Text(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Node { value: Value::Number(text), ..node }
        }
        _ => node,
    }
}

fn truth(node: Node) -> Node {
    match (&node.value, node.as_bool()) {
        (Value::Text(_), Some(is_true)) => Node { value: Value::Bool(is_true), ..node },
        _ => node,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        let types = ValueTypes::of("AWS::EC2::NetworkAclEntry").expect("a type that is in it");
        let names = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(names(&types.numbers), "Code From Protocol RuleNumber To Type");
        assert_eq!(names(&types.truths), "Egress");
    }
}
