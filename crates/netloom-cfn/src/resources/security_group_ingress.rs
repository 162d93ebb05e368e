//! `AWS::EC2::SecurityGroupIngress`.

use serde::Serialize;

use crate::Value;

/// One incoming rule.
///
/// # Replacement
/// Everything but `Description` replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroupIngress`, page
/// `aws-resource-ec2-securitygroupingress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupIngress {
    /// The group that it belongs to.
    pub group_id: Value,
    /// `-1` for everything, else `tcp`.
    pub ip_protocol: String,
    /// The lowest port; absent for everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_port: Option<u16>,
    /// The highest port; absent for everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_port: Option<u16>,
    /// The group that may send.
    pub source_security_group_id: Value,
    /// What it is for, at most 255 characters that EC2 takes.
    pub description: String,
}
