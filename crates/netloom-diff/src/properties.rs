//! What changed within one resource, property by property.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::behaviour::{Effect, effect_of, is_set};
use crate::value::Plain;

/// One property that changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct PropertyChange {
    /// Names with dots; an item of a list in which the order counts has its number in brackets.
    pub path: String,
    /// What it was; absent when it was not written, or when something was added to a set.
    pub before: Option<String>,
    /// What it is; absent when it is not written any more, or when something was taken from a set.
    pub after: Option<String>,
    /// What this change alone does.
    pub effect: Effect,
}

/// Returns what changed between two properties of a resource, sorted by path.
pub(crate) fn changes(kind: &str, before: &Plain, after: &Plain) -> Vec<PropertyChange> {
    let mut found = Finder { kind, changes: Vec::new() };
    found.compare(&Place::default(), Some(before), Some(after));
    found.changes.sort();
    found.changes
}

/// A path as people read it, and as the table knows it.
#[derive(Clone, Default)]
struct Place {
    shown: String,
    pattern: String,
}

impl Place {
    fn below(&self, key: &str) -> Self {
        let join = |path: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        Self { shown: join(&self.shown), pattern: join(&self.pattern) }
    }

    fn item(&self, place: usize) -> Self {
        Self { shown: format!("{}[{place}]", self.shown), pattern: format!("{}.*", self.pattern) }
    }
}

struct Finder<'a> {
    kind: &'a str,
    changes: Vec<PropertyChange>,
}

impl Finder<'_> {
    fn compare(&mut self, place: &Place, before: Option<&Plain>, after: Option<&Plain>) {
        if before == after {
            return;
        }
        match (before, after) {
            (Some(Plain::Map(old)), Some(Plain::Map(new))) => {
                let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                for key in keys {
                    self.compare(&place.below(key), old.get(key), new.get(key));
                }
            }
            (Some(Plain::List(old)), Some(Plain::List(new))) if is_set(self.kind, &place.pattern) => {
                if place.pattern == "Tags" {
                    self.compare_tags(place, old, new);
                } else {
                    self.compare_sets(place, old, new);
                }
            }
            (Some(Plain::List(old)), Some(Plain::List(new))) => {
                for index in 0..old.len().max(new.len()) {
                    self.compare(&place.item(index), old.get(index), new.get(index));
                }
            }
            _ => self.report(place, before, after),
        }
    }

    /// What is in one of them and not in the other; the same item twice counts twice.
    fn compare_sets(&mut self, place: &Place, old: &[Plain], new: &[Plain]) {
        let mut counts: BTreeMap<&Plain, i64> = BTreeMap::new();
        for item in old {
            *counts.entry(item).or_default() -= 1;
        }
        for item in new {
            *counts.entry(item).or_default() += 1;
        }
        for (item, count) in counts {
            for _ in 0..count.unsigned_abs() {
                let (before, after) = if count < 0 { (Some(item), None) } else { (None, Some(item)) };
                self.report(place, before, after);
            }
        }
    }

    fn compare_tags(&mut self, place: &Place, old: &[Plain], new: &[Plain]) {
        let by_key = |tags: &[Plain]| -> Option<BTreeMap<Plain, Plain>> {
            tags.iter().map(|tag| Some((tag.get("Key")?.clone(), tag.get("Value")?.clone()))).collect()
        };
        let (Some(old_tags), Some(new_tags)) = (by_key(old), by_key(new)) else {
            return self.compare_sets(place, old, new);
        };
        let keys: std::collections::BTreeSet<&Plain> = old_tags.keys().chain(new_tags.keys()).collect();
        for key in keys {
            let place = Place { shown: format!("Tags.{}", key.text()), pattern: place.pattern.clone() };
            if old_tags.get(key) != new_tags.get(key) {
                self.report(&place, old_tags.get(key), new_tags.get(key));
            }
        }
    }

    fn report(&mut self, place: &Place, before: Option<&Plain>, after: Option<&Plain>) {
        self.changes.push(PropertyChange {
            path: place.shown.clone(),
            before: before.map(Plain::text),
            after: after.map(Plain::text),
            effect: effect_of(self.kind, &place.pattern),
        });
    }
}
