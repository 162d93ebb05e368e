//! Load balancers by their interfaces: what they accept, and what filters them.
//!
//! The interfaces of a load balancer are described as `ELB app/NAME/ID` or `ELB net/NAME/ID`, which
//! also ends its ARN, and those of a classic one as `ELB NAME`.

use crate::building::{
    accepted_by_listener, everything_to_anywhere, pings, unknown, unreachable_messages,
};
use crate::sets::traffic::Traffic;
use crate::{Id, Known, SecurityGroup, Unknown};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::{CLASSIC_LOAD_BALANCERS, INTERFACES, LISTENERS};

/// Notes at each interface of a load balancer what it accepts by its listeners; without their
/// answers that is unknown.
///
/// # Source
/// Elastic Load Balancing User Guide: descriptions of the interfaces of load balancers. Amazon EC2
/// API, `NetworkInterface`, `InterfaceType`: `network_load_balancer`.
pub(super) fn note_listeners(build: &mut Build<'_, '_>) {
    let records = build.records;
    for record in records.of_kind(INTERFACES) {
        let kind = record.properties.plain_text("InterfaceType").unwrap_or_default();
        let described = record.properties.plain_text("Description").unwrap_or_default();
        let name = described.strip_prefix("ELB ").filter(|_| is_of_service(record));
        let listens = match name {
            None if kind != "network_load_balancer" => continue,
            None => Known::Unknown(untold(record)),
            Some(name) if name.contains('/') => by_listeners(build, record, name),
            Some(name) => by_description(build, record, name),
        };
        let is_open = kind == "network_load_balancer" && has_no_groups(record);
        let open = is_open.then(|| without_groups(build, record));
        if let Some(interface) = build.network.interfaces.get_mut(&record.id()) {
            interface.listens = Some(listens);
            interface.groups.extend(open);
        }
    }
}

fn is_of_service(record: &Record<'_>) -> bool {
    record.properties.bool_or("RequesterManaged", true) == Known::Is(true)
}

fn has_no_groups(record: &Record<'_>) -> bool {
    record.properties.items("Groups").is_ok_and(<[_]>::is_empty)
}

fn untold(record: &Record<'_>) -> Unknown {
    let what = format!("what `{}` listens to: run `{}`", record.id(), LISTENERS.command());
    unknown(what, record.span())
}

/// Of a load balancer without a listener there is no answer that names it.
fn by_listeners(build: &Build<'_, '_>, record: &Record<'_>, name: &str) -> Known<Vec<Traffic>> {
    let records = build.records;
    let end = format!("loadbalancer/{name}");
    let is_own = |listener: &&Record<'_>| {
        listener.properties.plain_text("LoadBalancerArn").is_some_and(|arn| arn.ends_with(&end))
    };
    let listeners: Vec<_> = records.of_kind(LISTENERS).iter().filter(is_own).collect();
    if listeners.is_empty() || !records.is_complete(LISTENERS) {
        return Known::Unknown(untold(record));
    }
    let mut all = match name.starts_with("net/") {
        true => vec![unreachable_messages()],
        false => pings(),
    };
    for listener in listeners {
        let protocol = listener.properties.plain_text("Protocol").unwrap_or_default();
        let port = listener.properties.get("Port");
        match port.and_then(|port| accepted_by_listener(&protocol, port)) {
            Some(accepts) => all.extend(accepts),
            None => return Known::Unknown(untold(record)),
        }
    }
    Known::Is(all)
}

/// # Source
/// Elastic Load Balancing API, 2012-06-01, `LoadBalancerDescription`.
fn by_description(build: &Build<'_, '_>, record: &Record<'_>, name: &str) -> Known<Vec<Traffic>> {
    let records = build.records;
    let mut balancers = records.of_kind(CLASSIC_LOAD_BALANCERS).iter();
    let Some(balancer) = balancers.find(|balancer| balancer.id().as_str() == name) else {
        let command = CLASSIC_LOAD_BALANCERS.command();
        let what = format!("what `{}` listens to: run `{command}`", record.id());
        return Known::Unknown(unknown(what, record.span()));
    };
    let mut all = pings();
    for part in balancer.parts("ListenerDescriptions") {
        let listener = part.get("Listener").map(|node| part.within(node));
        let accepts = listener.and_then(|listener| {
            let protocol = listener.plain_text("Protocol")?;
            accepted_by_listener(&protocol, listener.get("LoadBalancerPort")?)
        });
        match accepts {
            Some(accepts) => all.extend(accepts),
            None => return Known::Unknown(part.missing("Listener")),
        }
    }
    Known::Is(all)
}

/// The group that stands for the filters of a network load balancer without security groups: it
/// lets everything in.
///
/// # Source
/// Elastic Load Balancing, User Guide for Network Load Balancers, "Update the security groups for
/// your Network Load Balancer": one that is made without groups has none.
fn without_groups(build: &mut Build<'_, '_>, record: &Record<'_>) -> Known<Id> {
    let id = Id::new(format!("{} without security group", record.id()));
    let rule =
        |direction: &str| everything_to_anywhere(format!("{id} {direction} 1"), record.span());
    let vpc = record.properties.plain_text("VpcId").map(|vpc| Known::Is(Id::new(vpc)));
    let group = SecurityGroup {
        id: id.clone(),
        span: record.span(),
        vpc: vpc.unwrap_or_else(|| Known::Unknown(record.properties.missing("VpcId"))),
        ingress: vec![rule("ingress")],
        egress: vec![rule("egress")],
        beyond: None,
    };
    build.network.security_groups.insert(id.clone(), group);
    Known::Is(id)
}
