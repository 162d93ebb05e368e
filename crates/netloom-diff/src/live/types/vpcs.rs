//! VPCs and subnets.

use netloom_facts::kinds::{SUBNETS, VPCS};

use super::Compared::{Always, Chosen, Default};
use super::RecognizedBy::Properties;
use super::Type;

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    Type {
        kind: "AWS::EC2::VPC",
        facts: VPCS,
        properties: &[
            // From a pool of addresses where it is not written.
            ("CidrBlock", Chosen),
            ("InstanceTenancy", Default("default")),
            ("EnableDnsSupport", Chosen),
            ("EnableDnsHostnames", Chosen),
            ("Tags", Chosen),
        ],
        recognized: &[Properties(&["CidrBlock"])],
    },
    Type {
        kind: "AWS::EC2::VPCCidrBlock",
        facts: VPCS,
        properties: &[("VpcId", Always), ("CidrBlock", Always)],
        recognized: &[Properties(&["VpcId", "CidrBlock"])],
    },
    Type {
        kind: "AWS::EC2::Subnet",
        facts: SUBNETS,
        properties: &[
            ("VpcId", Always),
            ("CidrBlock", Chosen),
            ("AvailabilityZone", Chosen),
            ("AvailabilityZoneId", Chosen),
            ("MapPublicIpOnLaunch", Default("false")),
            ("AssignIpv6AddressOnCreation", Default("false")),
            ("Ipv6CidrBlock", Chosen),
            ("Tags", Chosen),
        ],
        recognized: &[Properties(&["VpcId", "CidrBlock"])],
    },
];
