//! One packet for each class of packets that nothing in a network can tell apart.

use std::net::{IpAddr, Ipv4Addr};

use netloom_simulator::{Connection, Goal, Origin};

use super::blueprint::{BLOCKS, Blueprint, PORTS, SERVICES, SUBNETS};

/// Who asks, and who is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Node(usize),
    Internet,
    /// The site, by 192.168.0.0/16, which no VPC has.
    Site,
    Service(usize),
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
pub fn atoms(blueprint: &Blueprint, asked: &Asked) -> Vec<Connection> {
    let mut all = Vec::new();
    let has_ports = asked.protocol == 6 || asked.protocol == 17;
    let none = vec![0];
    let client_ports = if has_ports { port_classes(asked.client_ports) } else { none.clone() };
    let nat_ports = if has_ports { port_classes((1024, 65_535)) } else { none };
    let ports = match asked.protocol {
        6 | 17 => port_classes(asked.ports),
        1 => vec![8 * 256],
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
    let picks = picks(blueprint, asked);
    for origin in origins(blueprint, asked) {
        for destination in addresses(blueprint, asked.to) {
            for source_port in &client_ports {
                for port in &ports {
                    for nat_port in &nat_ports {
                        for gateway_offset in offsets {
                            for subnet in &endpoint_subnets {
                                for endpoint_offset in offsets {
                                    if (named.is_none() && endpoint_offset != offsets[0])
                                        || is_beyond(*subnet, endpoint_offset)
                                    {
                                        continue;
                                    }
                                    all.extend(picks.iter().map(|(transit_entry, transit_return)| Connection {
                                        origin: origin.clone(),
                                        goal: goal(asked.to, destination),
                                        protocol: asked.protocol,
                                        source_port: *source_port,
                                        destination_port: *port,
                                        nat_port: *nat_port,
                                        gateway_offset,
                                        endpoint_subnet: subnet.map(|subnet| format!("Subnet{subnet}")),
                                        endpoint_offset,
                                        transit_entry: *transit_entry,
                                        transit_return: *transit_return,
                                    }));
                                }
                            }
                        }
                    }
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

/// Every beginning: each address of the asker, and for the site each gateway by which it can come.
fn origins(blueprint: &Blueprint, asked: &Asked) -> Vec<Origin> {
    let addresses = addresses(blueprint, asked.from).into_iter();
    match (asked.from, asked.to) {
        (End::Node(node), _) => {
            addresses.map(|address| Origin::Interface { id: format!("Node{node}"), address }).collect()
        }
        (End::Internet | End::Service(_), _) => addresses.map(Origin::Internet).collect(),
        (End::Site, to) => {
            let is_on = |is_on: fn(&Blueprint, usize) -> bool| matches!(to, End::Node(node) if is_on(blueprint, node));
            let (by_vpn, by_transit) = (is_on(Blueprint::is_on_vpn), is_on(Blueprint::is_on_transit));
            let mut origins = Vec::new();
            for address in addresses {
                if by_vpn || !by_transit {
                    origins.push(Origin::Site(address));
                }
                if by_transit {
                    origins.push(Origin::Beyond { gateway: "Transit".to_owned(), address });
                }
            }
            origins
        }
    }
}

fn goal(end: End, address: IpAddr) -> Goal {
    match end {
        End::Node(node) => Goal::Interface { id: format!("Node{node}"), address },
        End::Internet | End::Site => Goal::Address(address),
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

fn addresses(blueprint: &Blueprint, end: End) -> Vec<IpAddr> {
    match end {
        End::Node(node) => {
            let (block, _) = SUBNETS[blueprint.nodes[node].subnet];
            let first = block.split_once('/').expect("a block").0.parse::<Ipv4Addr>().expect("an address");
            let halves: &[u32] = if block.ends_with("/25") { &[10] } else { &[10, 140] };
            halves.iter().map(|offset| Ipv4Addr::from(u32::from(first) + offset).into()).collect()
        }
        End::Site => vec![Ipv4Addr::new(192, 168, 7, 7).into()],
        End::Internet | End::Service(_) => {
            // One address of each public block, and of what is in none: the lower half of everything and the upper.
            let public = [[8, 8, 8, 8], [52, 1, 2, 3], [203, 0, 113, 9], [198, 41, 0, 4]];
            assert!(BLOCKS.len() == 12, "a new block may cut the public addresses anew");
            public.into_iter().map(|octets| Ipv4Addr::from(octets).into()).collect()
        }
    }
}
