//! VPCs and subnets.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, followed, part};

const ENCRYPTION: &str = "which may drop what is not encrypted";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EC2::VPC",
        &[
            Group::Followed(&["CidrBlock", "EnableDnsHostnames", "EnableDnsSupport"]),
            // Without a written block the block is unknown by its own name.
            Group::Followed(&["Ipv4IpamPoolId", "Ipv4NetmaskLength"]),
            Group::NoInfluence("which hardware instances share", &["InstanceTenancy"]),
            Group::NotUnderstood(ENCRYPTION, &["VpcEncryptionControl.Mode"], &["monitor"]),
            Group::NoInfluence(
                "says what the encryption control lets pass; it counts with the mode alone",
                EXCLUSIONS,
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::VPCCidrBlock",
        &[("VpcId", Change::Ways)],
        &[
            Group::Followed(&[
                "VpcId",
                "CidrBlock",
                "Ipv6CidrBlock",
                "AmazonProvidedIpv6CidrBlock",
            ]),
            Group::Followed(&["Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Pool"]),
            Group::NoInfluence(
                "a length of the block that the pool gives",
                &["Ipv4NetmaskLength", "Ipv6NetmaskLength"],
            ),
            Group::NoInfluence(
                "where the block is announced from",
                &["Ipv6CidrBlockNetworkBorderGroup"],
            ),
        ],
    ),
    followed(
        "AWS::EC2::Subnet",
        &[
            Group::Followed(&["VpcId", "CidrBlock", "Ipv6CidrBlock", "Ipv6Native"]),
            Group::Followed(&["AvailabilityZone", "AvailabilityZoneId"]),
            Group::Followed(&["MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "EnableDns64"]),
            // Without a written block the block is unknown by its own name.
            Group::Followed(&["Ipv4IpamPoolId", "Ipv6IpamPoolId"]),
            Group::NoInfluence(
                "a length of the block that the pool gives",
                &["Ipv4NetmaskLength", "Ipv6NetmaskLength"],
            ),
            Group::NoInfluence(
                "where its hardware stands; it is a subnet like others",
                &["OutpostArn"],
            ),
            Group::NoInfluence("names of instances", &["PrivateDnsNameOptionsOnLaunch"]),
            Group::NotUnderstood(
                "with which interfaces pass by the filters of the VPC",
                &["EnableLniAtDeviceIndex"],
                &[],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::SubnetCidrBlock",
        &[("SubnetId", Change::Thing(ResourceKind::Subnet))],
        &[
            Group::Followed(&["SubnetId", "Ipv6CidrBlock", "Ipv6IpamPoolId"]),
            Group::NoInfluence("a length of the block that the pool gives", &["Ipv6NetmaskLength"]),
        ],
    ),
];

const EXCLUSIONS: &[&str] = &[
    "VpcEncryptionControl.EgressOnlyInternetGatewayExclusion",
    "VpcEncryptionControl.ElasticFileSystemExclusion",
    "VpcEncryptionControl.InternetGatewayExclusion",
    "VpcEncryptionControl.LambdaExclusion",
    "VpcEncryptionControl.NatGatewayExclusion",
    "VpcEncryptionControl.VirtualPrivateGatewayExclusion",
    "VpcEncryptionControl.VpcLatticeExclusion",
    "VpcEncryptionControl.VpcPeeringExclusion",
];
