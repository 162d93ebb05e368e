//! A network as a set of sentences, one per object and one per rule or route, with every field that
//! the plan decides.
//!
//! `planned` writes what should be there, `deployed` what EC2 says is there. Objects of the stack
//! go by their logical ids, so the two sets are equal exactly when the network is the planned one:
//! nothing missing, different or more.

mod deployed;
mod planned;

use std::collections::BTreeSet;

pub(crate) use deployed::deployed_facts;
pub(crate) use planned::planned_facts;

/// Sentences about a network.
pub(crate) type Facts = BTreeSet<String>;

/// Returns an error that lists what is missing and what is there instead.
pub(crate) fn expect_same(planned: &Facts, deployed: &Facts) -> Result<(), String> {
    let missing = planned.difference(deployed).map(|fact| format!("planned:  {fact}"));
    let surplus = deployed.difference(planned).map(|fact| format!("deployed: {fact}"));
    let mut lines: Vec<String> = missing.chain(surplus).collect();
    // The two sentences about one object stand together.
    lines.sort_by(|a, b| a.get(10..).cmp(&b.get(10..)));
    if lines.is_empty() {
        Ok(())
    } else {
        Err(format!("EC2 and the plan differ:\n{}", lines.join("\n")))
    }
}

/// Writes a VPC.
fn vpc(
    id: &str,
    block: &str,
    has_dns_support: bool,
    has_dns_hostnames: bool,
    name: &str,
) -> String {
    format!(
        "{id}: block {block}, DNS support {has_dns_support}, DNS host names {has_dns_hostnames}, \
         named {name}"
    )
}

/// Writes a subnet.
fn subnet(
    id: &str,
    vpc: &str,
    block: &str,
    zone: &str,
    maps_public: bool,
    table: &str,
    name: &str,
) -> String {
    format!(
        "{id}: in {vpc}, block {block}, zone {zone}, public addresses {maps_public}, table \
         {table}, named {name}"
    )
}

/// Writes a route table.
fn route_table(id: &str, vpc: &str, learns_from: &[String], name: &str) -> String {
    format!("{id}: in {vpc}, learns from {learns_from:?}, named {name}")
}

/// Writes a route.
fn route(table: &str, destination: &str, target: &str) -> String {
    format!("{table}: {destination} goes to {target}")
}

/// Writes an internet gateway or a virtual private gateway.
fn gateway(id: &str, vpc: &str, name: &str) -> String {
    format!("{id}: attached to {vpc}, named {name}")
}

/// Writes a NAT gateway.
fn nat_gateway(id: &str, subnet: &str, address: &str, name: &str) -> String {
    format!("{id}: in {subnet}, address {address}, named {name}")
}

/// Writes a VPC endpoint; `places` are its route tables, or its subnets and groups.
fn endpoint(id: &str, vpc: &str, service: &str, mut places: Vec<String>, name: &str) -> String {
    places.sort();
    format!("{id}: {service} in {vpc}, by {places:?}, named {name}")
}

/// Writes an Elastic IP address.
fn address(id: &str, holder: &str, name: &str) -> String {
    format!("{id}: held by {holder}, named {name}")
}

/// Writes a security group.
fn security_group(id: &str, vpc: &str, description: &str, name: &str) -> String {
    format!("{id}: in {vpc}, described as `{description}`, named {name}")
}

/// Writes a rule of a security group.
fn rule(
    group: &str,
    direction: &str,
    protocol: &str,
    ports: Option<(u64, u64)>,
    peer: &str,
    why: &str,
) -> String {
    let ports = ports
        .map_or_else(|| "all ports".to_owned(), |(first, last)| format!("ports {first} to {last}"));
    format!("{group}: {direction} of {protocol}, {ports}, peer {peer}, because `{why}`")
}

/// Writes a network interface; `groups` are sorted.
fn interface(
    id: &str,
    subnet: &str,
    groups: &[String],
    checks_addresses: bool,
    name: &str,
) -> String {
    format!(
        "{id}: in {subnet}, groups {groups:?}, source/destination check {checks_addresses}, named \
         {name}"
    )
}

/// Writes a placement group.
fn placement_group(id: &str, strategy: &str, name: &str) -> String {
    format!("{id}: strategy {strategy}, named {name}")
}
