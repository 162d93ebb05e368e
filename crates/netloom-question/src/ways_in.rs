//! Ways into a VPC that may exist besides those that are described.

use netloom_network::{Id, Known, Network, Route, Target, Unknown};

use crate::Prepared;

/// The ways by which hosts elsewhere may get into a VPC though nothing that is described says so:
/// what else there may be in it, and the gateways that its tables lead to and of which it is not
/// known where they are attached. What can be sent out to them can come in by them.
///
/// # Source
/// Amazon EC2 API, `CreateRoute`: a route to a transit gateway, a core network, a local gateway or
/// a peering connection needs the VPC to be attached to it.
pub fn ways_that_may_be(prepared: &Prepared, vpc: &Id) -> Vec<Unknown> {
    let network = &prepared.network;
    let mut ways: Vec<Unknown> =
        network.vpcs.get(vpc).and_then(|vpc| vpc.beyond.clone()).into_iter().collect();
    for gateway in network.transit_gateways.values() {
        // A gateway with a known attachment to this VPC is followed, and no further way.
        let is_known =
            gateway.attachments.iter().any(|attachment| attachment.vpc.value() == Some(vpc));
        let attached = gateway.attachments.iter().filter_map(|attachment| attachment.vpc.unknown());
        let elsewhere = gateway.beyond.iter().filter(|_| leads_to(network, vpc, &gateway.id));
        ways.extend(attached.chain(elsewhere).filter(|_| !is_known).cloned());
    }
    for peering in network.peerings.values() {
        let sides = [&peering.requester, &peering.accepter];
        if sides.iter().all(|side| side.value() != Some(vpc)) {
            ways.extend(sides.iter().find_map(|side| side.unknown()).cloned());
        }
    }
    let tables = network.route_tables.values().filter(|table| table.vpc == *vpc);
    for route in tables.flat_map(|table| &table.routes) {
        if let Known::Is(Target::Other(id)) = &route.target
            && !is_appliance(network, id)
        {
            ways.push(Unknown {
                what: format!("what comes in by the target of route `{}`", route.name),
                span: route.span,
            });
        }
    }
    ways.sort();
    ways.dedup();
    ways
}

fn leads_to(network: &Network, vpc: &Id, gateway: &Id) -> bool {
    let tables = network.route_tables.values().filter(|table| table.vpc == *vpc);
    let is_there = |route: &Route| matches!(&route.target, Known::Is(Target::TransitGateway(id)) if id == gateway);
    tables.flat_map(|table| &table.routes).any(is_there)
}

/// Endpoints of Gateway Load Balancers give back what they were given, and are no way in.
fn is_appliance(network: &Network, id: &Id) -> bool {
    id.as_str().starts_with("vpce-") || network.endpoints.contains_key(id)
}
