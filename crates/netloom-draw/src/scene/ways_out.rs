//! What stands on the edges of VPCs, and what is outside of them.

use std::collections::BTreeMap;

use netloom_network::{
    Attachment, Endpoint, EndpointKind, Id, Known, Network, Target, TransitGateway,
};

use super::of_network::name_of;
use super::residents::service_of;
use super::{EdgeBox, Key, Kind, OutsideBox};
use crate::text::shortened;

/// Every way out of every VPC.
#[derive(Clone, Debug, Default)]
pub(super) struct WaysOut {
    /// What stands on the edge of each VPC, sorted by kind and name.
    pub(super) edges: BTreeMap<Id, Vec<EdgeBox>>,
    /// What is outside, in the order in which it is drawn.
    pub(super) outside: Vec<OutsideBox>,
    /// The box in which a gateway endpoint is drawn.
    endpoints: BTreeMap<Id, Key>,
    /// The subnet in which the first endpoint of a firewall, or an interface, stands.
    homes: BTreeMap<Id, Id>,
}

impl WaysOut {
    /// Returns the box that a target of routes of a VPC is drawn as.
    pub(super) fn key_of(&self, target: &Target, vpc: &Id) -> Option<Key> {
        match target {
            Target::Local => None,
            Target::GatewayEndpoint(id) => self.endpoints.get(id).cloned(),
            Target::Peering(id) | Target::TransitGateway(id) => Some(Key::within(id, vpc)),
            Target::Firewall(id, _) | Target::Interface(id) => {
                self.homes.get(id).map(|subnet| Key::within(id, subnet))
            }
            _ => target.id().map(Key::from),
        }
    }

    /// - `ids`: the things that it stands for.
    fn add(&mut self, vpc: &Id, key: Key, (kind, name): (Kind, String), outside: Key, ids: &[&Id]) {
        let stands_for = ids.iter().map(|id| (*id).clone()).collect();
        let outside = Some(outside);
        let edge = EdgeBox { key, kind, name, outside, stands_for, marks: Vec::new() };
        self.edges.entry(vpc.clone()).or_default().push(edge);
    }

    fn add_outside(&mut self, key: Key, kind: Kind, name: String) {
        if self.outside.iter().all(|known| known.key != key) {
            self.outside.push(OutsideBox { key, kind, name, marks: Vec::new() });
        }
    }
}

/// Returns every way out of every VPC.
pub(super) fn ways_out_of(network: &Network) -> WaysOut {
    let mut ways = WaysOut::default();
    ways.add_outside(Key::new(Key::INTERNET), Kind::Internet, String::new());
    let site = netloom_network::sets::addresses::to_blocks(&network.on_premises);
    ways.add_outside(Key::new(Key::SITE), Kind::Site, shortened(&site.join(", "), 38));
    gateways(network, &mut ways);
    connections(network, &mut ways);
    endpoints(network, &mut ways);
    homes(network, &mut ways);
    for edges in ways.edges.values_mut() {
        edges.sort_by(|a, b| (a.kind, &a.name, &a.key).cmp(&(b.kind, &b.name, &b.key)));
    }
    ways
}

/// Gateways to the internet and to the site, NAT gateways of a whole VPC among them.
fn gateways(network: &Network, ways: &mut WaysOut) {
    let internet = || Key::new(Key::INTERNET);
    for gateway in network.internet_gateways.values() {
        if let Attachment::To(vpc, _) = &gateway.attachment {
            let (id, name) = (&gateway.id, name_of(&gateway.id));
            ways.add(vpc, Key::from(id), (Kind::InternetGateway, name), internet(), &[id]);
        }
    }
    for gateway in network.egress_only_gateways.values() {
        if let Known::Is(vpc) = &gateway.vpc {
            let (id, name) = (&gateway.id, name_of(&gateway.id));
            ways.add(vpc, Key::from(id), (Kind::EgressOnlyGateway, name), internet(), &[id]);
        }
    }
    for gateway in network.vpn_gateways.values() {
        if let Attachment::To(vpc, _) = &gateway.attachment {
            let (id, name) = (&gateway.id, name_of(&gateway.id));
            ways.add(vpc, Key::from(id), (Kind::VpnGateway, name), Key::new(Key::SITE), &[id]);
        }
    }
    for nat in network.nat_gateways.values().filter(|nat| nat.subnet.is_none()) {
        if let Some(Known::Is(vpc)) = &nat.vpc {
            let name = format!("regional, {}", name_of(&nat.id));
            let id = &nat.id;
            ways.add(vpc, Key::from(id), (Kind::NatGateway, name), internet(), &[id]);
        }
    }
}

