//! Where a subnet sends one packet.

use std::net::{IpAddr, Ipv4Addr};

use netloom_template::{Node, ResourceEntry};

use crate::firewalls;
use crate::walk::TARGETS;
use crate::world::{Block, World, bool_at, id_at, id_of, is_rfc6598, says};

/// Where a route leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    Local,
    /// The kind of target by its property, and its logical id.
    To(&'static str, String),
    /// To an endpoint of a firewall.
    Inspected(firewalls::Endpoint),
    Nowhere,
    Unknown(String),
}

/// Takes the longest route of the subnet's table for an address.
///
/// # Source
/// Amazon VPC User Guide, "Route tables" and "Route priority"; a subnet without an association has
/// the main table, which leads to the VPC only.
pub(crate) fn next(
    world: &World<'_>,
    subnet: &str,
    destination: IpAddr,
    service: Option<&str>,
) -> Next {
    let has_two_tables = has_two_tables(world, subnet);
    if is_kept_for_services(destination) && !has_two_tables {
        return Next::Nowhere;
    }
    let vpc = world.vpc_of(subnet).unwrap_or_default();
    let table = table_of(world, subnet);
    if has_two_tables {
        let is_inside = world.vpc_blocks(&vpc).iter().any(|block| block.has(destination));
        return if is_inside {
            Next::Local
        } else {
            Next::Unknown(format!("which table {subnet} has"))
        };
    }
    let mut best: Option<(u8, Next)> = None;
    let mut offer = |len: u8, next: Next| {
        if best.as_ref().is_none_or(|(longest, _)| len >= *longest) {
            best = Some((len, next));
        }
    };
    for block in world.vpc_blocks(&vpc) {
        if block.has(destination) {
            offer(block.len, Next::Local);
        }
    }
    // A written route for the same block takes the local route's place, so it is offered after it;
    // one that names a prefix list comes before both, so that a block wins over the same block in a
    // list.
    let mut listed = Vec::new();
    let mut written = Vec::new();
    if let Some(table) = &table {
        // What is learned comes after everything else of its length, and after the local routes
        // whatever its length is.
        if let Some(gateway) = propagated(world, table)
            && !world.vpc_blocks(&vpc).iter().any(|block| block.has(destination))
        {
            let blocks = static_routes(world, &gateway).unwrap_or_default();
            for block in blocks.into_iter().filter(|block| block.has(destination)) {
                offer(block.len, Next::To("GatewayId", gateway.clone()));
            }
        }
        for route in world.all("AWS::EC2::Route") {
            if !says(route, "RouteTableId", table.as_str()) {
                continue;
            }
            if let Some(list) = id_at(route, "DestinationPrefixListId") {
                let blocks = world.listed_blocks(&list);
                let has_it = blocks.into_iter().filter(|block| block.has(destination));
                listed.extend(has_it.map(|block| (block.len, target_of(world, route))));
            }
            let block = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"]
                .iter()
                .find_map(|k| route.properties.get(k));
            let block = block.and_then(Node::as_text);
            if let Some(block) =
                block.and_then(|text| Block::parse(&text)).filter(|block| block.has(destination))
            {
                written.push((block.len, target_of(world, route)));
            }
        }
        for (len, target) in &listed {
            offer(*len, target.clone());
        }
        for (len, target) in &written {
            offer(*len, target.clone());
        }
    }
    let is_written = best.as_ref().is_some_and(|(len, _)| *len > 0);
    if let Some(table) = &table {
        if let Some(endpoint) = service.and_then(|service| gateway_endpoint(world, table, service))
        {
            return match best {
                Some((len, _)) if len > 0 => Next::Unknown(format!("route or endpoint of {table}")),
                _ => Next::To("VpcEndpointId", endpoint),
            };
        }
        // What a site announces is IPv4.
        if !is_written
            && let IpAddr::V4(destination) = destination
            && let Some(gateway) =
                propagated(world, table).filter(|one| static_routes(world, one).is_none())
        {
            if !is_public(destination) {
                return Next::To("GatewayId", gateway);
            }
            if best.is_none() {
                return Next::Unknown(format!("whether {gateway} learned a default route"));
            }
        }
    }
    best.map_or(Next::Nowhere, |(_, next)| next)
}

fn target_of(world: &World<'_>, route: &ResourceEntry) -> Next {
    let target = TARGETS.iter().find_map(|key| Some(Next::To(key, id_at(route, key)?)));
    let inspected = || firewalls::endpoint(world, route).map(Next::Inspected);
    target.or_else(inspected).unwrap_or(Next::Nowhere)
}

