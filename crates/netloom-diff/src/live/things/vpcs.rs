//! VPCs and subnets.

use netloom_facts::Records;
use netloom_facts::kinds::{SUBNETS, VPCS};
use netloom_template::Node;

use super::{Record, Things};
use crate::live::answers::Compared::{Always, Chosen, Default};
use crate::live::answers::RecognizedBy::Properties;
use crate::live::answers::{Answer, Type};
use crate::live::blocks::plain;
use crate::live::{entry, reference};

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const ANSWERS: &[Answer] = &[
    Answer {
        facts: VPCS,
        read: vpc,
        types: &[
            Type {
                kind: "AWS::EC2::VPC",
                facts: VPCS,
                properties: &[
                    // From a pool of addresses where it is not written.
                    ("CidrBlock", Chosen),
                    ("InstanceTenancy", Default("default")),
                    ("EnableDnsSupport", Chosen),
                    ("EnableDnsHostnames", Chosen),
                    ("Tags", Chosen),
                ],
                recognized: &[Properties(&["CidrBlock"])],
            },
            Type {
                kind: "AWS::EC2::VPCCidrBlock",
                facts: VPCS,
                properties: &[("VpcId", Always), ("CidrBlock", Always)],
                recognized: &[Properties(&["VpcId", "CidrBlock"])],
            },
        ],
    },
    Answer {
        facts: SUBNETS,
        read: |things, record, _| subnet(things, record),
        types: &[Type {
            kind: "AWS::EC2::Subnet",
            facts: SUBNETS,
            properties: &[
                ("VpcId", Always),
                ("CidrBlock", Chosen),
                ("AvailabilityZone", Chosen),
                ("AvailabilityZoneId", Chosen),
                ("MapPublicIpOnLaunch", Default("false")),
                ("AssignIpv6AddressOnCreation", Default("false")),
                ("Ipv6CidrBlock", Chosen),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["VpcId", "CidrBlock"])],
        }],
    },
];

/// The DNS flags come from another call, one flag at a time; further blocks are resources of their
/// own.
fn vpc(things: &mut Things, record: Record<'_>, records: &Records<'_>) {
    let mut properties = Things::copies(record, &["CidrBlock", "InstanceTenancy"]);
    for key in ["EnableDnsSupport", "EnableDnsHostnames"] {
        let flag = records.detail(key, record.id).and_then(|flag| flag.get("Value"));
        properties.extend(flag.map(|flag| entry(key, flag.clone(), flag.span)));
    }
    things.add(record, "AWS::EC2::VPC", properties);
    for part in record.list("CidrBlockAssociationSet") {
        let state =
            part.get("CidrBlockState").and_then(|state| state.get("State")).and_then(Node::as_text);
        let is_there = state.is_none_or(|state| state.starts_with("associat"));
        let Some(block) = part.get("CidrBlock").filter(|_| is_there) else { continue };
        let text = block.as_text().unwrap_or_default();
        if record.is("CidrBlock", &text) {
            continue;
        }
        let span = part.span;
        let properties = vec![
            entry("VpcId", reference(record.id, span), span),
            entry("CidrBlock", plain("CidrBlock", block), span),
        ];
        things.add_part(
            record.id,
            format!("{} with {text}", record.id),
            "AWS::EC2::VPCCidrBlock",
            part,
            properties,
        );
    }
}

fn subnet(things: &mut Things, record: Record<'_>) {
    let mut properties = Things::copies(
        record,
        &[
            "CidrBlock",
            "AvailabilityZone",
            "AvailabilityZoneId",
            "MapPublicIpOnLaunch",
            "AssignIpv6AddressOnCreation",
        ],
    );
    properties.extend(things.linked("VpcId", record.node.get("VpcId")));
    let ipv6 = record
        .list("Ipv6CidrBlockAssociationSet")
        .first()
        .and_then(|part| part.get("Ipv6CidrBlock"));
    properties.extend(
        ipv6.map(|block| entry("Ipv6CidrBlock", plain("Ipv6CidrBlock", block), block.span)),
    );
    things.add(record, "AWS::EC2::Subnet", properties);
}
