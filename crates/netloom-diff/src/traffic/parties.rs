//! Who asks and who is asked.

use std::collections::BTreeSet;

use netloom_reach::Party;
use netloom_reach::network::{Endpoint, EndpointKind, Id, InterfaceKind, Known, Network};
use netloom_reach::sets::RangeSet;
use netloom_reach::sets::addresses::rfc1918;

/// A party by the name that it has in the new network.
#[derive(Clone, Debug)]
pub(super) enum Who {
    Inside(String),
    Internet,
    /// Private addresses of neither network: what a virtual private gateway leads to.
    Site(RangeSet),
    Service(String),
}

impl Who {
    pub(super) fn party(&self, network: &Network, name: impl Fn(&str) -> String) -> Option<Party> {
        match self {
            Self::Internet => Some(Party::internet()),
            Self::Site(addresses) => Some(Party::Addresses(addresses.clone())),
            Self::Service(service) => Some(Party::Service(service.clone())),
            Self::Inside(own) => {
                let id = Id::new(name(own));
                if network.interfaces.contains_key(&id) {
                    Some(Party::Interface(id))
                } else if network.security_groups.contains_key(&id) {
                    Some(Party::SecurityGroup(id))
                } else {
                    network.subnets.contains_key(&id).then_some(Party::Subnet(id))
                }
            }
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Inside(name) => name.clone(),
            Self::Internet => "the internet".to_owned(),
            Self::Site(_) => "the site".to_owned(),
            Self::Service(service) => format!("service {service}"),
        }
    }
}

pub(super) fn is_node(network: &Network, name: &str) -> bool {
    network.interfaces.contains_key(&Id::new(name))
}

/// Whether a name stands for several nodes, which may talk to each other.
pub(super) fn is_many(network: &Network, name: &str) -> bool {
    let interface = network.interfaces.get(&Id::new(name));
    interface.is_none_or(|interface| match interface.kind {
        InterfaceKind::Interface | InterfaceKind::Instance | InterfaceKind::Service => false,
        InterfaceKind::ClusterNode => name != "head",
        InterfaceKind::LaunchTemplate | InterfaceKind::Fleet | InterfaceKind::Launched => true,
    })
}

/// Interfaces; without any, security groups, which stand for interfaces that have them; without those, subnets.
pub(super) fn insiders(network: &Network) -> BTreeSet<String> {
    let interfaces: BTreeSet<String> = network.interfaces.keys().map(ToString::to_string).collect();
    if !interfaces.is_empty() {
        return interfaces;
    }
    let groups: BTreeSet<String> = network.security_groups.keys().map(ToString::to_string).collect();
    if groups.is_empty() { network.subnets.keys().map(ToString::to_string).collect() } else { groups }
}

/// Security groups that nothing in the network has: somebody else's interfaces will, and what these open is exposure.
pub(super) fn spare_groups(network: &Network) -> BTreeSet<String> {
    let endpoints = network.endpoints.values().flat_map(|endpoint| match &endpoint.kind {
        EndpointKind::Interface { groups, .. } => groups.as_slice(),
        _ => &[],
    });
    let interfaces = network.interfaces.values().flat_map(|interface| &interface.groups);
    let worn: BTreeSet<&Id> = interfaces.chain(endpoints).filter_map(Known::value).collect();
    network.security_groups.keys().filter(|id| !worn.contains(id)).map(ToString::to_string).collect()
}

/// The site, where either network has a line to it.
pub(super) fn site(old: &Network, new: &Network) -> Option<Who> {
    let has_line = [old, new].iter().any(|network| !network.vpn_gateways.is_empty());
    let blocks = [old, new].into_iter().flat_map(|network| network.vpcs.values()).flat_map(|vpc| &vpc.blocks);
    let rest = blocks.filter_map(Known::value).fold(rfc1918(), |rest, block| rest.difference(block));
    has_line.then_some(Who::Site(rest))
}

/// Services that an endpoint is for, and S3, which every node needs.
pub(super) fn services(network: &Network) -> Vec<String> {
    let of = |endpoint: &Endpoint| match endpoint.kind {
        EndpointKind::Other => None,
        _ => endpoint.service.value().cloned(),
    };
    network.endpoints.values().filter_map(of).chain(["s3".to_owned()]).collect()
}
