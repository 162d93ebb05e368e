//! One packet for each class of packets that nothing in a network can tell apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use netloom_simulator::{Connection, Goal, Origin, World};

use super::blueprint::{BLOCKS, Blueprint, GIVEN_GATEWAY, PORTS, SERVICES, SUBNETS, SUBNETS_IPV6};

/// Who asks, and who is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Node(usize),
    Internet,
    /// The site, by 192.168.0.0/16, which no VPC has.
    Site,
    Service(usize),
    /// 52.0.0.0/8, which may be in the list of a service.
    Listed,
    /// 64:ff9b::800:0/104: 8.0.0.0/8 by NAT64.
    Nat64,
    /// The address of the first VPC's resolver.
    Resolver,
}

/// A question small enough to try every class of its packets.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub from: End,
    pub to: End,
    pub protocol: u8,
    pub ports: (u16, u16),
    pub client_ports: (u16, u16),
}

/// Every class of packets of a question, one packet each.
pub fn atoms(blueprint: &Blueprint, world: &World<'_>, asked: &Asked) -> Vec<Connection> {
    let mut all = Vec::new();
    let has_ports = asked.protocol == 6 || asked.protocol == 17;
    let none = vec![0];
    let client_ports = if has_ports { port_classes(asked.client_ports) } else { none.clone() };
    let nat_ports = if has_ports { port_classes((1024, 65_535)) } else { none };
    let ports = match asked.protocol {
        6 | 17 => port_classes(asked.ports),
        1 => vec![8 * 256],
        58 => vec![128 * 256],
        _ => vec![0],
    };
    let named = match asked.to {
        End::Service(service) => {
            blueprint.endpoints.iter().find(|endpoint| endpoint.is_interface && endpoint.service == service)
        }
        _ => None,
    };
    let endpoint_subnets = named.map_or(vec![None], |endpoint| endpoint.subnets.iter().map(Some).collect());
    // Only halves of the subnets differ: BLOCKS has none smaller than /25.
    let offsets: [u32; 2] = [10, 140];
    let by_endpoint: Vec<(Option<&usize>, u32)> = endpoint_subnets
        .iter()
        .flat_map(|subnet| offsets.map(|offset| (*subnet, offset)))
        .filter(|(subnet, offset)| (named.is_some() || *offset == offsets[0]) && !is_beyond(*subnet, *offset))
        .collect();
    let picks = picks(blueprint, asked);
    let pairs = pairs(blueprint, world, asked);
    // Nothing translates IPv6.
    let once = |is_ipv4: bool, n_all: usize| if is_ipv4 { n_all } else { 1 };
    for (origin, destination) in pairs {
        let nat_ports = nat_ports.iter().take(once(destination.is_ipv4(), nat_ports.len()));
        let gateway_offsets = offsets.into_iter().take(once(destination.is_ipv4(), offsets.len()));
        let by_gateway: Vec<(u16, u32)> =
            nat_ports.flat_map(|port| gateway_offsets.clone().map(|offset| (*port, offset))).collect();
        for (source_port, port) in client_ports.iter().flat_map(|from| ports.iter().map(move |to| (*from, *to))) {
            for (nat_port, gateway_offset) in &by_gateway {
                for (endpoint_subnet, endpoint_offset) in &by_endpoint {
                    all.extend(picks.iter().map(|(transit_entry, transit_return)| Connection {
                        origin: origin.clone(),
                        goal: goal(asked.to, destination),
                        protocol: asked.protocol,
                        source_port,
                        destination_port: port,
                        nat_port: *nat_port,
                        gateway_offset: *gateway_offset,
                        endpoint_subnet: endpoint_subnet.map(|subnet| format!("Subnet{subnet}")),
                        endpoint_offset: *endpoint_offset,
                        transit_entry: *transit_entry,
                        transit_return: *transit_return,
                    }));
                }
            }
        }
    }
    all
}

/// Which subnets a transit gateway may use on the way there and back: only in the first VPC has it more than one.
fn picks(blueprint: &Blueprint, asked: &Asked) -> Vec<(usize, usize)> {
    let is_node = |end: End| matches!(end, End::Node(node) if blueprint.is_on_transit(node));
    let n_picks = |end: End| match end {
        End::Node(node) if is_node(end) && blueprint.vpc_of(node) == "Vpc" => 3,
        _ => 1,
    };
    let is_near = match (asked.from, asked.to) {
        (End::Node(from), End::Node(to)) => blueprint.vpc_of(from) == blueprint.vpc_of(to),
        (from, to) => from != End::Site && to != End::Site,
    };
    if is_near {
        return vec![(0, 0)];
    }
    (0..n_picks(asked.to)).flat_map(|entry| (0..n_picks(asked.from)).map(move |back| (entry, back))).collect()
}

/// The third subnet is a /25.
fn is_beyond(subnet: Option<&usize>, offset: u32) -> bool {
    subnet == Some(&2) && offset > 128
}

/// Every beginning, with each address of whoever is asked for: each address of the asker, and for the site each gateway by which
/// it can come.
fn pairs(blueprint: &Blueprint, world: &World<'_>, asked: &Asked) -> Vec<(Origin, IpAddr)> {
    let destinations = addresses(blueprint, world, asked.to);
    let mut pairs = Vec::new();
    for address in addresses(blueprint, world, asked.from) {
        for destination in destinations.iter().filter(|destination| destination.is_ipv4() == address.is_ipv4()) {
            pairs.extend(origins(blueprint, asked, address).into_iter().map(|origin| (origin, *destination)));
        }
    }
    pairs
}

