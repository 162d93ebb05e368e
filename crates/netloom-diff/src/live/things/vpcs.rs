//! VPCs and subnets.

use netloom_facts::Records;
use netloom_template::Node;

use super::{Record, Things};
use crate::live::blocks::plain;
use crate::live::{entry, reference};

/// The DNS flags come from another call, one flag at a time; further blocks are resources of their
/// own.
pub(super) fn vpc(things: &mut Things, record: Record<'_>, records: &Records<'_>) {
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

pub(super) fn subnet(things: &mut Things, record: Record<'_>) {
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
