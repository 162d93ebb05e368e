//! Whose a thing is: the facts of an account cover more than one stack.

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::{Node, ResourceEntry};

use super::LiveResource;
use super::align::kind_of;

/// Types of which an unknown one in the stack's VPC means nothing: every node, endpoint and NAT
/// gateway has interfaces, and addresses and transit gateways are in no VPC.
const QUIET: [&str; 4] = [
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::EIP",
    "AWS::EC2::TransitGateway",
    "AWS::EC2::TransitGatewayRouteTable",
];

/// Returns the stack that has most of the template's logical ids, and how many others have as many.
pub(super) fn stack_of<'a>(
    template: &[ResourceEntry],
    things: &'a [LiveResource],
) -> (Option<&'a str>, usize) {
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    for thing in things {
        let (Some(stack), Some(logical)) = (&thing.stack, &thing.logical_id) else { continue };
        if template.iter().any(|one| one.id == *logical && kind_of(one) == kind_of(&thing.entry)) {
            *n_of.entry(stack).or_default() += 1;
        }
    }
    let most = n_of.values().copied().max().unwrap_or_default();
    let mut with_most = n_of.into_iter().filter(|(_, n)| *n == most).map(|(stack, _)| stack);
    (with_most.next(), with_most.count())
}

/// Returns the ids of things that are the template's business: what it made, what its stack made
/// before, and what was put by hand into what it made. What other stacks and services of AWS
/// put there is theirs.
pub(super) fn own<'a>(
    things: &'a [LiveResource],
    names: &BTreeMap<String, String>,
    stack: Option<&str>,
) -> BTreeSet<&'a str> {
    let made = |id: &str, kind: &str| {
        names.contains_key(id)
            && things.iter().any(|thing| thing.entry.id == id && thing.entry.kind == kind)
    };
    let vpc = |thing: &LiveResource| {
        let vpc = thing.entry.properties.get("VpcId").and_then(Node::as_reference);
        vpc.is_some_and(|vpc| made(&vpc.id, "AWS::EC2::VPC"))
    };
    let is_own = |thing: &LiveResource| {
        if names.contains_key(&thing.entry.id) {
            return true;
        }
        if thing.stack.is_some() {
            return thing.stack.as_deref() == stack;
        }
        !thing.is_managed
            && !thing.is_of_the_vpc
            && !QUIET.contains(&thing.entry.kind.as_str())
            && vpc(thing)
    };
    let mut own: BTreeSet<&str> = things
        .iter()
        .filter(|thing| thing.owner.is_none() && is_own(thing))
        .map(|thing| thing.entry.id.as_str())
        .collect();
    // What every VPC has is not made by the template, and what is added to it is drift all the
    // same.
    let of_vpc = things.iter().filter(|thing| thing.is_of_the_vpc && vpc(thing));
    let owners: BTreeSet<&str> =
        own.iter().copied().chain(of_vpc.map(|thing| thing.entry.id.as_str())).collect();
    let by_others: BTreeSet<&str> = things
        .iter()
        .filter(|thing| thing.stack.is_some() && !own.contains(thing.entry.id.as_str()))
        .map(|thing| thing.entry.id.as_str())
        .collect();
    let is_own_part = |thing: &LiveResource| {
        let Some(owner) = thing.owner.as_deref() else { return false };
        let target = |key: &str| thing.entry.properties.get(key).and_then(Node::as_reference);
        match thing.entry.kind.as_str() {
            _ if names.contains_key(&thing.entry.id) => true,
            // An address that was given to an interface of the template.
            "AWS::EC2::EIPAssociation" => {
                let interface = target("NetworkInterfaceId");
                interface.is_some_and(|interface| names.contains_key(&interface.id))
                    && !by_others.contains(owner)
            }
            // Another gateway on the template's VPC.
            "AWS::EC2::VPCGatewayAttachment" => vpc(thing) && !by_others.contains(owner),
            // Another table or ACL on a subnet of the template.
            "AWS::EC2::SubnetRouteTableAssociation" | "AWS::EC2::SubnetNetworkAclAssociation" => {
                let subnet =
                    target("SubnetId").is_some_and(|subnet| names.contains_key(&subnet.id));
                subnet
                    || (owners.contains(owner)
                        && !target("SubnetId")
                            .is_some_and(|subnet| by_others.contains(subnet.id.as_str())))
            }
            _ => owners.contains(owner),
        }
    };
    own.extend(
        things.iter().filter(|thing| is_own_part(thing)).map(|thing| thing.entry.id.as_str()),
    );
    own
}
