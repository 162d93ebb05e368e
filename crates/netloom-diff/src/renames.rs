//! What is the same under another logical id.
//!
//! A removed and an added resource are one when their type, their properties and their condition
//! are equal, once those that they refer to have their new names, too. What several could be is
//! distinguished by who uses it, and left alone where that does not help: nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use crate::revision::{Resource, Resources};
use crate::value::{Open, Plain};

/// Returns the old logical id of every new one that is only another name.
pub(crate) fn renames<'a>(
    before: &Resources<'a>,
    after: &Resources<'a>,
) -> BTreeMap<&'a str, &'a str> {
    let mut search = RenameSearch {
        old: RevisionIndex::new(before, after),
        new: RevisionIndex::new(after, before),
        ..RenameSearch::default()
    };
    if search.old.unnamed.is_empty() || search.new.unnamed.is_empty() {
        return search.found;
    }
    loop {
        search.sort_into_classes();
        let mut pairs = search.single();
        if pairs.is_empty() {
            pairs = search.told_apart_by_users();
        }
        if pairs.is_empty() {
            return search.found;
        }
        for (old, new) in pairs {
            search.old.name(old, new);
            search.new.name(new, new);
            search.found.insert(new, old);
        }
    }
}

/// What has to be equal: type, properties and condition.
type ResourceSignature<'a> = (&'a str, Plain, Option<Open>);

/// Resources that are alike, as far as their own text goes.
#[derive(Default)]
struct Class<'a> {
    old: BTreeSet<&'a str>,
    new: BTreeSet<&'a str>,
    has_content: bool,
}

#[derive(Default)]
struct RenameSearch<'r, 'a> {
    old: RevisionIndex<'r, 'a>,
    new: RevisionIndex<'r, 'a>,
    classes: BTreeMap<ResourceSignature<'r>, Class<'a>>,
    found: BTreeMap<&'a str, &'a str>,
}

/// One of the two templates.
#[derive(Default)]
struct RevisionIndex<'r, 'a> {
    resources: BTreeMap<&'a str, &'r Resource<'a>>,
    /// Only here, and not known under the other name yet.
    unnamed: BTreeSet<&'a str>,
    /// Those that belong to no class yet, with the unnamed ones that they refer to.
    waiting: BTreeMap<&'a str, BTreeSet<&'a str>>,
    users: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// New names of what was found.
    names: BTreeMap<&'a str, &'a str>,
}

impl<'r, 'a> RevisionIndex<'r, 'a> {
    fn new(own: &'r Resources<'a>, other: &Resources<'a>) -> Self {
        let mut half = Self {
            resources: own.iter().map(|(id, resource)| (*id, resource)).collect(),
            ..Self::default()
        };
        half.unnamed = own.keys().copied().filter(|id| !other.contains_key(id)).collect();
        for (id, resource) in own {
            let mut behind = BTreeSet::new();
            for reference in resource.properties.references() {
                let Some((target, _)) =
                    own.get_key_value(reference.id.as_str()).filter(|(target, _)| *target != id)
                else {
                    continue;
                };
                half.users.entry(target).or_default().insert(id);
                behind.extend(half.unnamed.get(target).copied());
            }
            if half.unnamed.contains(id) {
                half.waiting.insert(id, behind);
            }
        }
        half
    }

    fn name(&mut self, own: &'a str, new: &'a str) {
        self.unnamed.remove(own);
        self.names.insert(own, new);
    }

    /// Takes out those that wait for nothing any more, with what has to be equal.
    fn ready(&mut self) -> Vec<(&'a str, ResourceSignature<'r>)> {
        let is_ready =
            |behind: &BTreeSet<&str>| behind.iter().all(|target| !self.unnamed.contains(target));
        let ready: Vec<&str> =
            self.waiting.iter().filter(|(_, behind)| is_ready(behind)).map(|(id, _)| *id).collect();
        let mut classes = Vec::new();
        for id in ready {
            self.waiting.remove(id);
            let Some(resource) = self.resources.get(id) else { continue };
            classes.push((
                id,
                (resource.kind(), self.seen_from(id, resource), resource.condition.clone()),
            ));
        }
        classes
    }

