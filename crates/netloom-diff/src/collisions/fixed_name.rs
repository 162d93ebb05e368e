//! A second resource with a name that the template chose.

use super::{Collision, Scene};
use crate::behaviour::named_by;
use crate::side::Resource;

/// # Source
/// CloudFormation User Guide, "Name type": a resource with a custom name cannot be replaced under that name; EC2 API,
/// `InvalidGroup.Duplicate`.
pub(super) fn find(_: &str, made: &Resource<'_>, scene: &Scene<'_>) -> Option<Collision> {
    let name = match made.kind() {
        "AWS::EC2::SecurityGroup" => "GroupName",
        kind => named_by(kind).first().filter(|_| named_by(kind).len() == 1)?.as_str(),
    };
    let chosen = made.text(name)?;
    scene.living(made.kind()).find_map(|(id, living)| {
        let is_in_same_vpc = made.get("VpcId").is_none() || scene.is_same(living.get("VpcId"), made.get("VpcId"));
        (living.text(name) == Some(chosen) && is_in_same_vpc).then(|| Collision {
            with: id.to_owned(),
            why: format!("`{id}` is called `{chosen}` until the update is over"),
            safe_way: format!("choose another `{name}`, or leave it out and let CloudFormation name it"),
        })
    })
}
