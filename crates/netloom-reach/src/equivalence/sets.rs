//! What decides by where something is: sets of addresses, and subnets and interfaces in which
//! something stands.

use std::collections::BTreeSet;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{
    Family, link_local, nat64, reserved_for_aws_services, rfc1918, rfc6598,
};
use netloom_network::{
    Destination, EndpointKind, Id, Known, NameServer, Network, Peer, Subnet, Target,
};
use netloom_question::{Prepared, number_of};

/// Every set of addresses that decides anything: constants of AWS and whatever rules, routes, ACLs
/// and gateways name.
pub(super) fn named_sets(prepared: &Prepared) -> Vec<RangeSet> {
    let network = &prepared.network;
    let mut named: BTreeSet<RangeSet> = BTreeSet::new();
    for family in [Family::Ipv4, Family::Ipv6] {
        named.extend([family.everything(), family.public()]);
    }
    named.extend([link_local(), reserved_for_aws_services(), rfc1918(), rfc6598(), nat64()]);
    named.insert(network.on_premises.clone());
    named.extend(network.subnets.values().map(|subnet| prepared.resolver(subnet).0));
    named.extend(name_servers(network));
    named.extend(network.forwardings.iter().map(|forwarding| forwarding.addresses.clone()));
    for group in network.security_groups.values() {
        for rule in group.ingress.iter().chain(&group.egress) {
            if let Known::Is(Peer::Addresses(addresses)) = &rule.peer {
                named.insert(addresses.clone());
            }
        }
    }
    for rule in network.firewalls.values().flat_map(|firewall| &firewall.rules) {
        named.extend([rule.sources.clone(), rule.destinations.clone()]);
    }
    let entries = network.network_acls.values().flat_map(|acl| &acl.entries);
    named.extend(entries.filter_map(|entry| entry.addresses.value().cloned()));
    let routes = network
        .route_tables
        .values()
        .flat_map(|table| &table.routes)
        .map(|route| &route.destination);
    let transit = network.transit_gateways.values().flat_map(|gateway| &gateway.tables);
    let transit = transit.flat_map(|table| &table.routes).map(|(destination, ..)| destination);
    for destination in routes.chain(transit) {
        if let Known::Is(Destination::Block(block, _)) = destination {
            named.insert(block.clone());
        }
    }
    for entries in network.prefix_lists.values().filter_map(|list| list.entries.value()) {
        // A route goes by each entry, a rule by all of them.
        named.extend(entries.iter().map(|(block, _)| block.clone()));
        named.insert(RangeSet::from_ranges(
            entries.iter().flat_map(|(block, _)| block.ranges().to_vec()),
        ));
    }
    for (id, vpc) in &network.vpcs {
        named.extend(vpc.blocks.iter().chain(&vpc.ipv6_blocks).filter_map(Known::value).cloned());
        named.extend(prepared.local_blocks(id).iter().cloned());
        named.insert(prepared.local(id));
    }
    named.into_iter().collect()
}

/// The addresses of servers that DHCP options give.
fn name_servers(network: &Network) -> impl Iterator<Item = RangeSet> {
    let servers = network.vpcs.values().filter_map(|vpc| vpc.name_servers.value()).flatten();
    servers.filter_map(|server| match server {
        NameServer::Amazon | NameServer::AmazonWithoutOptions => None,
        NameServer::Address(address) => Some(RangeSet::single(number_of(*address))),
    })
}

/// Subnets in which a gateway, an endpoint, a firewall or a name server stands, interfaces that
/// routes lead to, with their subnets, and load balancers that keep the addresses of clients, with
/// their targets and subnets.
pub(super) fn used(prepared: &Prepared) -> BTreeSet<&Id> {
    let network = &prepared.network;
    let mut used: BTreeSet<&Id> = BTreeSet::new();
    used.extend(network.nat_gateways.values().filter_map(|nat| nat.subnet.as_ref()?.value()));
    for endpoint in network.endpoints.values() {
        if let EndpointKind::Interface { subnets, .. } = &endpoint.kind {
            used.extend(subnets.iter().filter_map(Known::value));
        }
    }
    for firewall in network.firewalls.values() {
        used.extend(firewall.subnets.iter().filter_map(Known::value));
    }
    for forwarding in &network.forwardings {
        used.extend(&forwarding.targets);
        used.extend(forwarding.balancers.iter().filter_map(Known::value));
        let balancers = forwarding.handed_on.iter().map(|handed| &handed.balancer);
        let balancers = balancers.filter_map(|id| network.interfaces.get(id));
        used.extend(balancers.flat_map(|own| &own.subnets).filter_map(Known::value));
    }
    // A name server stands wherever its address is.
    let servers: Vec<RangeSet> = name_servers(network).collect();
    let holds = |subnet: &Subnet| {
        servers.iter().any(|server| {
            let blocks = [subnet.block.value(), subnet.ipv6_block.as_ref().and_then(Known::value)];
            blocks.into_iter().flatten().any(|block| server.is_subset(block))
        })
    };
    used.extend(network.subnets.values().filter(|subnet| holds(subnet)).map(|subnet| &subnet.id));
    let attachments = network.transit_gateways.values().flat_map(|gateway| &gateway.attachments);
    used.extend(attachments.flat_map(|attachment| &attachment.subnets).filter_map(Known::value));
    for route in network.route_tables.values().flat_map(|table| &table.routes) {
        if let Known::Is(Target::Interface(id)) = &route.target {
            used.insert(id);
            let interface = network.interfaces.get(id);
            used.extend(
                interface
                    .into_iter()
                    .flat_map(|interface| &interface.subnets)
                    .filter_map(Known::value),
            );
        }
    }
    used
}
