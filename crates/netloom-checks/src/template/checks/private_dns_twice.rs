//! Two endpoints that claim one private name.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Span};
use netloom_network::{EndpointKind, Id, Known};

use super::super::context::Context;
use super::super::ids::is_placeholder;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two interface endpoints of one VPC for one service, both with private names.
    /// ### Why it matters
    /// A name leads to one of them only; EC2 rejects the second.
    /// ### Example
    /// Two endpoints for `logs`, one per zone, each with `PrivateDnsEnabled: true`
    /// ### Instead
    /// One endpoint with a subnet in each zone.
    /// ### Source
    /// AWS PrivateLink guide, "Private DNS"; EC2 API, `CreateVpcEndpoint`.
    PRIVATE_DNS_TWICE = ("CFN014", Error, "one private name, two endpoints");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(&Id, &str), (&Id, Span)> = BTreeMap::new();
    let mut findings = Vec::new();
    for endpoint in context.network.endpoints.values() {
        let EndpointKind::Interface { private_dns: Known::Is(true), .. } = &endpoint.kind else {
            continue;
        };
        let (Known::Is(vpc), Known::Is(service)) = (&endpoint.vpc, &endpoint.service) else {
            continue;
        };
        // Two texts that are still to be filled in may become different ids.
        if [vpc.as_str(), service].into_iter().any(is_placeholder) {
            continue;
        }
        match first.get(&(vpc, service.as_str())) {
            Some((other, span)) => {
                let message = format!(
                    "endpoints `{other}` and `{}` both claim the name of `{service}`",
                    endpoint.id
                );
                findings.push(
                    Diagnostic::new(&PRIVATE_DNS_TWICE, endpoint.span, message)
                        .also(*span, "the first one")
                        .help(
                            "make it one endpoint with all subnets, or set `PrivateDnsEnabled: \
                               false` on one",
                        ),
                );
            }
            None => {
                first.insert((vpc, service), (&endpoint.id, endpoint.span));
            }
        }
    }
    findings
}
