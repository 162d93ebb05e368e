//! One record, and the resources that are made of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use netloom_template::{Entry, Node, ResourceEntry, Value};

use crate::Records;
use crate::kinds::SECURITY_GROUP_RULES;

use super::blocks::plain;
use super::state::{Standing, State, tags_of};

/// A record, or a part of one, and the id that it goes by.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) node: &'a Node,
    pub(super) id: &'a str,
}

impl<'a> Record<'a> {
    /// The value of a key; `None` for none and for an empty text, which the AWS CLI writes for
    /// some absent ones.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        let is_empty = |node: &Node| matches!(&node.value, Value::Text(text) if text.is_empty());
        self.node.get(key).filter(|node| !node.is_absent() && !is_empty(node))
    }

    /// The text of a key.
    pub(super) fn id(&self, key: &str) -> Option<&'a str> {
        match &self.get(key)?.value {
            Value::Text(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key).and_then(Node::as_text)
    }

    pub(super) fn is(&self, key: &str, wanted: &str) -> bool {
        self.text(key).is_some_and(|own| own == wanted)
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    pub(super) fn list(&self, key: &str) -> &'a [Node] {
        self.node.get(key).and_then(Node::as_list).unwrap_or_default()
    }

    /// The parts in a list of the record.
    pub(super) fn parts(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let id = self.id;
        self.list(key).iter().map(move |node| Self { node, id })
    }

    /// A part of the record.
    pub(super) fn part(&self, key: &str) -> Option<Self> {
        Some(Self { node: self.node.get(key)?, id: self.id })
    }
}

/// What is made so far, and what links lead to.
pub(super) struct Reading<'r, 'a> {
    pub(super) records: &'r Records<'a>,
    /// The keys of a route that name what it leads to.
    pub(super) targets: Vec<&'static str>,
    /// Ids that some answer lists.
    pub(super) ids: BTreeSet<&'a str>,
    /// The rules that have ids, by their group; `None` where not all of them are listed.
    pub(super) rules: Option<BTreeMap<&'a str, Vec<Record<'a>>>>,
    /// The interfaces that instances alone list.
    of_instances: BTreeSet<&'a str>,
    /// The transit gateways that records name and no answer lists.
    named: BTreeSet<&'a str>,
    resources: Vec<ResourceEntry>,
    states: Vec<State<'a>>,
    /// Whether what is read was deleted.
    is_gone: bool,
}

impl<'r, 'a> Reading<'r, 'a> {
    pub(super) fn new(records: &'r Records<'a>, targets: Vec<&'static str>) -> Self {
        Self {
            records,
            targets,
            ids: BTreeSet::new(),
            rules: rules_by_group(records),
            of_instances: BTreeSet::new(),
            named: BTreeSet::new(),
            resources: Vec::new(),
            states: Vec::new(),
            is_gone: false,
        }
    }

    /// Begins with a record.
    pub(super) fn begin(&mut self, is_gone: bool) {
        self.is_gone = is_gone;
    }

    /// Whether what is read was deleted.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// Takes an interface that an instance lists; returns whether none did before.
    pub(super) fn is_new_interface(&mut self, id: &'a str) -> bool {
        self.of_instances.insert(id)
    }

    /// Takes a transit gateway that a record names; returns whether none named it before.
    pub(super) fn is_first_mention(&mut self, id: &'a str) -> bool {
        self.named.insert(id)
    }

    pub(super) fn finish(self) -> (Vec<ResourceEntry>, Vec<State<'a>>) {
        (self.resources, self.states)
    }

    /// A thing that has an id of its own.
    pub(super) fn add(&mut self, record: Record<'a>, kind: &str, properties: Vec<Entry>) {
        self.add_thing(record, kind, properties, Standing::Made);
    }

    /// A thing that a template may not be able to make.
    pub(super) fn add_thing(
        &mut self,
        record: Record<'a>,
        kind: &str,
        mut properties: Vec<Entry>,
        standing: Standing,
    ) {
        properties.extend(tags(record.node));
        let (node, owner, name) = (record.node, None, None);
        self.push(
            ResourceEntry::new(record.id.to_owned(), kind, node.span, properties),
            State { node, owner, name, standing },
        );
    }

