//! What changed within one resource, property by property.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::behaviour::{Effect, effect_of, is_set};
use crate::value::{Plain, below};

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
    if before != after {
        let (before, after) = (before.in_order(kind, ""), after.in_order(kind, ""));
        found.compare(&PropertyPath::default(), Some(&before), Some(&after));
    }
    found.changes.sort();
    found.changes
}

/// A path as people read it, and as the table knows it.
#[derive(Clone, Default)]
struct PropertyPath {
    shown: String,
    pattern: String,
}

impl PropertyPath {
    fn below(&self, key: &str) -> Self {
        Self { shown: below(&self.shown, key), pattern: below(&self.pattern, key) }
    }

    fn item(&self, place: usize) -> Self {
        Self { shown: format!("{}[{place}]", self.shown), pattern: below(&self.pattern, "*") }
    }
}

struct Finder<'a> {
    kind: &'a str,
    changes: Vec<PropertyChange>,
}

impl Finder<'_> {
    fn compare(&mut self, place: &PropertyPath, before: Option<&Plain>, after: Option<&Plain>) {
        if before == after {
            return;
        }
        match (before, after) {
            (Some(Plain::Map(old)), Some(Plain::Map(new))) => {
                let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                for key in keys {
                    self.compare(&place.below(key), old.get(key), new.get(key));
                }
            }
            (Some(Plain::List(old)), Some(Plain::List(new)))
                if is_set(self.kind, &place.pattern) =>
            {
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
    fn compare_sets(&mut self, place: &PropertyPath, old: &[Plain], new: &[Plain]) {
        let mut counts: BTreeMap<&Plain, i64> = BTreeMap::new();
        for item in old {
            *counts.entry(item).or_default() -= 1;
        }
        for item in new {
            *counts.entry(item).or_default() += 1;
        }
        let texts = |is_wanted: fn(i64) -> bool| -> BTreeSet<String> {
            counts
                .iter()
                .filter(|(_, count)| is_wanted(**count))
                .map(|(item, _)| item.text())
                .collect()
        };
        let is_told_alike = !texts(|count| count < 0).is_disjoint(&texts(|count| count > 0));
        let text = if is_told_alike { Plain::text_in_full } else { Plain::text };
        for (item, count) in counts {
            for _ in 0..count.unsigned_abs() {
                let (before, after) =
                    if count < 0 { (Some(item), None) } else { (None, Some(item)) };
                self.report_as(place, before, after, text);
            }
        }
    }

    fn compare_tags(&mut self, place: &PropertyPath, old: &[Plain], new: &[Plain]) {
        let by_key = |tags: &[Plain]| -> Option<BTreeMap<Plain, Plain>> {
            tags.iter()
                .map(|tag| Some((tag.get("Key")?.clone(), tag.get("Value")?.clone())))
                .collect()
        };
        let (Some(old_tags), Some(new_tags)) = (by_key(old), by_key(new)) else {
            return self.compare_sets(place, old, new);
        };
        let keys: BTreeSet<&Plain> = old_tags.keys().chain(new_tags.keys()).collect();
        for key in keys {
            let place = PropertyPath {
                shown: format!("Tags.{}", key.text()),
                pattern: place.pattern.clone(),
            };
            if old_tags.get(key) != new_tags.get(key) {
                self.report(&place, old_tags.get(key), new_tags.get(key));
            }
        }
    }

    /// What is unknown for the same reason may differ in what it is made of, and is determined by that.
    fn report(&mut self, place: &PropertyPath, before: Option<&Plain>, after: Option<&Plain>) {
        let is_told_alike = before.map(Plain::text) == after.map(Plain::text);
        self.report_as(
            place,
            before,
            after,
            if is_told_alike { Plain::text_in_full } else { Plain::text },
        );
    }

    fn report_as(
        &mut self,
        place: &PropertyPath,
        before: Option<&Plain>,
        after: Option<&Plain>,
        text: fn(&Plain) -> String,
    ) {
        self.changes.push(PropertyChange {
            path: place.shown.clone(),
            before: before.map(text),
            after: after.map(text),
            effect: effect_of_values(self.kind, &place.pattern, before, after),
        });
    }
}

/// What a change from one value to the other does: the worst of what stands in them. What the
/// template does not tell may be what it was.
fn effect_of_values(
    kind: &str,
    path: &str,
    before: Option<&Plain>,
    after: Option<&Plain>,
) -> Effect {
    let values = || before.into_iter().chain(after);
    let is_open = |value: &Plain| matches!(value, Plain::Unknown(open) if !open.is_text);
    let is_uncertain = values().any(is_open)
        || before.zip(after).is_some_and(|(before, after)| may_be_equal(before, after));
    if is_harmless(kind, path, after) {
        return Effect::NoInterruption;
    }
    let mut leaves = Vec::new();
    values().for_each(|value| value.leaves(path, &mut leaves));
    let effects = leaves.iter().map(|(path, value)| match effect_of(kind, path) {
        Effect::Replacement if is_uncertain || is_open(value) => Effect::MayReplace,
        effect => effect,
    });
    effects.max().unwrap_or(Effect::NoInterruption)
}

/// Whether a property interrupts with other values and not with this one.
///
/// # Source
/// Amazon RDS API, `ModifyDBInstance`, `AutoMinorVersionUpgrade`: without automatic upgrades the
/// change causes no outage.
fn is_harmless(kind: &str, path: &str, after: Option<&Plain>) -> bool {
    const HARMLESS: [(&str, &str, &str); 1] =
        [("AWS::RDS::DBInstance", "AutoMinorVersionUpgrade", "false")];
    let is_it = |value: &str| matches!(after, Some(Plain::Scalar(own)) if own == value);
    HARMLESS.iter().any(|(of, property, value)| *of == kind && *property == path && is_it(value))
}

/// Whether texts that are written otherwise can be the same: `${AWS::Region}a` is `us-east-1a` in
/// one region.
fn may_be_equal(before: &Plain, after: &Plain) -> bool {
    let (Some(before), Some(after)) = (ends_of(before), ends_of(after)) else { return false };
    let fit = |one: &str, other: &str, is_end: fn(&str, &str) -> bool| {
        is_end(one, other) || is_end(other, one)
    };
    (before.has_gaps || after.has_gaps)
        && fit(before.first, after.first, |long, short| long.starts_with(short))
        && fit(before.last, after.last, |long, short| long.ends_with(short))
}

/// What is known of a text: how it begins and how it ends.
struct Ends<'a> {
    first: &'a str,
    last: &'a str,
    has_gaps: bool,
}

fn ends_of(value: &Plain) -> Option<Ends<'_>> {
    match value {
        Plain::Scalar(text) => Some(Ends { first: text, last: text, has_gaps: false }),
        Plain::Unknown(open) if open.is_text => {
            let words = open.words.as_str();
            let first =
                words.find(['$', '(']).map_or(words, |gap| words.get(..gap).unwrap_or_default());
            let last =
                words.rfind(['}', ')']).map_or("", |gap| words.get(gap + 1..).unwrap_or_default());
            Some(Ends { first, last, has_gaps: true })
        }
        _ => None,
    }
}
