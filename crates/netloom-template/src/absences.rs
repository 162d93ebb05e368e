//! Why a resource is never made, in the words of the parameters that decide it.

use std::collections::BTreeSet;

use super::evaluator::Evaluator;
use super::{Node, Value};

impl Evaluator<'_> {
    /// Returns why a condition is false: the values of the parameters that it asks for, or its
    /// name.
    pub(super) fn why_false(&self, condition: &str) -> String {
        let mut found = Found::default();
        self.visit_condition(condition, &mut found);
        let values: Vec<String> =
            found.parameters.iter().filter_map(|name| self.value_in_words(name)).collect();
        match values.as_slice() {
            [] => format!("with condition `{condition}`, which is false"),
            values => format!("with {}", values.join(" and ")),
        }
    }

    fn value_in_words(&self, parameter: &str) -> Option<String> {
        let entry = self.parameters.iter().find(|entry| entry.id == parameter)?;
        let value = entry.value.as_text()?;
        Some(if value.is_empty() {
            format!("`{parameter}` empty")
        } else {
            format!("`{parameter}` = `{value}`")
        })
    }

    fn visit_condition(&self, name: &str, found: &mut Found) {
        if !found.conditions.insert(name.to_owned()) {
            return;
        }
        let entry = self.sections.conditions.entries.iter().find(|entry| entry.key == name);
        entry.into_iter().for_each(|entry| self.find_absences(&entry.node, found));
    }

    fn find_absences(&self, node: &Node, found: &mut Found) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.find_absences(item, found)),
            Value::Map(entries) => {
                for entry in entries {
                    match (entry.key.as_str(), entry.node.as_text()) {
                        ("Ref", Some(name)) => found.add_parameter(&name),
                        ("Condition", Some(name)) => self.visit_condition(&name, found),
                        _ => self.find_absences(&entry.node, found),
                    }
                }
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Found {
    conditions: BTreeSet<String>,
    /// In the order in which they are asked for.
    parameters: Vec<String>,
}

impl Found {
    fn add_parameter(&mut self, name: &str) {
        if !self.parameters.iter().any(|known| known == name) {
            self.parameters.push(name.to_owned());
        }
    }
}
