//! Route tables with their routes, their subnets and the gateways they learn from.

use netloom_facts::kinds::ROUTE_TABLES;

use super::Compared::{Always, Chosen};
use super::RecognizedBy::{Properties, Users};
use super::Type;

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    Type {
        kind: "AWS::EC2::RouteTable",
        facts: ROUTE_TABLES,
        properties: &[("VpcId", Always), ("Tags", Chosen)],
        recognized: &[Users(
            "AWS::EC2::SubnetRouteTableAssociation",
            "RouteTableId",
            Some("SubnetId"),
        )],
    },
    Type {
        kind: "AWS::EC2::Route",
        facts: ROUTE_TABLES,
        properties: &[
            ("RouteTableId", Always),
            ("DestinationCidrBlock", Always),
            ("DestinationIpv6CidrBlock", Always),
            ("DestinationPrefixListId", Always),
            ("GatewayId", Always),
            // EC2 tells the interface of an instance, too.
            ("NetworkInterfaceId", Chosen),
            ("InstanceId", Chosen),
        ],
        recognized: &[Properties(&[
            "RouteTableId",
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        ])],
    },
    Type {
        kind: "AWS::EC2::SubnetRouteTableAssociation",
        facts: ROUTE_TABLES,
        properties: &[("SubnetId", Always), ("RouteTableId", Always)],
        recognized: &[Properties(&["SubnetId"])],
    },
    Type {
        kind: "AWS::EC2::VPNGatewayRoutePropagation",
        facts: ROUTE_TABLES,
        properties: &[("RouteTableIds", Always), ("VpnGatewayId", Always)],
        recognized: &[Properties(&["RouteTableIds", "VpnGatewayId"])],
    },
];
