//! Instances that specify interfaces and, beside them, what belongs in these.

use netloom_diag::{Diagnostic, Severity};
use netloom_template::{Entry, Node};

use super::super::context::Context;
use super::super::ids::is_placeholder;
use super::super::paths::values_at;
use super::public_address_with_two_interfaces::INTERFACES;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An instance with `NetworkInterfaces` and beside them its own subnet, security groups or
    /// addresses. A warning in a launch template or a Spot Fleet: the stack is created, and
    /// launches fail.
    /// ### Why it matters
    /// EC2 accepts one of the two: it rejects the launch with `InvalidParameterCombination`.
    /// ### Example
    /// `SubnetId: !Ref Public` beside `NetworkInterfaces: [{DeviceIndex: '0', …}]`
    /// ### Instead
    /// `NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref Public, GroupSet: [!Ref NodeGroup]}]`
    /// ### Source
    /// EC2 API, `RunInstances`: "If you specify a network interface, you must specify any subnets
    /// as part of the network interface", and so for groups and addresses.
    INTERFACES_BESIDE_A_SUBNET = ("CFN060", Error, "network interfaces beside a subnet or groups");
}

/// Properties of an instance that belong in its interfaces, and where they belong there.
const INSIDE: [(&str, &str); 6] = [
    ("SubnetId", "SubnetId"),
    ("SecurityGroupIds", "GroupSet"),
    ("SecurityGroups", "GroupSet"),
    ("PrivateIpAddress", "PrivateIpAddress"),
    ("Ipv6AddressCount", "Ipv6AddressCount"),
    ("Ipv6Addresses", "Ipv6Addresses"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, severity) in INTERFACES {
        for resource in context.of_kind(kind) {
            for launch in values_at(&resource.properties, path) {
                let interfaces = values_at(launch, "NetworkInterfaces[]");
                if !interfaces.iter().any(|interface| interface.as_map().is_some()) {
                    continue;
                }
                let beside = INSIDE.iter().filter_map(|(key, inside)| {
                    let entry = launch.entry(key).filter(|entry| is_certain(entry))?;
                    Some(finding(&resource.id, entry, inside, severity))
                });
                findings.extend(beside);
            }
        }
    }
    findings
}

/// What depends on a condition may be absent.
fn is_certain(entry: &Entry) -> bool {
    !entry.node.is_absent() && entry.node.as_unknown().is_none() && !is_empty(&entry.node)
}

fn is_empty(node: &Node) -> bool {
    node.as_text().is_some_and(|text| is_placeholder(&text))
        || node.as_list().is_some_and(<[Node]>::is_empty)
}

fn finding(id: &str, entry: &Entry, inside: &str, severity: Severity) -> Diagnostic {
    let message = format!("`{id}` has `{}` beside `NetworkInterfaces`", entry.key);
    Diagnostic::new(&INTERFACES_BESIDE_A_SUBNET, entry.key_span, message)
        .severity(severity)
        .help(format!("specify it as `{inside}` of the interfaces instead"))
}
