//! Which resources a resource refers to, also in branches that cannot be decided and in functions
//! that give nothing known.

use std::collections::{BTreeMap, BTreeSet};

use super::functions::{Part, parse_sub};
use super::{Entry, Node, Reference};

/// Returns what the properties of a resource refer to, sorted, each once.
///
/// CloudFormation makes all of these before the resource.
pub(super) fn mentions_of(
    ids: &BTreeMap<&str, &Entry>,
    properties: Option<&Node>,
) -> Vec<Reference> {
    let mut mentions = Mentions { ids, found: BTreeSet::new() };
    properties.into_iter().for_each(|properties| mentions.walk(properties));
    mentions.found.into_iter().collect()
}

struct Mentions<'t> {
    /// The resources of the template by their logical ids.
    ids: &'t BTreeMap<&'t str, &'t Entry>,
    found: BTreeSet<Reference>,
}

impl Mentions<'_> {
    fn walk(&mut self, node: &Node) {
        if let Some(items) = node.as_list() {
            items.iter().for_each(|item| self.walk(item));
            return;
        }
        for entry in node.as_map().unwrap_or_default() {
            self.function(entry);
            self.walk(&entry.node);
        }
    }

    fn function(&mut self, entry: &Entry) {
        match entry.key.as_str() {
            "Ref" => self.add(entry.node.as_text().as_deref(), None),
            "Fn::GetAtt" => match entry.node.as_list() {
                Some([id, attribute]) => {
                    self.add(id.as_text().as_deref(), attribute.as_text().as_deref())
                }
                _ => self.add_path(&entry.node.as_text().unwrap_or_default()),
            },
            "Fn::Sub" => {
                let text = entry.node.as_list().and_then(<[Node]>::first).unwrap_or(&entry.node);
                for part in parse_sub(&text.as_text().unwrap_or_default()) {
                    if let Part::Variable(path) = part {
                        self.add_path(path);
                    }
                }
            }
            _ => {}
        }
    }

    /// `Name` or `Name.Attribute`.
    fn add_path(&mut self, path: &str) {
        match path.split_once('.') {
            Some((id, attribute)) => self.add(Some(id), Some(attribute)),
            None => self.add(Some(path), None),
        }
    }

    fn add(&mut self, id: Option<&str>, attribute: Option<&str>) {
        if let Some(id) = id.filter(|id| self.ids.contains_key(id)) {
            self.found
                .insert(Reference { id: id.to_owned(), attribute: attribute.map(str::to_owned) });
        }
    }
}
