//! `AWS::EC2::Subnet`.

use serde::Serialize;

use crate::{Tag, Value};

/// A subnet in one zone.
///
/// # Replacement
/// `VpcId`, `CidrBlock`, `AvailabilityZone` and `AvailabilityZoneId` replace it, even when a zone's
/// name becomes the id of the same zone. The new subnet is made before the old one goes, so a new
/// one that overlaps its old block cannot be made.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Subnet`, page `aws-resource-ec2-subnet`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subnet {
    /// The VPC.
    pub vpc_id: Value,
    /// The id of the zone, the same in every account.
    pub availability_zone_id: Value,
    /// Its IPv4 block, /16 to /28.
    pub cidr_block: Value,
    /// Whether instances get a public address without asking. Always written: readers should not
    /// have to know EC2's default.
    pub map_public_ip_on_launch: bool,
    /// Its tags.
    pub tags: Vec<Tag>,
}