    /// The properties of a resource with the names of the new template; `id` is nameless, and so is
    /// what is not known yet.
    fn seen_from(&self, id: &str, resource: &Resource<'_>) -> Plain {
        let name = |target: &str| match target {
            own if own == id => Some(""),
            unnamed if self.unnamed.contains(unnamed) => Some("?"),
            other => self.names.get(other).copied(),
        };
        resource.properties.renamed(&name).in_order(resource.kind(), "")
    }

    /// Who uses a resource, and how.
    fn users_of(&self, id: &str) -> Vec<(String, Plain)> {
        let users = self.users.get(id).into_iter().flatten().filter_map(|user| {
            let resource = self.resources.get(user)?;
            if self.unnamed.contains(user) {
                return Some((resource.kind().to_owned(), self.seen_from(id, resource)));
            }
            // What has a name in both templates may have changed otherwise.
            let mut leaves = Vec::new();
            resource.properties.leaves("", &mut leaves);
            let refers =
                |value: &Plain| value.references().iter().any(|reference| reference.id == id);
            let places = leaves
                .iter()
                .filter(|(_, value)| refers(value))
                .map(|(path, _)| Plain::Scalar(path.clone()));
            Some((self.names.get(user).unwrap_or(user).to_string(), Plain::List(places.collect())))
        });
        let mut users: Vec<(String, Plain)> = users.collect();
        users.sort();
        users
    }
}

impl<'r, 'a> RenameSearch<'r, 'a> {
    fn sort_into_classes(&mut self) {
        for (id, equivalence) in self.old.ready() {
            self.classes.entry(equivalence).or_default().old.insert(id);
        }
        for (id, equivalence) in self.new.ready() {
            let has_content = matches!(&equivalence.1, Plain::Map(entries) if !entries.is_empty());
            let class = self.classes.entry(equivalence).or_default();
            class.new.insert(id);
            class.has_content = has_content;
        }
        // INVARIANT: what is alike becomes ready together, for it refers to the same; so a class
        // with one side stays so.
        self.classes.retain(|_, class| !class.old.is_empty() && !class.new.is_empty());
    }

    /// Takes out the pairs that are alone in their class. Two resources without properties are
    /// alike and need not be the same.
    fn single(&mut self) -> Vec<(&'a str, &'a str)> {
        let mut pairs = Vec::new();
        self.classes.retain(|_, class| match (only(&class.old), only(&class.new)) {
            (Some(old), Some(new)) if class.has_content => {
                pairs.push((old, new));
                false
            }
            _ => true,
        });
        pairs
    }

    /// Takes out the pairs that are used alike, and no other of their class is.
    fn told_apart_by_users(&mut self) -> Vec<(&'a str, &'a str)> {
        let mut pairs = Vec::new();
        for class in self.classes.values_mut() {
            let mut by_users: BTreeMap<Vec<(String, Plain)>, Class<'a>> = BTreeMap::new();
            for id in &class.old {
                by_users.entry(self.old.users_of(id)).or_default().old.insert(id);
            }
            for id in &class.new {
                by_users.entry(self.new.users_of(id)).or_default().new.insert(id);
            }
            for (_, same) in by_users.iter().filter(|(users, _)| !users.is_empty()) {
                if let (Some(old), Some(new)) = (only(&same.old), only(&same.new)) {
                    class.old.remove(old);
                    class.new.remove(new);
                    pairs.push((old, new));
                }
            }
        }
        pairs
    }
}

fn only<'a>(ids: &BTreeSet<&'a str>) -> Option<&'a str> {
    ids.first().copied().filter(|_| ids.len() == 1)
}
