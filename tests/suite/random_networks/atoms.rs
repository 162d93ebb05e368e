//! One packet for each class of packets that nothing in a network can tell apart.

use std::net::Ipv4Addr;

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
    for source in addresses(blueprint, asked.from) {
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
                                    all.push(Connection {
                                        origin: origin(asked.from, source),
                                        goal: goal(asked.to, destination),
                                        protocol: asked.protocol,
                                        source_port: *source_port,
                                        destination_port: *port,
                                        nat_port: *nat_port,
                                        gateway_offset,
                                        endpoint_subnet: subnet.map(|subnet| format!("Subnet{subnet}")),
                                        endpoint_offset,
                                    });
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

/// The third subnet is a /25.
fn is_beyond(subnet: Option<&usize>, offset: u32) -> bool {
    subnet == Some(&2) && offset > 128
}

fn origin(end: End, address: Ipv4Addr) -> Origin {
    match end {
        End::Node(node) => Origin::Interface { id: format!("Node{node}"), address },
        End::Internet | End::Service(_) => Origin::Internet(address),
        End::Site => Origin::Site(address),
    }
}

fn goal(end: End, address: Ipv4Addr) -> Goal {
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

fn addresses(blueprint: &Blueprint, end: End) -> Vec<Ipv4Addr> {
    match end {
        End::Node(node) => {
            let (block, _) = SUBNETS[blueprint.nodes[node].subnet];
            let first = block.split_once('/').expect("a block").0.parse::<Ipv4Addr>().expect("an address");
            let halves: &[u32] = if block.ends_with("/25") { &[10] } else { &[10, 140] };
            halves.iter().map(|offset| Ipv4Addr::from(u32::from(first) + offset)).collect()
        }
        End::Site => vec![Ipv4Addr::new(192, 168, 7, 7)],
        End::Internet | End::Service(_) => {
            // One address of each public block, and of what is in none: the lower half of everything and the upper.
            let public = [[8, 8, 8, 8], [52, 1, 2, 3], [203, 0, 113, 9], [198, 41, 0, 4]];
            assert!(BLOCKS.len() == 12, "a new block may cut the public addresses anew");
            public.into_iter().map(Ipv4Addr::from).collect()
        }
    }
}
