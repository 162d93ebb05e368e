//! A second flow log like one that is there.

use super::{Collision, IN_TWO_STEPS, Scene};
use crate::revision::Resource;

/// What EC2 compares.
const FIELDS: [&str; 5] =
    ["ResourceId", "ResourceType", "TrafficType", "LogDestination", "LogGroupName"];

/// # Source
/// EC2 API, `CreateFlowLogs`, error `FlowLogAlreadyExists`: a flow log with the same configuration
/// and log destination.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EC2::FlowLog" {
        return None;
    }
    scene.living("AWS::EC2::FlowLog").find_map(|(id, living)| {
        let collides = FIELDS.iter().all(|key| match (living.get(key), made.get(key)) {
            (None, None) => true,
            (old, new) => scene.is_same(old, new),
        });
        collides.then(|| Collision {
            with: id.to_owned(),
            why: format!("`{id}` logs the same to the same place until the update is over"),
            safe_way: format!("keep the logical id `{id}` and its properties, or {IN_TWO_STEPS}"),
        })
    })
}
