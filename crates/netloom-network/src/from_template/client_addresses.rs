//! Network load balancers: what they forward keeps the address of the client, so the internet
//! reaches their targets.

use netloom_template::{Node, ResourceEntry};

use crate::building::unknown;
use crate::{Id, InterfaceKind, PublicAddress};

use super::context::Build;
use super::coverage::Change;
use super::mark_unknown::{mark_unknown, names_in};

/// Protocols of target groups of network load balancers.
const PROTOCOLS: &[&str] = &["TCP", "UDP", "TCP_UDP", "TLS", "QUIC", "TCP_QUIC"];

/// Makes unknown whether the internet reaches what a network load balancer that faces it forwards
/// to.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Client IP preservation": on by
/// default for targets that are instances, and for UDP; off by default for targets by address with
/// TCP and TLS; `preserve_client_ip.enabled`.
pub(super) fn note_what_keeps_client_addresses(build: &mut Build<'_>) {
    let document = build.document;
    for group in document.of_kind("AWS::ElasticLoadBalancingV2::TargetGroup") {
        if !keeps_client_addresses(group) || !is_public(build, group) {
            continue;
        }
        let mut targets = group.properties.get("Targets").map(names_in).unwrap_or_default();
        let users = document.resources.iter().filter(|entry| is_registered(entry, &group.id));
        targets.extend(users.map(|entry| Id::new(&entry.id)));
        let what = format!(
            "what comes from the internet by a load balancer to the targets of `{}`",
            group.id
        );
        mark_unknown(build, Change::Publicity, &targets, &unknown(what, group.span));
    }
}

fn keeps_client_addresses(group: &ResourceEntry) -> bool {
    let text = |key: &str| group.properties.get(key).and_then(Node::as_text);
    let protocol = text("Protocol").unwrap_or_default();
    if !PROTOCOLS.iter().any(|known| protocol.eq_ignore_ascii_case(known)) {
        return false;
    }
    let attributes =
        group.properties.get("TargetGroupAttributes").and_then(Node::as_list).unwrap_or_default();
    let is_it = |node: &&Node| {
        node.get("Key").and_then(Node::as_text).as_deref() == Some("preserve_client_ip.enabled")
    };
    let written =
        attributes.iter().find(is_it).map(|node| node.get("Value").and_then(Node::as_bool));
    let is_by_address = text("TargetType").as_deref() == Some("ip");
    let is_datagram = protocol.to_ascii_uppercase().contains("UDP");
    match written {
        // A value that cannot be known may be either.
        Some(value) => value != Some(false),
        None => !is_by_address || is_datagram,
    }
}

/// Returns whether a listener of a load balancer that has public addresses, or may have, forwards
/// to a target group.
fn is_public(build: &Build<'_>, group: &ResourceEntry) -> bool {
    let id = Id::new(&group.id);
    let listeners = build.document.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    let mut forwarding = listeners.filter(|listener| {
        listener
            .properties
            .get("DefaultActions")
            .is_some_and(|actions| names_in(actions).contains(&id))
    });
    forwarding.any(|listener| {
        let names = listener.properties.get("LoadBalancerArn").map(names_in).unwrap_or_default();
        let balancers = names.iter().filter_map(|name| build.network.interfaces.get(name));
        let mut services =
            balancers.filter(|interface| interface.kind == InterfaceKind::Service).peekable();
        // A load balancer that is not described may face the internet.
        services.peek().is_none() || services.any(|balancer| balancer.public != PublicAddress::None)
    })
}

/// Types whose members register as targets.
const REGISTERED: &[&str] =
    &["AWS::AutoScaling::AutoScalingGroup", "AWS::ECS::Service", "AWS::EC2::SpotFleet"];

fn is_registered(entry: &ResourceEntry, group: &str) -> bool {
    let keys = ["TargetGroupARNs", "LoadBalancers", "TrafficSources", "SpotFleetRequestConfigData"];
    let mut written = keys.iter().filter_map(|key| entry.properties.get(key));
    REGISTERED.contains(&entry.kind.as_str())
        && written.any(|node| names_in(node).contains(&Id::new(group)))
}
