//! What checks of templates look at.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::{Id, Network, RouteTable};
use netloom_template::{Node, Piece, Presence, ResourceEntry, TemplateDocument, Value};

use super::homes::Home;
use super::ids::is_placeholder;
use super::index::{ByHome, References, associations_of_any_group, main_tables};

/// One template and its network.
pub(super) struct Context<'a> {
    pub(super) document: &'a TemplateDocument,
    pub(super) network: &'a Network,
    /// The places of the resources by their logical ids.
    by_id: BTreeMap<&'a str, usize>,
    /// The places of the resources of each type.
    by_kind: BTreeMap<&'a str, Vec<usize>>,
    /// By the place of a resource, the places of those that it refers to or depends on.
    waits: Vec<Vec<usize>>,
    /// By the place of a resource, the places of those that refer to it or depend on it.
    waited_for_by: Vec<Vec<usize>>,
    /// Resources that outputs name.
    in_outputs: BTreeSet<&'a str>,
    /// Resources that nested stacks and custom resources are given.
    handed_on: BTreeSet<&'a str>,
    references: References<'a>,
    by_home: ByHome<'a>,
    main_tables: BTreeMap<&'a Id, &'a RouteTable>,
    /// The places of associations of groups with VPCs that may be of any group.
    open_associations: Vec<usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a TemplateDocument, network: &'a Network) -> Self {
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_kind: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, resource) in document.resources.iter().enumerate() {
            by_id.insert(&resource.id, at);
            by_kind.entry(&resource.kind).or_default().push(at);
        }
        let waits: Vec<Vec<usize>> = document
            .resources
            .iter()
            .map(|resource| named_by(resource).filter_map(|id| by_id.get(id).copied()).collect())
            .collect();
        let mut waited_for_by = vec![Vec::new(); waits.len()];
        for (at, before) in waits.iter().enumerate() {
            for first in before {
                waited_for_by
                    .get_mut(*first)
                    .into_iter()
                    .for_each(|after: &mut Vec<usize>| after.push(at));
            }
        }
        let mut in_outputs = BTreeSet::new();
        document.outputs.iter().for_each(|output| collect(&output.value, &mut in_outputs));
        let others = document.resources.iter().filter(|resource| acts_by_itself(&resource.kind));
        let handed_on =
            others.flat_map(|other| &other.mentions).map(|mention| mention.id.as_str()).collect();
        let mut context = Self {
            document,
            network,
            by_id,
            by_kind,
            waits,
            waited_for_by,
            in_outputs,
            handed_on,
            references: References::of(document),
            by_home: ByHome::default(),
            main_tables: main_tables(network),
            open_associations: associations_of_any_group(document),
        };
        // Last: to find the VPC of a resource, everything above is looked up.
        context.by_home = ByHome::of(&context);
        context
    }

    /// The resource of this logical id.
    pub(super) fn resource(&self, id: &str) -> Option<&'a ResourceEntry> {
        self.by_id.get(id).and_then(|at| self.document.resources.get(*at))
    }

    /// Resources of a kind that are made, or may be.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a ResourceEntry> {
        let document = self.document;
        let ids = self.by_kind.get(kind).into_iter().flatten();
        ids.filter_map(move |at| document.resources.get(*at))
            .filter(|resource| resource.presence != Presence::Never)
    }

    /// Resources that are made, or may be, in the order of the file.
    pub(super) fn resources(&self) -> impl Iterator<Item = &'a ResourceEntry> {
        self.document.resources.iter().filter(|resource| resource.presence != Presence::Never)
    }

    /// The resource that the whole value refers to.
    pub(super) fn resource_of(&self, node: &Node) -> Option<&'a ResourceEntry> {
        let reference = node.as_reference()?;
        self.resource(&reference.id)
    }

    /// Whether another stack, or code that the stack runs, may add to a resource: an output names
    /// it, or it is handed on.
    pub(super) fn is_given_away(&self, id: &str) -> bool {
        self.in_outputs.contains(id) || self.is_handed_on(id)
    }

    /// Whether a nested stack or a custom resource is given a resource, and may add to it while the
    /// stack is made.
    pub(super) fn is_handed_on(&self, id: &str) -> bool {
        self.handed_on.contains(id)
    }

    /// Whether a resource is made for certain.
    pub(super) fn is_certain(&self, resource: &ResourceEntry) -> bool {
        resource.presence == Presence::Always
    }

    /// Whether the resource is made for certain, whatever the conditions.
    pub(super) fn is_made(&self, id: &netloom_network::Id) -> bool {
        self.resource(id.as_str())
            .is_some_and(|resource| matches!(resource.presence, Presence::Always))
    }

    /// Those that CloudFormation makes before a resource, by `DependsOn` or by what its properties
    /// refer to: their places.
    pub(super) fn made_before(&self, id: &str) -> BTreeSet<usize> {
        let start = self.by_id.get(id).copied().into_iter().collect();
        reached(&self.waits, start)
    }

    /// Those that CloudFormation makes after one of some resources: their places.
    pub(super) fn made_after(&self, places: &[usize]) -> BTreeSet<usize> {
        reached(&self.waited_for_by, places.to_vec())
    }

    /// The place of a resource in the template.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The attachments of a gateway: of `kind` property `InternetGatewayId` or `VpnGatewayId`.
    pub(super) fn attachments_of(&self, property: &str, gateway: &str) -> Vec<&'a ResourceEntry> {
        self.referring("AWS::EC2::VPCGatewayAttachment", property, gateway).collect()
    }

    /// Resources of a kind that are made, or may be, whose property refers to a resource.
    pub(super) fn referring(
        &self,
        kind: &str,
        property: &str,
        id: &str,
    ) -> impl Iterator<Item = &'a ResourceEntry> {
        self.at(self.references.to(kind, property, id))
    }

    /// Resources of a kind that are made, or may be, whose `VpcId` is this VPC; for `None`, those
    /// whose VPC is not known.
    pub(super) fn of_vpc(
        &self,
        kind: &str,
        vpc: Option<&Home>,
    ) -> impl Iterator<Item = &'a ResourceEntry> {
        self.at(self.by_home.named(kind, vpc))
    }

    /// The attachments of a transit gateway, given by its sameness, that are not certainly those of
    /// another VPC.
    pub(super) fn transit_attachments(
        &self,
        gateway: &str,
        vpc: Option<&Home>,
    ) -> Vec<&'a ResourceEntry> {
        self.at(&self.by_home.attached(gateway, vpc)).collect()
    }

    /// The associations with VPCs that are of a group, or may be.
    pub(super) fn associations_of(&self, group: &str) -> impl Iterator<Item = &'a ResourceEntry> {
        self.referring("AWS::EC2::SecurityGroupVpcAssociation", "GroupId", group)
            .chain(self.at(&self.open_associations))
    }

    /// The main table of a VPC, if it has one in the template.
    pub(super) fn main_table(&self, vpc: &Id) -> Option<&'a RouteTable> {
        self.main_tables.get(vpc).copied()
    }

    fn at(&self, places: &[usize]) -> impl Iterator<Item = &'a ResourceEntry> {
        let document = self.document;
        places.iter().filter_map(move |place| document.resources.get(*place))
    }
}

