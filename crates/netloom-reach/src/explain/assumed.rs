//! What is taken for granted of the things that an answer looks at.

use std::collections::BTreeSet;

use crate::engine::{Place, Station};
use crate::verdict::Answer;
use netloom_network::{AclChoice, Id, Known, Network, Subnet};

/// Returns the assumptions about anything on the ways of an answer, in the order of the network.
pub(super) fn assumptions(network: &Network, answer: &Answer<'_>) -> Vec<String> {
    if network.assumptions.is_empty() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let flows = answer.journeys.iter().flat_map(|(_, flows)| flows);
    flows.flat_map(|flow| &flow.hops).for_each(|hop| look_at(&hop.station, &mut seen));
    let concerned = network.assumptions.iter().filter(|one| !one.about.is_disjoint(&seen));
    concerned.map(|one| one.what.clone()).collect()
}

fn look_at(station: &Station<'_>, seen: &mut BTreeSet<Id>) {
    let one = match station {
        Station::GroupsOut(place)
        | Station::GroupsIn(place)
        | Station::Forwarder(place)
        | Station::Listeners(place) => {
            return place_of(place, seen);
        }
        Station::InternetIn(gateway, place) => {
            place_of(place, seen);
            gateway.map(|gateway| &gateway.id)
        }
        Station::Resolver(subnet) | Station::AclOut(subnet) | Station::AclIn(subnet) => return subnet_of(subnet, seen),
        Station::Table(subnet, table) => {
            subnet_of(subnet, seen);
            table.map(|table| &table.id)
        }
        Station::InternetOut(gateway) => Some(&gateway.id),
        Station::EgressOnly(gateway) => Some(&gateway.id),
        Station::Nat(gateway) => Some(&gateway.id),
        Station::GatewayEndpoint(endpoint) | Station::InterfaceEndpoint(endpoint) => Some(&endpoint.id),
        Station::VpnGateway(gateway) => Some(&gateway.id),
        Station::Peering(peering) => Some(&peering.id),
        Station::TransitGateway(gateway) => Some(&gateway.id),
        Station::Other(_) => None,
    };
    seen.extend(one.cloned());
}

fn place_of(place: &Place<'_>, seen: &mut BTreeSet<Id>) {
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
