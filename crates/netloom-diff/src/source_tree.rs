//! What values that a template does not tell are worked out from.
//!
//! The reader says of such a value what it depends on, in words, and two different ones may come
//! out in the same words: a branch of a condition on several lines, a condition that asks for
//! another value, a mapping with other entries. Here the function is looked up where it is written,
//! with the conditions and mappings that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use netloom_diag::{FileId, Sources, Span};
use netloom_template::{
    Node, ParsedTree, Presence, Reference, TemplateDocument, Value, is_generator, parse_tree,
};

use crate::value::Plain;

/// The files of a document as they are written.
pub(crate) type Trees = BTreeMap<FileId, Arc<ParsedTree>>;

/// A template as written; the default knows nothing.
#[derive(Default)]
pub(crate) struct SourceTree<'a> {
    roots: BTreeMap<FileId, &'a Node>,
    by_place: BTreeMap<Span, &'a Node>,
    resources: BTreeSet<&'a str>,
    /// The values of parameters that are known.
    parameters: BTreeMap<&'a str, Plain>,
}

/// Conditions and mappings that a value uses, in the file where it is written.
struct Uses {
    file: FileId,
    conditions: BTreeSet<String>,
    mappings: BTreeSet<String>,
}

impl Uses {
    fn of(file: FileId) -> Self {
        Self { file, conditions: BTreeSet::new(), mappings: BTreeSet::new() }
    }
}

/// Returns the files of a document without anything worked out; none where everything is
/// known anyway.
pub(crate) fn trees_of(document: &TemplateDocument, sources: &Sources) -> Trees {
    let is_open = document.resources.iter().any(|resource| {
        matches!(resource.presence, Presence::Unknown(_))
            || resource.properties.first_unknown().is_some()
    });
    let has_open_output =
        || document.outputs.iter().any(|output| output.value.first_unknown().is_some());
    // What a transform makes is open although everything that is written is known.
    let has_transform = || {
        let texts = document.files.iter().filter_map(|file| sources.get(*file));
        texts.into_iter().any(|file| file.text().contains("Transform"))
    };
    let is_open = is_open || !document.not_understood.is_empty() || has_open_output();
    if !is_open && !has_transform() {
        return BTreeMap::new();
    }
    let tree = |file: &FileId| Some((*file, parse_tree(sources.get(*file)?)));
    document.files.iter().filter_map(tree).collect()
}

impl<'a> SourceTree<'a> {
    pub(crate) fn new(trees: &'a Trees, document: &'a TemplateDocument) -> Self {
        let mut by_place = BTreeMap::new();
        let roots = trees.iter().filter_map(|(file, tree)| Some((*file, tree.root.as_ref()?)));
        let roots: BTreeMap<FileId, &Node> = roots.collect();
        roots.values().for_each(|root| index(root, &mut by_place));
        let known = document
            .parameters
            .iter()
            .filter(|parameter| parameter.value.first_unknown().is_none());
        Self {
            roots,
            by_place,
            resources: document.resources.iter().map(|resource| resource.id.as_str()).collect(),
            parameters: known
                .filter_map(|one| Some((one.id.as_str(), Plain::of(&one.value)?)))
                .collect(),
        }
    }

    /// Returns what the value at a place is worked out from; `None` where the template has none
    /// there.
    pub(crate) fn meaning(&self, span: Span) -> Option<Plain> {
        let mut uses = Uses::of(span.file);
        let value = self.plain(self.by_place.get(&span)?, &mut uses);
        Some(self.with_uses(value, uses))
    }

    /// Returns what a condition is worked out from, by the place of its name.
    pub(crate) fn condition(&self, span: Span) -> Option<Plain> {
        let name = self.by_place.get(&span)?.as_text()?.into_owned();
        let uses = Uses { conditions: BTreeSet::from([name.clone()]), ..Uses::of(span.file) };
        Some(self.with_uses(Plain::Scalar(name), uses))
    }

