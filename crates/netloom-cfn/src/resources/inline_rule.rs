//! `Ingress` of `AWS::EC2::SecurityGroup`.

use serde::Serialize;

use crate::Value;

/// An incoming rule inside a security group, from exactly one kind of source.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup Ingress`, page
/// `aws-properties-ec2-securitygroup-ingress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InlineRule {
    /// `-1` for everything, else `tcp`.
    pub ip_protocol: String,
    /// The lowest port; absent for everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_port: Option<u16>,
    /// The highest port; absent for everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_port: Option<u16>,
    /// The block that may send, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_ip: Option<Value>,
    /// The prefix list, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_prefix_list_id: Option<Value>,
    /// The existing group, when the other end is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_security_group_id: Option<Value>,
    /// What it is for, at most 255 characters that EC2 takes.
    pub description: String,
}
