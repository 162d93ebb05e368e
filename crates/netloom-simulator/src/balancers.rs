//! What network load balancers hand to their targets with the address of the client kept.
//!
//! Where a listener, the registration of an instance and every filter between them is written, a
//! packet that gets to the listener gets to the instance, which is taken to be healthy and to be
//! picked for some clients. All else is not walked: where a client may get to the load balancer,
//! and the groups of the target admit the packet, what becomes of it is unknown.

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry};

use crate::choices::{Choice, whichever};
use crate::filters::{Packet, acl_admits, groups_admit};
use crate::interfaces::is_load_balancer;
use crate::routes::{Next, next};
use crate::walk;
use crate::world::{World, id_at, id_of, says};
use crate::{Connection, Fate, Goal, Origin};

/// A packet that is dropped on its own way may be one that a load balancer forwards.
pub(crate) fn or_forwarded(world: &World<'_>, connection: &Connection, fate: Fate) -> Fate {
    match fate {
        Fate::Dropped(_) if is_forwarded(world, connection) => {
            Fate::Unknown("whether a load balancer forwards it".to_owned())
        }
        fate => fate,
    }
}

/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Edit target group attributes":
/// client IP preservation. "Update the security groups for your Network Load Balancer": rules of
/// targets that name its group admit what it forwards.
fn is_forwarded(world: &World<'_>, connection: &Connection) -> bool {
    let Goal::Interface { id, address } = &connection.goal else { return false };
    let packet = Packet {
        source: match &connection.origin {
            Origin::Interface { address, .. }
            | Origin::Internet(address)
            | Origin::Site(address)
            | Origin::Beyond { address, .. } => *address,
        },
        destination: *address,
        protocol: connection.protocol,
        source_port: connection.source_port,
        destination_port: connection.destination_port,
    };
    let own = world.groups_of(id);
    world.all("AWS::ElasticLoadBalancingV2::TargetGroup").any(|group| {
        is_sent(group, &packet)
            && is_target(world, group, id)
            && balancers_of(world, &group.id).iter().any(|balancer| {
                let theirs = world.groups_of(balancer).unwrap_or_default();
                may_get_to(world, connection, balancer)
                    && groups_admit(world, own.as_deref(), false, &packet, &theirs)
            })
    })
}

/// Whether a target group sends packets like this one, with the addresses of clients.
fn is_sent(group: &ResourceEntry, packet: &Packet) -> bool {
    let protocol = id_at(group, "Protocol").unwrap_or_default();
    let carried: &[u8] = match protocol.as_str() {
        "TCP" | "TLS" => &[6],
        "UDP" | "QUIC" => &[17],
        "TCP_UDP" | "TCP_QUIC" => &[6, 17],
        _ => return false,
    };
    let is_fixed = !["TCP", "TLS"].contains(&protocol.as_str());
    let attributes =
        group.properties.get("TargetGroupAttributes").and_then(Node::as_list).unwrap_or_default();
    let written = attributes.iter().find(|attribute| {
        attribute.get("Key").and_then(Node::as_text).as_deref()
            == Some("preserve_client_ip.enabled")
    });
    let keeps = match written.and_then(|attribute| attribute.get("Value")?.as_bool()) {
        _ if is_fixed => true,
        Some(keeps) => keeps,
        None => !says(group, "TargetType", "ip"),
    };
    let is_ipv6 = says(group, "IpAddressType", "ipv6");
    let port = group.properties.get("Port").and_then(Node::as_integer);
    keeps
        && carried.contains(&packet.protocol)
        && is_ipv6 == packet.destination.is_ipv6()
        && port == Some(packet.destination_port.into())
}

/// Whether something is registered: by itself, or launched by an Auto Scaling group that is.
fn is_target(world: &World<'_>, group: &ResourceEntry, id: &str) -> bool {
    let targets = group.properties.get("Targets").and_then(Node::as_list).unwrap_or_default();
    let is_named =
        targets.iter().any(|target| target.get("Id").and_then(id_of).as_deref() == Some(id));
    is_named
        || world.all("AWS::AutoScaling::AutoScalingGroup").any(|fleet| {
            let launch = fleet
                .properties
                .get("LaunchTemplate")
                .and_then(|named| named.get("LaunchTemplateId"))
                .and_then(id_of);
            world.ids_at(fleet, "TargetGroupARNs").contains(&group.id)
                && (fleet.id == id || launch.as_deref() == Some(id))
        })
}

