//! `AWS::EC2::SecurityGroup`.

use serde::Serialize;

use super::InlineRule;
use crate::{Tag, Value};

/// A security group.
///
/// `GroupName` is never written: a named group cannot be replaced, since the name is taken by the
/// old one.
///
/// # Replacement
/// `GroupDescription` and `VpcId` replace it. Rules change in place.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup`, page
/// `aws-resource-ec2-securitygroup`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroup {
    /// What it is for: 1 to 255 characters that EC2 takes.
    pub group_description: String,
    /// The VPC.
    pub vpc_id: Value,
    /// What may come in from blocks, prefix lists and existing groups. Rules between groups of the
    /// template are resources of their own, for two groups that name each other would wait for each
    /// other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_group_ingress: Vec<InlineRule>,
    /// Its tags.
    pub tags: Vec<Tag>,
}
