//! `AWS::EC2::SubnetRouteTableAssociation`.

use serde::Serialize;

use crate::Value;

/// Makes a table route for a subnet.
///
/// A subnet has at most one; without one the VPC's main table is used.
///
/// # Replacement
/// Both properties replace it, and the subnet is without the table for a moment. Pairs therefore
/// stay as they are and routes change.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SubnetRouteTableAssociation`, page
/// `aws-resource-ec2-subnetroutetableassociation`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubnetRouteTableAssociation {
    /// The subnet.
    pub subnet_id: Value,
    /// The table.
    pub route_table_id: Value,
}