    /// The value with every condition and mapping behind it.
    fn with_uses(&self, value: Plain, mut uses: Uses) -> Plain {
        let mut conditions: BTreeMap<String, Plain> = BTreeMap::new();
        while let Some(name) = uses.conditions.pop_first() {
            let Some(node) = self
                .section(uses.file, "Conditions", &name)
                .filter(|_| !conditions.contains_key(&name))
            else {
                continue;
            };
            let definition = self.plain(node, &mut uses);
            conditions.insert(name, definition);
        }
        let mut inner = Uses::of(uses.file);
        let mapping = |name: String| {
            Some((
                name.clone(),
                self.plain(self.section(uses.file, "Mappings", &name)?, &mut inner),
            ))
        };
        let mappings: BTreeMap<String, Plain> =
            uses.mappings.into_iter().filter_map(mapping).collect();
        if conditions.is_empty() && mappings.is_empty() {
            return value;
        }
        let sections = [("Conditions", conditions), ("Mappings", mappings)];
        let used = sections.into_iter().filter(|(_, entries)| !entries.is_empty());
        let mut whole: BTreeMap<String, Plain> =
            used.map(|(section, entries)| (section.to_owned(), Plain::Map(entries))).collect();
        whole.insert("Value".to_owned(), value);
        Plain::Map(whole)
    }

