//! A second route table for a subnet.

use super::{Collision, Scene};
use crate::revision::Resource;

/// A new logical id for the association of a subnet that has one; under its own id CloudFormation
/// swaps the table.
///
/// # Source
/// EC2 API, `AssociateRouteTable`, error `Resource.AlreadyAssociated`; CloudFormation User Guide,
/// `AWS::EC2::SubnetRouteTableAssociation`: the association is replaced in place when its table
/// changes.
pub(super) fn find(made_id: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::SubnetRouteTableAssociation" {
        return None;
    }
    scene.living("AWS::EC2::SubnetRouteTableAssociation").filter(|(id, _)| *id != made_id).find_map(
        |(id, living)| {
            scene.is_same(living.get("SubnetId"), made.get("SubnetId")).then(|| Collision {
                with: id.to_owned(),
                why: format!("the subnet has the table of `{id}` until the update is over"),
                safe_way: format!("keep the logical id `{id}` and change its `RouteTableId`"),
            })
        },
    )
}
