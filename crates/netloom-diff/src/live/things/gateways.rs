//! Gateways, endpoints and connections at the edge of a VPC.

use netloom_facts::kinds::{
    EGRESS_ONLY_GATEWAYS, ENDPOINTS, INTERNET_GATEWAYS, NAT_GATEWAYS, PEERINGS, TRANSIT_GATEWAYS,
    TRANSIT_TABLES, TRANSIT_VPC_ATTACHMENTS, VPN_GATEWAYS,
};
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
        facts: INTERNET_GATEWAYS,
        read: |things, record, _| internet_gateway(things, record),
        types: &[Type {
            kind: "AWS::EC2::InternetGateway",
            facts: INTERNET_GATEWAYS,
            properties: &[("Tags", Chosen)],
            recognized: &[Users(
                "AWS::EC2::VPCGatewayAttachment",
                "InternetGatewayId",
                Some("VpcId"),
            )],
        }],
    },
    Answer {
        facts: VPN_GATEWAYS,
        read: |things, record, _| vpn_gateway(things, record),
        types: &[
            Type {
                kind: "AWS::EC2::VPNGateway",
                facts: VPN_GATEWAYS,
                properties: &[("Type", Always), ("AmazonSideAsn", Chosen), ("Tags", Chosen)],
                recognized: &[Users(
                    "AWS::EC2::VPCGatewayAttachment",
                    "VpnGatewayId",
                    Some("VpcId"),
                )],
            },
            Type {
                kind: "AWS::EC2::VPCGatewayAttachment",
                facts: INTERNET_GATEWAYS,
                properties: &[
                    ("VpcId", Always),
                    ("InternetGatewayId", Always),
                    ("VpnGatewayId", Always),
                ],
                recognized: &[Properties(&["VpcId", "InternetGatewayId", "VpnGatewayId"])],
            },
        ],
    },
    Answer {
        facts: NAT_GATEWAYS,
        read: |things, record, _| nat_gateway(things, record),
        types: &[Type {
            kind: "AWS::EC2::NatGateway",
            facts: NAT_GATEWAYS,
            properties: &[
                ("SubnetId", Always),
                ("AllocationId", Chosen),
                ("ConnectivityType", Default("public")),
                ("PrivateIpAddress", Chosen),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["SubnetId"])],
        }],
    },
    Answer {
        facts: ENDPOINTS,
        read: |things, record, _| endpoint(things, record),
        types: &[Type {
            kind: "AWS::EC2::VPCEndpoint",
            facts: ENDPOINTS,
            properties: &[
                ("VpcId", Always),
                ("ServiceName", Always),
                ("VpcEndpointType", Default("Gateway")),
                ("PrivateDnsEnabled", Chosen),
                ("SubnetIds", Always),
                ("SecurityGroupIds", Chosen),
                ("RouteTableIds", Always),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["VpcId", "ServiceName"])],
        }],
    },
    Answer {
        facts: EGRESS_ONLY_GATEWAYS,
        read: |things, record, _| egress_only(things, record),
        types: &[Type {
            kind: "AWS::EC2::EgressOnlyInternetGateway",
            facts: EGRESS_ONLY_GATEWAYS,
            properties: &[("VpcId", Always), ("Tags", Chosen)],
            recognized: &[Properties(&["VpcId"])],
        }],
    },
    Answer {
        facts: PEERINGS,
        read: |things, record, _| peering(things, record),
        types: &[Type {
            kind: "AWS::EC2::VPCPeeringConnection",
            facts: PEERINGS,
            properties: &[
                ("VpcId", Always),
                ("PeerVpcId", Always),
                ("PeerOwnerId", Chosen),
                ("PeerRegion", Chosen),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["VpcId", "PeerVpcId"])],
        }],
    },
    Answer {
        facts: TRANSIT_GATEWAYS,
        read: |things, record, _| transit_gateway(things, record),
        types: &[Type {
            kind: "AWS::EC2::TransitGateway",
            facts: TRANSIT_GATEWAYS,
            properties: &[("Description", Chosen), ("Tags", Chosen)],
            recognized: &[],
        }],
    },
    Answer {
        facts: TRANSIT_VPC_ATTACHMENTS,
        read: |things, record, _| transit_attachment(things, record),
        types: &[
            Type {
                kind: "AWS::EC2::TransitGatewayVpcAttachment",
                facts: TRANSIT_VPC_ATTACHMENTS,
                properties: &[
                    ("TransitGatewayId", Always),
                    ("VpcId", Always),
                    ("SubnetIds", Always),
                    ("Tags", Chosen),
                ],
                recognized: &[Properties(&["TransitGatewayId", "VpcId"])],
            },
            Type {
                kind: "AWS::EC2::TransitGatewayAttachment",
                facts: TRANSIT_VPC_ATTACHMENTS,
                properties: &[
                    ("TransitGatewayId", Always),
                    ("VpcId", Always),
                    ("SubnetIds", Always),
                    ("Tags", Chosen),
                ],
                recognized: &[],
            },
        ],
    },
    Answer {
        facts: TRANSIT_TABLES,
        read: |things, record, _| transit_table(things, record),
        types: &[Type {
            kind: "AWS::EC2::TransitGatewayRouteTable",
            facts: TRANSIT_TABLES,
            properties: &[("TransitGatewayId", Always), ("Tags", Chosen)],
            recognized: &[],
        }],
    },
];

fn internet_gateway(things: &mut Things, record: Record<'_>) {
    things.add(record, "AWS::EC2::InternetGateway", Vec::new());
    attachments(things, record, "Attachments", "InternetGatewayId");
}

fn vpn_gateway(things: &mut Things, record: Record<'_>) {
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

fn nat_gateway(things: &mut Things, record: Record<'_>) {
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

fn endpoint(things: &mut Things, record: Record<'_>) {
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

fn egress_only(things: &mut Things, record: Record<'_>) {
    let vpc = record.list("Attachments").first().and_then(|attachment| attachment.get("VpcId"));
    let properties = things.linked("VpcId", vpc).into_iter().collect();
    things.add(record, "AWS::EC2::EgressOnlyInternetGateway", properties);
}

fn peering(things: &mut Things, record: Record<'_>) {
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

fn transit_gateway(things: &mut Things, record: Record<'_>) {
    let properties = Things::copies(record, &["Description"]);
    things.add(record, "AWS::EC2::TransitGateway", properties);
}

/// Two types of resources make such an attachment; which one it was is determined by the template.
fn transit_attachment(things: &mut Things, record: Record<'_>) {
    let mut properties: Vec<_> = ["TransitGatewayId", "VpcId"]
        .into_iter()
        .filter_map(|key| things.linked(key, record.node.get(key)))
        .collect();
    properties.push(things.all_linked("SubnetIds", record.node, record.list("SubnetIds").iter()));
    things.add(record, "AWS::EC2::TransitGatewayVpcAttachment", properties);
}

fn transit_table(things: &mut Things, record: Record<'_>) {
    let properties = things
        .linked("TransitGatewayId", record.node.get("TransitGatewayId"))
        .into_iter()
        .collect();
    things.add(record, "AWS::EC2::TransitGatewayRouteTable", properties);
}
