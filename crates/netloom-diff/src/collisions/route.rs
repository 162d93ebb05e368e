//! A second route for one destination in a table.

use super::{Collision, Scene};
use crate::revision::Resource;

const DESTINATIONS: [&str; 3] =
    ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];

/// # Source
/// EC2 API, `CreateRoute`, error `RouteAlreadyExists`.
pub(super) fn find(made_id: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::Route" {
        return None;
    }
    scene.living("AWS::EC2::Route").filter(|(id, _)| *id != made_id).find_map(|(id, living)| {
        let is_for_same =
            DESTINATIONS.iter().any(|key| scene.is_same(living.get(key), made.get(key)));
        let collides =
            is_for_same && scene.is_same(living.get("RouteTableId"), made.get("RouteTableId"));
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("the table has `{id}` for the same destination until the update is over"),
            safe_way: format!(
                "keep the logical id `{id}` and change its target, which needs no replacement"
            ),
        })
    })
}
