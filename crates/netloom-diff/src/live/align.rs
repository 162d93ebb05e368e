//! What lives as what the template makes: by the logical ids that CloudFormation wrote on it, else
//! by what it is for.

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::{Node, Reference, ResourceEntry};

use super::LiveResource;
use super::types::RecognizedBy::{self, Properties, Users};
use super::types::types;
use crate::value::Plain;

/// What something is for, value by value.
type Key = Vec<Option<Plain>>;

/// Returns the logical ids of things by their own ids.
///
/// - `stack`: the stack whose tags count; a resource of another one has no owner here.
pub(super) fn align(
    template: &[ResourceEntry],
    things: &[LiveResource],
    stack: Option<&str>,
) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for thing in
        things.iter().filter(|thing| thing.stack.is_none() || thing.stack.as_deref() == stack)
    {
        let Some(logical) = &thing.logical_id else { continue };
        let is_it =
            |one: &&ResourceEntry| one.id == *logical && kind_of(one) == kind_of(&thing.entry);
        if template.iter().any(|one| is_it(&one)) && taken.insert(logical.clone()) {
            names.insert(thing.entry.id.clone(), logical.clone());
        }
    }
    let recognized = types().flat_map(|of| of.recognized.iter().map(|by| (of.kind, by)));
    for (kind, by) in recognized {
        let mut of_key: BTreeMap<Key, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
        for one in template.iter().filter(|one| kind_of(one) == kind && !taken.contains(&one.id)) {
            if let Some(key) = key(one, *by, &mut template.iter(), None) {
                of_key.entry(key).or_default().0.push(&one.id);
            }
        }
        let is_free = |thing: &&LiveResource| {
            let is_others = thing.stack.is_some() && thing.stack.as_deref() != stack;
            kind_of(&thing.entry) == kind
                && !names.contains_key(&thing.entry.id)
                && !is_others
                && !thing.is_of_the_vpc
        };
        for thing in things.iter().filter(is_free) {
            if let Some(key) =
                key(&thing.entry, *by, &mut things.iter().map(|thing| &thing.entry), Some(&names))
            {
                of_key.entry(key).or_default().1.push(&thing.entry.id);
            }
        }
        // Two that are for the same cannot be distinguished.
        for (written, lives) in of_key.into_values() {
            if let ([written], [lives]) = (written.as_slice(), lives.as_slice()) {
                names.insert((*lives).to_owned(), (*written).to_owned());
                taken.insert((*written).to_owned());
            }
        }
    }
    names
}

/// Two types make an attachment of a VPC to a transit gateway, and EC2 does not tell which it was.
pub(super) fn kind_of(resource: &ResourceEntry) -> &str {
    match resource.kind.as_str() {
        "AWS::EC2::TransitGatewayAttachment" => "AWS::EC2::TransitGatewayVpcAttachment",
        kind => kind,
    }
}

/// What a thing is for; `None` for nothing at all.
///
/// - `names`: for what lives; absent for the template's own resources.
fn key(
    resource: &ResourceEntry,
    by: RecognizedBy,
    all: &mut dyn Iterator<Item = &ResourceEntry>,
    names: Option<&BTreeMap<String, String>>,
) -> Option<Key> {
    let value = |resource: &ResourceEntry, key: &str| {
        // A value that is not known may be any.
        let node = resource.properties.get(key).filter(|node| node.first_unknown().is_none())?;
        Some(named(Plain::of(node)?, names))
    };
    let key: Key = match by {
        Properties(keys) => keys
            .iter()
            .map(|key| {
                let default = (*key == "Egress").then(|| Plain::Scalar("false".to_owned()));
                value(resource, key).or(default)
            })
            .collect(),
        Users(kind, property, of) => {
            let names_it = |user: &&ResourceEntry| {
                let named = user.properties.get(property).and_then(Node::as_reference);
                user.kind == kind && named.is_some_and(|named| named.id == resource.id)
            };
            let told = |user: &ResourceEntry| match of {
                Some(key) => value(user, key),
                None => {
                    let name = names.and_then(|names| names.get(&user.id)).unwrap_or(&user.id);
                    Some(Plain::Scalar(name.clone()))
                }
            };
            let mut key: Key =
                all.filter(names_it).filter_map(|user| told(user).map(Some)).collect();
            key.sort();
            key
        }
    };
    key.iter().any(Option::is_some).then_some(key)
}

/// A value under the template's names, as far as it has some; lists that name things are sets.
fn named(value: Plain, names: Option<&BTreeMap<String, String>>) -> Plain {
    match value {
        Plain::List(items) => {
            let mut items: Vec<Plain> = items.into_iter().map(|item| named(item, names)).collect();
            items.sort();
            Plain::List(items)
        }
        Plain::Reference(reference) => match names.map(|names| names.get(&reference.id)) {
            Some(None) => Plain::Scalar(reference.id),
            Some(Some(name)) => Plain::Reference(Reference { id: name.clone(), attribute: None }),
            None => Plain::Reference(reference),
        },
        other => other,
    }
}
