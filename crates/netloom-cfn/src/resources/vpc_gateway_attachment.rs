//! `AWS::EC2::VPCGatewayAttachment`.

use serde::Serialize;

use crate::Value;

/// The attachment of one gateway to one VPC.
///
/// `Ref` of the gateway does not wait for it, so its users name it in `DependsOn`.
///
/// # Replacement
/// `VpcId` replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCGatewayAttachment`, page
/// `aws-resource-ec2-vpcgatewayattachment`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcGatewayAttachment {
    /// The VPC.
    pub vpc_id: Value,
    /// The internet gateway, unless it is for a virtual private gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internet_gateway_id: Option<Value>,
    /// The virtual private gateway, unless it is for an internet gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpn_gateway_id: Option<Value>,
}
