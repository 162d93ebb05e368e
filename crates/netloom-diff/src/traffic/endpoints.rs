//! Interface endpoints as ends: what reaches an endpoint reaches the service behind it, by
//! whichever name.
//!
//! They are put into a copy of the network as interfaces of their subnets and groups. They begin no
//! connections.
//!
//! # Source
//! AWS PrivateLink, "Access an AWS service using an interface VPC endpoint": an endpoint has names
//! of its own beside the private ones, and its security groups admit clients of the VPC and of
//! networks that are connected with it. The internet does not reach its addresses, those of IPv6
//! included ("IP address types", `denyAllIgwTraffic`).

use netloom_network::{EndpointKind, Id, Interface, InterfaceKind, Known, Network, PublicAddress};

use super::Launches;

/// Returns the network with an interface for each interface endpoint; that of an existing VPC has
/// them already, as far as calls tell.
pub(super) fn with_endpoints(network: &Network, launches: Launches) -> Network {
    let mut all = network.clone();
    if launches == Launches::Described {
        return all;
    }
    for endpoint in network.endpoints.values() {
        let EndpointKind::Interface { subnets, groups, .. } = &endpoint.kind else { continue };
        let places = (subnets.clone(), groups.clone());
        let interface = Interface {
            public: PublicAddress::None,
            is_closed_to_ipv6_internet: Known::Is(true),
            ..Interface::new(endpoint.id.clone(), endpoint.span, InterfaceKind::Service, places)
        };
        all.interfaces.entry(endpoint.id.clone()).or_insert(interface);
    }
    all
}

/// Whether a name is that of an interface endpoint.
pub(super) fn is_endpoint(network: &Network, name: &str) -> bool {
    network.endpoints.contains_key(&Id::new(name))
}
