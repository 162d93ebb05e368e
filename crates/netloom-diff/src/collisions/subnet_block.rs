//! A subnet whose block is still held by another one.

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::parse_block;

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;
use crate::value::Plain;

/// # Source
/// EC2 API, `InvalidSubnet.Conflict`: the CIDR of a subnet must not overlap that of another one of
/// the VPC; aws/aws-cdk#24708.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::Subnet" {
        return None;
    }
    let own = ["CidrBlock", "Ipv6CidrBlock"]
        .map(|key| (key, made.get(key), made.get(key).and_then(block)));
    scene.living("AWS::EC2::Subnet").find_map(|(id, living)| {
        let (own, held) = own.iter().find_map(|(key, own, own_block)| {
            let (own, held) = ((*own)?, living.get(key)?);
            let overlaps = match (own_block, block(held)) {
                (Some(own), Some(held)) => !own.is_disjoint(&held),
                // Blocks that are not known overlap when they are the same.
                _ => scene.is_same(Some(held), Some(own)),
            };
            (overlaps && scene.is_same(living.get("VpcId"), made.get("VpcId")))
                .then_some((own, held))
        })?;
        Some(Collision {
            with: id.to_owned(),
            why: format!(
                "`{}` overlaps {}, which is a block of `{id}` until the update is over",
                own.text(),
                held.text()
            ),
            safe_way: format!(
                "give the subnet a block that is free until the update is over, or {IN_TWO_STEPS}, \
                 once nothing is in the old one"
            ),
        })
    })
}

fn block(value: &Plain) -> Option<RangeSet> {
    match value {
        Plain::Scalar(text) => parse_block(text).map(|(block, _)| block),
        _ => None,
    }
}
