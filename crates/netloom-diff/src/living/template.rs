//! A template as far as facts tell of it, called as the living things are called.

use std::collections::BTreeMap;

use netloom_cfn::read::{Entry, Node, Presence, Reference, ResourceEntry, TemplateDocument, Value};

use super::{entry, rules};
use crate::value::Plain;

/// The properties that facts tell, by type.
const TOLD: [(&str, &[&str]); 11] = [
    ("AWS::EC2::VPC", &["CidrBlock"]),
    ("AWS::EC2::Subnet", &["VpcId", "CidrBlock", "AvailabilityZoneId", "MapPublicIpOnLaunch"]),
    ("AWS::EC2::InternetGateway", &[]),
    ("AWS::EC2::VPCGatewayAttachment", &["VpcId", "InternetGatewayId"]),
    ("AWS::EC2::RouteTable", &["VpcId"]),
    (
        "AWS::EC2::Route",
        &[
            "RouteTableId",
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "GatewayId",
            "NatGatewayId",
            "NetworkInterfaceId",
            "TransitGatewayId",
            "VpcPeeringConnectionId",
            "EgressOnlyInternetGatewayId",
        ],
    ),
    ("AWS::EC2::SubnetRouteTableAssociation", &["SubnetId", "RouteTableId"]),
    ("AWS::EC2::NatGateway", &["SubnetId", "AllocationId"]),
    ("AWS::EC2::EIP", &[]),
    ("AWS::EC2::SecurityGroup", &["GroupDescription", "VpcId"]),
    (
        "AWS::EC2::VPCEndpoint",
        &[
            "VpcId",
            "ServiceName",
            "VpcEndpointType",
            "PrivateDnsEnabled",
            "SubnetIds",
            "SecurityGroupIds",
            "RouteTableIds",
        ],
    ),
];

/// Returns what facts can tell of a template, in the form of [`super::document_of_facts`].
///
/// - `living`: the other side; what has no tags there (routes, associations, attachments) is recognized by what it is for, VPCs
///   and subnets without tags by their blocks, and gets the name that the template has for it.
#[must_use]
pub fn as_facts_tell(template: &TemplateDocument, living: &mut TemplateDocument) -> TemplateDocument {
    let mut resources: Vec<ResourceEntry> = Vec::new();
    for resource in template.resources.iter().filter(|resource| !matches!(resource.presence, Presence::Never)) {
        let Some((_, told)) = TOLD.iter().find(|(kind, _)| *kind == resource.kind) else { continue };
        let written = resource.properties.as_map().unwrap_or_default().iter();
        let mut properties: Vec<Entry> = written
            .filter(|entry| told.contains(&entry.key.as_str()))
            .map(|entry| Entry { node: plain(&entry.node), ..entry.clone() })
            .collect();
        let span = resource.span;
        let mut default = |key: &str, value: Value| {
            if !properties.iter().any(|entry| entry.key == key) {
                properties.push(entry(key, Node { span, value }, span));
            }
        };
        match resource.kind.as_str() {
            "AWS::EC2::Subnet" => default("MapPublicIpOnLaunch", Value::Bool(false)),
            "AWS::EC2::VPCEndpoint" => default("VpcEndpointType", Value::Text("Gateway".to_owned())),
            "AWS::EC2::SecurityGroup" => {
                for (inline, separate) in [
                    ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress"),
                    ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress"),
                ] {
                    default(inline, Value::List(rules_of(template, resource, inline, separate)));
                }
            }
            _ => {}
        }
        resources.push(ResourceEntry {
            properties: Node { span, value: Value::Map(properties) },
            attributes: Vec::new(),
            depends_on: Vec::new(),
            ..resource.clone()
        });
    }
    align(&resources, living);
    TemplateDocument {
        resources,
        parameters: Vec::new(),
        outputs: Vec::new(),
        metadata: None,
        not_understood: Vec::new(),
    }
}

/// A value with attributes of resources taken for the resources, as ids are.
pub(super) fn plain(node: &Node) -> Node {
    let value = match &node.value {
        Value::Reference(reference) => Value::Reference(Reference { id: reference.id.clone(), attribute: None }),
        Value::List(items) => Value::List(items.iter().map(plain).collect()),
        other => other.clone(),
    };
    Node { span: node.span, value }
}

/// Rules within the group and beside it; without any egress rule everything may go out.
fn rules_of(template: &TemplateDocument, group: &ResourceEntry, inline: &str, separate: &str) -> Vec<Node> {
    let own = group.properties.get(inline).and_then(Node::as_list).unwrap_or_default();
    let beside = template.of_kind(separate).filter(|rule| {
        let of = rule.properties.get("GroupId").and_then(Node::as_reference);
        of.is_some_and(|of| of.id == group.id)
    });
    let mut found: Vec<Node> = own.iter().chain(beside.map(|rule| &rule.properties)).map(rules::of_rule).collect();
    if found.is_empty() && inline == "SecurityGroupEgress" {
        let span = group.span;
        let text = |text: &str| Node { span, value: Value::Text(text.to_owned()) };
        let fields = vec![entry("IpProtocol", text("-1"), span), entry("CidrIp", text("0.0.0.0/0"), span)];
        found.push(Node { span, value: Value::Map(fields) });
    }
    found
}

/// Gives living things without a name of CloudFormation's the name of what they are in the template.
fn align(template: &[ResourceEntry], living: &mut TemplateDocument) {
    const BY: [(&str, &[&str]); 5] = [
        ("AWS::EC2::VPC", &["CidrBlock"]),
        ("AWS::EC2::Subnet", &["VpcId", "CidrBlock"]),
        ("AWS::EC2::VPCGatewayAttachment", &["VpcId"]),
        ("AWS::EC2::Route", &["RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock"]),
        ("AWS::EC2::SubnetRouteTableAssociation", &["SubnetId"]),
    ];
    for (kind, keys) in BY {
        let key_of = |resource: &ResourceEntry| -> Vec<Option<Plain>> {
            keys.iter().map(|key| resource.properties.get(key).and_then(Plain::of)).collect()
        };
        let names: BTreeMap<Vec<Option<Plain>>, &str> =
            template.iter().filter(|one| one.kind == kind).map(|one| (key_of(one), one.id.as_str())).collect();
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for resource in living.resources.iter().filter(|one| one.kind == kind) {
            if let Some(name) = names.get(&key_of(resource)).filter(|name| **name != resource.id) {
                renamed.insert(resource.id.clone(), (*name).to_owned());
            }
        }
        // A name that something else has already would make two of one.
        let taken: Vec<String> = living.resources.iter().map(|resource| resource.id.clone()).collect();
        renamed.retain(|_, name| !taken.contains(name));
        for resource in &mut living.resources {
            if let Some(name) = renamed.get(&resource.id).filter(|_| resource.kind == kind) {
                resource.id.clone_from(name);
            }
            rename(&mut resource.properties, &renamed);
        }
    }
}

fn rename(node: &mut Node, names: &BTreeMap<String, String>) {
    match &mut node.value {
        Value::Reference(reference) => {
            if let Some(name) = names.get(&reference.id) {
                reference.id.clone_from(name);
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| rename(item, names)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| rename(&mut entry.node, names)),
        _ => {}
    }
}
