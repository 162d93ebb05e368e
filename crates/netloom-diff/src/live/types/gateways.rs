//! Gateways, endpoints and connections at the edge of a VPC.

use netloom_facts::kinds::{
    EGRESS_ONLY_GATEWAYS, ENDPOINTS, INTERNET_GATEWAYS, NAT_GATEWAYS, PEERINGS, TRANSIT_GATEWAYS,
    TRANSIT_TABLES, TRANSIT_VPC_ATTACHMENTS, VPN_GATEWAYS,
};

use super::Compared::{Always, Chosen, Default};
use super::RecognizedBy::{Properties, Users};
use super::Type;

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    Type {
        kind: "AWS::EC2::InternetGateway",
        facts: INTERNET_GATEWAYS,
        properties: &[("Tags", Chosen)],
        recognized: &[Users("AWS::EC2::VPCGatewayAttachment", "InternetGatewayId", Some("VpcId"))],
    },
    Type {
        kind: "AWS::EC2::VPNGateway",
        facts: VPN_GATEWAYS,
        properties: &[("Type", Always), ("AmazonSideAsn", Chosen), ("Tags", Chosen)],
        recognized: &[Users("AWS::EC2::VPCGatewayAttachment", "VpnGatewayId", Some("VpcId"))],
    },
    Type {
        kind: "AWS::EC2::VPCGatewayAttachment",
        facts: INTERNET_GATEWAYS,
        properties: &[("VpcId", Always), ("InternetGatewayId", Always), ("VpnGatewayId", Always)],
        recognized: &[Properties(&["VpcId", "InternetGatewayId", "VpnGatewayId"])],
    },
    Type {
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
    },
    Type {
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
    },
    Type {
        kind: "AWS::EC2::EgressOnlyInternetGateway",
        facts: EGRESS_ONLY_GATEWAYS,
        properties: &[("VpcId", Always), ("Tags", Chosen)],
        recognized: &[Properties(&["VpcId"])],
    },
    Type {
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
    },
    Type {
        kind: "AWS::EC2::TransitGateway",
        facts: TRANSIT_GATEWAYS,
        properties: &[("Description", Chosen), ("Tags", Chosen)],
        recognized: &[],
    },
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
    Type {
        kind: "AWS::EC2::TransitGatewayRouteTable",
        facts: TRANSIT_TABLES,
        properties: &[("TransitGatewayId", Always), ("Tags", Chosen)],
        recognized: &[],
    },
];
