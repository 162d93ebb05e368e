//! Networks and fleets beyond the account's quotas.

use netloom_config::Dialect;
use netloom_diag::counting::grouped;
use netloom_diag::{Diagnostic, Span};
use netloom_net::quotas::Quota;

use crate::context::Context;
use crate::quota_needs::{Part, parts_of};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A network, or a fleet that runs as a whole, that needs more than a quota of the account: Elastic
    /// IP addresses and network interfaces of a region, units of network address usage, interface
    /// endpoints and subnets of a VPC. The quotas are the defaults of AWS as of 2026-11, unless the
    /// config says that the account was granted more.
    /// ### Why it matters
    /// The stack fails, or launches fail with `NetworkInterfaceLimitExceeded` or
    /// `NetworkAddressUsageLimitExceeded` as soon as the fleet has grown so far.
    /// ### Example
    /// 200 nodes of `p5.48xlarge` with EFA, which have 33 interfaces each
    /// ### Instead
    /// A request for a higher quota, and `Quotas: {NetworkInterfaces: 10000}` once it is granted.
    /// ### Source
    /// Amazon VPC User Guide, "Amazon VPC quotas" and "Network Address Usage for your VPC".
    BEYOND_QUOTA = ("NET085", Warning, "more than a quota of the account");
}

/// How many parts of a count a finding lists.
const MAX_LISTED: usize = 8;

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    Quota::ALL.into_iter().filter_map(|quota| finding(context, quota)).collect()
}

fn finding(context: &Context<'_>, quota: Quota) -> Option<Diagnostic> {
    let granted = context.intent.network.further.quotas.get(&quota);
    let most = granted.map_or(quota.default_value(), |granted| granted.value);
    let mut parts = parts_of(quota, context.intent, context.plan);
    let needed = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.count));
    if needed <= most {
        return None;
    }
    let of = if granted.is_some() { "has" } else { "has by default" };
    let message = format!(
        "the network and its nodes can need {} {}, and the account {of} {}",
        grouped(needed),
        quota.in_words(),
        grouped(most)
    );
    parts.sort_by_key(|part| std::cmp::Reverse(part.count));
    let n_more = parts.len().saturating_sub(MAX_LISTED);
    let mut finding = Diagnostic::new(&BEYOND_QUOTA, span_of(context, quota), message);
    for Part { what, count } in parts.into_iter().take(MAX_LISTED) {
        finding = finding.note(format!("{}: {what}", grouped(count)));
    }
    if n_more > 0 {
        finding = finding.note(format!("and {n_more} smaller parts"));
    }
    let key = match context.intent.dialect {
        Dialect::V3Yaml => format!("`Quotas: {{{}: {needed}}}` under `Network`", quota.key()),
        Dialect::V2Ini => format!("`quotas = {}={needed}` in `[vpc …]`", quota.word()),
    };
    Some(
        finding
            .about("quotas")
            .help(format!("request a higher quota, and write what was granted, such as {key}")),
    )
}

/// Returns the place that a finding points to: what was granted, else the whole network.
fn span_of(context: &Context<'_>, quota: Quota) -> Span {
    let granted = context.intent.network.further.quotas.get(&quota);
    granted.map_or(context.intent.network.span, |granted| granted.span())
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    const FLEET: &str = "          InstanceType: c5.xlarge\n          MaxCount: 50\n      \
                         Networking:\n        SubnetIds: [compute]\nNetwork:\n  CidrBlock: \
                         10.0.0.0/16\n  Subnets:\n    - Name: head\n      Kind: public\n    - \
                         Name: compute\n";

    fn check(n_nodes: u32, quotas: &str, expected: &[&str]) {
        let fleet = format!(
            "          InstanceType: p5.48xlarge\n          MaxCount: {n_nodes}\n          Efa: \
             {{Enabled: true}}\n      Networking:\n        SubnetIds: [compute]\n        \
             PlacementGroup: {{Enabled: true}}\nNetwork:\n{quotas}  CidrBlock: \
             10.0.0.0/16\n  Subnets:\n    - Name: head\n      Kind: public\n    - Name: \
             compute\n      CidrBlock: 10.0.32.0/19\n"
        );
        check_yaml(FLEET, &fleet, expected);
    }

    #[test]
    fn interfaces_beyond_the_default_are_found_until_more_are_granted() {
        // 33 interfaces each, one for the head node and one for the NAT gateway.
        check(151, "", &[]);
        check(152, "", &["NET085"]);
        check(152, "  Quotas: {NetworkInterfaces: 5018}\n", &[]);
        check(152, "  Quotas: {NetworkInterfaces: 5017}\n", &["NET085"]);
        check(2, "  Quotas: {ElasticIps: 1}\n", &["NET085"]);
        check(2, "  Quotas: {ElasticIps: 2}\n", &[]);
    }

    #[test]
    fn usage_of_addresses_counts_six_units_for_a_gateway() {
        let quotas = |usage: u64| {
            format!("  Quotas: {{NetworkInterfaces: 100000, NetworkAddressUsage: {usage}}}\n")
        };
        check(200, &quotas(200 * 33 + 1 + 6), &[]);
        check(200, &quotas(200 * 33 + 6), &["NET085"]);
    }
}