/// The load balancers with a listener that forwards to a target group.
fn balancers_of(world: &World<'_>, group: &str) -> Vec<String> {
    let forwards = |listener: &&ResourceEntry| {
        let actions =
            listener.properties.get("DefaultActions").and_then(Node::as_list).unwrap_or_default();
        actions
            .iter()
            .any(|action| action.get("TargetGroupArn").and_then(id_of).as_deref() == Some(group))
    };
    let listeners = world.all("AWS::ElasticLoadBalancingV2::Listener").filter(forwards);
    listeners.filter_map(|listener| id_at(listener, "LoadBalancerArn")).collect()
}

/// Whether there may be a way from a client to a load balancer: for hosts on the internet where it
/// has public addresses.
fn may_get_to(world: &World<'_>, connection: &Connection, balancer: &str) -> bool {
    let Some(resource) = world.one(balancer).filter(|resource| is_load_balancer(resource)) else {
        return false;
    };
    let own: Vec<String> =
        world.subnets_of(balancer).iter().filter_map(|subnet| world.vpc_of(subnet)).collect();
    let is_public = |address: &IpAddr| match address.is_ipv4() {
        true => !says(resource, "Scheme", "internal"),
        false => id_at(resource, "IpAddressType").is_some_and(|kind| kind != "ipv4"),
    };
    match &connection.origin {
        Origin::Internet(address) => is_public(address),
        Origin::Interface { id, .. } if id == balancer => false,
        Origin::Interface { id, address } => {
            let home = world.subnet_of(id, *address).and_then(|subnet| world.vpc_of(&subnet));
            home.is_some_and(|home| own.contains(&home))
                || (address.is_ipv6() && is_public(address))
                || world.all("AWS::EC2::VPCPeeringConnection").next().is_some()
                || world.all("AWS::EC2::TransitGateway").next().is_some()
                || world
                    .all("AWS::EC2::Route")
                    .any(|route| route.properties.get("TransitGatewayId").is_some())
        }
        Origin::Site(_) => own.iter().any(|vpc| world.gateway_of(vpc, "VpnGatewayId").is_some()),
        Origin::Beyond { .. } => true,
    }
}

/// Whether a packet of the client that gets to a listener is handed on to the goal.
pub(crate) fn is_handed_on(world: &World<'_>, connection: &Connection) -> bool {
    let Goal::Interface { id, address } = &connection.goal else { return false };
    let is_instance = world.one(id).is_some_and(|own| own.kind == "AWS::EC2::Instance");
    let is_primary = world.primary_address(id).is_none_or(|primary| primary == *address);
    let is_itself = matches!(&connection.origin, Origin::Interface { id: own, .. } if own == id);
    if !is_instance || !is_primary || is_itself || !address.is_ipv4() {
        return false;
    }
    world.all("AWS::ElasticLoadBalancingV2::Listener").any(|listener| {
        let group = group_of(world, listener).filter(|group| is_plain(group));
        let balancer = id_at(listener, "LoadBalancerArn").and_then(|own| world.one(&own));
        let balancer = balancer.filter(|own| says(own, "Type", "network"));
        let (Some(group), Some(balancer)) = (group, balancer) else { return false };
        let registered = registered_port(group, id);
        [listener, group].iter().all(|own| carries(own, connection.protocol))
            && registered == Some(connection.destination_port.into())
            && hands_on(world, connection, (balancer, listener), (id, *address))
    })
}

fn group_of<'a>(world: &World<'a>, listener: &ResourceEntry) -> Option<&'a ResourceEntry> {
    let [action] = listener.properties.get("DefaultActions")?.as_list()? else { return None };
    let is_forward = action.get("Type").and_then(Node::as_text).as_deref() == Some("forward");
    let group = action.get("TargetGroupArn").and_then(id_of)?;
    world.one(&group).filter(|_| is_forward && action.get("ForwardConfig").is_none())
}

/// Whether a group of instances keeps the addresses of clients.
fn is_plain(group: &ResourceEntry) -> bool {
    let attributes =
        group.properties.get("TargetGroupAttributes").and_then(Node::as_list).unwrap_or_default();
    let takes_away = |attribute: &Node| {
        attribute.get("Key").and_then(Node::as_text).as_deref()
            == Some("preserve_client_ip.enabled")
            && attribute.get("Value").and_then(Node::as_bool) != Some(true)
    };
    id_at(group, "TargetType").is_none_or(|kind| kind == "instance")
        && id_at(group, "IpAddressType").is_none_or(|kind| kind == "ipv4")
        && !attributes.iter().any(takes_away)
}

