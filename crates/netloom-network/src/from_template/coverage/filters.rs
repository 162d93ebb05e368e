//! Security groups and network ACLs, and what filters for a whole VPC.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, changes, followed, part};

const GROUP: (&str, Change) = ("GroupId", Change::Thing(ResourceKind::SecurityGroup));
const ACL: (&str, Change) = ("NetworkAclId", Change::Thing(ResourceKind::NetworkAcl));
const TEXTS: &str = "texts for people";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::EC2::SecurityGroup",
        &[
            Group::Followed(&["VpcId", "SecurityGroupIngress", "SecurityGroupEgress"]),
            Group::Followed(&[
                "SecurityGroupIngress.*.IpProtocol",
                "SecurityGroupEgress.*.IpProtocol",
            ]),
            Group::Followed(&["SecurityGroupIngress.*.FromPort", "SecurityGroupEgress.*.FromPort"]),
            Group::Followed(&["SecurityGroupIngress.*.ToPort", "SecurityGroupEgress.*.ToPort"]),
            Group::Followed(&["SecurityGroupIngress.*.CidrIp", "SecurityGroupEgress.*.CidrIp"]),
            Group::Followed(&["SecurityGroupIngress.*.CidrIpv6", "SecurityGroupEgress.*.CidrIpv6"]),
            Group::Followed(&["SecurityGroupIngress.*.SourceSecurityGroupId"]),
            Group::Followed(&["SecurityGroupIngress.*.SourceSecurityGroupName"]),
            Group::Followed(&["SecurityGroupIngress.*.SourcePrefixListId"]),
            Group::Followed(&["SecurityGroupEgress.*.DestinationSecurityGroupId"]),
            Group::Followed(&["SecurityGroupEgress.*.DestinationPrefixListId"]),
            Group::NoInfluence(
                "whose account the group is in; its id says which it is",
                &["SecurityGroupIngress.*.SourceSecurityGroupOwnerId"],
            ),
            Group::NoInfluence(
                TEXTS,
                &[
                    "GroupDescription",
                    "SecurityGroupIngress.*.Description",
                    "SecurityGroupEgress.*.Description",
                ],
            ),
            Group::NoInfluence(
                "a name; rules and interfaces have the group by its id",
                &["GroupName"],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::EC2::SecurityGroupIngress",
        &[GROUP, ("GroupName", Change::Thing(ResourceKind::SecurityGroup))],
        &[
            Group::Followed(&[
                "GroupId",
                "GroupName",
                "IpProtocol",
                "FromPort",
                "ToPort",
                "CidrIp",
                "CidrIpv6",
            ]),
            Group::Followed(&[
                "SourceSecurityGroupId",
                "SourceSecurityGroupName",
                "SourcePrefixListId",
            ]),
            Group::NoInfluence(
                "whose account the group is in; its id says which it is",
                &["SourceSecurityGroupOwnerId"],
            ),
            Group::NoInfluence(TEXTS, &["Description"]),
        ],
    ),
    part(
        "AWS::EC2::SecurityGroupEgress",
        &[GROUP],
        &[
            Group::Followed(&["GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6"]),
            Group::Followed(&["DestinationSecurityGroupId", "DestinationPrefixListId"]),
            Group::NoInfluence(TEXTS, &["Description"]),
        ],
    ),
    changes(
        "AWS::EC2::SecurityGroupVpcAssociation",
        "which lets interfaces of another VPC have the group",
        &[GROUP],
    ),
    followed("AWS::EC2::NetworkAcl", &[Group::Followed(&["VpcId"]), LABELS]),
    part(
        "AWS::EC2::NetworkAclEntry",
        &[ACL],
        &[
            Group::Followed(&["NetworkAclId", "RuleNumber", "RuleAction", "Egress", "Protocol"]),
            Group::Followed(&[
                "CidrBlock",
                "Ipv6CidrBlock",
                "PortRange",
                "PortRange.From",
                "PortRange.To",
            ]),
            Group::Followed(&["Icmp", "Icmp.Type", "Icmp.Code"]),
        ],
    ),
    part(
        "AWS::EC2::SubnetNetworkAclAssociation",
        &[("SubnetId", Change::Thing(ResourceKind::Subnet))],
        &[Group::Followed(&["SubnetId", "NetworkAclId"])],
    ),
    changes(
        "AWS::EC2::VPCBlockPublicAccessOptions",
        "which closes the internet gateways of the account",
        &[("InternetGatewayBlockMode", Change::Internet)],
    ),
    part(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        &[("SubnetId", Change::Thing(ResourceKind::Subnet)), ("VpcId", Change::Ways)],
        &[Group::Followed(&["InternetGatewayExclusionMode", "SubnetId", "VpcId"]), LABELS],
    ),
    changes(
        "AWS::EC2::VPCEncryptionControl",
        "which may drop what is not encrypted",
        &[("VpcId", Change::Crossings)],
    ),
];
