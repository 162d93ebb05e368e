//! A living VPC as a template, so that it can be compared with one: drift.
//!
//! - Comes in: what the AWS CLI describes, one file per call.
//! - Goes out: a document with the resources that those calls tell, called by the logical ids that CloudFormation writes on them
//!   (`aws:cloudformation:logical-id`), else by their own ids.
//! - [`as_facts_tell`] leaves of a template what facts can tell, in the same form: no tags, rules in their groups, ids as ids.
//!
//! # Source
//! AWS CloudFormation User Guide, "Resource tags"; AWS CLI Command Reference, `ec2 describe-…`.

mod rules;
mod template;

use std::collections::BTreeMap;

use netloom_cfn::read::{Entry, Node, Presence, Reference, ResourceEntry, TemplateDocument, Value, parse_tree};
use netloom_diag::{SourceFile, Span};

pub use template::as_facts_tell;

/// What one call lists: its key, the id of each, and the type it is in a template.
const LISTS: [(&str, &str, &str); 8] = [
    ("Vpcs", "VpcId", "AWS::EC2::VPC"),
    ("Subnets", "SubnetId", "AWS::EC2::Subnet"),
    ("InternetGateways", "InternetGatewayId", "AWS::EC2::InternetGateway"),
    ("RouteTables", "RouteTableId", "AWS::EC2::RouteTable"),
    ("NatGateways", "NatGatewayId", "AWS::EC2::NatGateway"),
    ("Addresses", "AllocationId", "AWS::EC2::EIP"),
    ("SecurityGroups", "GroupId", "AWS::EC2::SecurityGroup"),
    ("VpcEndpoints", "VpcEndpointId", "AWS::EC2::VPCEndpoint"),
];

/// Targets of routes: the key in facts and the property of a template.
const TARGETS: [(&str, &str); 6] = [
    ("NatGatewayId", "NatGatewayId"),
    ("TransitGatewayId", "TransitGatewayId"),
    ("VpcPeeringConnectionId", "VpcPeeringConnectionId"),
    ("NetworkInterfaceId", "NetworkInterfaceId"),
    ("EgressOnlyInternetGatewayId", "EgressOnlyInternetGatewayId"),
    ("GatewayId", "GatewayId"),
];

/// Returns what the files describe as a document.
#[must_use]
pub fn document_of_facts(files: &[&SourceFile]) -> TemplateDocument {
    let trees: Vec<Node> = files.iter().filter_map(|file| parse_tree(file).0).collect();
    let mut living = Living::default();
    for (key, id, kind) in LISTS {
        for record in trees.iter().filter_map(|tree| tree.get(key)?.as_list()).flatten() {
            if is_of_the_vpc_itself(record, kind) || is_gone(record) {
                continue;
            }
            let Some(physical) = record.get(id).and_then(Node::as_text) else { continue };
            let logical = logical_id(record).unwrap_or_else(|| physical.clone().into_owned());
            living.ids.insert(physical.into_owned(), logical);
            living.records.push((kind, record));
        }
    }
    for (kind, record) in living.records.clone() {
        living.add(kind, record);
    }
    TemplateDocument {
        resources: living.resources,
        parameters: Vec::new(),
        outputs: Vec::new(),
        metadata: None,
        not_understood: Vec::new(),
    }
}

/// Every VPC has a default group and a main table that no template makes.
fn is_of_the_vpc_itself(record: &Node, kind: &str) -> bool {
    let is_text = |key: &str, text: &str| record.get(key).and_then(Node::as_text).is_some_and(|own| own == text);
    match kind {
        "AWS::EC2::SecurityGroup" => is_text("GroupName", "default"),
        "AWS::EC2::RouteTable" => {
            let mut all = record.get("Associations").and_then(Node::as_list).unwrap_or_default().iter();
            logical_id(record).is_none() && all.any(|one| one.get("Main").and_then(Node::as_bool) == Some(true))
        }
        _ => false,
    }
}

