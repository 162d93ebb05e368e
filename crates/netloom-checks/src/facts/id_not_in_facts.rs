//! Ids that facts of the same kind do not have.

use std::fmt::Display;

use netloom_config::intent::{SubnetRef, VpcIntent};
use netloom_diag::{Diagnostic, Span};
use netloom_facts::Kind;
use netloom_facts::kinds::{ADDRESSES, INTERNET_GATEWAYS, SECURITY_GROUPS, SUBNETS, VPCS};

use super::{Beside, named_groups, named_subnets};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// The id of something that exists, where the facts have all of its kind and not that one.
    /// ### Why it matters
    /// A mistyped id fails the deployment, and what is asked about it stays undecided.
    /// ### Example
    /// `SubnetId: subnet-0123456789abcdef0`, while `describe-subnets` lists the other subnets of the
    /// VPC.
    /// ### Instead
    /// The id as AWS shows it; or facts of the account and the region in which it is.
    /// ### Source
    /// Amazon EC2 API Reference, error codes `InvalidSubnetID.NotFound` and its like.
    ID_NOT_IN_FACTS = ("NET084", Warning, "id that the facts do not have");
}

pub(super) fn check(beside: &Beside<'_>) -> Vec<Diagnostic> {
    let subnets =
        named_subnets(beside.intent).into_iter().filter_map(|subnet| match &subnet.value {
            SubnetRef::Existing(id) => finding(beside, SUBNETS, id, subnet.span()),
            SubnetRef::Named(_) => None,
        });
    let groups = named_groups(beside.intent).into_iter();
    let groups =
        groups.filter_map(|group| finding(beside, SECURITY_GROUPS, &group.value, group.span()));
    let gateways = beside.plan.nat_gateways.iter();
    let given = gateways.flat_map(|nat| nat.address.iter().chain(&nat.secondary_addresses));
    // An address is known by its public address in the answers.
    let unknown = given.filter(|id| !beside.existing.addresses.contains_key(&id.value));
    let addresses = unknown.filter_map(|id| finding(beside, ADDRESSES, &id.value, id.span()));
    of_vpc(beside).into_iter().chain(subnets).chain(groups).chain(addresses).collect()
}

/// Judges the VPC and its internet gateway.
fn of_vpc(beside: &Beside<'_>) -> Vec<Diagnostic> {
    let Some(VpcIntent::Existing { id, internet_gateway, .. }) = &beside.intent.network.vpc else {
        return Vec::new();
    };
    let gateway = internet_gateway.as_ref();
    let gateway = gateway
        .and_then(|gateway| finding(beside, INTERNET_GATEWAYS, &gateway.value, gateway.span()));
    finding(beside, VPCS, &id.value, id.span()).into_iter().chain(gateway).collect()
}

fn finding(beside: &Beside<'_>, kind: Kind, id: &impl Display, span: Span) -> Option<Diagnostic> {
    let existing = beside.existing;
    let is_silent = !existing.described.contains(&kind)
        || existing.ids.contains(&id.to_string())
        || !speaks_of_the_vpc(beside, kind);
    if is_silent {
        return None;
    }
    let message = format!("`{id}` is not among {} of the facts", kind.things);
    Some(
        Diagnostic::new(&ID_NOT_IN_FACTS, span, message)
            .help("write the id as AWS shows it")
            .help(format!(
                "or collect facts of the account and region that it is in: `netloom facts`, or `{}`",
                kind.command()
            )),
    )
}

/// Whether an answer may have what is looked for: one that was asked for another VPC has nothing
/// else.
fn speaks_of_the_vpc(beside: &Beside<'_>, kind: Kind) -> bool {
    let existing = beside.existing;
    let vpc = beside.existing_vpc().map(|(vpc, _)| &vpc.value);
    let is_of_vpc = |other: &netloom_net::ids::VpcId| vpc.is_none_or(|vpc| vpc == other);
    match kind {
        SUBNETS => existing.subnets.iter().any(|subnet| is_of_vpc(&subnet.vpc)),
        SECURITY_GROUPS => {
            let mut groups = existing.security_groups.values();
            groups.any(|(vpc, _)| vpc.as_ref().is_some_and(is_of_vpc))
        }
        VPCS => !existing.vpcs.is_empty(),
        INTERNET_GATEWAYS => !existing.internet_gateways.is_empty(),
        _ => !existing.addresses.is_empty(),
    }
}