fn carries(own: &ResourceEntry, protocol: u8) -> bool {
    match id_at(own, "Protocol").as_deref() {
        Some("TCP") => protocol == 6,
        Some("UDP") => protocol == 17,
        Some("TCP_UDP") => [6, 17].contains(&protocol),
        _ => false,
    }
}

fn registered_port(group: &ResourceEntry, id: &str) -> Option<i64> {
    let targets = group.properties.get("Targets").and_then(Node::as_list).unwrap_or_default();
    let own = targets.iter().find(|target| {
        target.get("Id").and_then(id_of).as_deref() == Some(id)
            && target.get("AvailabilityZone").is_none()
    })?;
    own.get("Port").or_else(|| group.properties.get("Port"))?.as_integer()
}

/// Whether a packet gets from the client to the listener in the zone of the target, and from there
/// to the target.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Cross-zone load balancing": each
/// node forwards to the targets of its zone. "Update the security groups for your Network Load
/// Balancer": outbound rules are for targets.
fn hands_on(
    world: &World<'_>,
    connection: &Connection,
    (balancer, listener): (&ResourceEntry, &ResourceEntry),
    (id, address): (&str, IpAddr),
) -> bool {
    let is_itself =
        matches!(&connection.origin, Origin::Interface { id: own, .. } if *own == balancer.id);
    let port = listener.properties.get("Port").and_then(Node::as_integer);
    let port = port.and_then(|port| u16::try_from(port).ok());
    let (Some(port), Some(home), false) = (port, world.subnet_of(id, address), is_itself) else {
        return false;
    };
    let zone =
        |subnet: &str| world.one(subnet).and_then(|subnet| id_at(subnet, "AvailabilityZone"));
    let is_near = |subnet: &String| {
        *subnet == home || (zone(subnet).is_some() && zone(subnet) == zone(&home))
    };
    let subnets = world.subnets_of(&balancer.id);
    let near = subnets.iter().filter(|subnet| world.vpc_of(subnet) == world.vpc_of(&home));
    // Where a node of the load balancer has its address in its subnet is AWS's choice; two
    // addresses far apart stand for all.
    let mut doors = near
        .filter(|subnet| is_near(subnet))
        .flat_map(|subnet| [10, 140].map(|offset| (subnet, offset)));
    doors.any(|(subnet, offset)| {
        let Some(door) = world.block_of(subnet).map(|block| block.at(offset)) else { return false };
        let goal = Goal::Interface { id: balancer.id.clone(), address: door };
        let to_door = Connection { goal, destination_port: port, ..connection.clone() };
        let fate = whichever(world, &to_door, |choice| {
            walk::forward(world, &to_door, choice).in_the_end()
        });
        if !world.is_in(door, subnet) || fate != Fate::Delivered {
            return false;
        }
        // By every choice it arrives, so the way of any of them shows what comes out.
        let first = Choice { list: None, takes_name: false, endpoint: 0 };
        let legs = walk::forward(world, &to_door, first).legs;
        let (source, source_port) = match (legs.last(), &connection.origin) {
            (Some(leg), _) => (leg.packet.source, leg.packet.source_port),
            (
                None,
                Origin::Interface { address, .. }
                | Origin::Internet(address)
                | Origin::Site(address)
                | Origin::Beyond { address, .. },
            ) => (*address, connection.source_port),
        };
        let packet = Packet {
            source,
            destination: address,
            protocol: connection.protocol,
            source_port,
            destination_port: connection.destination_port,
        };
        let (own, theirs) = (world.groups_of(&balancer.id), world.groups_of(id));
        let crosses = *subnet == home
            || (acl_admits(world, subnet, true, &packet)
                && next(world, subnet, address, None) == Next::Local
                && acl_admits(world, &home, false, &packet));
        let far = theirs.clone().unwrap_or_default();
        let near = own.clone().unwrap_or_default();
        groups_admit(world, own.as_deref(), true, &packet, &far)
            && crosses
            && groups_admit(world, theirs.as_deref(), false, &packet, &near)
    })
}