    fn section(&self, file: FileId, section: &str, name: &str) -> Option<&'a Node> {
        self.roots.get(&file)?.get(section)?.get(name)
    }

    /// Returns what loops and transforms are written as, with the names of their keys.
    pub(crate) fn generators(&self) -> BTreeSet<(String, Plain)> {
        let mut found = BTreeSet::new();
        for (file, root) in &self.roots {
            self.add_generators(root, *file, &mut found);
        }
        found
    }

    /// Returns the files as written.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &'a Node> {
        self.roots.values().copied()
    }

    /// Returns what SAM sets by default: the kind of resources, the property, and its value with
    /// what that uses.
    pub(crate) fn globals(&self) -> BTreeMap<(String, String), Plain> {
        let mut found = BTreeMap::new();
        for (file, root) in &self.roots {
            let kinds = root.get("Globals").and_then(Node::as_map).unwrap_or_default();
            for kind in kinds {
                for property in kind.node.as_map().unwrap_or_default() {
                    let name = (kind.key.clone(), property.key.clone());
                    found.insert(name, self.with_what_it_uses(&property.node, *file));
                }
            }
        }
        found
    }

    fn with_what_it_uses(&self, node: &Node, file: FileId) -> Plain {
        let mut uses = Uses::of(file);
        let value = self.plain(node, &mut uses);
        self.with_uses(value, uses)
    }

    fn add_generators(&self, node: &Node, file: FileId, found: &mut BTreeSet<(String, Plain)>) {
        for entry in node.as_map().unwrap_or_default() {
            let is_one = match entry.key.as_str() {
                // Names alone are compared by what the reader does not understand of them.
                "Transform" => {
                    let transforms =
                        entry.node.as_list().unwrap_or(std::slice::from_ref(&entry.node));
                    transforms.iter().any(|transform| transform.as_map().is_some())
                }
                key => is_generator(key),
            };
            if is_one && entry.key.starts_with("Fn::ForEach") {
                found.insert((entry.key.clone(), self.with_what_it_uses(&entry.node, file)));
            } else if is_one {
                let written = self.plain(&entry.node, &mut Uses::of(file));
                found.insert((entry.key.clone(), written));
            } else {
                self.add_generators(&entry.node, file, found);
            }
        }
        let items = node.as_list().unwrap_or_default();
        items.iter().for_each(|item| self.add_generators(item, file, found));
    }

    /// A value as written, with references to resources as such.
    fn plain(&self, node: &Node, uses: &mut Uses) -> Plain {
        match &node.value {
            Value::List(items) => {
                Plain::List(items.iter().map(|item| self.plain(item, uses)).collect())
            }
            Value::Map(entries) => {
                if let [only] = entries.as_slice()
                    && let Some(value) = self.function(&only.key, &only.node, uses)
                {
                    return value;
                }
                // The condition of a resource in a loop is next to its properties.
                let condition = entries.iter().find(|one| one.key == "Condition");
                if let Some(name) = condition.and_then(|one| one.node.as_text()) {
                    self.use_conditions(Some(name.into_owned()), uses);
                }
                Plain::Map(
                    entries
                        .iter()
                        .map(|one| (one.key.clone(), self.plain(&one.node, uses)))
                        .collect(),
                )
            }
            _ => Plain::of(node).unwrap_or(Plain::List(Vec::new())),
        }
    }

    /// A function that names something of the template; `None` for others, which are what they are
    /// written as.
    fn function(&self, name: &str, argument: &Node, uses: &mut Uses) -> Option<Plain> {
        let text = || argument.as_text().map(std::borrow::Cow::into_owned);
        let first = || {
            argument
                .as_list()
                .and_then(|items| items.first()?.as_text())
                .map(std::borrow::Cow::into_owned)
        };
        match name {
            "Ref" => self.named(&text()?),
            "Fn::GetAtt" => {
                let path = match argument.as_list() {
                    Some(parts) => {
                        parts.iter().map(Node::as_text).collect::<Option<Vec<_>>>()?.join(".")
                    }
                    None => text()?,
                };
                self.attribute(&path)
            }
            "Fn::Sub" => match argument.as_list() {
                // Names of its own come with the text.
                Some([template, names]) => {
                    let pieces = Plain::Joined(self.pieces(&template.as_text()?));
                    Some(Plain::List(vec![pieces, self.plain(names, uses)]))
                }
                _ => Some(Plain::Joined(self.pieces(&text()?))),
            },
            "Condition" => {
                self.use_conditions(text(), uses);
                None
            }
            "Fn::If" => {
                self.use_conditions(first(), uses);
                None
            }
            "Fn::FindInMap" => {
                match first().filter(|name| !is_made_up(name)) {
                    Some(name) => _ = uses.mappings.insert(name),
                    None => uses.mappings.extend(self.names(uses.file, "Mappings")),
                }
                None
            }
            _ => None,
        }
    }

    /// Adds a condition; one whose name a loop makes up may be any.
    fn use_conditions(&self, name: Option<String>, uses: &mut Uses) {
        match name {
            Some(name) if is_made_up(&name) => {
                uses.conditions.extend(self.names(uses.file, "Conditions"));
            }
            name => uses.conditions.extend(name),
        }
    }

    fn names(&self, file: FileId, section: &str) -> Vec<String> {
        let section = self.roots.get(&file).and_then(|root| root.get(section)?.as_map());
        section.unwrap_or_default().iter().map(|entry| entry.key.clone()).collect()
    }

    fn named(&self, id: &str) -> Option<Plain> {
        if self.resources.contains(id) {
            return Some(Plain::Reference(Reference { id: id.to_owned(), attribute: None }));
        }
        self.parameters.get(id).cloned()
    }

    fn attribute(&self, path: &str) -> Option<Plain> {
        let (id, attribute) = path.split_once('.')?;
        let reference = Reference { id: id.to_owned(), attribute: Some(attribute.to_owned()) };
        self.resources.contains(id).then_some(Plain::Reference(reference))
    }

    /// The parts of a text of `Fn::Sub`; what names no resource stays text.
    fn pieces(&self, text: &str) -> Vec<Result<String, Reference>> {
        let mut pieces = Vec::new();
        let mut known = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            known.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                rest = after;
                known.push_str("${");
                continue;
            };
            let name = name.trim();
            let found = if name.contains('.') { self.attribute(name) } else { self.named(name) };
            match found {
                Some(Plain::Reference(reference)) => {
                    pieces.push(Ok(std::mem::take(&mut known)));
                    pieces.push(Err(reference));
                }
                Some(value) => known.push_str(&value.text()),
                None => known.extend(["${", name, "}"]),
            }
            rest = behind;
        }
        known.push_str(rest);
        pieces.push(Ok(known));
        pieces
    }
}

/// Whether a loop puts something into a name.
fn is_made_up(name: &str) -> bool {
    name.contains("${") || name.contains("&{")
}

/// Outer values come first: what stands alone in another one has the same place.
fn index<'a>(node: &'a Node, by_place: &mut BTreeMap<Span, &'a Node>) {
    by_place.entry(node.span).or_insert(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| index(item, by_place)),
        Value::Map(entries) => entries.iter().for_each(|entry| index(&entry.node, by_place)),
        _ => {}
    }
}