fn origins(blueprint: &Blueprint, asked: &Asked, address: IpAddr) -> Vec<Origin> {
    match (asked.from, asked.to) {
        (End::Node(node), _) => vec![Origin::Interface { id: format!("Node{node}"), address }],
        (End::Internet | End::Service(_) | End::Listed | End::Nat64 | End::Resolver, _) => {
            vec![Origin::Internet(address)]
        }
        (End::Site, to) => {
            let is_on = |is_on: fn(&Blueprint, usize) -> bool| matches!(to, End::Node(node) if is_on(blueprint, node));
            let (by_vpn, by_transit) = (is_on(Blueprint::is_on_vpn), is_on(Blueprint::is_on_transit));
            let site = (by_vpn || !by_transit).then_some(Origin::Site(address));
            let beyond = |gateway: &str| Origin::Beyond { gateway: gateway.to_owned(), address };
            let given = is_on(Blueprint::leads_to_given).then(|| beyond(GIVEN_GATEWAY));
            let site = site.filter(|_| by_vpn || given.is_none());
            site.into_iter().chain(by_transit.then(|| beyond("Transit"))).chain(given).collect()
        }
    }
}

fn goal(end: End, address: IpAddr) -> Goal {
    match end {
        End::Node(node) => Goal::Interface { id: format!("Node{node}"), address },
        End::Internet | End::Site | End::Listed | End::Nat64 | End::Resolver => Goal::Address(address),
        End::Service(service) => Goal::Service { name: SERVICES[service].to_owned(), address },
    }
}

/// Ports at which some range begins or ends, and the first one asked about: one port of every class.
fn port_classes((first, last): (u16, u16)) -> Vec<u16> {
    let bounds = PORTS.iter().flat_map(|(low, high)| [*low, high.saturating_add(1)]);
    let mut classes: Vec<u16> = bounds.filter(|bound| first < *bound && *bound <= last).collect();
    classes.push(first);
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn addresses(blueprint: &Blueprint, world: &World<'_>, end: End) -> Vec<IpAddr> {
    match end {
        End::Node(node) => {
            let id = format!("Node{node}");
            let in_each = blueprint.nodes[node].subnets().into_iter().flat_map(|subnet| in_subnet(blueprint, subnet));
            in_each.filter(|address| address.is_ipv4() || world.has_ipv6_address(&id, *address)).collect()
        }
        End::Site => vec![Ipv4Addr::new(192, 168, 7, 7).into()],
        End::Listed => vec![Ipv4Addr::new(52, 1, 2, 3).into()],
        End::Nat64 => vec![Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0x0808, 0x0808).into()],
        End::Resolver => vec![Ipv4Addr::new(10, 0, 0, 2).into()],
        End::Internet | End::Service(_) => {
            // One address of each public block, and of what is in none: the lower half of everything and the upper.
            let public = [[8, 8, 8, 8], [52, 1, 2, 3], [203, 0, 113, 9], [198, 41, 0, 4], [150, 1, 2, 3]];
            let public_ipv6 = [[0x2001, 0x4860], [0x2601, 1], [0x2a00, 1]];
            assert!(BLOCKS.len() == 21, "a new block may cut the public addresses anew");
            let ipv6 = public_ipv6.map(|[one, two]| IpAddr::from(Ipv6Addr::new(one, two, 0, 0, 0, 0, 0, 1)));
            // The block of the other VPC is the internet's where that VPC does not have it; without the first VPC's nobody asks.
            let free = (!blueprint.has_peer_ipv6()).then(|| Ipv6Addr::new(0x2600, 0x1f00, 0, 0x200, 0, 0, 0, 1).into());
            let ipv6 = ipv6.into_iter().chain(free);
            let is_wanted = end == End::Internet;
            // A block for documentation is no service's, and what a VPC has is not on the internet.
            let is_there = |octets: &[u8; 4]| {
                (is_wanted || octets[0] != 203) && (octets[0] != 198 || !blueprint.further.has_campus)
            };
            let all = public.into_iter().filter(is_there).map(|octets| IpAddr::from(Ipv4Addr::from(octets)));
            all.chain(ipv6.filter(|_| is_wanted)).collect()
        }
    }
}

/// An address of each half of a subnet, of each family that it has.
fn in_subnet(blueprint: &Blueprint, subnet: usize) -> Vec<IpAddr> {
    let first = |block: &str| block.split_once('/').expect("a block").0.parse::<IpAddr>().expect("an address");
    let (block, _) = SUBNETS[subnet];
    let halves: &[u32] = if block.ends_with("/25") { &[10] } else { &[10, 140] };
    let ipv6: &[u128] = if blueprint.has_ipv6(subnet) { &[10, (1 << 63) + 10] } else { &[] };
    let (IpAddr::V4(ipv4), IpAddr::V6(first)) = (first(block), first(SUBNETS_IPV6[subnet])) else {
        panic!("each family has its list")
    };
    let ipv4 = halves.iter().map(|offset| Ipv4Addr::from(u32::from(ipv4) + offset).into());
    ipv4.chain(ipv6.iter().map(|offset| Ipv6Addr::from(u128::from(first) + offset).into())).collect()
}
