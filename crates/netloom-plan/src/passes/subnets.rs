//! The subnets to make: those of the file, or those that follow from who needs one.

use std::collections::BTreeSet;

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    DEFAULT_HEAD_SUBNET, NatMode, PublicAddress, SubnetIntent, SubnetKind, SubnetName, SubnetRef,
    SubnetSize, SubnetWays,
};
use netloom_diag::{Diagnostic, Sourced};

use super::nodes::NodeUse;
use super::renames::first_name;
use super::transit_gateway::written_way_out;
use crate::codes;

/// Decides which subnets are made, sorted by name.
///
/// Where the file lists subnets those are it. Else every name that nodes use is made: `head`
/// public, the others private.
pub(crate) fn wanted_subnets(
    intent: &ClusterIntent,
    uses: &[NodeUse],
    problems: &mut Vec<Diagnostic>,
) -> Vec<SubnetIntent> {
    let listed = &intent.network.subnets;
    if listed.is_empty() {
        return derived_subnets(intent, uses);
    }
    for node_use in uses {
        problems.extend(without_subnet(node_use, listed));
    }
    listed.clone()
}

fn derived_subnets(intent: &ClusterIntent, uses: &[NodeUse]) -> Vec<SubnetIntent> {
    let refs = uses.iter().flat_map(|node_use| node_use.subnets.iter());
    let named = refs.filter_map(|subnet| match &subnet.value {
        SubnetRef::Named(name) => Some((name.clone(), subnet.origin.span())),
        SubnetRef::Existing(_) => None,
    });
    let mut seen = BTreeSet::new();
    let mut subnets: Vec<SubnetIntent> = named
        .filter(|(name, _)| seen.insert(name.clone()))
        .map(|(name, span)| {
            let (kind, rule) = derived_kind(intent, &name);
            SubnetIntent {
                name: Sourced::derived(name, "nodes use a subnet of this name", span),
                kind: Sourced::derived(kind, rule, span),
                zones: Vec::new(),
                size: SubnetSize::Fleet(span),
                renamed_from: None,
                ways: SubnetWays::default(),
            }
        })
        .collect();
    subnets.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    subnets
}

/// Decides the kind of a subnet that is not described.
///
/// The head node is public unless the file says that nothing leaves by the internet: no NAT, a
/// proxy, or a private gateway.
fn derived_kind(intent: &ClusterIntent, name: &SubnetName) -> (SubnetKind, &'static str) {
    let has_private_gateway =
        intent.network.virtual_private_gateway.as_ref().is_some_and(|wanted| wanted.value);
    let has_no_nat = intent.network.nat.as_ref().is_some_and(|nat| nat.value == NatMode::None);
    let has_elastic_address = matches!(
        intent.head.public_address.value,
        PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_)
    );
    if name.as_str() != DEFAULT_HEAD_SUBNET {
        (SubnetKind::Private, "compute nodes are private unless the file says otherwise")
    } else if written_way_out(intent).is_some() && !has_elastic_address {
        (
            SubnetKind::Private,
            "a head node without a public address is reached as nodes leave, by a gateway that exists",
        )
    } else if intent.head.proxy.is_some() && (has_private_gateway || has_no_nat) {
        (
            SubnetKind::Private,
            "a head node with a proxy and Direct Connect or VPN needs no public address",
        )
    } else {
        (SubnetKind::Public, "the head node is public unless the file says otherwise")
    }
}

/// Finds nodes whose default subnet is not in the list. Names that the file writes are judged where
/// it is read.
fn without_subnet(node_use: &NodeUse, listed: &[SubnetIntent]) -> Option<Diagnostic> {
    let subnet = node_use.subnets.iter().find(|subnet| !subnet.origin.is_written())?;
    let SubnetRef::Named(name) = &subnet.value else { return None };
    if listed.iter().any(|intent| intent.name.value == *name) {
        return None;
    }
    let names: Vec<String> =
        listed.iter().map(|intent| format!("`{}`", intent.name.value)).collect();
    let message =
        format!("{} has no subnet, and `Network.Subnets` has none named `{name}`", node_use.words);
    Some(
        Diagnostic::new(&codes::NODES_WITHOUT_SUBNET, subnet.span(), message)
            .help(format!("name one of {} in its `Networking`", names.join(", "))),
    )
}

/// Finds subnets whose logical ids would be the same, for ids have no hyphens.
pub(crate) fn names_that_meet(listed: &[SubnetIntent]) -> Option<Diagnostic> {
    let pairs = listed
        .iter()
        .enumerate()
        .flat_map(|(index, a)| listed.iter().skip(index + 1).map(move |b| (a, b)));
    let (a, b) = pairs
        .into_iter()
        .find(|(a, b)| first_name(a) != first_name(b) && resource_name(a) == resource_name(b))?;
    let (a, b) = if a.name.span() <= b.name.span() { (a, b) } else { (b, a) };
    let message = format!(
        "subnet `{}` and subnet `{}` get the same resource names",
        b.name.value, a.name.value
    );
    Some(
        Diagnostic::new(&codes::NAMES_MEET, b.name.span(), message)
            .also(a.name.span(), "the other one")
            .about(format!("subnet.{}", b.name.value))
            .help("choose names that differ in letters or digits, not only in hyphens"),
    )
}

/// Logical ids have no hyphens.
fn resource_name(intent: &SubnetIntent) -> String {
    first_name(intent).as_str().replace('-', "")
}
