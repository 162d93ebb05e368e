//! A further block of a VPC that it still has.

use netloom_network::sets::addresses::parse_block;

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;

/// # Source
/// EC2 API, `AssociateVpcCidrBlock`: the block must not overlap one that the VPC has.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::VPCCidrBlock" {
        return None;
    }
    let (block, _) = parse_block(made.text("CidrBlock")?)?;
    scene.living("AWS::EC2::VPCCidrBlock").find_map(|(id, living)| {
        let text = living.text("CidrBlock")?;
        let (held, _) = parse_block(text)?;
        let collides =
            scene.is_same(living.get("VpcId"), made.get("VpcId")) && !held.is_disjoint(&block);
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("the VPC still has {text} by `{id}`"),
            safe_way: IN_TWO_STEPS.to_owned(),
        })
    })
}
