//! Network interfaces, and Elastic IP addresses with what they are associated with.

use netloom_facts::kinds::{ADDRESSES, INTERFACES};

use super::Compared::{Always, Chosen, Default};
use super::RecognizedBy::{Properties, Users};
use super::Type;

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const TYPES: &[Type] = &[
    Type {
        kind: "AWS::EC2::NetworkInterface",
        facts: INTERFACES,
        properties: &[
            ("SubnetId", Always),
            ("GroupSet", Chosen),
            ("Description", Chosen),
            ("PrivateIpAddress", Chosen),
            ("SourceDestCheck", Default("true")),
            ("InterfaceType", Chosen),
            ("Tags", Chosen),
        ],
        recognized: &[Properties(&["SubnetId", "Description", "GroupSet"])],
    },
    Type {
        kind: "AWS::EC2::EIP",
        facts: ADDRESSES,
        properties: &[("Tags", Chosen)],
        recognized: &[
            Users("AWS::EC2::NatGateway", "AllocationId", None),
            Users("AWS::EC2::EIPAssociation", "AllocationId", Some("NetworkInterfaceId")),
            Users("AWS::EC2::EIPAssociation", "AllocationId", Some("InstanceId")),
        ],
    },
    Type {
        kind: "AWS::EC2::EIPAssociation",
        facts: ADDRESSES,
        properties: &[
            ("AllocationId", Always),
            ("NetworkInterfaceId", Chosen),
            ("InstanceId", Chosen),
        ],
        recognized: &[Properties(&["AllocationId"]), Properties(&["NetworkInterfaceId"])],
    },
];
