//! A second internet or virtual private gateway for a VPC.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::side::Resource;

/// # Source
/// Amazon VPC quotas: one internet gateway and one virtual private gateway can be attached to a VPC at a time; EC2 API,
/// `Resource.AlreadyAssociated`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::VPCGatewayAttachment" {
        return None;
    }
    scene.living("AWS::EC2::VPCGatewayAttachment").find_map(|(id, living)| {
        let has_both = |key: &str| living.get(key).is_some() && made.get(key).is_some();
        let collides = (has_both("InternetGatewayId") || has_both("VpnGatewayId"))
            && scene.is_same(living.get("VpcId"), made.get("VpcId"));
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("the VPC has the gateway of `{id}` until the update is over, and takes one"),
            safe_way: format!("keep the logical id `{id}`, or {IN_TWO_STEPS}"),
        })
    })
}
