//! What network load balancers hand to their targets with the address of the client kept.
//!
//! Whether a client gets to the load balancer is not walked: where it may, and the groups of the
//! target admit the packet, what becomes of it is unknown.

use std::net::IpAddr;

use netloom_template::{Node, ResourceEntry};

use crate::filters::{Packet, groups_admit};
use crate::interfaces::is_load_balancer;
use crate::world::{World, id_at, id_of};
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
        None => id_at(group, "TargetType").as_deref() != Some("ip"),
    };
    let is_ipv6 = id_at(group, "IpAddressType").as_deref() == Some("ipv6");
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
        true => id_at(resource, "Scheme").as_deref() != Some("internal"),
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
