//! `AWS::EC2::PlacementGroup`.

use serde::Serialize;

use crate::Tag;

/// A placement group.
///
/// `Ref` gives its name, which cannot be chosen.
///
/// # Replacement
/// Everything replaces it, tags included.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::PlacementGroup`, page
/// `aws-resource-ec2-placementgroup`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlacementGroup {
    /// Always `cluster`: close together, in one zone.
    pub strategy: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}
