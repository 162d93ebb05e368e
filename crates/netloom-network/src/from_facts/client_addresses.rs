//! Network load balancers of a VPC: what they may hand to any target with the address of the client
//! kept.

use crate::building::{Properties, protocols_of_target_group, unknown};
use crate::sets::RangeSet;
use crate::sets::addresses::Family;
use crate::sets::traffic::{TCP, Traffic, UDP, all_ports};
use crate::{Forwarding, Id, Known};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::{INTERFACES, TARGET_GROUPS};

/// Notes each interface of a network load balancer, with its target groups where these are known.
/// Which targets are registered, and whether one has a port of its own, no answer says with the
/// name of the group: any interface may be one.
///
/// # Source
/// Amazon EC2 API, `NetworkInterface`, `InterfaceType`: `network_load_balancer`. Elastic Load
/// Balancing API, `TargetGroup`; User Guide for Network Load Balancers, "Edit target group
/// attributes".
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
        let groups = records.of_kind(TARGET_GROUPS).iter();
        let own: Vec<_> = groups.filter(|group| is_of(&group.properties, record)).collect();
        let carried = match (is_told, own.as_slice()) {
            (true, []) => continue,
            (true, groups) => {
                let mut all: Vec<u128> =
                    groups.iter().flat_map(|group| carried(&group.properties)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            (false, _) => vec![TCP, UDP],
        };
        let what = match is_told {
            true => format!("what load balancer `{}` forwards, and to which targets", record.id()),
            false => format!(
                "what load balancer `{}` forwards: run `{}`",
                record.id(),
                TARGET_GROUPS.command()
            ),
        };
        let doubt = unknown(what, record.span());
        build.network.forwardings.push(Forwarding {
            id: Id::new(format!("the targets of {}", record.id())),
            span: record.span(),
            balancers: vec![Known::Is(record.id())],
            targets: Vec::new(),
            addresses: RangeSet::empty(),
            is_open: Some(doubt.clone()),
            family: Family::Ipv4.everything().union(&Family::Ipv6.everything()),
            traffic: carried.into_iter().map(|one| Traffic::new(one, all_ports())).collect(),
            doubt,
            handed_on: Vec::new(),
        });
    }
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
