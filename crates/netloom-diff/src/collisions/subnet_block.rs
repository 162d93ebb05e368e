//! A subnet whose block is still held by another one.

use netloom_reach::sets::addresses::parse_block;

use super::{Collision, Scene};
use crate::side::Resource;

/// # Source
/// EC2 API, `InvalidSubnet.Conflict`: the CIDR of a subnet must not overlap that of another one of the VPC; aws-cdk#24708.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::Subnet" {
        return None;
    }
    let (block, _) = parse_block(made.text("CidrBlock")?)?;
    scene.living("AWS::EC2::Subnet").find_map(|(id, living)| {
        let text = living.text("CidrBlock")?;
        let (held, _) = parse_block(text)?;
        let collides = scene.is_same(living.get("VpcId"), made.get("VpcId")) && !held.is_disjoint(&block);
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("`{}` overlaps {text}, which `{id}` holds until the update is over", made.text("CidrBlock").unwrap_or_default()),
            safe_way: "give the subnet a block that nothing holds, or add the new subnet first, move what is in the old one, and \
                       take that out in a later update"
                .to_owned(),
        })
    })
}
