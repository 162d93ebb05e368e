//! Network ACLs with their entries and subnets, and security groups.

use netloom_facts::kinds::{NETWORK_ACLS, SECURITY_GROUPS};

use super::Compared::{Always, Chosen, Default};
use super::RecognizedBy::{Properties, Users};
use super::Type;

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    Type {
        kind: "AWS::EC2::NetworkAcl",
        facts: NETWORK_ACLS,
        properties: &[("VpcId", Always), ("Tags", Chosen)],
        recognized: &[Users(
            "AWS::EC2::SubnetNetworkAclAssociation",
            "NetworkAclId",
            Some("SubnetId"),
        )],
    },
    Type {
        kind: "AWS::EC2::NetworkAclEntry",
        facts: NETWORK_ACLS,
        properties: &[
            ("NetworkAclId", Always),
            ("RuleNumber", Always),
            ("Protocol", Always),
            ("RuleAction", Always),
            ("Egress", Default("false")),
            ("CidrBlock", Always),
            ("Ipv6CidrBlock", Always),
            ("PortRange", Always),
            ("Icmp", Always),
        ],
        recognized: &[Properties(&["NetworkAclId", "RuleNumber", "Egress"])],
    },
    Type {
        kind: "AWS::EC2::SubnetNetworkAclAssociation",
        facts: NETWORK_ACLS,
        properties: &[("SubnetId", Always), ("NetworkAclId", Always)],
        recognized: &[Properties(&["SubnetId"])],
    },
    Type {
        kind: "AWS::EC2::SecurityGroup",
        facts: SECURITY_GROUPS,
        properties: &[
            ("GroupDescription", Always),
            ("GroupName", Chosen),
            // The default VPC where it is not written.
            ("VpcId", Chosen),
            ("SecurityGroupIngress", Always),
            ("SecurityGroupEgress", Always),
            ("Tags", Chosen),
        ],
        recognized: &[Properties(&["VpcId", "GroupDescription"])],
    },
];
