//! A second resource with a name that the template chose.

use super::{Collision, Scene};
use crate::behaviour::named_by;
use crate::revision::Resource;

/// # Source
/// AWS CloudFormation User Guide, "Name type": a resource with a custom name cannot be replaced
/// under that name; EC2 API, `InvalidGroup.Duplicate`, for groups of one VPC.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let names = named_by(made.kind());
    // A name that AWS chooses differs each time.
    if names.is_empty() || names.iter().any(|name| made.get(name).is_none()) {
        return None;
    }
    let property = names.first()?;
    let chosen = made.get(property)?.text();
    scene.living(made.kind()).find_map(|(id, living)| {
        let is_same_name = names.iter().all(|name| scene.is_same(living.get(name), made.get(name)));
        let (old_vpc, new_vpc) = (living.get("VpcId"), made.get("VpcId"));
        let is_in_same_vpc =
            (old_vpc.is_none() && new_vpc.is_none()) || scene.is_same(old_vpc, new_vpc);
        (is_same_name && is_in_same_vpc).then(|| Collision {
            with: id.to_owned(),
            why: format!("`{id}` is called `{chosen}` until the update is over"),
            safe_way: format!(
                "choose another `{property}`, or leave it out and let CloudFormation name it"
            ),
        })
    })
}
