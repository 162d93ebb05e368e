//! A second association of an Elastic IP address.

use super::{Collision, Scene};
use crate::revision::Resource;

/// A new logical id for the association of an address that has one; under its own id the address
/// moves.
///
/// # Source
/// EC2 API, `AssociateAddress`, error `Resource.AlreadyAssociated`; aws/aws-cdk#26423:
/// CloudFormation says that the association already exists.
pub(super) fn find(made_id: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::EIPAssociation" {
        return None;
    }
    scene.living("AWS::EC2::EIPAssociation").filter(|(id, _)| *id != made_id).find_map(
        |(id, living)| {
            let collides = ["AllocationId", "EIP"]
                .iter()
                .any(|key| scene.is_same(living.get(key), made.get(key)));
            collides.then(|| Collision {
                with: id.to_owned(),
                why: format!("`{id}` has the Elastic IP address until the update is over"),
                safe_way: format!("keep the logical id `{id}`"),
            })
        },
    )
}
