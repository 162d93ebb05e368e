//! Which findings of a template hold only with the defaults of its parameters.
//!
//! - Comes in: an observed template with its findings.
//! - Goes out: a note at each finding that another value of a parameter may take away.
//! - Left to others: findings that other values bring (`other_values`).
//!
//! A finding rests on a default if it is no longer made when that value is unknown.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, Sources};
use netloom_network::Network;
use netloom_template::ReadOptions;

use crate::observe::{Observed, read_options};
use crate::other_values::{Key, Reading, key};

/// How many parameters are made unknown one by one.
const MAX_SINGLE: usize = 16;

/// Notes at the findings of a template on which defaults they rest.
///
/// Without findings nothing is read again; with findings the template is read once with all
/// defaults unknown, and if something rests on them once more for each default, where these are at
/// most 16; of more it is not said which one it is.
pub fn note_defaults(observed: &mut Observed, sources: &Sources, facts: &Network) {
    let defaulted = defaulted(observed);
    if defaulted.is_empty() || observed.diagnostics.is_empty() {
        return;
    }
    let Some(reading) = Reading::of(observed, sources, facts) else { return };
    let options = read_options(&observed.options);
    let without = |names: BTreeSet<String>| found(&reading, &options, names);
    let left = without(defaulted.iter().cloned().collect());
    let rests = |finding: &Diagnostic, left: &BTreeSet<Key>| !left.contains(&key(finding));
    if !observed.diagnostics.iter().any(|finding| rests(finding, &left)) {
        return;
    }
    let by_name: Vec<(&String, BTreeSet<Key>)> = match defaulted.len() {
        0..=MAX_SINGLE => {
            defaulted.iter().map(|name| (name, without(BTreeSet::from([name.clone()])))).collect()
        }
        _ => Vec::new(),
    };
    let notes: Vec<Option<String>> = observed
        .diagnostics
        .iter()
        .map(|finding| {
            let names = by_name.iter().filter(|(_, left)| rests(finding, left));
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            rests(finding, &left).then(|| note(&names))
        })
        .collect();
    for (finding, note) in observed.diagnostics.iter_mut().zip(notes) {
        finding.notes.extend(note);
    }
}

/// The parameters of the outermost template that have their defaults.
fn defaulted(observed: &Observed) -> Vec<String> {
    let Some(document) = &observed.document else { return Vec::new() };
    let given = &observed.options.parameters;
    let known = document.parameters.iter().filter(|parameter| {
        parameter.value.as_unknown().is_none() && !given.contains_key(&parameter.id)
    });
    known.map(|parameter| parameter.id.clone()).collect()
}

/// The findings of the template with some values unknown.
fn found(reading: &Reading<'_>, options: &ReadOptions, names: BTreeSet<String>) -> BTreeSet<Key> {
    let mut options = options.clone();
    options.open_parameters.extend(names);
    reading.observe_with(&options).2.iter().map(key).collect()
}

/// - `names`: the parameters that alone take the finding away; none where only several do.
fn note(names: &[&str]) -> String {
    match names {
        [] => "holds with the defaults of the parameters; another value may be given with \
               `--parameter NAME=VALUE`"
            .to_owned(),
        [name] => format!(
            "holds with the default of `{name}`; another value is given with `--parameter \
             {name}=VALUE`"
        ),
        names => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "holds with the defaults of {}; another value is given with `--parameter \
                 NAME=VALUE`",
                names.join(", ")
            )
        }
    }
}
