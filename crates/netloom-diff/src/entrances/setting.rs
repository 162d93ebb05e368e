//! What of a service keeps clients out, and whether less does so than before.

use std::collections::BTreeSet;

use super::openings::{self, OpeningKeys};
use super::options::{self, OptionRule};
use super::policy::{self, Admits, Without, blocks, is_principal_within};
use super::table::{GUARDS, SERVICES};
use super::{Entrances, Sides, at};
use crate::revision::Resource;
use crate::traffic::PossibleExposure;
use crate::value::Plain;

/// A type of services.
pub(super) struct Service {
    pub(super) kind: &'static str,
    /// What keeps the internet out: one of these, all parts of which hold.
    pub(super) closed: &'static [&'static [Check]],
    /// What leaves only those whom IAM admits: one of these.
    pub(super) by_iam: &'static [&'static [Check]],
    /// What keeps some clients out.
    pub(super) limits: &'static [Limit],
    /// Whether it lets something in as soon as it is there.
    pub(super) is_entrance: bool,
    /// Whether those that it lets in are other accounts and networks, and not the internet.
    pub(super) is_for_others: bool,
    /// The property that names what it is a part of: a part of something new needs no word of its
    /// own.
    pub(super) part_of: Option<&'static str>,
}

/// Something that is true of a property.
pub(super) struct Check {
    /// Names with dots, `*` for the items of a list, `%` for any name.
    pub(super) path: &'static str,
    pub(super) is: Is,
}

/// What is true of it.
#[derive(Clone, Copy)]
pub(super) enum Is {
    /// It is one of these, which are in lower case, and it is written.
    OneOf(&'static [&'static str]),
    /// It is one of these, or not written.
    OneOfOrMissing(&'static [&'static str]),
    /// It is written, and none of these.
    NoneOf(&'static [&'static str]),
    /// It is written, whatever it is.
    Written,
    /// It is not written.
    Missing,
    /// Its text is without this one, quotes and spaces left out.
    Without(&'static str),
    /// Among its options is this one with this value, in lower case.
    WithOption(&'static str, &'static str),
    /// Among its options is not this one with this value.
    WithoutOption(&'static str, &'static str),
    /// It is written, and ends with one of these, which are in lower case.
    EndingWith(&'static [&'static str]),
    /// It is written, and ends with none of these, which are in lower case.
    NotEndingWith(&'static [&'static str]),
    /// It is a policy that admits those alone that it names, or it is not written.
    ForSome,
    /// It is a policy that admits all on conditions alone.
    ForAllOnConditions,
    /// It is the account of the stack, or something that the template makes.
    OfTheStack,
}

/// What keeps some clients out.
pub(super) struct Limit {
    pub(super) path: &'static str,
    pub(super) by: By,
}

