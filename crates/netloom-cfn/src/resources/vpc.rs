//! `AWS::EC2::VPC`.

use serde::Serialize;

use crate::{Tag, Value};

/// A virtual private cloud.
///
/// # Replacement
/// `CidrBlock` replaces it, and with it everything inside. Growing adds a `VPCCidrBlock` instead.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPC`, page `aws-resource-ec2-vpc`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    /// Its primary IPv4 block.
    pub cidr_block: Value,
    /// Whether Amazon's resolver answers at the second address of the block. ParallelCluster needs
    /// it.
    pub enable_dns_support: bool,
    /// Whether instances get DNS names. ParallelCluster needs them.
    pub enable_dns_hostnames: bool,
    /// Its tags.
    pub tags: Vec<Tag>,
}
