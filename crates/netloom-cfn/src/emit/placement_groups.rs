//! Placement groups.

use super::Emitter;
use crate::resources::PlacementGroup;
use crate::{Tag, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for group in &emitter.plan.placement_groups {
        let name = &group.name.value;
        let properties = PlacementGroup { strategy: "cluster".to_owned(), tags: Tag::name(name) };
        emitter.add(names::placement_group(name), group.name.origin, properties);
    }
}
