//! One packet for each class of packets that nothing in a network can distinguish.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use netloom_question::Expect;
use netloom_simulator::{Connection, Goal, Origin, World};

use super::blueprint::{
    BLOCKS, Blueprint, GIVEN_GATEWAY, PORTS, SERVICES, SUBNETS, SUBNETS_IPV6, vpc_of_group,
};

/// Who asks, and who is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Node(usize),
    /// Everything with a security group, and what could be launched with it.
    Group(usize),
    /// Everything in a subnet, and what could be launched there.
    Subnet(usize),
    Internet,
    /// The internet without the addresses of a service.
    Except(usize),
    /// The site, by 192.168.0.0/16, which no VPC has.
    Site,
    Service(usize),
    /// 52.0.0.0/8, which may be in the list of a service.
    Listed,
    /// 64:ff9b::800:0/104: 8.0.0.0/8 by NAT64.
    Nat64,
    /// The address of the first VPC's resolver in its block, or the one that it has in every VPC.
    Resolver(bool),
    /// The block of the first subnet, with whatever answers in it.
    Block,
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

impl End {
    /// The VPC of an end that is in one.
    fn vpc(self, blueprint: &Blueprint) -> Option<&'static str> {
        match self {
            Self::Node(node) => Some(blueprint.vpc_of(node)),
            Self::Group(group) => Some(vpc_of_group(group)),
            Self::Subnet(subnet) => Some(SUBNETS[subnet].1),
            Self::Block => Some(SUBNETS[0].1),
            Self::Internet
            | Self::Except(_)
            | Self::Site
            | Self::Service(_)
            | Self::Listed
            | Self::Nat64
            | Self::Resolver(_) => None,
        }
    }
}

/// One of those that a question is about, with one of its addresses.
#[derive(Clone, Debug)]
struct Actor {
    address: IpAddr,
    /// Names: two for what may or may not have any security group of its VPC.
    ids: Vec<String>,
    /// The subnet of the interface of an endpoint; without a name, of the resolver.
    of_endpoint: Option<String>,
}

/// Every class of packets of a question, one packet each: in two or more versions where it may be
/// the one or the other.
pub fn atoms(
    blueprint: &Blueprint,
    world: &World<'_>,
    asked: &Asked,
    expect: Expect,
) -> Vec<Vec<Connection>> {
    let mut all = Vec::new();
    let picks = picks(blueprint, asked);
    let offsets: [u32; 2] = [10, 140];
    let named = match asked.to {
        End::Service(service) => blueprint
            .endpoints
            .iter()
            .find(|endpoint| endpoint.is_interface && endpoint.service == service),
        _ => None,
    };
    let endpoint_subnets =
        named.map_or(vec![None], |endpoint| endpoint.subnets.iter().map(Some).collect());
    // Only halves of the subnets differ: BLOCKS has none smaller than /25.
    let by_endpoint: Vec<(Option<&usize>, u32)> = endpoint_subnets
        .iter()
        .flat_map(|subnet| offsets.map(|offset| (*subnet, offset)))
        .filter(|(subnet, offset)| {
            (named.is_some() || *offset == offsets[0]) && !is_beyond(*subnet, *offset)
        })
        .collect();
    for (origins, goals, is_ipv4) in pairs(blueprint, world, asked, expect) {
        let Some((protocol, ports)) = in_family(asked, is_ipv4) else { continue };
        let has_ports = protocol == 6 || protocol == 17;
        let client_ports = if has_ports { port_classes(asked.client_ports) } else { vec![0] };
        let nat_ports = if has_ports { port_classes((1024, 65_535)) } else { vec![0] };
        // Nothing translates IPv6.
        let once = |n_all: usize| if is_ipv4 { n_all } else { 1 };
        let nat_ports = nat_ports.iter().take(once(nat_ports.len()));
        let gateway_offsets = offsets.into_iter().take(once(offsets.len()));
        let by_gateway: Vec<(u16, u32)> = nat_ports
            .flat_map(|port| gateway_offsets.clone().map(|offset| (*port, offset)))
            .collect();
        for (source_port, port) in
            client_ports.iter().flat_map(|from| ports.iter().map(move |to| (*from, *to)))
        {
            for (nat_port, gateway_offset) in &by_gateway {
                for (endpoint_subnet, endpoint_offset) in &by_endpoint {
                    all.extend(picks.iter().map(|(transit_entry, transit_return)| {
                        let versions = origins
                            .iter()
                            .flat_map(|origin| goals.iter().map(move |goal| (origin, goal)));
                        let versions = versions.map(|(origin, goal)| Connection {
                            origin: origin.clone(),
                            goal: goal.clone(),
                            protocol,
                            source_port,
                            destination_port: port,
                            nat_port: *nat_port,
                            gateway_offset: *gateway_offset,
                            endpoint_subnet: endpoint_subnet
                                .map(|subnet| format!("Subnet{subnet}")),
                            endpoint_offset: *endpoint_offset,
                            transit_entry: *transit_entry,
                            transit_return: *transit_return,
                        });
                        versions.collect()
                    }));
                }
            }
        }
    }
    all
}