/// Peering connections and transit gateways, which have an end on the edge of each of their VPCs.
fn connections(network: &Network, ways: &mut WaysOut) {
    for peering in network.peerings.values() {
        let outside = Key::from(&peering.id);
        ways.add_outside(outside.clone(), Kind::Peering, name_of(&peering.id));
        for vpc in [&peering.requester, &peering.accepter].into_iter().filter_map(Known::value) {
            let (key, name) = (Key::within(&peering.id, vpc), name_of(&peering.id));
            ways.add(vpc, key, (Kind::Peering, name), outside.clone(), &[&peering.id]);
        }
    }
    for gateway in network.transit_gateways.values() {
        transit(gateway, ways);
    }
}

fn transit(gateway: &TransitGateway, ways: &mut WaysOut) {
    let outside = Key::from(&gateway.id);
    ways.add_outside(outside.clone(), Kind::TransitGateway, name_of(&gateway.id));
    for attachment in &gateway.attachments {
        let Known::Is(vpc) = &attachment.vpc else { continue };
        let (key, name) = (Key::within(&gateway.id, vpc), name_of(&attachment.id));
        let ids = [&gateway.id, &attachment.id];
        ways.add(vpc, key, (Kind::TransitGateway, name), outside.clone(), &ids);
    }
}

/// Gateway endpoints; those of one VPC that serve the same tables are one box.
fn endpoints(network: &Network, ways: &mut WaysOut) {
    let mut alike: BTreeMap<(&Id, Vec<&Id>), Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in network.endpoints.values() {
        let (EndpointKind::Gateway { route_tables }, Known::Is(vpc)) =
            (&endpoint.kind, &endpoint.vpc)
        else {
            continue;
        };
        let mut tables: Vec<&Id> = route_tables.iter().filter_map(Known::value).collect();
        tables.sort();
        alike.entry((vpc, tables)).or_default().push(endpoint);
    }
    for ((vpc, _), endpoints) in alike {
        let Some(first) = endpoints.first() else { continue };
        let key = Key::from(&first.id);
        for endpoint in &endpoints {
            ways.endpoints.insert(endpoint.id.clone(), key.clone());
        }
        let services: Vec<String> = endpoints.iter().map(|endpoint| service_of(endpoint)).collect();
        let name = shortened(&services.join(", "), 30);
        let outside = Key::new(format!("services by {}", first.id));
        ways.add_outside(outside.clone(), Kind::AwsServices, name.clone());
        let ids: Vec<&Id> = endpoints.iter().map(|endpoint| &endpoint.id).collect();
        ways.add(vpc, key, (Kind::GatewayEndpoint, name), outside, &ids);
    }
}

/// Where what routes may lead to stands.
fn homes(network: &Network, ways: &mut WaysOut) {
    for firewall in network.firewalls.values() {
        if let Some(subnet) = firewall.subnets.iter().find_map(Known::value) {
            ways.homes.insert(firewall.id.clone(), subnet.clone());
        }
    }
    for interface in network.interfaces.values() {
        if let Some(subnet) = interface.subnets.iter().find_map(Known::value) {
            ways.homes.insert(interface.id.clone(), subnet.clone());
        }
    }
}
