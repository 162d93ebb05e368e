//! Route tables and what writes into them.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, changes, followed, interfaces, nothing, part};

const TABLE: (&str, Change) = ("RouteTableId", Change::Thing(ResourceKind::RouteTable));

pub(super) const KINDS: &[Kind] = &[
    followed("AWS::EC2::RouteTable", &[Group::Followed(&["VpcId"]), LABELS]),
    part(
        "AWS::EC2::Route",
        &[TABLE],
        &[
            Group::Followed(&["RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock"]),
            Group::Followed(&["DestinationPrefixListId", "GatewayId", "InstanceId"]),
            Group::TargetsOfKinds,
            Group::Followed(&["VpcEndpointId"]),
            // Where these lead is unknown, by name.
            Group::Followed(&[
                "CarrierGatewayId",
                "LocalGatewayId",
                "CoreNetworkArn",
                "OdbNetworkArn",
            ]),
        ],
    ),
    part(
        "AWS::EC2::SubnetRouteTableAssociation",
        &[("SubnetId", Change::Thing(ResourceKind::Subnet))],
        &[Group::Followed(&["SubnetId", "RouteTableId"])],
    ),
    part(
        "AWS::EC2::GatewayRouteTableAssociation",
        &[TABLE],
        &[Group::Followed(&["GatewayId", "RouteTableId"])],
    ),
    part(
        "AWS::EC2::VPNGatewayRoutePropagation",
        &[("RouteTableIds", Change::Thing(ResourceKind::RouteTable))],
        &[Group::Followed(&["RouteTableIds", "VpnGatewayId"])],
    ),
    followed(
        "AWS::EC2::PrefixList",
        &[
            Group::Followed(&["Entries", "Entries.*.Cidr"]),
            Group::NoInfluence("texts for people", &["Entries.*.Description", "PrefixListName"]),
            Group::NoInfluence("follows from the entries", &["AddressFamily", "MaxEntries"]),
            LABELS,
        ],
    ),
    changes(
        "AWS::EC2::IPAMPrefixListResolverTarget",
        "which puts entries of its own into the prefix list",
        &[("PrefixListId", Change::Thing(ResourceKind::PrefixList))],
    ),
    nothing("AWS::EC2::IPAMPrefixListResolver", "acts through its targets alone"),
    nothing("AWS::EC2::RouteServer", "acts through its propagations alone"),
    nothing(
        "AWS::EC2::RouteServerAssociation",
        "acts through the propagations of its route server alone",
    ),
    nothing("AWS::EC2::RouteServerPeer", "acts through the propagations of its route server alone"),
    changes(
        "AWS::EC2::RouteServerPropagation",
        "which puts routes of its peers into the table",
        &[TABLE],
    ),
    interfaces("AWS::EC2::RouteServerEndpoint", "speaks with its peers"),
    changes(
        "AWS::EC2::IpPoolRouteTableAssociation",
        "which routes what comes in for its public addresses",
        &[TABLE],
    ),
];
