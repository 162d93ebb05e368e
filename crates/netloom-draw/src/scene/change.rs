//! What a change does to what is drawn.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::{Id, Network, ResourceKind};

use super::{Mark, Note, Scene};

/// What a change does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// What it does to things, by their ids.
    pub marks: BTreeMap<Id, Vec<Mark>>,
    /// What it does in words, each in a line.
    pub notes: Vec<Note>,
}

/// Returns the new network with what is only in the old one added, so that both are in one picture.
#[must_use]
pub fn with_removed(old: &Network, new: &Network) -> Network {
    let mut both = new.clone();
    for kind in ResourceKind::all() {
        let present: BTreeSet<&Id> = kind.ids(new).into_iter().collect();
        kind.copy(old, &mut both, &|id| !present.contains(id));
    }
    both
}

/// Says of everything in a scene what a change does to it.
#[must_use]
pub fn with_changes(mut scene: Scene, change: &Change) -> Scene {
    scene.each_marked(|key, ids, own| {
        let ids = ids.iter().map(Id::as_str).chain([key.as_str()]);
        let found = ids.flat_map(|id| change.marks.get(&Id::new(id)).into_iter().flatten());
        let mut found: Vec<Mark> = found.cloned().collect();
        found.sort();
        found.dedup();
        own.extend(found);
    });
    scene.notes.extend(change.notes.iter().cloned());
    scene
}
