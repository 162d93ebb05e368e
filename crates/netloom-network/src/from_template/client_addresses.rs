//! Network load balancers whose packets keep the address of the client: which target groups, to
//! which targets.

use netloom_template::{Node, Presence, ResourceEntry};

use crate::building::{address_of, protocols_of_target_group, unknown};
use crate::sets::RangeSet;
use crate::sets::addresses::{Family, ipv4};
use crate::sets::traffic::{Traffic, UDP, all_ports};
use crate::{Forwarding, Id, InterfaceKind, Known, Unknown};

use super::context::{Build, Resource};
use super::handed_on;
use super::key_values::{Setting, setting};
use super::mark_unknown::names_in;

/// Notes what network load balancers hand to their targets as if the clients had sent it.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Edit target group attributes":
/// the addresses of clients are kept for targets that are instances and for UDP and QUIC, where
/// that cannot be changed, and by default not for targets by address with TCP and TLS; never from
/// one address family to the other. "Register targets": each may have a port of its own.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let group = resource.entry;
    let carried = carried(group);
    let balancers = balancers(build, group);
    if carried.is_empty() || balancers.is_empty() || !keeps_client_addresses(group, &carried) {
        return;
    }
    let what = format!(
        "what comes by a load balancer to the targets of `{}`, which keeps the addresses of \
             clients",
        group.id
    );
    let (targets, addresses, is_open) = targets(build, group);
    // A kind of address that is not known, or not one of the two, may be either.
    let family = match group.properties.get("IpAddressType").map(Node::as_text) {
        None => Family::Ipv4.everything(),
        Some(Some(kind)) if kind == "ipv4" => Family::Ipv4.everything(),
        Some(Some(kind)) if kind == "ipv6" => Family::Ipv6.everything(),
        Some(_) => Family::Ipv4.everything().union(&Family::Ipv6.everything()),
    };
    let ports = ports(build, group);
    let traffic = carried.iter().map(|protocol| Traffic::new(*protocol, ports.clone()));
    build.network.forwardings.push(Forwarding {
        id: Id::new(&group.id),
        span: group.span,
        balancers,
        targets,
        addresses,
        is_open,
        family,
        traffic: traffic.collect(),
        doubt: unknown(what, group.span),
        handed_on: handed_on::of(build, group),
    });
}

/// The attribute that decides whether targets see the addresses of clients.
pub(super) const PRESERVES_CLIENTS: &str = "preserve_client_ip.enabled";

fn carried(group: &ResourceEntry) -> Vec<u128> {
    let Some(protocol) = group.properties.get("Protocol") else { return Vec::new() };
    protocols_of_target_group(protocol.as_text().as_deref())
}

fn keeps_client_addresses(group: &ResourceEntry, carried: &[u128]) -> bool {
    if carried.contains(&UDP) {
        return true;
    }
    match setting(group.properties.get("TargetGroupAttributes"), PRESERVES_CLIENTS) {
        // What cannot be known may be either.
        Setting::Written(value) => value.as_bool() != Some(false),
        Setting::Unknown => true,
        Setting::Missing => {
            group.properties.get("TargetType").and_then(Node::as_text).as_deref() != Some("ip")
        }
    }
}

/// Returns the load balancers that may forward to a target group.
fn balancers(build: &Build<'_>, group: &ResourceEntry) -> Vec<Known<Id>> {
    let id = Id::new(&group.id);
    let listeners = build.document.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    let forwards = |listener: &&ResourceEntry| {
        listener.presence != Presence::Never
            && listener
                .properties
                .get("DefaultActions")
                .is_some_and(|actions| names_in(actions).contains(&id))
    };
    let mut balancers = Vec::new();
    for listener in listeners.filter(forwards) {
        let names = listener.properties.get("LoadBalancerArn").map(names_in).unwrap_or_default();
        let is_described = |name: &&Id| {
            let interface = build.network.interfaces.get(*name);
            interface.is_some_and(|interface| interface.kind == InterfaceKind::Service)
        };
        let before = balancers.len();
        balancers.extend(names.iter().filter(is_described).cloned().map(Known::Is));
        if balancers.len() == before {
            let what = format!("the load balancer of listener `{}`", listener.id);
            balancers.push(Known::Unknown(unknown(what, listener.span)));
        }
    }
    balancers.sort();
    balancers.dedup();
    balancers
}

