//! `AWS::EC2::NatGateway`.

use serde::Serialize;

use crate::{Tag, Value};

/// A public NAT gateway in one zone.
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
    /// The allocation of its address.
    pub allocation_id: Value,
    /// Allocations of further addresses; they replace nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secondary_allocation_ids: Vec<Value>,
    /// The public subnet that it stands in.
    pub subnet_id: Value,
    /// Its tags.
    pub tags: Vec<Tag>,
}