/// What is reached over one step or more.
fn reached(steps: &[Vec<usize>], mut open: Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    while let Some(at) = open.pop() {
        open.extend(
            steps.get(at).into_iter().flatten().copied().filter(|next| reached.insert(*next)),
        );
    }
    reached
}

/// Whether a resource runs code or templates that can make and change anything they are given.
fn acts_by_itself(kind: &str) -> bool {
    kind.starts_with("AWS::CloudFormation::")
        || !kind.starts_with("AWS::")
        || kind.ends_with("::MODULE")
}

/// The logical id that a property refers to.
pub(super) fn reference<'a>(resource: &'a ResourceEntry, property: &str) -> Option<&'a str> {
    resource
        .properties
        .get(property)
        .and_then(Node::as_reference)
        .map(|reference| reference.id.as_str())
}

/// The text of a property, where it is known.
pub(super) fn text(resource: &ResourceEntry, property: &str) -> Option<String> {
    resource.properties.get(property).and_then(Node::as_text).map(|text| text.into_owned())
}

/// Whether a text is, or holds, a value that CloudFormation looks up elsewhere when it makes the
/// stack.
///
/// # Source
/// AWS CloudFormation User Guide, "Dynamic references".
pub(super) fn is_looked_up(text: &str) -> bool {
    text.contains("{{resolve:")
}

/// A property that tells two resources apart: its text or what it refers to; `None` if it is
/// absent, cannot be known, or is an id that is still to be written.
pub(super) fn identity(node: Option<&Node>) -> Option<String> {
    let node = node?;
    if let Some(reference) = node.as_reference() {
        return Some(format!(
            "${}.{}",
            reference.id,
            reference.attribute.as_deref().unwrap_or_default()
        ));
    }
    node.as_text().filter(|text| !is_placeholder(text)).map(|text| text.into_owned())
}

fn named_by(resource: &ResourceEntry) -> impl Iterator<Item = &str> {
    let mentions = resource.mentions.iter().map(|reference| reference.id.as_str());
    resource.depends_on.iter().map(|(id, _)| id.as_str()).chain(mentions)
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
