//! A network with its things called by other names: what exists, under the names of a template.

use std::collections::BTreeMap;

use super::{Id, Network, Visit, Visitor};

impl Network {
    /// Returns the network with other names.
    ///
    /// - `names`: new names by old ones; what is not in it keeps its name. Two things never get one
    ///   name: where a new name is taken already, that thing comes first in the order of the old
    ///   names and the other is lost.
    #[must_use]
    pub fn renamed(&self, names: &BTreeMap<Id, Id>) -> Self {
        let mut network = self.clone();
        network.visit(&mut Names(names));
        network
    }
}

/// New names by old ones.
struct Names<'a>(&'a BTreeMap<Id, Id>);

impl Visitor for Names<'_> {
    fn id(&mut self, id: &mut Id) {
        if let Some(name) = self.0.get(id) {
            id.clone_from(name);
        }
    }
}
