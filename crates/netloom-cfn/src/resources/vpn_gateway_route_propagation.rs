//! `AWS::EC2::VPNGatewayRoutePropagation`.

use serde::Serialize;

use crate::Value;

/// Lets a virtual private gateway write the routes that it learns into tables.
///
/// The gateway must be attached first.
///
/// # Replacement
/// Nothing replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPNGatewayRoutePropagation`, page
/// `aws-resource-ec2-vpngatewayroutepropagation`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpnGatewayRoutePropagation {
    /// The gateway.
    pub vpn_gateway_id: Value,
    /// The tables, at least one.
    pub route_table_ids: Vec<Value>,
}
