//! `AWS::EC2::EIPAssociation`.

use serde::Serialize;

use crate::Value;

/// Binds an Elastic IP address to an interface.
///
/// # Replacement
/// Every property replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIPAssociation`, page
/// `aws-resource-ec2-eipassociation`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EipAssociation {
    /// The allocation of the address.
    pub allocation_id: Value,
    /// The interface.
    pub network_interface_id: Value,
}
