//! What is assumed of the things that an answer looks at.

use std::collections::BTreeSet;

use crate::engine::PathComponent;
use crate::verdict::Answer;
use netloom_network::{AclChoice, Id, Known, Network, Subnet};
use netloom_question::InterfaceAt;

/// Returns the assumptions about anything on the ways of an answer, in the order of the network.
pub(super) fn assumptions(network: &Network, answer: &Answer<'_>) -> Vec<String> {
    if network.assumptions.is_empty() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let flows = answer.queries.iter().flat_map(|(_, flows)| flows);
    flows.flat_map(|flow| &flow.hops).for_each(|hop| look_at(&hop.component, &mut seen));
    let concerned = network.assumptions.iter().filter(|one| !one.about.is_disjoint(&seen));
    concerned.map(|one| one.what.clone()).collect()
}

fn look_at(component: &PathComponent<'_>, seen: &mut BTreeSet<Id>) {
    seen.extend(component.stands_there().cloned());
    match component {
        PathComponent::GroupsOut(place)
        | PathComponent::GroupsIn(place)
        | PathComponent::Forwarder(place)
        | PathComponent::Listeners(place)
        | PathComponent::InternetIn(_, place) => place_of(place, seen),
        PathComponent::Resolver(subnet)
        | PathComponent::AclOut(subnet)
        | PathComponent::AclIn(subnet)
        | PathComponent::Table(subnet, _)
        | PathComponent::Firewall(_, Some(subnet)) => subnet_of(subnet, seen),
        _ => {}
    }
}

fn place_of(place: &InterfaceAt<'_>, seen: &mut BTreeSet<Id>) {
    subnet_of(place.subnet, seen);
    if let Some(interface) = place.interface {
        seen.insert(interface.id.clone());
        seen.extend(interface.groups.iter().filter_map(Known::value).cloned());
    }
}

fn subnet_of(subnet: &Subnet, seen: &mut BTreeSet<Id>) {
    seen.insert(subnet.id.clone());
    seen.insert(subnet.vpc.clone());
    if let AclChoice::Associated(acl, _) = &subnet.network_acl {
        seen.insert(acl.clone());
    }
}
