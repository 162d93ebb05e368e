//! A subnet whose block is still held by another one.

use netloom_reach::sets::addresses::parse_block;

use super::{Collision, Scene};
use crate::side::Resource;
use crate::value::Plain;

/// # Source
/// EC2 API, `InvalidSubnet.Conflict`: the CIDR of a subnet must not overlap that of another one of the VPC; aws/aws-cdk#24708.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::Subnet" {
        return None;
    }
    scene.living("AWS::EC2::Subnet").filter(|(_, living)| scene.is_same(living.get("VpcId"), made.get("VpcId"))).find_map(
        |(id, living)| {
            let (own, held) = ["CidrBlock", "Ipv6CidrBlock"].into_iter().find_map(|key| {
                let (own, held) = (made.get(key)?, living.get(key)?);
                overlaps(own, held, scene).then_some((own, held))
            })?;
            Some(Collision {
                with: id.to_owned(),
                why: format!("`{}` overlaps {}, which `{id}` holds until the update is over", own.text(), held.text()),
                safe_way: "give the subnet a block that nothing holds, or add the new subnet first, move what is in the old one, \
                           and take that out in a later update"
                    .to_owned(),
            })
        },
    )
}

/// Blocks that are not known overlap when they are the same.
fn overlaps(own: &Plain, held: &Plain, scene: &Scene<'_>) -> bool {
    let block = |value: &Plain| match value {
        Plain::Scalar(text) => parse_block(text),
        _ => None,
    };
    match (block(own), block(held)) {
        (Some((own, _)), Some((held, _))) => !own.is_disjoint(&held),
        _ => scene.is_same(Some(held), Some(own)),
    }
}