/// The protocol and the ports in an address family: a ping is one of the family, and neither has
/// the other's ICMP.
fn in_family(asked: &Asked, is_ipv4: bool) -> Option<(u8, Vec<u16>)> {
    match (asked.protocol, is_ipv4) {
        (6 | 17, _) => Some((asked.protocol, port_classes(asked.ports))),
        (1, true) => Some((1, vec![8 * 256])),
        (1 | 58, false) => Some((58, vec![128 * 256])),
        (58, true) => None,
        (other, _) => Some((other, vec![0])),
    }
}

/// Which subnets a transit gateway may use on the way there and back: only in the first VPC has it
/// more than one.
fn picks(blueprint: &Blueprint, asked: &Asked) -> Vec<(usize, usize)> {
    let n_picks = |end: End| match end.vpc(blueprint) {
        Some("Vpc") if blueprint.is_on_transit("Vpc") => 3,
        _ => 1,
    };
    // What leaves for the internet may do so through the first VPC, by any of its subnets.
    if let (Some(from), None) = (asked.from.vpc(blueprint), asked.to.vpc(blueprint)) {
        let is_through = from != "Vpc" && blueprint.is_on_transit("Vpc");
        let entries = if is_through { 3 } else { 1 };
        let backs = if blueprint.is_on_transit(from) { n_picks(asked.from) } else { 1 };
        return (0..entries).flat_map(|entry| (0..backs).map(move |back| (entry, back))).collect();
    }
    let is_near = match (asked.from.vpc(blueprint), asked.to.vpc(blueprint)) {
        (Some(from), Some(to)) => from == to,
        _ => !matches!(asked.from, End::Site | End::Listed) && asked.to != End::Site,
    };
    if is_near {
        return vec![(0, 0)];
    }
    (0..n_picks(asked.to))
        .flat_map(|entry| (0..n_picks(asked.from)).map(move |back| (entry, back)))
        .collect()
}

/// The third subnet is a /25.
fn is_beyond(subnet: Option<&usize>, offset: u32) -> bool {
    subnet == Some(&2) && offset > 128
}

/// Every beginning, with each address of what is asked for, and whether they are of IPv4: each
/// address of the asker, and for the site each gateway by which it can come. Beginnings and goals
/// come in the versions that there may be.
fn pairs(
    blueprint: &Blueprint,
    world: &World<'_>,
    asked: &Asked,
    expect: Expect,
) -> Vec<(Vec<Origin>, Vec<Goal>, bool)> {
    let clients = actors(blueprint, world, asked.from, expect);
    let mut servers = actors(blueprint, world, asked.to, expect);
    servers.extend(endpoints(blueprint, world, asked.to));
    servers.extend(resolver(world, asked).into_iter().filter(|_| expect == Expect::Unreachable));
    let mut pairs = Vec::new();
    for client in &clients {
        let is_ipv4 = client.address.is_ipv4();
        for server in servers.iter().filter(|server| server.address.is_ipv4() == is_ipv4) {
            let goals: Vec<Goal> = goals(asked.to, server);
            let origins = origins(blueprint, asked, client, expect);
            pairs.extend(origins.into_iter().map(|origins| (origins, goals.clone(), is_ipv4)));
        }
    }
    pairs
}

