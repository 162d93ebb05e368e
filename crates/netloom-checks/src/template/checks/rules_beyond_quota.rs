//! Security groups, network ACLs and route tables with more rules than the quotas allow.

use netloom_diag::{Diagnostic, Span};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{AclEntry, Destination, GroupRule, Id, Known, Peer, Route};
use netloom_template::Node;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// More rules than the default quotas allow, counted for IPv4 and IPv6 by themselves: 60 in one
    /// direction of a security group, 20 entries in one direction of a network ACL, 500 routes in a
    /// table. A rule for a security group counts for both families, one for a prefix list of the
    /// template as often as the `MaxEntries` of the list say.
    /// ### Why it matters
    /// EC2 rejects the one that is too many, unless the account's quota was raised.
    /// ### Example
    /// A group with a rule per user
    /// ### Instead
    /// Fewer and wider blocks, or a second security group beside the first.
    /// ### Source
    /// Amazon VPC User Guide, "Amazon VPC quotas": security groups, network ACLs, route tables, and
    /// customer-managed prefix lists.
    RULES_BEYOND_QUOTA = ("CFN026", Warning, "more rules than the default quota");
}

const MAX_GROUP_RULES: usize = 60;
const MAX_ACL_ENTRIES: usize = 20;
const MAX_ROUTES: usize = 500;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for group in context.network.security_groups.values() {
        for (what, rules) in [("inbound rules", &group.ingress), ("outbound rules", &group.egress)]
        {
            let counts = total(rules.iter().map(|rule| weights_of_rule(context, rule)));
            findings.extend(beyond(what, (&group.id, group.span), counts, MAX_GROUP_RULES));
        }
    }
    for acl in context.network.network_acls.values() {
        for (what, is_egress) in [("inbound entries", false), ("outbound entries", true)] {
            let entries = acl.entries.iter().filter(|entry| entry.is_egress == is_egress);
            let counts = total(entries.map(weights_of_entry));
            findings.extend(beyond(what, (&acl.id, acl.span), counts, MAX_ACL_ENTRIES));
        }
    }
    for table in context.network.route_tables.values() {
        let counts = total(table.routes.iter().map(|route| weights_of_route(context, route)));
        findings.extend(beyond("routes", (&table.id, table.span), counts, MAX_ROUTES));
    }
    findings
}

/// A finding per address family: AWS counts IPv4 and IPv6 rules apart.
fn beyond(
    what: &str,
    (id, span): (&Id, Span),
    counts: [usize; 2],
    most: usize,
) -> impl Iterator<Item = Diagnostic> {
    let broken = ["IPv4", "IPv6"].into_iter().zip(counts).filter(move |(_, n)| *n > most);
    broken.map(move |(family, n)| {
        let message = format!("`{id}` has {n} {what} for {family}, expected at most {most}");
        Diagnostic::new(&RULES_BEYOND_QUOTA, span, message).help(
            "join blocks into wider ones, or request a higher quota before the stack is \
             created",
        )
    })
}

fn total(weights: impl Iterator<Item = [usize; 2]>) -> [usize; 2] {
    weights.fold([0; 2], |[v4, v6], [more_v4, more_v6]| [v4 + more_v4, v6 + more_v6])
}

/// How much a rule counts for IPv4 and for IPv6. One whose other end is not known counts for none:
/// it may be of either family.
fn weights_of_rule(context: &Context<'_>, rule: &GroupRule) -> [usize; 2] {
    match &rule.peer {
        Known::Is(Peer::Addresses(addresses)) => by_family(addresses, 1),
        Known::Is(Peer::Group(_)) => [1, 1],
        Known::Is(Peer::PrefixList(list)) => weights_of_list(context, list),
        Known::Unknown(_) => [0, 0],
    }
}

fn weights_of_entry(entry: &AclEntry) -> [usize; 2] {
    entry.addresses.value().map_or([0, 0], |addresses| by_family(addresses, 1))
}

fn weights_of_route(context: &Context<'_>, route: &Route) -> [usize; 2] {
    match &route.destination {
        Known::Is(Destination::Block(block, _)) => by_family(block, 1),
        Known::Is(Destination::PrefixList(list)) => weights_of_list(context, list),
        Known::Is(Destination::Service(_)) | Known::Unknown(_) => [0, 0],
    }
}

/// A list counts as often as it may have entries; how often one of AWS's does is not in any
/// template.
fn weights_of_list(context: &Context<'_>, list: &Id) -> [usize; 2] {
    let Some(resource) = context.resource(list.as_str()) else { return [0, 0] };
    let property = |name: &str| resource.properties.get(name);
    let n = property("MaxEntries").and_then(Node::as_integer);
    let n = n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    match property("AddressFamily").and_then(Node::as_text).as_deref() {
        Some("IPv4") => [n, 0],
        Some("IPv6") => [0, n],
        _ => [0, 0],
    }
}

fn by_family(addresses: &RangeSet, n: usize) -> [usize; 2] {
    [Family::Ipv4, Family::Ipv6].map(|family| match addresses.is_disjoint(&family.everything()) {
        true => 0,
        false => n,
    })
}