/// How it does so.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// While this is true.
    While(Is),
    /// While it is one of these, which are in lower case. It is on while the mapping around it was
    /// never written; in a written one it is off where it is missing, and it is off when the
    /// mapping is taken out.
    WhileOn(&'static [&'static str]),
    /// By blocks of addresses that are admitted; without any, all are.
    Blocks,
    /// By a list of what is admitted; without any, nothing is.
    Admitted,
    /// By a list of principals that are admitted, `*` for all; without any, none is.
    Principals,
    /// By a list of ways to authenticate; one that has this property with this value, in lower
    /// case, in the place of another one admits no more clients than IAM does.
    Providers(&'static str, &'static str),
    /// By a list of ports with blocks of addresses; without any, nothing is admitted.
    Openings(&'static OpeningKeys),
    /// By what is written, of which it is not known what less is.
    WhatIsWritten,
    /// As by what is written, unless this is true of what is written now: it admits fewer clients
    /// than anything else that may be written.
    WhatIsWrittenUnless(Is),
    /// By options of Elastic Beanstalk.
    Options(&'static [OptionRule]),
    /// By a policy.
    Policy(Without),
}

impl Check {
    /// `None` where that is not known.
    fn holds(&self, properties: &Plain) -> Option<bool> {
        self.is.holds(&at(properties, self.path))
    }
}

impl Is {
    fn holds(self, values: &[&Plain]) -> Option<bool> {
        let is_open = |one: &&Plain| matches!(one, Plain::Unknown(_));
        let words = || values.iter().map(|one| one.text().to_lowercase());
        // A check that names what must not be there holds where nothing is written; the others do
        // not.
        match self {
            Self::Written => Some(!values.is_empty()),
            Self::Missing => Some(values.is_empty()),
            _ if values.is_empty() => Some(matches!(
                self,
                Self::OneOfOrMissing(_)
                    | Self::Without(_)
                    | Self::WithoutOption(..)
                    | Self::ForSome
            )),
            Self::ForSome => all_admit(values, Admits::Named),
            Self::ForAllOnConditions => all_admit(values, Admits::AllOnConditions),
            Self::OfTheStack => Some(values.iter().all(|one| is_of_the_stack(one))),
            _ if values.iter().any(is_open) => None,
            Self::OneOf(texts) | Self::OneOfOrMissing(texts) => {
                Some(words().all(|word| texts.contains(&word.as_str())))
            }
            Self::WithOption(name, value) => Some(has_option(values, name, value)),
            Self::WithoutOption(name, value) => Some(!has_option(values, name, value)),
            Self::EndingWith(ends) => {
                Some(words().all(|word| ends.iter().any(|end| word.ends_with(end))))
            }
            Self::NotEndingWith(ends) => {
                Some(!words().any(|word| ends.iter().any(|end| word.ends_with(end))))
            }
            Self::NoneOf(texts) => Some(!words().any(|word| texts.contains(&word.as_str()))),
            Self::Without(text) => {
                let is_plain =
                    |letter: &char| !letter.is_whitespace() && !"\"'\\".contains(*letter);
                Some(
                    !words().any(|word| {
                        word.chars().filter(is_plain).collect::<String>().contains(text)
                    }),
                )
            }
        }
    }
}

/// Whether each of the policies admits those; `None` where that is not known.
fn all_admit(policies: &[&Plain], expected: Admits) -> Option<bool> {
    let admitted: Option<Vec<Admits>> = policies.iter().map(|one| policy::admitted(one)).collect();
    admitted.map(|all| all.iter().all(|own| *own == expected))
}

/// Whether a value is made of the account that the stack is in, or of its resources.
fn is_of_the_stack(value: &Plain) -> bool {
    !value.references().is_empty() || value.text().contains("AWS::AccountId")
}

/// The value of an option `{OptionName: …, Value: …}` of this name, in lower case.
fn option(one: &Plain, name: &str) -> Option<String> {
    let is_it = one.get("OptionName").is_some_and(|own| own.text() == name);
    let value = one.get("Value").filter(|_| is_it);
    value.map(|value| value.text().to_lowercase())
}

fn has_option(options: &[&Plain], name: &str, value: &str) -> bool {
    options.iter().any(|one| option(one, name).is_some_and(|own| own == value))
}

/// Whether one of several sets of checks holds; `None` where that is not known.
fn any_holds(sets: &[&[Check]], properties: &Plain) -> Option<bool> {
    let of_set = |set: &&[Check]| {
        let states: Vec<Option<bool>> = set.iter().map(|check| check.holds(properties)).collect();
        match states.contains(&Some(false)) {
            true => Some(false),
            false if states.contains(&None) => None,
            false => Some(true),
        }
    };
    let states: Vec<Option<bool>> = sets.iter().map(of_set).collect();
    match states.contains(&Some(true)) {
        true => Some(true),
        false if states.contains(&None) => None,
        false => Some(false),
    }
}

impl Limit {
    /// Whether clients may get in that it kept out.
    fn is_lost(&self, before: &Plain, after: &Plain) -> bool {
        let (old, new) = (at(before, self.path), at(after, self.path));
        // What is not known may be anything: then the limit counts as lost.
        match self.by {
            By::WhileOn(on) => self.is_turned_off(on, before, after),
            _ if old == new => false,
            By::While(is) => is.holds(&new) != Some(true) && is.holds(&old) != Some(false),
            By::WhatIsWritten => !old.is_empty(),
            By::WhatIsWrittenUnless(is) => !old.is_empty() && is.holds(&new) != Some(true),
            By::Policy(without) => {
                policy::is_wider(old.first().copied(), new.first().copied(), without)
            }
            By::Options(rules) => options::is_opened(rules, &old, &new),
            By::Principals => {
                let is_known = |one: &&Plain| old.iter().any(|own| is_principal_within(one, own));
                new.iter().any(|one| !is_known(one) || matches!(one, Plain::Unknown(_)))
            }
            By::Providers(property, by_iam) => {
                let is_by_iam = |one: &&Plain| {
                    one.get(property).is_some_and(|own| own.text().to_lowercase() == by_iam)
                };
                let is_new = |one: &&&Plain| !old.contains(one);
                let mut added = new.iter().filter(is_new);
                let is_instead = new.len() <= old.len();
                added.any(|one| !(is_instead && is_by_iam(one)))
            }
            By::Openings(keys) => {
                let is_known = |one: &&&Plain| {
                    old.iter().any(|earlier| openings::is_within(one, earlier, keys))
                };
                !new.iter().all(|one| is_known(&one))
            }
            By::Admitted => {
                let known: BTreeSet<&Plain> = old.into_iter().collect();
                new.into_iter().any(|one| !known.contains(one) || matches!(one, Plain::Unknown(_)))
            }
            By::Blocks => {
                let all = |values: &[&Plain]| {
                    let list = Plain::List(values.iter().map(|one| (*one).clone()).collect());
                    blocks(&list)
                };
                match (all(&old), all(&new)) {
                    _ if old.is_empty() => false,
                    _ if new.is_empty() => true,
                    (Some(old), Some(new)) => !new.is_subset(&old),
                    _ => true,
                }
            }
        }
    }
}

impl Limit {
    /// Whether a switch may be off that may have been on.
    fn is_turned_off(&self, on: &'static [&'static str], before: &Plain, after: &Plain) -> bool {
        let around = self.path.rsplit_once('.').map_or(self.path, |(around, _)| around);
        let (old, new) = (at(before, around), at(after, around));
        let state = |properties| Is::OneOf(on).holds(&at(properties, self.path));
        let was_on = old.is_empty() || state(before) != Some(false);
        let is_on = !new.is_empty() && state(after) == Some(true);
        old != new && was_on && !is_on
    }
}

