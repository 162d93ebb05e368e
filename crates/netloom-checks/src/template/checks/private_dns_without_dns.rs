//! Endpoints with private names in a VPC that does not look up names.

use netloom_diag::Diagnostic;
use netloom_network::{EndpointKind, Known};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface endpoint with `PrivateDnsEnabled: true` in a VPC without `EnableDnsSupport` and
    /// `EnableDnsHostnames`.
    /// ### Why it matters
    /// EC2 rejects the endpoint, and the stack is rolled back. `EnableDnsHostnames` is off unless
    /// the template says otherwise.
    /// ### Example
    /// `EnableDnsHostnames` left out
    /// ### Instead
    /// `EnableDnsSupport: true` and `EnableDnsHostnames: true`
    /// ### Source
    /// AWS PrivateLink guide, "Private DNS", prerequisites; AWS CloudFormation User Guide,
    /// `AWS::EC2::VPC`.
    PRIVATE_DNS_WITHOUT_DNS = ("CFN013", Error, "private names without DNS");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for endpoint in network.endpoints.values() {
        let EndpointKind::Interface { private_dns: Known::Is(true), .. } = &endpoint.kind else {
            continue;
        };
        let Some(vpc) = endpoint.vpc.value().and_then(|id| network.vpcs.get(id)) else { continue };
        let switches =
            [(&vpc.dns_support, "EnableDnsSupport"), (&vpc.dns_hostnames, "EnableDnsHostnames")];
        for (_, switch) in switches.into_iter().filter(|(value, _)| value.value() == Some(&false)) {
            let message = format!(
                "endpoint `{}` has private names, and `{}` has `{switch}` off",
                endpoint.id, vpc.id
            );
            findings.push(
                Diagnostic::new(&PRIVATE_DNS_WITHOUT_DNS, endpoint.span, message)
                    .also(vpc.span, "the VPC")
                    .help(format!("add `{switch}: true` to `{}`", vpc.id)),
            );
        }
    }
    findings
}
