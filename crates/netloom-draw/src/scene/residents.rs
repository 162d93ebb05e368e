//! Who lives in a subnet: nodes, instances, NAT gateways, firewalls, endpoints.

use std::collections::BTreeMap;

use netloom_diag::counting::counted;
use netloom_network::{
    Endpoint, EndpointKind, Id, Interface, InterfaceKind, Known, Network, Subnet,
};

use super::of_network::name_of;
use super::{Extras, Key, Kind, Resident};
use crate::text::shortened;

/// More things of one kind in one subnet than this are drawn as one, in number.
const MOST_OF_A_KIND: usize = 4;

/// The longest list of services in one row, in characters.
const LONGEST_ROW: usize = 44;

/// Returns what stands in a subnet: nodes first, then by kind and name.
pub(super) fn residents_of(subnet: &Subnet, network: &Network, extras: &Extras) -> Vec<Resident> {
    let id = &subnet.id;
    let interfaces = network.interfaces.values().filter(|interface| is_drawn(interface));
    let interfaces = interfaces.filter(|interface| is_in(&interface.subnets, id));
    let mut residents: Vec<Resident> =
        interfaces.map(|interface| of_interface(interface, id, extras)).collect();
    let gateways = network.nat_gateways.values();
    let gateways = gateways.filter(|nat| nat.subnet.as_ref().and_then(Known::value) == Some(id));
    residents.extend(gateways.map(|nat| {
        let kind = if nat.is_public.value() == Some(&false) { "private " } else { "" };
        let words = format!("{kind}NAT gateway {}", name_of(&nat.id));
        resident(Key::from(&nat.id), Kind::NatGateway, words, vec![nat.id.clone()])
    }));
    let firewalls = network
        .firewalls
        .values()
        .filter(|firewall| firewall.subnets.iter().any(|subnet| subnet.value() == Some(id)));
    residents.extend(firewalls.map(|firewall| {
        let words = format!("firewall {}", name_of(&firewall.id));
        let key = Key::within(&firewall.id, id);
        resident(key, Kind::Firewall, words, vec![firewall.id.clone()])
    }));
    residents.extend(endpoints_in(id, network));
    together(residents)
}

fn resident(key: Key, kind: Kind, words: String, stands_for: Vec<Id>) -> Resident {
    Resident { key, kind, words, stands_for, marks: Vec::new() }
}

fn is_in(subnets: &[Known<Id>], id: &Id) -> bool {
    subnets.iter().any(|subnet| subnet.value() == Some(id))
}

/// An instance and its primary interface are one thing, and what could be launched is none.
fn is_drawn(interface: &Interface) -> bool {
    let is_of_instance = interface.kind == InterfaceKind::Interface && interface.twin.is_some();
    !is_of_instance && interface.kind != InterfaceKind::Launched
}

fn of_interface(interface: &Interface, subnet: &Id, extras: &Extras) -> Resident {
    let key = Key::within(&interface.id, subnet);
    let ids = || interface.twin.iter().chain([&interface.id]).cloned().collect();
    if let Some((kind, words)) = extras.residents.get(&interface.id) {
        return resident(key, *kind, shortened(words, 44), ids());
    }
    let (kind, what) = match interface.kind {
        InterfaceKind::Instance => (Kind::Instance, ""),
        InterfaceKind::LaunchTemplate => (Kind::ComputeNodes, "launched from "),
        InterfaceKind::Fleet => (Kind::ComputeNodes, "fleet "),
        InterfaceKind::ClusterNode => (Kind::ComputeNodes, ""),
        InterfaceKind::Service => (Kind::Service, ""),
        InterfaceKind::Interface | InterfaceKind::Launched => (Kind::Interface, ""),
    };
    resident(key, kind, format!("{what}{}", name_of(&interface.id)), ids())
}

/// The interface endpoints of a subnet, several in a row: there are often a dozen.
fn endpoints_in(subnet: &Id, network: &Network) -> Vec<Resident> {
    let is_here = |endpoint: &&Endpoint| match &endpoint.kind {
        EndpointKind::Interface { subnets, .. } => is_in(subnets, subnet),
        EndpointKind::Gateway { .. } | EndpointKind::Other => false,
    };
    let endpoints: Vec<&Endpoint> = network.endpoints.values().filter(is_here).collect();
    let mut rows: Vec<(String, Vec<Id>)> = Vec::new();
    for endpoint in &endpoints {
        let service = shortened(&service_of(endpoint), LONGEST_ROW);
        match rows.last_mut() {
            Some((words, ids)) if words.len() + service.len() < LONGEST_ROW => {
                words.push_str(&format!(", {service}"));
                ids.push(endpoint.id.clone());
            }
            Some(_) => rows.push((service, vec![endpoint.id.clone()])),
            None => {
                let n = counted(endpoints.len(), Kind::InterfaceEndpoint.words());
                rows.push((format!("{n}: {service}"), vec![endpoint.id.clone()]));
            }
        }
    }
    let rows = rows.into_iter().enumerate().map(|(row, (words, ids))| {
        let key = Key::new(format!("endpoints {row} in {subnet}"));
        resident(key, Kind::InterfaceEndpoint, words, ids)
    });
    rows.collect()
}

/// What an endpoint leads to.
pub(super) fn service_of(endpoint: &Endpoint) -> String {
    endpoint.service.value().cloned().unwrap_or_else(|| endpoint.id.to_string())
}

/// Puts many of a kind together, and sorts.
fn together(residents: Vec<Resident>) -> Vec<Resident> {
    let mut by_kind: BTreeMap<Kind, Vec<Resident>> = BTreeMap::new();
    for resident in residents {
        by_kind.entry(resident.kind).or_default().push(resident);
    }
    let mut all = Vec::new();
    for (kind, mut residents) in by_kind {
        // Queues are what a reader looks for, and routes lead to gateways.
        let may_be_many = matches!(kind, Kind::Instance | Kind::Interface | Kind::Service);
        if may_be_many && residents.len() > MOST_OF_A_KIND {
            let words = counted(residents.len(), kind.words());
            let key = residents.first().map(|first| first.key.clone());
            let ids = residents.into_iter().flat_map(|resident| resident.stands_for).collect();
            all.extend(key.map(|key| resident(key, kind, words, ids)));
            continue;
        }
        // Rows of endpoints are one list, which begins with their number.
        if kind != Kind::InterfaceEndpoint {
            residents.sort_by(|a, b| (&a.words, &a.key).cmp(&(&b.words, &b.key)));
        }
        all.extend(residents);
    }
    all
}
