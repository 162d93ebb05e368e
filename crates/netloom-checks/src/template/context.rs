//! What checks of templates look at.

use std::collections::{BTreeMap, BTreeSet};

use netloom_cfn::read::{Node, Piece, Presence, ResourceEntry, TemplateDocument, Value};
use netloom_reach::Network;

use super::ids::is_placeholder;

/// One template and its network.
pub(super) struct Context<'a> {
    pub(super) document: &'a TemplateDocument,
    pub(super) network: &'a Network,
    /// For every resource, those that CloudFormation makes before it.
    before: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The places of the resources of each type.
    by_kind: BTreeMap<&'a str, Vec<usize>>,
    /// Resources that outputs name, and those that these name.
    given_away: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a TemplateDocument, network: &'a Network) -> Self {
        let direct: BTreeMap<&str, BTreeSet<&str>> =
            document.resources.iter().map(|resource| (resource.id.as_str(), named_by(resource))).collect();
        let before = direct.keys().map(|id| (*id, reachable(id, &direct))).collect();
        let mut by_kind: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, resource) in document.resources.iter().enumerate() {
            by_kind.entry(resource.kind.as_str()).or_default().push(at);
        }
        let mut given_away = BTreeSet::new();
        document.outputs.iter().for_each(|output| collect(&output.value, &mut given_away));
        Self { document, network, before, by_kind, given_away }
    }

    /// Resources of a kind that are made, or may be.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a ResourceEntry> {
        let document = self.document;
        let ids = self.by_kind.get(kind).into_iter().flatten();
        ids.filter_map(move |at| document.resources.get(*at)).filter(|resource| resource.presence != Presence::Never)
    }

    /// Resources that are made, or may be, in the order of the file.
    pub(super) fn resources(&self) -> impl Iterator<Item = &'a ResourceEntry> {
        self.document.resources.iter().filter(|resource| resource.presence != Presence::Never)
    }

    /// The resource that the whole value refers to.
    pub(super) fn resource_of(&self, node: &Node) -> Option<&'a ResourceEntry> {
        let reference = node.as_reference()?;
        self.document.resource(&reference.id)
    }

    /// Whether an output gives away the id of a resource, so that another stack may add to it.
    pub(super) fn is_given_away(&self, id: &str) -> bool {
        self.given_away.contains(id)
    }

    /// Whether a resource is made for certain.
    pub(super) fn is_certain(&self, resource: &ResourceEntry) -> bool {
        resource.presence == Presence::Always
    }

    /// Whether the resource is made for certain, whatever the conditions.
    pub(super) fn is_made(&self, id: &netloom_reach::network::Id) -> bool {
        self.document.resource(id.as_str()).is_some_and(|resource| matches!(resource.presence, Presence::Always))
    }

    /// Whether CloudFormation makes `first` before `second`, by `DependsOn` or by what its properties refer to.
    pub(super) fn is_before(&self, first: &str, second: &str) -> bool {
        self.before.get(second).is_some_and(|before| before.contains(first))
    }

    /// The attachments of a gateway: of `kind` property `InternetGatewayId` or `VpnGatewayId`.
    pub(super) fn attachments_of(&self, property: &str, gateway: &str) -> Vec<&'a ResourceEntry> {
        let all = self.of_kind("AWS::EC2::VPCGatewayAttachment");
        all.filter(|attachment| refers_to(attachment.properties.get(property), gateway)).collect()
    }
}

/// Whether a value is a reference to this resource.
pub(super) fn refers_to(node: Option<&Node>, id: &str) -> bool {
    node.and_then(Node::as_reference).is_some_and(|reference| reference.id == id)
}

/// The logical id that a property refers to.
pub(super) fn reference<'a>(resource: &'a ResourceEntry, property: &str) -> Option<&'a str> {
    resource.properties.get(property).and_then(Node::as_reference).map(|reference| reference.id.as_str())
}

/// The text of a property, where it is known.
pub(super) fn text(resource: &ResourceEntry, property: &str) -> Option<String> {
    resource.properties.get(property).and_then(Node::as_text).map(|text| text.into_owned())
}

/// Whether a text is, or holds, a value that CloudFormation looks up elsewhere when it makes the stack.
///
/// # Source
/// AWS CloudFormation User Guide, "Dynamic references".
pub(super) fn is_looked_up(text: &str) -> bool {
    text.contains("{{resolve:")
}

/// A property that tells two resources apart: its text or what it refers to; `None` if it is absent, cannot be known, or is
/// an id that is still to be written.
pub(super) fn identity(node: Option<&Node>) -> Option<String> {
    let node = node?;
    if let Some(reference) = node.as_reference() {
        return Some(format!("${}.{}", reference.id, reference.attribute.as_deref().unwrap_or_default()));
    }
    node.as_text().filter(|text| !is_placeholder(text)).map(|text| text.into_owned())
}

fn named_by(resource: &ResourceEntry) -> BTreeSet<&str> {
    let mentions = resource.mentions.iter().map(|reference| reference.id.as_str());
    resource.depends_on.iter().map(|(id, _)| id.as_str()).chain(mentions).collect()
}

fn collect<'a>(node: &'a Node, named: &mut BTreeSet<&'a str>) {
    match &node.value {
        Value::Reference(reference) => {
            named.insert(&reference.id);
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, named)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.node, named)),
        Value::Pieces(pieces) => {
            for piece in pieces {
                if let Piece::Reference(reference) = piece {
                    named.insert(&reference.id);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Unknown(_) => {}
    }
}

fn reachable<'a>(from: &str, direct: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = direct.get(from).into_iter().flatten().copied().collect();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(direct.get(id).into_iter().flatten().copied());
        }
    }
    found
}
