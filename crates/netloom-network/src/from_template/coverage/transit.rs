//! Transit gateways, and Cloud WAN.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, changes, followed, nothing, part};

const GATEWAY: (&str, Change) = ("TransitGatewayId", Change::Thing(ResourceKind::TransitGateway));
const ATTACHMENT: (&str, Change) =
    ("TransitGatewayAttachmentId", Change::Thing(ResourceKind::TransitGateway));
const TABLE: (&str, Change) =
    ("TransitGatewayRouteTableId", Change::Thing(ResourceKind::TransitGateway));

const ATTACHMENT_OPTIONS: Group =
    Group::Followed(&["Options", "Options.Ipv6Support", "Options.SecurityGroupReferencingSupport"]);
const APPLIANCE_MODE: Group = Group::NotUnderstood(
    "with which packets come in through any zone",
    &["Options.ApplianceModeSupport"],
    &["disable"],
);
const NAMES: Group =
    Group::NoInfluence("names of instances in other VPCs", &["Options.DnsSupport"]);

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EC2::TransitGateway",
        &[
            Group::Followed(&["DefaultRouteTableAssociation", "DefaultRouteTablePropagation"]),
            Group::Followed(&["SecurityGroupReferencingSupport"]),
            Group::NoInfluence("texts for people", &["Description"]),
            Group::NoInfluence("how it speaks with sites", &["AmazonSideAsn", "VpnEcmpSupport"]),
            Group::NoInfluence(
                "who may attach without being asked",
                &["AutoAcceptSharedAttachments"],
            ),
            Group::NoInfluence("names of instances in other VPCs", &["DnsSupport"]),
            Group::NoInfluence(
                "packets for groups of hosts, which no claim asks about",
                &["MulticastSupport"],
            ),
            Group::NoInfluence(
                "addresses of tunnels, not of packets in them",
                &["TransitGatewayCidrBlocks"],
            ),
            Group::NotUnderstood(
                "which may drop what is not encrypted",
                &["EncryptionSupport"],
                &["disable"],
            ),
            Group::NotUnderstood(
                "which puts another table in the place of the first one",
                &["AssociationDefaultRouteTableId", "PropagationDefaultRouteTableId"],
                &[],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::TransitGatewayRouteTable",
        &[GATEWAY],
        &[Group::Followed(&["TransitGatewayId"]), LABELS],
    ),
    part(
        "AWS::EC2::TransitGatewayAttachment",
        &[GATEWAY],
        &[
            Group::Followed(&["TransitGatewayId", "VpcId", "SubnetIds"]),
            ATTACHMENT_OPTIONS,
            APPLIANCE_MODE,
            NAMES,
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::TransitGatewayVpcAttachment",
        &[GATEWAY],
        &[
            Group::Followed(&[
                "TransitGatewayId",
                "VpcId",
                "SubnetIds",
                "AddSubnetIds",
                "RemoveSubnetIds",
            ]),
            ATTACHMENT_OPTIONS,
            APPLIANCE_MODE,
            NAMES,
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        &[ATTACHMENT],
        &[Group::Followed(&["TransitGatewayAttachmentId", "TransitGatewayRouteTableId"])],
    ),
    part(
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        &[ATTACHMENT],
        &[Group::Followed(&["TransitGatewayAttachmentId", "TransitGatewayRouteTableId"])],
    ),
    part(
        "AWS::EC2::TransitGatewayRoute",
        &[TABLE],
        &[Group::Followed(&[
            "Blackhole",
            "DestinationCidrBlock",
            "TransitGatewayAttachmentId",
            "TransitGatewayRouteTableId",
        ])],
    ),
    changes(
        "AWS::EC2::TransitGatewayConnect",
        "which attaches appliances that announce routes",
        &[("TransportTransitGatewayAttachmentId", Change::Thing(ResourceKind::TransitGateway))],
    ),
    changes(
        "AWS::EC2::TransitGatewayPeeringAttachment",
        "which attaches another transit gateway",
        &[GATEWAY],
    ),
    changes("AWS::EC2::TransitGatewayPolicyTable", "which chooses tables by a policy", &[GATEWAY]),
    changes(
        "AWS::EC2::TransitGatewayPolicyTableAssociation",
        "which chooses tables by a policy",
        &[ATTACHMENT],
    ),
    changes(
        "AWS::EC2::TransitGatewayPolicyTableEntry",
        "which chooses tables by a policy",
        &[("TargetRouteTableId", Change::Thing(ResourceKind::TransitGateway))],
    ),
    nothing("AWS::EC2::TransitGatewayConnectPeer", "acts through its attachment alone"),
    nothing("AWS::EC2::TransitGatewayMeteringPolicy", "says who pays"),
    nothing("AWS::EC2::TransitGatewayMeteringPolicyEntry", "says who pays"),
    nothing("AWS::EC2::TransitGatewayMulticastDomain", MULTICAST),
    nothing("AWS::EC2::TransitGatewayMulticastDomainAssociation", MULTICAST),
    nothing("AWS::EC2::TransitGatewayMulticastGroupMember", MULTICAST),
    nothing("AWS::EC2::TransitGatewayMulticastGroupSource", MULTICAST),
    changes(
        "AWS::NetworkManager::VpcAttachment",
        "which lets the core network into the VPC",
        &[("VpcArn", Change::Ways)],
    ),
    changes(
        "AWS::NetworkManager::TransitGatewayPeering",
        "which attaches a core network",
        &[("TransitGatewayArn", Change::Thing(ResourceKind::TransitGateway))],
    ),
    nothing(
        "AWS::NetworkManager::TransitGatewayRouteTableAttachment",
        "acts through the peering that it is part of",
    ),
    nothing("AWS::NetworkManager::ConnectAttachment", BEYOND),
    nothing("AWS::NetworkManager::ConnectPeer", BEYOND),
    nothing("AWS::NetworkManager::CoreNetwork", BEYOND),
    nothing("AWS::NetworkManager::CoreNetworkPrefixListAssociation", BEYOND),
    nothing("AWS::NetworkManager::DirectConnectGatewayAttachment", BEYOND),
    nothing("AWS::NetworkManager::SiteToSiteVpnAttachment", BEYOND),
    nothing("AWS::NetworkManager::CustomerGatewayAssociation", INVENTORY),
    nothing("AWS::NetworkManager::Device", INVENTORY),
    nothing("AWS::NetworkManager::GlobalNetwork", INVENTORY),
    nothing("AWS::NetworkManager::Link", INVENTORY),
    nothing("AWS::NetworkManager::LinkAssociation", INVENTORY),
    nothing("AWS::NetworkManager::Site", INVENTORY),
    nothing("AWS::NetworkManager::TransitGatewayRegistration", INVENTORY),
];

const MULTICAST: &str = "carries packets for groups of hosts, which no claim asks about";
const BEYOND: &str =
    "is a part of a core network, of which only the attachment of a VPC matters to the VPC";
const INVENTORY: &str = "is an entry in an inventory";
