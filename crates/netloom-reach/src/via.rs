//! Which packets get there past a path component, and which by another way.
//!
//! A path component is named by the id of what stands there: a gateway, an endpoint, a firewall, a
//! connection, a load balancer, an interface that forwards, a route table.

use netloom_network::{Id, Network, ResourceKind};
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
    let is_passed = |kind: &ResourceKind| kind.names().is_some_and(|of| of.path_key.is_some());
    let mut ids: Vec<&Id> =
        ResourceKind::all().filter(is_passed).flat_map(|kind| kind.ids(network)).collect();
    ids.extend(network.firewalls.keys());
    ids.extend(network.forwardings.iter().map(|forwarding| &forwarding.id));
    ids.sort();
    ids.dedup();
    ids
}
