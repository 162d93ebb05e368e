//! Records of calls as resources, one function per answer.

mod acls;
mod gateways;
mod interfaces;
mod tables;
mod vpcs;

use std::collections::BTreeSet;

use netloom_template::{Entry, Node, Value};

use super::blocks::plain;
use super::{LiveResource, entry, reference, resource};

/// The key of each answer and of the id in its records. Those whose ids other records name.
const IDS: [(&str, &str); 16] = [
    ("Vpcs", "VpcId"),
    ("Subnets", "SubnetId"),
    ("InternetGateways", "InternetGatewayId"),
    ("VpnGateways", "VpnGatewayId"),
    ("RouteTables", "RouteTableId"),
    ("NetworkAcls", "NetworkAclId"),
    ("NatGateways", "NatGatewayId"),
    ("Addresses", "AllocationId"),
    ("NetworkInterfaces", "NetworkInterfaceId"),
    ("SecurityGroups", "GroupId"),
    ("VpcEndpoints", "VpcEndpointId"),
    ("EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId"),
    ("VpcPeeringConnections", "VpcPeeringConnectionId"),
    ("TransitGateways", "TransitGatewayId"),
    ("TransitGatewayVpcAttachments", "TransitGatewayAttachmentId"),
    ("TransitGatewayRouteTables", "TransitGatewayRouteTableId"),
];

/// Returns everything that the answers list, each thing once.
pub(super) fn of(trees: &[Node]) -> Vec<LiveResource> {
    let mut things = Things::default();
    for (key, id) in IDS {
        for record in listed(trees, key) {
            things.ids.extend(record.get(id).and_then(Node::as_text).map(|id| id.into_owned()));
        }
    }
    for (key, id_key) in IDS {
        for node in listed(trees, key) {
            let Some(id) = node.get(id_key).and_then(Node::as_text).filter(|id| !id.is_empty())
            else {
                continue;
            };
            // A record may be on two pages or in two files.
            if !things.seen.insert(id.clone().into_owned()) || is_gone(node) {
                continue;
            }
            let record = Record { node, id: &id };
            match key {
                "Vpcs" => vpcs::vpc(&mut things, record, trees),
                "Subnets" => vpcs::subnet(&mut things, record),
                "InternetGateways" => gateways::internet_gateway(&mut things, record),
                "VpnGateways" => gateways::vpn_gateway(&mut things, record),
                "RouteTables" => tables::table(&mut things, record),
                "NetworkAcls" => acls::acl(&mut things, record),
                "NatGateways" => gateways::nat_gateway(&mut things, record),
                "Addresses" => interfaces::address(&mut things, record),
                "NetworkInterfaces" => interfaces::interface(&mut things, record),
                "SecurityGroups" => acls::group(&mut things, record),
                "VpcEndpoints" => gateways::endpoint(&mut things, record),
                "EgressOnlyInternetGateways" => gateways::egress_only(&mut things, record),
                "VpcPeeringConnections" => gateways::peering(&mut things, record),
                "TransitGateways" => gateways::transit_gateway(&mut things, record),
                "TransitGatewayVpcAttachments" => gateways::transit_attachment(&mut things, record),
                _ => gateways::transit_table(&mut things, record),
            }
        }
    }
    things.found
}

fn listed<'a>(trees: &'a [Node], key: &str) -> impl Iterator<Item = &'a Node> {
    trees.iter().filter_map(move |tree| tree.get(key)?.as_list()).flatten()
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
struct Record<'a> {
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

#[derive(Default)]
struct Things {
    /// Ids that some answer lists.
    ids: BTreeSet<String>,
    seen: BTreeSet<String>,
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