    /// A part of another thing.
    ///
    /// - `part`: the part, under the id of what it is a part of.
    /// - `id`: what it is called among all resources, and what people find it by in the thing.
    pub(super) fn add_part(
        &mut self,
        part: Record<'a>,
        (id, name): (String, Option<String>),
        kind: &str,
        properties: Vec<Entry>,
        standing: Standing,
    ) {
        let (node, owner) = (part.node, Some(part.id));
        self.push(
            ResourceEntry::new(id, kind, node.span, properties),
            State { node, owner, name, standing },
        );
    }

    fn push(&mut self, resource: ResourceEntry, mut state: State<'a>) {
        if self.is_gone {
            state.standing = Standing::Gone;
        }
        self.resources.push(resource);
        self.states.push(state);
    }

    /// An id as a reference to what has it, where that is listed.
    pub(super) fn link(&self, node: &Node) -> Node {
        match node.as_text().filter(|id| self.ids.contains(id.as_ref())) {
            Some(id) => Node::reference(&id, node.span),
            None => node.clone(),
        }
    }

    /// A reference under a key of the template, from a value of a record.
    pub(super) fn linked(&self, property: &str, node: Option<&Node>) -> Option<Entry> {
        let is_empty = |node: &Node| matches!(&node.value, Value::Text(text) if text.is_empty());
        let node = node.filter(|node| !node.is_absent() && !is_empty(node))?;
        Some(Entry::new(property, self.link(node), node.span))
    }

    /// References under a key of the template, from a list of a record; none where it has none.
    /// What is not a list stays as it is, and what has no id in its place in the list.
    ///
    /// - `id`: the key of the id in each item; `None` where the items are the ids.
    pub(super) fn all_linked(
        &self,
        property: &str,
        (record, key): (Record<'a>, &str),
        id: Option<&str>,
    ) -> Entry {
        let span = record.node.span;
        let Some(list) = record.get(key) else {
            return Entry::new(property, Node::list(Vec::new(), span), span);
        };
        let Some(items) = list.as_list() else {
            return Entry::new(property, list.clone(), list.span);
        };
        let of = |item: &Node| match id.and_then(|id| item.get(id)) {
            Some(id) => self.link(id),
            None => self.link(item),
        };
        Entry::new(property, Node::list(items.iter().map(of).collect(), span), span)
    }
}

fn rules_by_group<'a>(records: &Records<'a>) -> Option<BTreeMap<&'a str, Vec<Record<'a>>>> {
    let mut rules: BTreeMap<&str, Vec<Record<'_>>> = BTreeMap::new();
    for rule in records.of_kind(SECURITY_GROUP_RULES) {
        let rule = Record { node: rule.node, id: rule.id };
        rules.entry(rule.id("GroupId").unwrap_or_default()).or_default().push(rule);
    }
    records.is_complete(SECURITY_GROUP_RULES).then_some(rules)
}

/// The properties that a record has under the same keys, as EC2 keeps them.
pub(super) fn copies(record: Record<'_>, keys: &[&str]) -> Vec<Entry> {
    let copy = |key: &&str| {
        let node = record.get(key)?;
        Some(Entry::new(key, plain(key, node), node.span))
    };
    keys.iter().filter_map(copy).collect()
}

/// A reference to the thing that a part belongs to.
pub(super) fn owner(property: &str, part: Record<'_>) -> Entry {
    let span = part.node.span;
    Entry::new(property, Node::reference(part.id, span), span)
}

/// Returns whether the state of a part says that it is there, or says nothing: calls report some
/// parts for a while after they have ended.
///
/// - `state`: its state, such as `associated`; `ended`: how the words for its end begin.
pub(super) fn is_there(state: Option<&Node>, ended: &str) -> bool {
    state.and_then(Node::as_text).is_none_or(|state| !state.starts_with(ended))
}

/// Tags of people; those that begin with `aws:` are CloudFormation's and other services' own.
fn tags(record: &Node) -> Option<Entry> {
    let tags = tags_of(record)?;
    let of_people = |tag: &&Node| {
        tag.get("Key").and_then(Node::as_text).is_some_and(|key| !key.starts_with("aws:"))
    };
    let items = tags.as_list()?.iter().filter(of_people).cloned().collect();
    Some(Entry::new("Tags", Node::list(items, tags.span), tags.span))
}
