//! `AWS::EC2::EIP`.

use serde::Serialize;

use crate::Tag;

/// An Elastic IP address.
///
/// `Ref` gives the address, `AllocationId` the id that gateways and associations take.
///
/// # Replacement
/// `Address`, `Domain` and the pool replace it, so the address of an existing one never changes.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIP`, page `aws-resource-ec2-eip`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Eip {
    /// Always `vpc`.
    pub domain: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}