/// # Source
/// Amazon VPC User Guide, "Route tables": a subnet has one; which of two associations
/// CloudFormation makes first is not said.
fn has_two_tables(world: &World<'_>, subnet: &str) -> bool {
    let associations = world.all("AWS::EC2::SubnetRouteTableAssociation");
    let own = associations.filter(|association| says(association, "SubnetId", subnet));
    let mut tables: Vec<Option<String>> =
        own.map(|association| id_at(association, "RouteTableId")).collect();
    tables.dedup();
    tables.len() > 1
}

/// The gateway endpoint by which a subnet sends what is for an address in the list of a service: by
/// the list's route, unless another route that is not the default one holds the address.
pub(crate) fn listed(
    world: &World<'_>,
    subnet: &str,
    destination: IpAddr,
    service: Option<&str>,
) -> Option<String> {
    let IpAddr::V4(address) = destination else { return None };
    let table =
        table_of(world, subnet).filter(|_| is_public(address) && !has_two_tables(world, subnet))?;
    let vpc = world.vpc_of(subnet).unwrap_or_default();
    let is_own = world.vpc_blocks(&vpc).iter().any(|block| block.has(destination));
    gateway_endpoint(world, &table, service?).filter(|_| !is_own)
}

fn table_of(world: &World<'_>, subnet: &str) -> Option<String> {
    let mut associations = world.all("AWS::EC2::SubnetRouteTableAssociation");
    let own = associations.find(|association| says(association, "SubnetId", subnet))?;
    id_at(own, "RouteTableId")
}

fn gateway_endpoint(world: &World<'_>, table: &str, service: &str) -> Option<String> {
    let mut endpoints = world.all("AWS::EC2::VPCEndpoint");
    let own = endpoints.find(|endpoint| {
        let kind = id_at(endpoint, "VpcEndpointType").unwrap_or_else(|| "Gateway".to_owned());
        let tables =
            endpoint.properties.get("RouteTableIds").and_then(Node::as_list).unwrap_or_default();
        kind == "Gateway"
            && is_for(endpoint, service)
            && tables.iter().any(|listed| id_of(listed).as_deref() == Some(table))
    });
    own.map(|endpoint| endpoint.id.clone())
}

/// Whether an endpoint is for a service: its name ends in it, behind the region.
pub(crate) fn is_for(endpoint: &ResourceEntry, service: &str) -> bool {
    id_at(endpoint, "ServiceName").is_some_and(|name| name.splitn(4, '.').nth(3) == Some(service))
}

fn propagated(world: &World<'_>, table: &str) -> Option<String> {
    let mut all = world.all("AWS::EC2::VPNGatewayRoutePropagation");
    let own = all.find(|propagation| {
        let tables =
            propagation.properties.get("RouteTableIds").and_then(Node::as_list).unwrap_or_default();
        tables.iter().any(|listed| id_of(listed).as_deref() == Some(table))
    })?;
    id_at(own, "VpnGatewayId")
}

/// The blocks that a gateway learns, where each of its VPN connections has static routes; `None`
/// where it has no connection or another sort of one.
///
/// # Source
/// AWS Site-to-Site VPN User Guide, "Static and dynamic routing".
fn static_routes(world: &World<'_>, gateway: &str) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut n_lines = 0_usize;
    for line in world.all("AWS::EC2::VPNConnection") {
        if !says(line, "VpnGatewayId", gateway) {
            continue;
        }
        n_lines += 1;
        if bool_at(line, "StaticRoutesOnly") != Some(true) {
            return None;
        }
        for route in world.all("AWS::EC2::VPNConnectionRoute") {
            let block = id_at(route, "DestinationCidrBlock").and_then(|text| Block::parse(&text));
            if says(route, "VpnConnectionId", line.id.as_str()) {
                blocks.extend(block);
            }
        }
    }
    (n_lines > 0).then_some(blocks)
}

/// # Source
/// Amazon VPC User Guide, "Route tables": 169.254.168.0/22 and fd00:ec2::/32 are not routed.
fn is_kept_for_services(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            first == 169 && second == 254 && third & 0b1111_1100 == 168
        }
        IpAddr::V6(address) => address.segments().starts_with(&[0xfd00, 0x0ec2]),
    }
}

/// Whether a host on the internet can have an address.
pub(crate) fn is_public(address: Ipv4Addr) -> bool {
    !is_special(address)
}

/// Addresses that no host on the internet has.
fn is_special(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    address.is_private()
        || is_rfc6598(address.into())
        || address.is_loopback()
        || address.is_link_local()
        || first == 0
        || first >= 224
}
