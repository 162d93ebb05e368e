//! `AWS::EC2::VPNGateway`.

use serde::Serialize;

use crate::Tag;

/// A virtual private gateway, where a VPN or Direct Connect ends.
///
/// # Replacement
/// `Type` and `AmazonSideAsn` replace it, which cuts the site off until the far side is set up
/// again.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPNGateway`, page
/// `aws-resource-ec2-vpngateway`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpnGateway {
    /// Always `ipsec.1`, for Direct Connect too.
    pub r#type: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}
