//! Which ends are asked about: all that stands, a node with each security group, a node in each
//! subnet, and the outside.

use std::collections::BTreeSet;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{Endpoint, EndpointKind, Id, InterfaceKind, Known, Network};
use netloom_question::Party;

use super::launched::{Address, in_subnet, with_group};

/// A party by the name that it has in the new network.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum TrafficParty {
    /// What stands: an interface, an instance, a fleet, nodes of the cluster.
    Inside(String),
    /// A node launched with a security group.
    Group(String, Address),
    /// A node launched in a subnet, whatever its security groups.
    Subnet(String, Address),
    Internet,
    /// Addresses of neither network that virtual private gateways, transit gateways and peering
    /// connections lead to.
    Site(RangeSet),
    Service(String),
}

/// Where the client of a connection is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Way {
    /// In the network, or an end outside that is asked by its name.
    Within,
    FromInternet,
    FromSite,
}

impl TrafficParty {
    /// The party in a network with launched nodes.
    pub(super) fn party(&self, network: &Network, name: impl Fn(&str) -> String) -> Option<Party> {
        let id = match self {
            Self::Internet => return Some(Party::internet()),
            Self::Site(addresses) => return Some(Party::Addresses(addresses.clone())),
            Self::Service(service) => return Some(Party::Service(service.clone())),
            Self::Inside(own) => Id::new(name(own)),
            Self::Group(own, address) => with_group(&Id::new(name(own)), *address),
            Self::Subnet(own, address) => in_subnet(&Id::new(name(own)), *address),
        };
        network.interfaces.contains_key(&id).then_some(Party::Interface(id))
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Inside(name) => name.clone(),
            Self::Group(name, Address::OfSubnet) | Self::Subnet(name, Address::OfSubnet) => {
                name.clone()
            }
            Self::Group(name, Address::AtLaunch) | Self::Subnet(name, Address::AtLaunch) => {
                format!("{name} (launched with a public address)")
            }
            Self::Internet => "the internet".to_owned(),
            Self::Site(_) => "the site".to_owned(),
            Self::Service(service) => format!("service {service}"),
        }
    }

    /// How connections that this party begins are asked about.
    pub(super) fn way(&self) -> Way {
        match self {
            Self::Internet => Way::FromInternet,
            Self::Site(_) => Way::FromSite,
            _ => Way::Within,
        }
    }

    /// The clients outside that are asked about.
    pub(super) fn clients(&self) -> RangeSet {
        match self {
            Self::Internet => Family::Ipv4.public().union(&Family::Ipv6.public()),
            Self::Site(addresses) => addresses.clone(),
            _ => RangeSet::empty(),
        }
    }

    /// Whether it is a node that only may be there.
    pub(super) fn is_launched(&self) -> bool {
        matches!(self, Self::Group(..) | Self::Subnet(..))
    }

    /// Whether it stands for several nodes, which may talk to each other.
    pub(super) fn is_many(&self, network: &Network) -> bool {
        let Self::Inside(name) = self else { return true };
        let interface = network.interfaces.get(&Id::new(name));
        interface.is_none_or(|interface| match interface.kind {
            InterfaceKind::Interface | InterfaceKind::Instance | InterfaceKind::Service => false,
            InterfaceKind::ClusterNode => name != "head",
            InterfaceKind::LaunchTemplate | InterfaceKind::Fleet | InterfaceKind::Launched => true,
        })
    }
}

/// Names of what stands.
pub(super) fn standing(network: &Network) -> BTreeSet<String> {
    network.interfaces.keys().map(ToString::to_string).collect()
}

/// Names of the security groups; those that only stand for having none have a space in their names,
/// and nothing is launched with them.
pub(super) fn groups(network: &Network) -> BTreeSet<String> {
    let names = network.security_groups.keys().map(ToString::to_string);
    names.filter(|name| !name.contains(' ')).collect()
}

/// Names of the subnets.
pub(super) fn subnets(network: &Network) -> BTreeSet<String> {
    network.subnets.keys().map(ToString::to_string).collect()
}

/// Security groups that nothing in the network has: interfaces of other stacks will.
pub(super) fn spare_groups(network: &Network) -> BTreeSet<String> {
    let endpoints = network.endpoints.values().flat_map(|endpoint| match &endpoint.kind {
        EndpointKind::Interface { groups, .. } => groups.as_slice(),
        _ => &[],
    });
    let interfaces = network.interfaces.values().flat_map(|interface| &interface.groups);
    let worn: BTreeSet<&Id> = interfaces.chain(endpoints).filter_map(Known::value).collect();
    network
        .security_groups
        .keys()
        .filter(|id| !worn.contains(id))
        .map(ToString::to_string)
        .collect()
}

/// Services that an endpoint is for, and S3, which every node needs.
pub(super) fn services(network: &Network) -> Vec<String> {
    let of = |endpoint: &Endpoint| match endpoint.kind {
        EndpointKind::Other => None,
        _ => endpoint.service.value().cloned(),
    };
    network.endpoints.values().filter_map(of).chain(["s3".to_owned()]).collect()
}
