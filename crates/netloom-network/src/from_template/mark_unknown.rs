//! What becomes unknown because of something that is not followed: that alone which it can touch.

use netloom_template::{Node, Piece, Value};

use crate::parts::vpc::{forget_crossings, forget_names, forget_ways};
use crate::{Id, Known, Network, PublicAddress, ResourceKind, Unknown};

use super::context::Build;
use super::coverage::Change;

/// Returns what a value names, at any depth: logical ids, ids that are written out, and the names
/// of unknowns.
pub(super) fn names_in(node: &Node) -> Vec<Id> {
    let mut names = Vec::new();
    collect(node, &mut names);
    names
}

fn collect(node: &Node, names: &mut Vec<Id>) {
    match &node.value {
        Value::Reference(reference) => names.push(Id::new(&reference.id)),
        Value::Text(text) => names.push(Id::new(text.trim())),
        Value::Unknown(unknown) => names.push(Id::new(&unknown.what)),
        Value::Pieces(pieces) => names.extend(pieces.iter().map(|piece| match piece {
            Piece::Reference(reference) => Id::new(&reference.id),
            Piece::Unknown(unknown) => Id::new(&unknown.what),
            Piece::Text(text) => Id::new(text),
        })),
        Value::List(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.node, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Makes unknown what a change to the named things can touch; returns whether the network has any
/// of them.
pub(super) fn mark_unknown(
    build: &mut Build<'_>,
    change: Change,
    names: &[Id],
    unknown: &Unknown,
) -> bool {
    let network = &mut *build.network;
    if change == Change::Internet {
        ResourceKind::all().for_each(|kind| kind.forget_internet(network, unknown));
        return true;
    }
    let mut is_there = false;
    for name in names {
        is_there |= match change {
            Change::Thing(sort) => sort.forget(network, name, unknown),
            Change::FurtherRules => with(network.security_groups.get_mut(name), |group| {
                group.beyond = Some(unknown.clone());
            }),
            Change::Ways => forget_ways(network, name, unknown),
            Change::Crossings => forget_crossings(network, name, unknown),
            Change::Names => forget_names(network, name, unknown),
            Change::Publicity => blur_publicity(network, name, unknown),
            Change::Internet => false,
        };
    }
    is_there
}

fn with<T>(found: Option<&mut T>, change: impl FnOnce(&mut T)) -> bool {
    found.map(change).is_some()
}

/// Makes one route unknown, in whichever table it is.
pub(super) fn blur_route(network: &mut Network, name: &Id, unknown: &Unknown) {
    let routes = network.route_tables.values_mut().flat_map(|table| &mut table.routes);
    for route in routes.filter(|route| route.name == name.as_str()) {
        route.target = Known::Unknown(unknown.clone());
    }
}

fn blur_publicity(network: &mut Network, interface: &Id, unknown: &Unknown) -> bool {
    with(network.interfaces.get_mut(interface), |interface| {
        if !matches!(interface.public, PublicAddress::AtLaunch | PublicAddress::ByAccelerator(_)) {
            interface.public = PublicAddress::Unknown(unknown.clone());
        }
    })
}
