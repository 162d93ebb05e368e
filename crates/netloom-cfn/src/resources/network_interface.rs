//! `AWS::EC2::NetworkInterface`.

use serde::Serialize;

use crate::{Tag, Value};

/// A network interface.
///
/// # Replacement
/// `SubnetId`, `PrivateIpAddress` and `InterfaceType` replace it; groups and the check change in
/// place.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NetworkInterface`, page
/// `aws-resource-ec2-networkinterface`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterface {
    /// What it is for.
    pub description: String,
    /// Its subnet.
    pub subnet_id: Value,
    /// The ids of its security groups, at least one.
    pub group_set: Vec<Value>,
    /// Whether EC2 drops packets that are neither from nor to the interface. Off for one that
    /// forwards.
    pub source_dest_check: bool,
    /// Its tags.
    pub tags: Vec<Tag>,
}
