//! A second attachment of a VPC to one transit gateway.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;

const TYPES: [&str; 2] =
    ["AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"];

/// # Source
/// EC2 API, `CreateTransitGatewayVpcAttachment`, error `DuplicateTransitGatewayAttachment`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if !TYPES.contains(&made.kind()) {
        return None;
    }
    let mut living = TYPES.iter().flat_map(|kind| scene.living(kind));
    let (id, _) = living.find(|(_, living)| {
        ["TransitGatewayId", "VpcId"]
            .iter()
            .all(|key| scene.is_same(living.get(key), made.get(key)))
    })?;
    Some(Collision {
        with: id.to_owned(),
        why: format!(
            "the VPC is attached to the transit gateway by `{id}` until the update is over"
        ),
        safe_way: format!("keep the logical id `{id}` and its subnets, or {IN_TWO_STEPS}"),
    })
}
