//! Which packets get there past a path component, and which by another way.
//!
//! A path component is named by the id of what stands there: a gateway, an endpoint, a firewall, a
//! connection, a load balancer, an interface that forwards, a route table.

use netloom_network::{Id, Network};
use netloom_question::{Expect, Query};

use crate::certify::component_of;
use crate::engine::{Flow, PathComponent, Phase};
use crate::verdict::{Answer, Fate};

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
    let mut forward = flow.hops.iter().filter(|hop| hop.phase == Phase::Forward);
    forward.any(|hop| match &hop.component {
        // Certificates name a table by its subnet.
        PathComponent::Table(_, table) => table.is_some_and(|table| table.id == *id),
        component => component_of(component).is_of(id),
    })
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
