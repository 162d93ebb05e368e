//! Versions of launch templates: what was written when a version was made is in no template.

use crate::properties::PropertyChange;
use crate::resources::ResourceChange;
use crate::traffic::PossibleExposure;

/// A numbered version of a launch template is what was written when it was made, and no template
/// says what that was.
pub(super) fn by_launch_template(change: &ResourceChange) -> Option<PossibleExposure> {
    let is_version = |one: &&PropertyChange| {
        one.path.contains("LaunchTemplate") && one.path.ends_with("Version")
    };
    let is_number = |text: &Option<String>| {
        text.as_ref().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let changed = change.properties.iter().find(is_version)?;
    if !is_number(&changed.before) && !is_number(&changed.after) {
        return None;
    }
    Some(PossibleExposure {
        to: change.id.clone(),
        traffic: "all that it admits".to_owned(),
        depends_on: format!("how the versions of the launch template of `{}` differ", change.id),
    })
}
