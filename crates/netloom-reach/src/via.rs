//! Which packets get there past a path component, and which by another way.
//!
//! A path component is named by the id of what stands there: a gateway, an endpoint, a firewall, a
//! connection, a load balancer, an interface that forwards, a route table.

use netloom_network::{Id, Network};
use netloom_question::Query;

use crate::engine::{Flow, PathComponent, Phase};
use crate::verdict::{Answer, Fate};
use netloom_question::Expect;

impl<'n> Answer<'n> {
    /// Returns the packets that arrive and do not pass what is named, with their queries.
    pub fn past(&self, id: &Id) -> Vec<(&Query<'n>, &Flow<'n>)> {
        let flows = self
            .queries
            .iter()
            .flat_map(|(query, flows)| flows.iter().map(move |flow| (query, flow)));
        let arrives = |flow: &Flow<'_>| flow.fate(Expect::Unreachable) != Fate::Dropped;
        flows.filter(|(_, flow)| arrives(flow) && !goes_by(flow, id)).collect()
    }
}

/// Returns whether packets pass something of this id on the way there.
fn goes_by(flow: &Flow<'_>, id: &Id) -> bool {
    let forward = flow.hops.iter().filter(|hop| hop.phase == Phase::Forward);
    forward.flat_map(|hop| ids(&hop.component)).flatten().any(|own| own == id)
}

/// The ids by which a component is named.
fn ids<'n>(component: &PathComponent<'n>) -> [Option<&'n Id>; 2] {
    match component {
        // What these are of is an end of the question, or on every way from or to it.
        PathComponent::Resolver(_)
        | PathComponent::GroupsOut(_)
        | PathComponent::GroupsIn(_)
        | PathComponent::AclOut(_)
        | PathComponent::AclIn(_)
        | PathComponent::Other(_) => [None, None],
        PathComponent::Table(_, table) => [table.map(|table| &table.id), None],
        PathComponent::InternetOut(gateway) => [Some(&gateway.id), None],
        PathComponent::InternetIn(gateway, _) => [gateway.map(|gateway| &gateway.id), None],
        PathComponent::EgressOnly(gateway) => [Some(&gateway.id), None],
        PathComponent::Nat(nat) => [Some(&nat.id), None],
        PathComponent::Forwarder(place) | PathComponent::Listeners(place) => {
            [place.interface.map(|interface| &interface.id), None]
        }
        PathComponent::LoadBalancer(forwarding, balancer) => {
            [Some(&forwarding.id), balancer.map(|balancer| &balancer.id)]
        }
        PathComponent::GatewayEndpoint(endpoint) | PathComponent::InterfaceEndpoint(endpoint) => {
            [Some(&endpoint.id), None]
        }
        PathComponent::VpnGateway(gateway) => [Some(&gateway.id), None],
        PathComponent::Peering(peering) => [Some(&peering.id), None],
        PathComponent::TransitGateway(gateway) => [Some(&gateway.id), None],
        PathComponent::Firewall(firewall, _) => [Some(&firewall.id), None],
    }
}

/// Returns the names of everything in a network that packets can be asked to pass, sorted.
#[must_use]
pub fn path_components(network: &Network) -> Vec<&Id> {
    let mut ids: Vec<&Id> = network
        .internet_gateways
        .keys()
        .chain(network.egress_only_gateways.keys())
        .chain(network.nat_gateways.keys())
        .chain(network.vpn_gateways.keys())
        .chain(network.endpoints.keys())
        .chain(network.peerings.keys())
        .chain(network.transit_gateways.keys())
        .chain(network.firewalls.keys())
        .chain(network.interfaces.keys())
        .chain(network.route_tables.keys())
        .chain(network.forwardings.iter().map(|forwarding| &forwarding.id))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}
