//! A second NAT gateway with the same Elastic IP address.

use super::{Collision, Scene};
use crate::revision::Resource;

/// # Source
/// EC2 API, `CreateNatGateway`, failure code `Resource.AlreadyAssociated`: the address is already
/// associated.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::NatGateway" {
        return None;
    }
    scene.living("AWS::EC2::NatGateway").find_map(|(id, living)| {
        scene.is_same(living.get("AllocationId"), made.get("AllocationId")).then(|| Collision {
            with: id.to_owned(),
            why: format!("`{id}` has the Elastic IP address until the update is over"),
            safe_way: "give the new NAT gateway an address of its own; hosts elsewhere that admit the old \
                       address have to admit the new one \
                       first"
                .to_owned(),
        })
    })
}
