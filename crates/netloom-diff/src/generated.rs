//! Loops and transforms whose text changes: the resources that they make are in no template.
//!
//! - Comes in: both templates as written.
//! - Goes out: what the new one makes otherwise, or makes no more, each in words.
//!
//! # Source
//! AWS CloudFormation Template Reference, "Fn::ForEach", "Fn::Transform" and "AWS::Include
//! transform": CloudFormation replaces them before it looks at anything else.

use std::collections::{BTreeMap, BTreeSet};

use crate::macro_inputs::{Input, inputs, is_of_aws, is_way_in, macros_in_turn};
use crate::source_tree::SourceTree;
use crate::value::Plain;

/// What loops and transforms make, as far as it changes.
pub(crate) struct Generated {
    /// What is new or is made from another text.
    pub(crate) made: Vec<String>,
    /// What is made no more.
    pub(crate) unmade: Vec<String>,
}

impl Generated {
    /// Compares the loops and transforms of two templates.
    pub(crate) fn of(old: &SourceTree<'_>, new: &SourceTree<'_>) -> Self {
        let (before, after) = (old.generators(), new.generators());
        let is_shorter =
            |one: &&(String, Plain)| before.iter().any(|old| is_shorter_loop(one, old));
        let (shorter, other): (Vec<_>, Vec<_>) = after.difference(&before).partition(is_shorter);
        let made: Vec<String> = other.into_iter().map(words).collect();
        let names: BTreeSet<&String> = made.iter().collect();
        let unmade = before.difference(&after).map(words);
        let mut unmade: Vec<String> = unmade.filter(|what| !names.contains(what)).collect();
        unmade.extend(shorter.into_iter().map(words).filter(|what| !names.contains(what)));
        unmade.sort();
        unmade.dedup();
        let mut generated = Self { made, unmade };
        generated.add_macros(old, new);
        generated.add_globals(old, new);
        generated
    }

    /// Adds macros that read something else, or in another turn.
    fn add_macros(&mut self, old: &SourceTree<'_>, new: &SourceTree<'_>) {
        let in_turn = |side: &SourceTree<'_>| -> Vec<String> {
            side.roots().flat_map(macros_in_turn).collect()
        };
        let (earlier, later) = (in_turn(old), in_turn(new));
        let kept = |names: &[String], others: &[String]| -> Vec<String> {
            names.iter().filter(|name| others.contains(name)).cloned().collect()
        };
        let is_own = |name: &String| !is_of_aws(name);
        let turns = kept(&later, &earlier);
        if turns.iter().any(is_own) && turns != kept(&earlier, &later) {
            let names = turns.join("`, `");
            self.made.push(format!("what transforms `{names}` make in another order"));
        }
        for name in earlier.iter().filter(|name| is_own(name) && !later.contains(name)) {
            let words = format!("what transform `{name}` makes");
            if !self.unmade.contains(&words) {
                self.unmade.push(words);
            }
        }
        let read =
            |side: &SourceTree<'_>| -> BTreeSet<Input> { side.roots().flat_map(inputs).collect() };
        let (before, after) = (read(old), read(new));
        let mut changed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, section, _) in before.symmetric_difference(&after) {
            changed.entry(name).or_default().insert(section);
        }
        for (name, sections) in changed {
            let words = format!("what transform `{name}` makes");
            // A new or a removed transform is reported as such.
            let is_told = self.made.contains(&words) || self.unmade.contains(&words);
            let is_new =
                later.iter().any(|one| one == name) && !earlier.iter().any(|one| one == name);
            if !is_told && !is_new {
                let sections: Vec<&str> = sections.into_iter().collect();
                self.made.push(format!("{words} of `{}`", sections.join("`, `")));
            }
        }
    }

    /// Adds what SAM sets by default for every function, API and so on.
    fn add_globals(&mut self, old: &SourceTree<'_>, new: &SourceTree<'_>) {
        let (before, after) = (old.globals(), new.globals());
        let names: BTreeSet<&(String, String)> = before.keys().chain(after.keys()).collect();
        for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
            let (kind, property) = name;
            let words = format!("what `{property}` of `{kind}` in `Globals` makes");
            match is_way_in(kind, property) {
                true => self.made.push(words),
                false => self.unmade.push(words),
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.made.is_empty() && self.unmade.is_empty()
    }
}

/// Whether a loop is another one over fewer written items: it makes nothing that the other one does
/// not make.
fn is_shorter_loop((key, written): &(String, Plain), (old_key, old): &(String, Plain)) -> bool {
    let loop_of = |written: &Plain| -> Option<(Plain, Vec<Plain>, Plain, Option<Plain>)> {
        let Plain::List(parts) = written.get("Value").unwrap_or(written) else { return None };
        let [name, Plain::List(items), body] = parts.as_slice() else { return None };
        let is_text = |item: &Plain| matches!(item, Plain::Scalar(_));
        let around = written.get("Value").map(|value| {
            let uses = |key: &str| written.get(key).cloned().filter(|one| one != value);
            Plain::List(["Conditions", "Mappings"].into_iter().filter_map(uses).collect())
        });
        let parts = (name.clone(), items.clone(), body.clone(), around);
        items.iter().all(is_text).then_some(parts)
    };
    let (Some(later), Some(earlier)) = (loop_of(written), loop_of(old)) else { return false };
    key == old_key
        && (&later.0, &later.2, &later.3) == (&earlier.0, &earlier.2, &earlier.3)
        && later.1.iter().all(|item| earlier.1.contains(item))
}

fn words((key, written): &(String, Plain)) -> String {
    match (key.starts_with("Fn::ForEach"), written.get("Name")) {
        (true, _) => format!("what loop `{key}` makes"),
        (false, Some(name)) => format!("what transform `{}` makes", name.text()),
        (false, None) => "what a transform makes".to_owned(),
    }
}
