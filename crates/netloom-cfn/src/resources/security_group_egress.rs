//! `AWS::EC2::SecurityGroupEgress`.

use serde::Serialize;

use crate::Value;

/// One outgoing rule.
///
/// The first one takes EC2's own rule, which lets everything out, off the group.
///
/// # Replacement
/// Everything but `Description` replaces it.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroupEgress`, page
/// `aws-resource-ec2-securitygroupegress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupEgress {
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
    /// The block that it lets out to, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_ip: Option<Value>,
    /// The prefix list, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_prefix_list_id: Option<Value>,
    /// The group, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_security_group_id: Option<Value>,
    /// What it is for, at most 255 characters that EC2 takes.
    pub description: String,
}