/// The beginnings, each in its versions.
fn origins(
    blueprint: &Blueprint,
    asked: &Asked,
    client: &Actor,
    expect: Expect,
) -> Vec<Vec<Origin>> {
    let address = client.address;
    let vpc = asked.to.vpc(blueprint).unwrap_or_default();
    let (by_vpn, by_transit) = (blueprint.is_on_vpn(vpc), blueprint.is_on_transit(vpc));
    let beyond = |gateway: &str| Origin::Beyond { gateway: gateway.to_owned(), address };
    let transit = by_transit.then(|| beyond("Transit"));
    let given = blueprint.leads_to_given(vpc).then(|| beyond(GIVEN_GATEWAY));
    match asked.from {
        End::Node(_) | End::Group(_) | End::Subnet(_) => {
            let origin = |id: &String| Origin::Interface { id: id.clone(), address };
            vec![client.ids.iter().map(origin).collect()]
        }
        // A public block comes over the internet, and perhaps by a gateway of which nothing is
        // known.
        End::Listed => {
            let site = by_vpn.then_some(Origin::Site(address));
            let given = given.filter(|_| expect == Expect::Unreachable);
            let all = [Some(Origin::Internet(address)), site, transit, given];
            all.into_iter().flatten().map(|origin| vec![origin]).collect()
        }
        End::Internet
        | End::Except(_)
        | End::Service(_)
        | End::Nat64
        | End::Resolver(_)
        | End::Block => {
            vec![vec![Origin::Internet(address)]]
        }
        End::Site => {
            let site = (by_vpn || !by_transit).then_some(Origin::Site(address));
            let site = site.filter(|_| by_vpn || given.is_none());
            let all = site.into_iter().chain(transit).chain(given);
            all.map(|origin| vec![origin]).collect()
        }
    }
}

fn goals(end: End, server: &Actor) -> Vec<Goal> {
    let address = server.address;
    let inside = |id: &String| match &server.of_endpoint {
        Some(subnet) => Goal::Endpoint { id: id.clone(), subnet: subnet.clone(), address },
        None => Goal::Interface { id: id.clone(), address },
    };
    let of_resolver = server.of_endpoint.as_ref().filter(|_| server.ids.is_empty());
    if let Some(subnet) = of_resolver {
        return vec![Goal::Resolver { subnet: subnet.clone(), address }];
    }
    match end {
        End::Node(_) | End::Group(_) | End::Subnet(_) | End::Block => {
            server.ids.iter().map(inside).collect()
        }
        End::Internet | End::Site | End::Listed | End::Nat64 | End::Resolver(_) => {
            vec![Goal::Address(address)]
        }
        End::Except(service) => {
            vec![Goal::Except { address, services: vec![SERVICES[service].to_owned()] }]
        }
        End::Service(service) => {
            vec![Goal::Service { name: SERVICES[service].to_owned(), address }]
        }
    }
}

