//! Records of calls as resources, one function per answer.

mod acls;
mod gateways;
mod interfaces;
mod tables;
mod vpcs;

use std::collections::BTreeSet;

use netloom_facts::kinds::ADDRESSES;
use netloom_facts::{Kind, Records};
use netloom_template::{Entry, Node, Value};

use super::answers::Answer;
use super::blocks::plain;
use super::{LiveResource, entry, reference, resource};

/// The answers whose records are resources of a template, file by file.
pub(super) const ANSWERS: &[&[Answer]] =
    &[vpcs::ANSWERS, gateways::ANSWERS, tables::ANSWERS, acls::ANSWERS, interfaces::ANSWERS];

/// Returns everything that the answers list, each thing once.
pub(super) fn of(records: &Records<'_>) -> Vec<LiveResource> {
    let mut things = Things::default();
    let listed = || {
        ANSWERS.iter().flat_map(|answers| answers.iter()).flat_map(|answer| {
            let listed = records.of_kind(answer.facts).iter();
            listed.filter_map(|one| Some((record_of(answer.facts, one)?, answer.read)))
        })
    };
    things.ids.extend(listed().map(|(record, _)| record.id.to_owned()));
    for (record, reader) in listed().filter(|(record, _)| !is_gone(record.node)) {
        reader(&mut things, record, records);
    }
    things.found
}

/// A record under the id that other records name: addresses are named by their allocation.
fn record_of<'a>(kind: Kind, record: &netloom_facts::Record<'a>) -> Option<Record<'a>> {
    let id = match kind {
        ADDRESSES => match &record.node.get("AllocationId")?.value {
            Value::Text(id) if !id.is_empty() => id,
            _ => return None,
        },
        _ => record.id,
    };
    Some(Record { node: record.node, id })
}

/// EC2 goes on listing some things for an hour after they were deleted.
///
/// # Source
/// Amazon EC2 API, `NatGateway`, `VpcEndpoint` and `TransitGatewayVpcAttachment`, `State`;
/// `VpcPeeringConnectionStateReason`.
fn is_gone(record: &Node) -> bool {
    let state = record.get("State").and_then(Node::as_text);
    let status = record.get("Status").and_then(|status| status.get("Code")).and_then(Node::as_text);
    state.into_iter().chain(status).any(|state| {
        let state = state.to_ascii_lowercase();
        state.starts_with("delet") || matches!(&*state, "rejected" | "expired" | "failed")
    })
}

/// A record and its id.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    node: &'a Node,
    id: &'a str,
}

impl<'a> Record<'a> {
    fn text(&self, key: &str) -> Option<std::borrow::Cow<'a, str>> {
        self.node.get(key).and_then(Node::as_text)
    }

    fn is(&self, key: &str, wanted: &str) -> bool {
        self.text(key).is_some_and(|own| own == wanted)
    }

    fn is_true(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    fn list(&self, key: &str) -> &'a [Node] {
        self.node.get(key).and_then(Node::as_list).unwrap_or_default()
    }

    fn tag(&self, name: &str) -> Option<String> {
        let tags = self.tags()?.as_list()?;
        let tag = tags
            .iter()
            .find(|tag| tag.get("Key").and_then(Node::as_text).is_some_and(|key| key == name))?;
        Some(tag.get("Value")?.as_text()?.into_owned())
    }

    fn tags(&self) -> Option<&'a Node> {
        self.node.get("Tags").or_else(|| self.node.get("TagSet"))
    }
}

/// What is found, and what links lead to.
#[derive(Default)]
pub(super) struct Things {
    /// Ids that some answer lists.
    ids: BTreeSet<String>,
    found: Vec<LiveResource>,
}

impl Things {
    /// A thing that has an id of its own.
    fn add(&mut self, record: Record<'_>, kind: &str, properties: Vec<Entry>) {
        self.add_default(record, kind, properties, false);
    }

    /// A thing that may be what every VPC has.
    fn add_default(
        &mut self,
        record: Record<'_>,
        kind: &str,
        mut properties: Vec<Entry>,
        is_of_the_vpc: bool,
    ) {
        properties.extend(tags(record));
        let thing = LiveResource {
            entry: resource(record.id.to_owned(), kind, record.node.span, properties),
            logical_id: record.tag("aws:cloudformation:logical-id"),
            stack: record
                .tag("aws:cloudformation:stack-id")
                .or_else(|| record.tag("aws:cloudformation:stack-name")),
            is_managed: record.is_true("RequesterManaged"),
            is_of_the_vpc,
            owner: None,
        };
        self.found.push(thing);
    }

    /// A part of another thing, called by what it is for.
    fn add_part(
        &mut self,
        owner: &str,
        id: String,
        kind: &str,
        node: &Node,
        properties: Vec<Entry>,
    ) {
        let entry = resource(id, kind, node.span, properties);
        let owner = Some(owner.to_owned());
        let (logical_id, stack, is_managed, is_of_the_vpc) = (None, None, false, false);
        self.found.push(LiveResource {
            entry,
            logical_id,
            stack,
            is_managed,
            is_of_the_vpc,
            owner,
        });
    }

    /// An id as a reference to what has it, where that is listed.
    fn link(&self, node: &Node) -> Node {
        match node.as_text().filter(|id| self.ids.contains(id.as_ref())) {
            Some(id) => reference(&id, node.span),
            None => node.clone(),
        }
    }

    /// The properties that a record has under these keys, as they are.
    fn copies(record: Record<'_>, keys: &[&str]) -> Vec<Entry> {
        let copy = |key: &&str| {
            let node = record.node.get(key).filter(|node| !node.is_absent() && !is_empty(node))?;
            Some(entry(key, plain(key, node), node.span))
        };
        keys.iter().filter_map(copy).collect()
    }

    /// A reference under a key of the template, from a value of a record.
    fn linked(&self, property: &str, node: Option<&Node>) -> Option<Entry> {
        let node = node.filter(|node| !node.is_absent() && !is_empty(node))?;
        Some(entry(property, self.link(node), node.span))
    }

    fn all_linked<'a>(
        &self,
        property: &str,
        at: &Node,
        ids: impl Iterator<Item = &'a Node>,
    ) -> Entry {
        let items = ids.map(|id| self.link(id)).collect();
        entry(property, Node { span: at.span, value: Value::List(items) }, at.span)
    }
}

/// The AWS CLI writes some absent texts as empty ones.
fn is_empty(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if text.is_empty())
}

/// Tags of people; those that begin with `aws:` are CloudFormation's and other services' own.
fn tags(record: Record<'_>) -> Option<Entry> {
    let tags = record.tags()?;
    let of_people = |tag: &&Node| {
        tag.get("Key").and_then(Node::as_text).is_some_and(|key| !key.starts_with("aws:"))
    };
    let items = tags.as_list()?.iter().filter(of_people).cloned().collect();
    Some(entry("Tags", Node { span: tags.span, value: Value::List(items) }, tags.span))
}
