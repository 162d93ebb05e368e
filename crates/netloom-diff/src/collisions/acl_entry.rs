//! A second entry of a network ACL with the same number.

use super::{Collision, Scene};
use crate::revision::Resource;

/// # Source
/// EC2 API, `CreateNetworkAclEntry`, error `NetworkAclEntryAlreadyExists`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::NetworkAclEntry" {
        return None;
    }
    let is_out = |entry: &Resource<'_>| entry.is("Egress", "true");
    scene.living("AWS::EC2::NetworkAclEntry").find_map(|(id, living)| {
        let collides = living.get("RuleNumber") == made.get("RuleNumber")
            && is_out(living) == is_out(made)
            && scene.is_same(living.get("NetworkAclId"), made.get("NetworkAclId"));
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("the ACL has `{id}` with this number until the update is over"),
            safe_way: format!("give the entry another number, or keep the logical id `{id}`"),
        })
    })
}
