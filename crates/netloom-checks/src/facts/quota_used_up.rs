//! Elastic IP addresses and NAT gateways beyond the quota, together with what exists.

use netloom_diag::{Diagnostic, Span};
use netloom_facts::kinds::{ADDRESSES, NAT_GATEWAYS};
use netloom_net::AzId;
use netloom_net::quotas::Quota;

use super::Beside;
use crate::quota_needs::n_new_nat_addresses;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Elastic IP addresses and NAT gateways that the network makes, and that together with those in
    /// the facts are more than the account's quota. Those of the network's own stack count once.
    /// ### Why it matters
    /// The stack fails with `AddressLimitExceeded` or `NatGatewayLimitExceeded`.
    /// ### Example
    /// One NAT gateway with a new address, where the facts have five addresses in the region
    /// ### Instead
    /// An address that exists, `Nat: {AllocationIds: …}`, or a request for a higher quota.
    /// ### Source
    /// Amazon VPC User Guide, "Amazon VPC quotas": five Elastic IP addresses per region, five NAT
    /// gateways per zone.
    QUOTA_USED_UP = ("NET086", Warning, "quota that is used up, as the facts show");
}

pub(super) fn check(beside: &Beside<'_>) -> Vec<Diagnostic> {
    elastic_ips(beside).into_iter().chain(nat_gateways(beside)).collect()
}

fn elastic_ips(beside: &Beside<'_>) -> Option<Diagnostic> {
    let existing = beside.existing;
    if !existing.described.contains(&ADDRESSES) {
        return None;
    }
    let others = existing.addresses.values().filter(|address| !beside.is_own(&address.made_by));
    // The head node's own may be among those that exist: another stack makes it.
    let made = u64::try_from(n_new_nat_addresses(beside.plan)).unwrap_or(u64::MAX);
    finding(beside, Quota::ElasticIps, (others.count(), made), "")
}

fn nat_gateways(beside: &Beside<'_>) -> Vec<Diagnostic> {
    if !beside.existing.described.contains(&NAT_GATEWAYS) {
        return Vec::new();
    }
    let planned = beside.plan.nat_gateways.iter().filter_map(|nat| nat.key.zone.as_ref());
    planned
        .filter_map(|zone| {
            let others = gateways_of_others(beside, zone);
            finding(beside, Quota::NatGatewaysPerZone, (others, 1), &format!(" `{zone}`"))
        })
        .collect()
}

fn gateways_of_others(beside: &Beside<'_>, zone: &AzId) -> usize {
    let subnets = &beside.existing.subnets;
    let others = beside.existing.nat_gateways.iter().filter(|nat| !beside.is_own(&nat.made_by));
    let here = others.filter(|nat| {
        let subnet = subnets.iter().find(|subnet| Some(&subnet.id) == nat.subnet.as_ref());
        subnet.and_then(|subnet| subnet.zone.as_ref()) == Some(zone)
    });
    here.count()
}

fn finding(
    beside: &Beside<'_>,
    quota: Quota,
    (others, made): (usize, u64),
    place: &str,
) -> Option<Diagnostic> {
    let others = u64::try_from(others).unwrap_or(u64::MAX);
    let granted = beside.intent.network.further.quotas.get(&quota);
    let most = granted.map_or(quota.default_value(), |granted| granted.value);
    // More there already than the quota: the account was granted more. More planned than the quota
    // is a finding of the config alone.
    let is_granted_more = others > most;
    if made == 0 || made > most || is_granted_more || others.saturating_add(made) <= most {
        return None;
    }
    let message = format!(
        "{} more {}{place} with {others} there already are more than {most}",
        made,
        quota.in_words()
    );
    let span: Span = granted.map_or(beside.intent.network.span, |granted| granted.span());
    let help = match quota {
        Quota::ElasticIps => {
            "give the NAT gateway an address that exists, or release one that is free"
        }
        _ => "use the NAT gateways of another zone, or delete one that serves nothing",
    };
    Some(
        Diagnostic::new(&QUOTA_USED_UP, span, message)
            .about("quotas")
            .help(help)
            .help("or request a higher quota, and write what was granted as `Quotas`"),
    )
}