/// EC2 goes on listing some things for an hour after they were deleted.
fn is_gone(record: &Node) -> bool {
    record.get("State").and_then(Node::as_text).is_some_and(|state| state.starts_with("delet"))
}

fn logical_id(record: &Node) -> Option<String> {
    let tags = record.get("Tags").or_else(|| record.get("TagSet"))?.as_list()?;
    let tag = tags
        .iter()
        .find(|tag| tag.get("Key").and_then(Node::as_text).is_some_and(|key| key == "aws:cloudformation:logical-id"))?;
    Some(tag.get("Value")?.as_text()?.into_owned())
}

#[derive(Default)]
struct Living<'a> {
    /// Logical ids by ids.
    ids: BTreeMap<String, String>,
    records: Vec<(&'static str, &'a Node)>,
    resources: Vec<ResourceEntry>,
}

impl Living<'_> {
    fn add(&mut self, kind: &'static str, record: &Node) {
        let id_key = LISTS.iter().find(|(_, _, of)| *of == kind).map(|(_, id, _)| *id).unwrap_or_default();
        let Some(id) = record.get(id_key).and_then(Node::as_text).and_then(|id| self.ids.get(id.as_ref()).cloned())
        else {
            return;
        };
        let mut properties = Vec::new();
        let mut keep = |property: &str, node: Option<Node>| {
            properties.extend(node.map(|node| Entry { key: property.to_owned(), key_span: record.span, node }));
        };
        let copy = |key: &str| record.get(key).filter(|node| !node.is_absent()).cloned();
        match kind {
            "AWS::EC2::VPC" => keep("CidrBlock", copy("CidrBlock")),
            "AWS::EC2::Subnet" => {
                keep("VpcId", self.link(record.get("VpcId")));
                keep("CidrBlock", copy("CidrBlock"));
                keep("AvailabilityZoneId", copy("AvailabilityZoneId"));
                keep("MapPublicIpOnLaunch", copy("MapPublicIpOnLaunch"));
            }
            "AWS::EC2::RouteTable" => keep("VpcId", self.link(record.get("VpcId"))),
            "AWS::EC2::NatGateway" => {
                keep("SubnetId", self.link(record.get("SubnetId")));
                let addresses = record.get("NatGatewayAddresses").and_then(Node::as_list).unwrap_or_default();
                keep("AllocationId", self.link(addresses.iter().find_map(|address| address.get("AllocationId"))));
            }
            "AWS::EC2::SecurityGroup" => {
                keep("GroupDescription", copy("Description"));
                keep("VpcId", self.link(record.get("VpcId")));
                for (property, key) in
                    [("SecurityGroupIngress", "IpPermissions"), ("SecurityGroupEgress", "IpPermissionsEgress")]
                {
                    keep(property, record.get(key).map(|node| rules::of_permissions(node, &self.ids)));
                }
            }
            "AWS::EC2::VPCEndpoint" => {
                keep("VpcId", self.link(record.get("VpcId")));
                keep("ServiceName", copy("ServiceName"));
                keep("VpcEndpointType", copy("VpcEndpointType"));
                let is_interface =
                    record.get("VpcEndpointType").and_then(Node::as_text).is_some_and(|kind| kind == "Interface");
                if is_interface {
                    keep("PrivateDnsEnabled", copy("PrivateDnsEnabled"));
                    keep("SubnetIds", self.links(record.get("SubnetIds")));
                    keep("SecurityGroupIds", self.group_links(record.get("Groups")));
                } else {
                    keep("RouteTableIds", self.links(record.get("RouteTableIds")));
                }
            }
            _ => {}
        }
        self.push(id.clone(), kind, record.span, properties);
        match kind {
            "AWS::EC2::RouteTable" => self.add_routes(&id, record),
            "AWS::EC2::InternetGateway" => self.add_attachments(&id, record),
            _ => {}
        }
    }

    fn push(&mut self, id: String, kind: &str, span: Span, properties: Vec<Entry>) {
        self.resources.push(ResourceEntry {
            id,
            span,
            kind: kind.to_owned(),
            kind_span: span,
            presence: Presence::Always,
            depends_on: Vec::new(),
            properties: Node { span, value: Value::Map(properties) },
            attributes: Vec::new(),
        });
    }

    /// An id as a reference to what has it, where that is described.
    fn link(&self, node: Option<&Node>) -> Option<Node> {
        node.map(|node| linked(node, &self.ids))
    }

    fn links(&self, node: Option<&Node>) -> Option<Node> {
        let node = node?;
        let items = node.as_list()?.iter().map(|item| linked(item, &self.ids)).collect();
        Some(Node { span: node.span, value: Value::List(items) })
    }

    fn group_links(&self, node: Option<&Node>) -> Option<Node> {
        let node = node?;
        let items = node.as_list()?.iter().filter_map(|group| self.link(group.get("GroupId"))).collect();
        Some(Node { span: node.span, value: Value::List(items) })
    }

    /// Routes and associations have no tags; what they are for is what they are called by.
    fn add_routes(&mut self, table: &str, record: &Node) {
        for route in record.get("Routes").and_then(Node::as_list).unwrap_or_default() {
            let text = |key: &str| route.get(key).and_then(Node::as_text);
            let is_local = text("GatewayId").is_some_and(|gateway| gateway == "local" || gateway.starts_with("vpce-"));
            let is_learned = text("Origin").is_some_and(|origin| origin == "EnableVgwRoutePropagation");
            let destination =
                ["DestinationCidrBlock", "DestinationIpv6CidrBlock"].into_iter().find(|key| text(key).is_some());
            let Some(destination) = destination.filter(|_| !is_local && !is_learned) else { continue };
            let mut properties = vec![entry("RouteTableId", reference(table, route.span), route.span)];
            properties.extend(route.get(destination).map(|node| entry(destination, node.clone(), route.span)));
            let target = TARGETS.iter().find(|(key, _)| text(key).is_some());
            properties.extend(
                target.and_then(|(key, property)| Some(entry(property, self.link(route.get(key))?, route.span))),
            );
            let id = format!("{table} {}", text(destination).unwrap_or_default());
            self.push(id, "AWS::EC2::Route", route.span, properties);
        }
        for association in record.get("Associations").and_then(Node::as_list).unwrap_or_default() {
            let Some(subnet) = self.link(association.get("SubnetId").filter(|node| !node.is_absent())) else {
                continue;
            };
            let id = format!(
                "{table} for {}",
                subnet.as_reference().map_or_else(|| "a subnet".to_owned(), |one| one.id.clone())
            );
            let span = association.span;
            let properties = vec![entry("SubnetId", subnet, span), entry("RouteTableId", reference(table, span), span)];
            self.push(id, "AWS::EC2::SubnetRouteTableAssociation", span, properties);
        }
    }

    fn add_attachments(&mut self, gateway: &str, record: &Node) {
        for attachment in record.get("Attachments").and_then(Node::as_list).unwrap_or_default() {
            let Some(vpc) = self.link(attachment.get("VpcId")) else { continue };
            let span = attachment.span;
            let properties =
                vec![entry("VpcId", vpc, span), entry("InternetGatewayId", reference(gateway, span), span)];
            self.push(format!("{gateway} attached"), "AWS::EC2::VPCGatewayAttachment", span, properties);
        }
    }
}

fn entry(key: &str, node: Node, span: Span) -> Entry {
    Entry { key: key.to_owned(), key_span: span, node }
}

fn reference(id: &str, span: Span) -> Node {
    Node { span, value: Value::Reference(Reference { id: id.to_owned(), attribute: None }) }
}

fn linked(node: &Node, ids: &BTreeMap<String, String>) -> Node {
    match node.as_text().and_then(|id| ids.get(id.as_ref())) {
        Some(id) => reference(id, node.span),
        None => node.clone(),
    }
}