/// Ports at which some range begins or ends, and the first one asked about: one port of every
/// class.
fn port_classes((first, last): (u16, u16)) -> Vec<u16> {
    let bounds = PORTS.iter().flat_map(|(low, high)| [*low, high.saturating_add(1)]);
    let mut classes: Vec<u16> = bounds.filter(|bound| first < *bound && *bound <= last).collect();
    classes.push(first);
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn actors(blueprint: &Blueprint, world: &World<'_>, end: End, expect: Expect) -> Vec<Actor> {
    let outside = |address: IpAddr| Actor { address, ids: Vec::new(), of_endpoint: None };
    match end {
        End::Node(node) => {
            let id = format!("Node{node}");
            let own = blueprint.nodes[node]
                .subnets()
                .into_iter()
                .flat_map(|subnet| at(blueprint, world, &id, subnet));
            // What must not reach an instance reaches none of its interfaces.
            let further = world
                .attached_to_instance(&id)
                .into_iter()
                .filter(|_| expect == Expect::Unreachable);
            let further = further.flat_map(|id| {
                let node: usize = id.trim_start_matches("Node").parse().expect("a number");
                at(blueprint, world, &id, blueprint.nodes[node].subnet)
            });
            own.chain(further).collect()
        }
        End::Group(group) => {
            // What could be launched is in the template and is found among the members; but not
            // what may have any group.
            let members = world.members_of_group(&format!("Group{group}")).into_iter();
            let members =
                members.filter(|(id, _)| !id.starts_with("Launch") || id.contains("Group"));
            let places = members.flat_map(|(id, subnets)| {
                subnets.into_iter().map(move |subnet| (id.clone(), subnet))
            });
            places.flat_map(|(id, subnet)| at(blueprint, world, &id, number(&subnet))).collect()
        }
        End::Subnet(_) | End::Block => {
            let subnet = if let End::Subnet(subnet) = end { subnet } else { 0 };
            let members = world.members_of_subnet(&format!("Subnet{subnet}")).into_iter();
            let members = members.filter(|id| !id.starts_with("Launch"));
            let mut all: Vec<Actor> =
                members.flat_map(|id| at(blueprint, world, &id, subnet)).collect();
            let ids = vec![format!("Launch{subnet}Any"), format!("Launch{subnet}All")];
            let launched = in_subnet(blueprint, subnet, 20).into_iter();
            all.extend(launched.map(|address| Actor {
                address,
                ids: ids.clone(),
                of_endpoint: None,
            }));
            // The block is one of IPv4.
            all.retain(|actor| end != End::Block || actor.address.is_ipv4());
            all
        }
        End::Site => vec![outside(Ipv4Addr::new(192, 168, 7, 7).into())],
        End::Listed => vec![outside(Ipv4Addr::new(52, 1, 2, 3).into())],
        End::Nat64 => vec![outside(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0x0808, 0x0808).into())],
        End::Resolver(false) => vec![outside(Ipv4Addr::new(10, 0, 0, 2).into())],
        End::Resolver(true) => vec![outside(Ipv4Addr::new(169, 254, 169, 253).into())],
        End::Internet | End::Except(_) | End::Service(_) => {
            // One address of each public block, and of what is in none: the lower half of
            // everything and the upper.
            let public =
                [[8, 8, 8, 8], [52, 1, 2, 3], [203, 0, 113, 9], [198, 41, 0, 4], [150, 1, 2, 3]];
            let public_ipv6 = [[0x2001, 0x4860], [0x2601, 1], [0x2a00, 1]];
            assert!(BLOCKS.len() == 21, "a new block may cut the public addresses again");
            let ipv6 = public_ipv6
                .map(|[one, two]| IpAddr::from(Ipv6Addr::new(one, two, 0, 0, 0, 0, 0, 1)));
            // The block of the other VPC is the internet's where that VPC does not have it; without
            // no question asks the first VPC's.
            let free = (!blueprint.has_peer_ipv6())
                .then(|| Ipv6Addr::new(0x2600, 0x1f00, 0, 0x200, 0, 0, 0, 1).into());
            let ipv6 = ipv6.into_iter().chain(free);
            let is_wanted = matches!(end, End::Internet | End::Except(_));
            // A block for documentation is no service's, and what a VPC has is not on the internet.
            let is_there = |octets: &[u8; 4]| {
                (is_wanted || octets[0] != 203)
                    && (octets[0] != 198 || !blueprint.further.has_campus)
            };
            let all = public
                .into_iter()
                .filter(is_there)
                .map(|octets| IpAddr::from(Ipv4Addr::from(octets)));
            all.chain(ipv6.filter(|_| is_wanted)).map(outside).collect()
        }
    }
}

