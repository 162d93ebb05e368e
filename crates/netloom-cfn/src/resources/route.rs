//! `AWS::EC2::Route`.

use serde::Serialize;

use crate::Value;

/// One route, with exactly one target.
///
/// # Replacement
/// `RouteTableId` and `DestinationCidrBlock` replace it. Targets change in place, so the logical id
/// must not name the target.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Route`, page `aws-resource-ec2-route`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Route {
    /// The table.
    pub route_table_id: Value,
    /// Where the packets go.
    pub destination_cidr_block: Value,
    /// The internet gateway or virtual private gateway that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<Value>,
    /// The NAT gateway that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nat_gateway_id: Option<Value>,
    /// The transit gateway that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transit_gateway_id: Option<Value>,
    /// The peering connection that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_peering_connection_id: Option<Value>,
    /// The interface that takes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_interface_id: Option<Value>,
}
