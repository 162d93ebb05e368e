//! Network load balancers of a VPC: what they may hand to any target with the address of the client
//! kept.

use std::net::IpAddr;

use netloom_template::Node;

use crate::building::{Properties, port_of, protocols_of_target_group, unknown};
use crate::sets::RangeSet;
use crate::sets::addresses::{Family, ipv4};
use crate::sets::traffic::{TCP, Traffic, UDP, all_ports};
use crate::{Forwarding, Id, Known};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::{INTERFACES, TARGET_GROUPS};

/// Notes each interface of a network load balancer, with its target groups and their targets where
/// these are known. Where they are not, any interface may be a target.
///
/// # Source
/// Amazon EC2 API, `NetworkInterface`, `InterfaceType`: `network_load_balancer`. Elastic Load
/// Balancing API, `TargetGroup` and `TargetHealthDescription`; User Guide for Network Load
/// Balancers, "Edit target group attributes".
pub(super) fn note_balancers(build: &mut Build<'_, '_>) {
    let records = build.records;
    let is_one = |record: &&Record<'_>| {
        record
            .properties
            .plain_text("InterfaceType")
            .is_some_and(|kind| kind == "network_load_balancer")
    };
    let is_told = records.is_complete(TARGET_GROUPS);
    for record in records.of_kind(INTERFACES).iter().filter(is_one) {
        // Where target groups were not asked for, any of both protocols may be forwarded.
        if !is_told {
            let what = format!(
                "what load balancer `{}` forwards: run `{}`",
                record.id(),
                TARGET_GROUPS.command()
            );
            build.network.forwardings.push(to_anything(record, what, &[TCP, UDP]));
            continue;
        }
        for group in records.of_kind(TARGET_GROUPS) {
            let carried = carried(&group.properties);
            if is_of(&group.properties, record) && !carried.is_empty() {
                let forwarding = of_group(build, record, (group, &carried));
                build.network.forwardings.extend(forwarding);
            }
        }
    }
}

/// A forwarding to any target on any port.
fn to_anything(balancer: &Record<'_>, what: String, carried: &[u128]) -> Forwarding {
    let doubt = unknown(what, balancer.span());
    Forwarding {
        id: Id::new(format!("the targets of {}", balancer.id())),
        span: balancer.span(),
        balancers: vec![Known::Is(balancer.id())],
        targets: Vec::new(),
        addresses: RangeSet::empty(),
        is_open: Some(doubt.clone()),
        family: Family::Ipv4.everything().union(&Family::Ipv6.everything()),
        traffic: carried.iter().map(|one| Traffic::new(*one, all_ports())).collect(),
        doubt,
        handed_on: Vec::new(),
    }
}

/// What one target group gets; `None` if it has no target.
fn of_group(
    build: &Build<'_, '_>,
    balancer: &Record<'_>,
    (group, carried): (&Record<'_>, &[u128]),
) -> Option<Forwarding> {
    let arn = group.id();
    let id = arn.as_str().rsplit('/').next().unwrap_or_default();
    let health = Id::new(format!("target-health-{id}"));
    let Some(listed) = build.records.detail("TargetHealthDescriptions", &health) else {
        let what = format!(
            "which targets load balancer `{}` forwards to: run `aws elbv2 describe-target-health`",
            balancer.id()
        );
        return Some(to_anything(balancer, what, carried));
    };
    let what = format!("for which clients load balancer `{}` forwards", balancer.id());
    let mut forwarding = Forwarding { is_open: None, ..to_anything(balancer, what, carried) };
    let mut ports = RangeSet::empty();
    for target in listed.as_list().unwrap_or_default().iter().filter_map(|one| one.get("Target")) {
        let name = target.get("Id").and_then(Node::as_text).unwrap_or_default();
        match name.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => {
                forwarding.addresses = forwarding.addresses.union(&ipv4(address));
            }
            Ok(IpAddr::V6(address)) => {
                let address = RangeSet::single(address.into());
                forwarding.addresses = forwarding.addresses.union(&address);
            }
            Err(_) if name.starts_with("i-") => forwarding.targets.push(Id::new(name)),
            // Another load balancer.
            Err(_) => forwarding.is_open = Some(forwarding.doubt.clone()),
        }
        ports = ports.union(&target.get("Port").and_then(port_of).unwrap_or_else(all_ports));
    }
    if ports.is_empty() {
        return None;
    }
    forwarding.traffic = carried.iter().map(|one| Traffic::new(*one, ports.clone())).collect();
    Some(forwarding)
}

/// Whether a target group is one of the load balancer that an interface is of; also where the
/// interface does not say of which it is.
///
/// # Source
/// Elastic Load Balancing User Guide: the interfaces of a load balancer are described as `ELB
/// net/NAME/ID`, which also ends its ARN.
fn is_of(group: &Properties<'_>, interface: &Record<'_>) -> bool {
    let described = interface.properties.plain_text("Description");
    let Some(name) = described.as_deref().and_then(|text| text.strip_prefix("ELB ")) else {
        return true;
    };
    let arns = group.items("LoadBalancerArns").unwrap_or_default();
    arns.iter()
        .filter_map(|arn| arn.as_text())
        .any(|arn| arn.ends_with(&format!("loadbalancer/{name}")))
}

fn carried(group: &Properties<'_>) -> Vec<u128> {
    protocols_of_target_group(group.plain_text("Protocol").as_deref())
}
