//! A second mount target of a file system in one zone.

use super::{Collision, Scene};
use crate::revision::{Resource, Resources};
use crate::value::Plain;

/// # Source
/// Amazon EFS API, `CreateMountTarget`, error `MountTargetConflict`: one mount target per zone and
/// file system; aws/aws-cdk#25099 and #27397.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    if made.kind() != "AWS::EFS::MountTarget" {
        return None;
    }
    scene.living("AWS::EFS::MountTarget").find_map(|(id, living)| {
        let is_same_file_system =
            scene.is_same(living.get("FileSystemId"), made.get("FileSystemId"));
        let is_same_place = scene.is_same(living.get("SubnetId"), made.get("SubnetId")) || {
            let (old, new) = (zone_of(living, scene.before), zone_of(made, scene.after));
            old.is_some() && old == new
        };
        (is_same_file_system && is_same_place).then(|| Collision {
            with: id.to_owned(),
            why: format!(
                "the file system has `{id}` in this zone until the update is over, and \
                 accepts one there"
            ),
            safe_way: format!(
                "remove `{id}` in one update, when no node of the zone has the file system \
                 mounted, then add the new one"
            ),
        })
    })
}

/// The zone of the subnet that a mount target is in, where the template has that subnet and says
/// so.
fn zone_of<'a>(
    target: &Resource<'_>,
    resources: &'a Resources<'_>,
) -> Option<(&'static str, &'a Plain)> {
    let Some(Plain::Reference(subnet)) = target.get("SubnetId") else { return None };
    let subnet = resources.get(subnet.id.as_str())?;
    ["AvailabilityZone", "AvailabilityZoneId"]
        .into_iter()
        .find_map(|key| Some((key, subnet.get(key)?)))
}
