//! `AWS::EC2::RouteTable`.

use serde::Serialize;

use crate::{Tag, Value};

/// A route table.
///
/// The route to the VPC's own blocks is in it from the start.
///
/// # Replacement
/// `VpcId` replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::RouteTable`, page
/// `aws-resource-ec2-routetable`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTable {
    /// The VPC.
    pub vpc_id: Value,
    /// Its tags.
    pub tags: Vec<Tag>,
}
