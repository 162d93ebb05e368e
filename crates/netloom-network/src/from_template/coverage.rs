//! What netloom says of every type of network resource in AWS's schemas, and of each of its
//! properties.
//!
//! - Comes in: nothing but the schemas' names; `data/network-properties.json` lists them, and a
//!   test compares.
//! - Goes out: per type what it can do to packets, and per property whether it is followed, has no
//!   influence, or is not understood, the last two with a reason.
//! - Left to others: following (the files beside this one), and what becomes unknown
//!   (`mark_unknown`).
//!
//! A property that is named nowhere here is not understood, whatever the schemas say of it.

mod batches;
mod databases;
mod edges;
mod endpoints;
mod filters;
mod firewalls;
mod gateways;
mod instances;
mod load_balancers;
mod names;
mod nothing;
mod page;
mod paths;
mod routes;
mod services;
mod sites;
mod stores;
mod transit;
mod vpcs;

#[cfg(test)]
mod tests;

pub(super) use page::page;
pub(super) use paths::doubted_properties;

use crate::building::ResourceKind;

/// A type of resources.
pub(crate) struct Kind {
    /// Its name: `AWS::EC2::Subnet`.
    pub(crate) name: &'static str,
    /// What it can do to packets.
    pub(crate) role: Role,
    /// Which properties name the things that it is a part of or changes; without any it is a thing
    /// of its own.
    pub(crate) changes: &'static [(&'static str, Change)],
    /// Its properties, at any depth, for a type that is followed; the reason of another one is
    /// about all of them.
    pub(crate) properties: &'static [Group],
}

/// What the resources of a type can do to packets. Reasons finish the sentence "the resource …".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// All of it is followed, property by property.
    Followed,
    /// Nothing: it neither routes nor filters, and it sends and receives no packets.
    Nothing(&'static str),
    /// It sends and receives packets by interfaces of its own; the way of all other packets is as
    /// it was.
    Interfaces(&'static str),
    /// It adds routes, filters or ways to what `changes` names.
    Changes(&'static str),
}

/// What a resource changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// All that is known of this thing.
    Thing(ResourceKind),
    /// Which rules a security group has beside its own: groups only admit, so that its own stay.
    FurtherRules,
    /// Which ways lead into a VPC and out of it.
    Ways,
    /// Everything that crosses the edge of a subnet of this VPC.
    Crossings,
    /// Which names the resolver of a VPC answers.
    Names,
    /// Whether the internet reaches an interface.
    Publicity,
    /// Everything that goes by an internet gateway, in every VPC.
    Internet,
}

/// Properties of which the same is to be said, as paths: `SubnetMappings.*.SubnetId`, `*` for the
/// items of a list.
pub(crate) enum Group {
    /// They are followed. What is below them is named apart.
    Followed(&'static [&'static str]),
    /// The properties of a route that lead to what is a kind of its own; they are followed.
    TargetsOfKinds,
    /// They and all below them have no influence on packets.
    NoInfluence(&'static str, &'static [&'static str]),
    /// They or something below them may have influence, unless the value is one of these.
    NotUnderstood(&'static str, &'static [&'static str], &'static [&'static str]),
}

impl Group {
    /// Returns the properties that are followed; none for another group.
    fn followed(&self) -> Vec<&'static str> {
        match self {
            Self::Followed(paths) => paths.to_vec(),
            Self::TargetsOfKinds => {
                let routes = ResourceKind::all().filter_map(|kind| kind.names()?.route);
                routes.map(|(key, _)| key).collect()
            }
            Self::NoInfluence(..) | Self::NotUnderstood(..) => Vec::new(),
        }
    }
}

/// Labels, which every type has.
pub(crate) const LABELS: Group =
    Group::NoInfluence("labels for people", &["Tags", "TagSpecifications"]);

const FAMILIES: &[&[Kind]] = &[
    vpcs::KINDS,
    routes::KINDS,
    filters::KINDS,
    gateways::KINDS,
    transit::KINDS,
    endpoints::KINDS,
    instances::KINDS,
    batches::KINDS,
    services::KINDS,
    databases::KINDS,
    load_balancers::KINDS,
    firewalls::KINDS,
    sites::KINDS,
    stores::KINDS,
    edges::KINDS,
    names::KINDS,
    nothing::KINDS,
];

/// Returns what is known of a type; `None` for one that netloom does not know.
pub(super) fn kind_of(name: &str) -> Option<&'static Kind> {
    all().find(|kind| kind.name == name)
}

/// Returns what is known of every type: those of the families, and those that a kind of things has
/// in its own file.
fn all() -> impl Iterator<Item = &'static Kind> {
    let own = ResourceKind::all().flat_map(ResourceKind::coverage);
    FAMILIES.iter().flat_map(|family| family.iter()).chain(own)
}

/// Returns whether a property of a type, as a path with `*` for the items of lists, is known to have
/// no influence on packets, with all that is below it.
pub(super) fn is_without_influence(kind: &str, path: &str) -> bool {
    let is_at = |known: &&str| {
        path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let of_group = |group: &Group| match group {
        Group::NoInfluence(_, paths) => paths.iter().any(&is_at),
        Group::Followed(_) | Group::TargetsOfKinds | Group::NotUnderstood(..) => false,
    };
    kind_of(kind).is_some_and(|kind| kind.properties.iter().any(of_group))
}

/// Says of a type that it does nothing, and why.
pub(crate) const fn nothing(name: &'static str, reason: &'static str) -> Kind {
    Kind { name, role: Role::Nothing(reason), changes: &[], properties: &[] }
}

/// Says of a type that it has interfaces of its own, and whose.
pub(crate) const fn interfaces(name: &'static str, reason: &'static str) -> Kind {
    Kind { name, role: Role::Interfaces(reason), changes: &[], properties: &[] }
}

/// Says of a type what it changes, and how.
pub(crate) const fn changes(
    name: &'static str,
    reason: &'static str,
    changes: &'static [(&'static str, Change)],
) -> Kind {
    Kind { name, role: Role::Changes(reason), changes, properties: &[] }
}

/// Says of a type that it is followed, as a thing of its own.
pub(crate) const fn followed(name: &'static str, properties: &'static [Group]) -> Kind {
    Kind { name, role: Role::Followed, changes: &[], properties }
}

/// Says of a type that it is followed, as a part of what these properties name.
pub(crate) const fn part(
    name: &'static str,
    changes: &'static [(&'static str, Change)],
    properties: &'static [Group],
) -> Kind {
    Kind { name, role: Role::Followed, changes, properties }
}
