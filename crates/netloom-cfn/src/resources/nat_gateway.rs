//! `AWS::EC2::NatGateway`.

use serde::Serialize;

use crate::{Tag, Value};

/// A NAT gateway, public or private: in a subnet, and so in one zone, or a regional one for all
/// zones of a VPC.
///
/// # Replacement
/// `SubnetId`, `AllocationId` and `ConnectivityType` replace it. One address cannot be on the old
/// and the new gateway at once, so a replacement needs a new address.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NatGateway`, page
/// `aws-resource-ec2-natgateway`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NatGateway {
    /// `private` for one without a public address; absent for a public one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connectivity_type: Option<&'static str>,
    /// `regional`; absent for one that stands in a subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_mode: Option<&'static str>,
    /// The VPC of a regional one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<Value>,
    /// The allocation of its address; absent for a private one, and for a regional one, which gets
    /// its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocation_id: Option<Value>,
    /// Allocations of further addresses; they replace nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secondary_allocation_ids: Vec<Value>,
    /// The public subnet that it stands in; absent for a regional one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<Value>,
    /// Its tags.
    pub tags: Vec<Tag>,
}