/// Whether all addresses of the class of a host may be those of a service: the blocks that are no
/// more than a small part of the internet.
pub fn may_be_of_a_service(connection: &Connection) -> bool {
    let is_small = |address: &IpAddr| match address {
        IpAddr::V4(address) => address.octets()[0] == 52,
        IpAddr::V6(address) => matches!(address.segments()[0] >> 4, 0x260 | 0x2a0),
    };
    matches!(&connection.goal, Goal::Except { address, .. } if is_small(address))
}

/// The resolver where it answers in a subnet: an address of the subnet that no interface has, for
/// names.
fn resolver(world: &World<'_>, asked: &Asked) -> Option<Actor> {
    let is_for_names = [6, 17].contains(&asked.protocol) && asked.ports == (53, 53);
    let subnet = match asked.to {
        _ if !is_for_names => return None,
        End::Subnet(subnet) => subnet,
        End::Block => 0,
        _ => return None,
    };
    let subnet = format!("Subnet{subnet}");
    let address = world.resolver_in(&subnet)?;
    Some(Actor { address, ids: Vec::new(), of_endpoint: Some(subnet) })
}

fn number(subnet: &str) -> usize {
    subnet.trim_start_matches("Subnet").parse().expect("a number")
}

/// The interfaces of endpoints, which are there to be reached.
fn endpoints(blueprint: &Blueprint, world: &World<'_>, end: End) -> Vec<Actor> {
    let mut all = Vec::new();
    let (group, only) = match end {
        End::Group(group) => (Some(format!("Group{group}")), None),
        End::Subnet(subnet) => (None, Some(subnet)),
        _ => return all,
    };
    for (id, subnets) in world.endpoints(group.as_deref()) {
        for subnet in subnets.iter().filter(|subnet| only.is_none_or(|only| number(subnet) == only))
        {
            let addresses =
                in_subnet(blueprint, number(subnet), 20).into_iter().filter(IpAddr::is_ipv4);
            let of_endpoint = Some(subnet.clone());
            all.extend(addresses.map(|address| Actor {
                address,
                ids: vec![id.clone()],
                of_endpoint: of_endpoint.clone(),
            }));
        }
    }
    all
}

/// Something in a subnet at each of its addresses.
fn at(blueprint: &Blueprint, world: &World<'_>, id: &str, subnet: usize) -> Vec<Actor> {
    let written = world.written_addresses(id);
    let is_own = |address: &IpAddr| match address.is_ipv4() {
        true => written.is_empty() || written.contains(address),
        false => world.has_ipv6_address(id, *address),
    };
    let all = in_subnet(blueprint, subnet, 10).into_iter().filter(|address| !address.is_ipv4());
    let ipv4 = in_subnet(blueprint, subnet, 10).into_iter().filter(IpAddr::is_ipv4);
    let ipv4: Vec<IpAddr> = if written.is_empty() { ipv4.collect() } else { written.clone() };
    let addresses = ipv4.into_iter().chain(all).filter(is_own);
    addresses
        .map(|address| Actor { address, ids: vec![id.to_owned()], of_endpoint: None })
        .collect()
}

/// An address of each half of a subnet, of each family that it has, so far from the beginning of
/// the half.
fn in_subnet(blueprint: &Blueprint, subnet: usize, at: u32) -> Vec<IpAddr> {
    let first = |block: &str| {
        block.split_once('/').expect("a block").0.parse::<IpAddr>().expect("an address")
    };
    let (block, _) = SUBNETS[subnet];
    let halves: &[u32] = if block.ends_with("/25") { &[0] } else { &[0, 130] };
    let ipv6: &[u128] = if blueprint.has_ipv6(subnet) { &[10, (1 << 63) + 10] } else { &[] };
    let (IpAddr::V4(ipv4), IpAddr::V6(first)) = (first(block), first(SUBNETS_IPV6[subnet])) else {
        panic!("each family has its list")
    };
    let ipv4 = halves.iter().map(|offset| Ipv4Addr::from(u32::from(ipv4) + at + offset).into());
    ipv4.chain(ipv6.iter().map(|offset| Ipv6Addr::from(u128::from(first) + offset).into()))
        .collect()
}
