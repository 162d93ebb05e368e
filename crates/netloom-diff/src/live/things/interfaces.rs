//! Network interfaces, and Elastic IP addresses with what they are associated with.

use netloom_facts::kinds::{ADDRESSES, INTERFACES};
use netloom_template::Node;

use super::{Record, Things};
use crate::live::answers::Compared::{Always, Chosen, Default};
use crate::live::answers::RecognizedBy::{Properties, Users};
use crate::live::answers::{Answer, Type};
use crate::live::{entry, reference};

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const ANSWERS: &[Answer] = &[
    Answer {
        facts: INTERFACES,
        read: |things, record, _| interface(things, record),
        types: &[Type {
            kind: "AWS::EC2::NetworkInterface",
            facts: INTERFACES,
            properties: &[
                ("SubnetId", Always),
                ("GroupSet", Chosen),
                ("Description", Chosen),
                ("PrivateIpAddress", Chosen),
                ("SourceDestCheck", Default("true")),
                ("InterfaceType", Chosen),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["SubnetId", "Description", "GroupSet"])],
        }],
    },
    Answer {
        facts: ADDRESSES,
        read: |things, record, _| address(things, record),
        types: &[
            Type {
                kind: "AWS::EC2::EIP",
                facts: ADDRESSES,
                properties: &[("Tags", Chosen)],
                recognized: &[
                    Users("AWS::EC2::NatGateway", "AllocationId", None),
                    Users("AWS::EC2::EIPAssociation", "AllocationId", Some("NetworkInterfaceId")),
                    Users("AWS::EC2::EIPAssociation", "AllocationId", Some("InstanceId")),
                ],
            },
            Type {
                kind: "AWS::EC2::EIPAssociation",
                facts: ADDRESSES,
                properties: &[
                    ("AllocationId", Always),
                    ("NetworkInterfaceId", Chosen),
                    ("InstanceId", Chosen),
                ],
                recognized: &[Properties(&["AllocationId"]), Properties(&["NetworkInterfaceId"])],
            },
        ],
    },
];

fn interface(things: &mut Things, record: Record<'_>) {
    let mut properties = Things::copies(
        record,
        &["Description", "PrivateIpAddress", "SourceDestCheck", "InterfaceType"],
    );
    properties.extend(things.linked("SubnetId", record.node.get("SubnetId")));
    if let Some(groups) = record.node.get("Groups") {
        let ids = record.list("Groups").iter().filter_map(|group| group.get("GroupId"));
        properties.push(things.all_linked("GroupSet", groups, ids));
    }
    things.add(record, "AWS::EC2::NetworkInterface", properties);
}

/// An address of a NAT gateway is associated by the gateway itself.
fn address(things: &mut Things, record: Record<'_>) {
    things.add(record, "AWS::EC2::EIP", Vec::new());
    let is_held = |key: &str| record.text(key).is_some_and(|id| !id.is_empty());
    if !is_held("AssociationId") {
        return;
    }
    let span = record.node.span;
    let mut properties = vec![entry("AllocationId", reference(record.id, span), span)];
    properties.extend(things.linked("NetworkInterfaceId", record.node.get("NetworkInterfaceId")));
    properties.extend(things.linked("InstanceId", record.node.get("InstanceId")));
    let holder = record.node.get("NetworkInterfaceId").and_then(Node::as_text).unwrap_or_default();
    things.add_part(
        record.id,
        format!("{} for {holder}", record.id),
        "AWS::EC2::EIPAssociation",
        record.node,
        properties,
    );
}
