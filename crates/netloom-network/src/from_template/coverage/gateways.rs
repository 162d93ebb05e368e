//! Gateways at the edge of a VPC.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, changes, followed, part};

pub(super) const KINDS: &[Kind] = &[
    part(
        "AWS::EC2::VPCGatewayAttachment",
        &[
            ("InternetGatewayId", Change::Thing(ResourceKind::InternetGateway)),
            ("VpnGatewayId", Change::Thing(ResourceKind::VpnGateway)),
        ],
        &[Group::Followed(&["VpcId", "InternetGatewayId", "VpnGatewayId"])],
    ),
    followed(
        "AWS::EC2::NatGateway",
        &[
            Group::Followed(&[
                "SubnetId",
                "VpcId",
                "ConnectivityType",
                "AvailabilityMode",
                "AllocationId",
            ]),
            Group::NoInfluence(
                "how long connections are kept when an address goes",
                &["MaxDrainDurationSeconds"],
            ),
            Group::NoInfluence(
                "further addresses beside the first one, which works alike",
                &[
                    "SecondaryAllocationIds",
                    "SecondaryPrivateIpAddressCount",
                    "SecondaryPrivateIpAddresses",
                ],
            ),
            Group::NoInfluence(
                "which address of its subnet it has; all are filtered alike",
                &["PrivateIpAddress"],
            ),
            Group::Followed(&[
                "AvailabilityZoneAddresses",
                "AvailabilityZoneAddresses.*.AvailabilityZone",
            ]),
            Group::Followed(&["AvailabilityZoneAddresses.*.AvailabilityZoneId"]),
            Group::NoInfluence(
                "which addresses it has in a zone; all work alike",
                &["AvailabilityZoneAddresses.*.AllocationIds"],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::EIP",
        &[("InstanceId", Change::Thing(ResourceKind::Interface))],
        &[
            Group::Followed(&["InstanceId"]),
            Group::NoInfluence(
                "where the address comes from",
                &[
                    "Address",
                    "Domain",
                    "IpamPoolId",
                    "NetworkBorderGroup",
                    "PublicIpv4Pool",
                    "TransferAddress",
                ],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::EIPAssociation",
        &[
            ("InstanceId", Change::Thing(ResourceKind::Interface)),
            ("NetworkInterfaceId", Change::Thing(ResourceKind::Interface)),
        ],
        &[Group::Followed(&[
            "AllocationId",
            "EIP",
            "InstanceId",
            "NetworkInterfaceId",
            "PrivateIpAddress",
        ])],
    ),
    changes(
        "AWS::EC2::CarrierGateway",
        "which lets a carrier's network into the VPC",
        &[("VpcId", Change::Ways)],
    ),
    changes(
        "AWS::EC2::LocalGatewayRouteTableVPCAssociation",
        "which lets the network around an Outpost into the VPC",
        &[("VpcId", Change::Ways)],
    ),
    part(
        "AWS::EC2::VPCPeeringConnection",
        &[],
        &[
            Group::Followed(&["VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion"]),
            Group::NoInfluence(
                "who accepts it on the other side",
                &["PeerRoleArn", "AssumeRoleRegion"],
            ),
            LABELS,
        ],
    ),
];
