//! Listeners of network load balancers whose packets certainly go to a target, as long as it is
//! healthy.

use netloom_template::{Node, Presence, ResourceEntry};

use crate::sets::RangeSet;
use crate::sets::traffic::{TCP, Traffic, UDP};
use crate::{HandedOn, Id};

use super::client_addresses::PRESERVES_CLIENTS;
use super::context::Build;
use super::key_values::{Setting, setting};

/// Returns what the listeners of network load balancers hand on to the instances that are
/// registered with a target group, where all of it is written.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::ElasticLoadBalancingV2::Listener` and
/// `AWS::ElasticLoadBalancingV2::TargetGroup`: the port of a target is its own, else the group's.
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Register targets": an instance
/// gets packets at its primary address.
pub(super) fn of(build: &Build<'_>, group: &ResourceEntry) -> Vec<HandedOn> {
    let text = |key: &str| group.properties.get(key).and_then(Node::as_text);
    let is_plain = group.presence == Presence::Always
        && group.properties.get("TargetType").is_none_or(|kind| is(kind, "instance"))
        && group.properties.get("IpAddressType").is_none_or(|kind| is(kind, "ipv4"))
        && keeps_clients(group);
    let carried = text("Protocol").map(|name| carried(&name)).unwrap_or_default();
    if !is_plain || carried.is_empty() {
        return Vec::new();
    }
    let targets = targets(build, group);
    let mut all = Vec::new();
    for listener in build.document.of_kind("AWS::ElasticLoadBalancingV2::Listener") {
        let Some((balancer, protocols, port)) = heard(build, listener, group) else { continue };
        for protocol in protocols.iter().filter(|protocol| carried.contains(protocol)) {
            all.extend(targets.iter().map(|(target, own)| HandedOn {
                balancer: balancer.clone(),
                accepts: Traffic::new(*protocol, port.clone()),
                target: target.clone(),
                port: own.clone(),
            }));
        }
    }
    all
}

fn is(node: &Node, text: &str) -> bool {
    node.as_text().as_deref() == Some(text)
}

/// The protocols that pass as they are; TLS ends at the load balancer.
fn carried(protocol: &str) -> Vec<u128> {
    match protocol {
        "TCP" => vec![TCP],
        "UDP" => vec![UDP],
        "TCP_UDP" => vec![TCP, UDP],
        _ => Vec::new(),
    }
}

/// Whether every attribute is known and none takes the addresses of clients away.
fn keeps_clients(group: &ResourceEntry) -> bool {
    match setting(group.properties.get("TargetGroupAttributes"), PRESERVES_CLIENTS) {
        Setting::Written(value) => value.as_bool() == Some(true),
        Setting::Missing => true,
        Setting::Unknown => false,
    }
}

/// The instances that are registered, each with its port.
fn targets(build: &Build<'_>, group: &ResourceEntry) -> Vec<(Id, RangeSet)> {
    let written = group.properties.get("Targets").and_then(Node::as_list).unwrap_or_default();
    let target = |target: &Node| {
        let reference = target.get("Id")?.as_reference()?;
        let is_id = matches!(reference.attribute.as_deref(), None | Some("InstanceId"));
        let resource = build.document.resource(&reference.id).filter(|_| is_id)?;
        let is_instance =
            resource.kind == "AWS::EC2::Instance" && resource.presence == Presence::Always;
        let port = port_of(target.get("Port").or_else(|| group.properties.get("Port"))?)?;
        let is_anywhere = target.get("AvailabilityZone").is_none();
        (is_instance && is_anywhere).then(|| (Id::new(&resource.id), port))
    };
    written.iter().filter_map(target).collect()
}

/// The network load balancer, the protocols and the port of a listener that forwards all it accepts
/// to a target group.
fn heard(
    build: &Build<'_>,
    listener: &ResourceEntry,
    group: &ResourceEntry,
) -> Option<(Id, Vec<u128>, RangeSet)> {
    let properties = &listener.properties;
    let balancer = properties.get("LoadBalancerArn")?.as_reference()?;
    let balancer = build.document.resource(&balancer.id)?;
    let is_there = [listener, balancer].iter().all(|entry| entry.presence == Presence::Always)
        && balancer.kind == "AWS::ElasticLoadBalancingV2::LoadBalancer"
        && balancer.properties.get("Type").is_some_and(|kind| is(kind, "network"));
    let [action] = properties.get("DefaultActions")?.as_list()? else { return None };
    let forwards = action.get("Type").is_some_and(|kind| is(kind, "forward"))
        && action.get("ForwardConfig").is_none()
        && action.get("TargetGroupArn")?.as_reference()?.id == group.id;
    let protocols = carried(&properties.get("Protocol")?.as_text()?);
    let port = port_of(properties.get("Port")?)?;
    (is_there && forwards).then(|| (Id::new(&balancer.id), protocols, port))
}

fn port_of(node: &Node) -> Option<RangeSet> {
    let port = u16::try_from(node.as_integer()?).ok()?;
    Some(RangeSet::single(port.into()))
}