/// Adds what services let in now.
pub(super) fn add(sides: &Sides<'_>, found: &mut Entrances) {
    for (id, resource) in &sides.after {
        for service in SERVICES.iter().filter(|service| service.kind == resource.kind()) {
            let after = sides.by_old_names(&resource.properties);
            if !may_let_in(service, resource, sides, (id, &after)) {
                continue;
            }
            if service.is_for_others {
                found.undecided.insert(format!(
                    "other accounts and networks to `{id}`: what it shares ({})",
                    service.kind
                ));
                continue;
            }
            if any_holds(service.by_iam, &after) == Some(true) {
                found.undecided.insert(format!(
                    "the internet to `{id}`: which clients IAM admits to it ({})",
                    service.kind
                ));
                continue;
            }
            found.exposures.insert(PossibleExposure {
                to: (*id).to_owned(),
                traffic: "all that it admits".to_owned(),
                depends_on: format!("which clients `{id}` ({}) admits", service.kind),
            });
        }
    }
}

/// Adds what let nothing pass by being there, and is gone.
pub(super) fn add_gone(sides: &Sides<'_>, found: &mut Entrances) {
    for (id, resource) in &sides.before {
        // What it was in front of may be gone, too.
        let mut named = resource.entry.mentions.iter().map(|one| one.id.as_str());
        let is_moot =
            named.any(|named| sides.before.contains_key(named) && sides.later(named).is_none());
        let is_there = sides.later(id).is_some_and(|(_, later)| {
            later.condition.is_none() || later.condition == resource.condition
        });
        if !GUARDS.contains(&resource.kind()) || is_there || is_moot {
            continue;
        }
        found.exposures.insert(PossibleExposure {
            to: format!("what is behind `{id}`"),
            traffic: "all that it excluded".to_owned(),
            depends_on: format!("which clients `{id}` ({}) kept out", resource.kind()),
        });
    }
}

/// Whether a service may let something in that it did not.
fn may_let_in(
    service: &Service,
    resource: &Resource<'_>,
    sides: &Sides<'_>,
    (id, after): (&str, &Plain),
) -> bool {
    if any_holds(service.closed, after) == Some(true) {
        return false;
    }
    let Some(earlier) = sides.earlier(id) else {
        return service.is_entrance && !is_part_of_new(service, resource, sides);
    };
    let before = &earlier.properties;
    if before == after {
        return false;
    }
    let was_closed = match any_holds(service.closed, before) {
        Some(was_closed) => was_closed,
        None => {
            let mut checks = service.closed.iter().copied().flatten();
            checks.any(|check| at(before, check.path) != at(after, check.path))
        }
    };
    let is_opened = service.is_entrance || !(service.limits.is_empty() || service.is_for_others);
    (was_closed && is_opened)
        || service.limits.iter().any(|limit| limit.is_lost(before, after))
        || has_other_groups(before, after)
}

fn is_part_of_new(service: &Service, resource: &Resource<'_>, sides: &Sides<'_>) -> bool {
    let named = service.part_of.and_then(|property| resource.get(property));
    let references = named.map(Plain::references).unwrap_or_default();
    references
        .iter()
        .any(|one| sides.after.contains_key(one.id.as_str()) && sides.earlier(&one.id).is_none())
}

/// Whether a service gets security groups that it did not have.
fn has_other_groups(before: &Plain, after: &Plain) -> bool {
    let groups = |properties: &Plain| -> BTreeSet<String> {
        let mut leaves = Vec::new();
        properties.leaves("", &mut leaves);
        let is_group = |path: &str| path.to_lowercase().contains("securitygroup");
        let own = leaves.into_iter().filter(|(path, _)| is_group(path));
        own.map(|(_, value)| value.text_in_full()).collect()
    };
    !groups(after).is_subset(&groups(before))
}
