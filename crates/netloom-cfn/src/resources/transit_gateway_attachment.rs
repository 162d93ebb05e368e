//! `AWS::EC2::TransitGatewayAttachment`.

use serde::Serialize;

use crate::{Tag, Value};

/// The attachment of a VPC to a transit gateway.
///
/// The type beside it, `AWS::EC2::TransitGatewayVpcAttachment`, is replaced where this one is changed
/// in place, and a VPC has one attachment to a gateway.
///
/// # Replacement
/// `TransitGatewayId` and `VpcId` replace it. Subnets and options change in place.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::TransitGatewayAttachment`, page
/// `aws-resource-ec2-transitgatewayattachment`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayAttachment {
    /// The transit gateway.
    pub transit_gateway_id: Value,
    /// The VPC.
    pub vpc_id: Value,
    /// Its subnets, at least one, each in another zone.
    pub subnet_ids: Vec<Value>,
    /// Its options; absent for AWS's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransitGatewayOptions>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// The options of an attachment.
///
/// # Source
/// As above, property `Options`: each is `enable` or `disable`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayOptions {
    /// Whether both directions of a connection go by one zone.
    pub appliance_mode_support: &'static str,
}
