//! Gateways, endpoints and connections at the edge of a VPC.

use netloom_template::Node;

use super::{Record, Things};
use crate::live::{entry, reference};

pub(super) fn internet_gateway(things: &mut Things, record: Record<'_>) {
    things.add(record, "AWS::EC2::InternetGateway", Vec::new());
    attachments(things, record, "Attachments", "InternetGatewayId");
}

pub(super) fn vpn_gateway(things: &mut Things, record: Record<'_>) {
    let properties = Things::copies(record, &["Type", "AmazonSideAsn"]);
    things.add(record, "AWS::EC2::VPNGateway", properties);
    attachments(things, record, "VpcAttachments", "VpnGatewayId");
}

/// # Source
/// Amazon EC2 API, `InternetGatewayAttachment` (`available` when attached) and `VpcAttachment`
/// (`attached`).
fn attachments(things: &mut Things, record: Record<'_>, key: &str, property: &str) {
    for attachment in record.list(key) {
        let state = attachment.get("State").and_then(Node::as_text);
        if state.is_some_and(|state| state.starts_with("detach")) {
            continue;
        }
        let Some(vpc) = things.linked("VpcId", attachment.get("VpcId")) else { continue };
        let span = attachment.span;
        let properties = vec![vpc, entry(property, reference(record.id, span), span)];
        let id = format!("{} attached", record.id);
        things.add_part(record.id, id, "AWS::EC2::VPCGatewayAttachment", attachment, properties);
    }
}

pub(super) fn nat_gateway(things: &mut Things, record: Record<'_>) {
    let mut properties = Things::copies(record, &["ConnectivityType"]);
    properties.extend(things.linked("SubnetId", record.node.get("SubnetId")));
    let addresses = record.list("NatGatewayAddresses");
    let is_primary =
        |address: &&Node| address.get("IsPrimary").and_then(Node::as_bool) == Some(true);
    if let Some(primary) = addresses.iter().find(is_primary).or(addresses.first()) {
        properties.extend(things.linked("AllocationId", primary.get("AllocationId")));
        let private =
            primary.get("PrivateIp").map(|node| entry("PrivateIpAddress", node.clone(), node.span));
        properties.extend(private);
    }
    things.add(record, "AWS::EC2::NatGateway", properties);
}

pub(super) fn endpoint(things: &mut Things, record: Record<'_>) {
    let mut properties = Things::copies(record, &["ServiceName", "VpcEndpointType"]);
    properties.extend(things.linked("VpcId", record.node.get("VpcId")));
    let own = |key: &str| record.list(key).iter();
    let span = record.node;
    if record.is("VpcEndpointType", "Gateway") {
        properties.push(things.all_linked("RouteTableIds", span, own("RouteTableIds")));
    } else {
        properties.extend(Things::copies(record, &["PrivateDnsEnabled"]));
        properties.push(things.all_linked("SubnetIds", span, own("SubnetIds")));
        let groups = own("Groups").filter_map(|group| group.get("GroupId"));
        properties.push(things.all_linked("SecurityGroupIds", span, groups));
    }
    things.add(record, "AWS::EC2::VPCEndpoint", properties);
}

pub(super) fn egress_only(things: &mut Things, record: Record<'_>) {
    let vpc = record.list("Attachments").first().and_then(|attachment| attachment.get("VpcId"));
    let properties = things.linked("VpcId", vpc).into_iter().collect();
    things.add(record, "AWS::EC2::EgressOnlyInternetGateway", properties);
}

pub(super) fn peering(things: &mut Things, record: Record<'_>) {
    let of = |side: &str, key: &str| record.node.get(side).and_then(|side| side.get(key));
    let mut properties: Vec<_> = [
        things.linked("VpcId", of("RequesterVpcInfo", "VpcId")),
        things.linked("PeerVpcId", of("AccepterVpcInfo", "VpcId")),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (property, key) in [("PeerOwnerId", "OwnerId"), ("PeerRegion", "Region")] {
        properties.extend(
            of("AccepterVpcInfo", key).map(|node| entry(property, node.clone(), node.span)),
        );
    }
    things.add(record, "AWS::EC2::VPCPeeringConnection", properties);
}

pub(super) fn transit_gateway(things: &mut Things, record: Record<'_>) {
    let properties = Things::copies(record, &["Description"]);
    things.add(record, "AWS::EC2::TransitGateway", properties);
}

/// Two types of resources make such an attachment; which one it was is determined by the template.
pub(super) fn transit_attachment(things: &mut Things, record: Record<'_>) {
    let mut properties: Vec<_> = ["TransitGatewayId", "VpcId"]
        .into_iter()
        .filter_map(|key| things.linked(key, record.node.get(key)))
        .collect();
    properties.push(things.all_linked("SubnetIds", record.node, record.list("SubnetIds").iter()));
    things.add(record, "AWS::EC2::TransitGatewayVpcAttachment", properties);
}

pub(super) fn transit_table(things: &mut Things, record: Record<'_>) {
    let properties = things
        .linked("TransitGatewayId", record.node.get("TransitGatewayId"))
        .into_iter()
        .collect();
    things.add(record, "AWS::EC2::TransitGatewayRouteTable", properties);
}