/// Types whose members register as targets.
const REGISTERED: &[&str] = &[
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::EC2::SpotFleet",
    "AWS::ECS::Service",
    "AWS::ECS::TaskSet",
];

/// Properties by which they say where.
const REGISTERS: &[&str] =
    &["TargetGroupARNs", "LoadBalancers", "TrafficSources", "SpotFleetRequestConfigData"];

/// Properties by which they say what they launch.
const LAUNCHES: &[&str] = &[
    "LaunchTemplate",
    "MixedInstancesPolicy",
    "LaunchConfigurationName",
    "InstanceId",
    "SpotFleetRequestConfigData",
];

/// Returns what registers its members as targets of a group.
fn registered<'a>(
    build: &Build<'a>,
    group: &ResourceEntry,
) -> impl Iterator<Item = &'a ResourceEntry> {
    let id = Id::new(&group.id);
    build.document.resources.iter().filter(move |entry| {
        let mut written = REGISTERS.iter().filter_map(|key| entry.properties.get(key));
        REGISTERED.contains(&entry.kind.as_str())
            && entry.presence != Presence::Never
            && written.any(|node| names_in(node).contains(&id))
    })
}

fn targets(build: &Build<'_>, group: &ResourceEntry) -> (Vec<Id>, RangeSet, Option<Unknown>) {
    let mut targets = Vec::new();
    let mut addresses = RangeSet::empty();
    let mut is_open = None;
    let open = |node: &Node| unknown(format!("the targets of `{}`", group.id), node.span);
    let written = group.properties.get("Targets");
    if let Some(node) = written.filter(|node| node.as_list().is_none()) {
        is_open = Some(open(node));
    }
    for target in written.and_then(Node::as_list).unwrap_or_default() {
        let id = target.get("Id").unwrap_or(target);
        match address_of(id) {
            Some(address) => addresses = addresses.union(&ipv4(address)),
            None if id.as_reference().is_none() && id.first_unknown().is_some() => {
                is_open = Some(open(id));
            }
            None if id.as_text().is_some_and(|text| text.contains(':')) => is_open = Some(open(id)),
            None => targets.extend(names_in(id)),
        }
    }
    for entry in registered(build, group) {
        // Tasks on the network of their hosts are targets by these.
        if entry.kind.starts_with("AWS::ECS::")
            && entry.properties.get("NetworkConfiguration").is_none()
        {
            is_open =
                Some(unknown(format!("the hosts of the tasks of `{}`", entry.id), entry.span));
        }
        targets.push(Id::new(&entry.id));
        let launches = LAUNCHES.iter().filter_map(|key| entry.properties.get(key));
        let launches = launches.flat_map(names_in);
        targets.extend(launches.filter(|id| build.network.interfaces.contains_key(id)));
    }
    targets.sort();
    targets.dedup();
    (targets, addresses, is_open)
}

/// Returns the ports to which targets get packets: that of the group and those of single targets;
/// what registers tasks picks ports of its own.
fn ports(build: &Build<'_>, group: &ResourceEntry) -> RangeSet {
    let written = group.properties.get("Targets").and_then(Node::as_list).unwrap_or_default();
    let own = written.iter().filter_map(|target| target.get("Port"));
    let mut ports = RangeSet::empty();
    for node in group.properties.get("Port").into_iter().chain(own) {
        match node.as_integer().and_then(|port| u16::try_from(port).ok()) {
            Some(port) => ports = ports.union(&RangeSet::single(port.into())),
            None => return all_ports(),
        }
    }
    let has_tasks = registered(build, group).any(|entry| entry.kind.starts_with("AWS::ECS::"));
    if has_tasks || ports.is_empty() { all_ports() } else { ports }
}
