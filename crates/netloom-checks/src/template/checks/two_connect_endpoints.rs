//! VPCs with two EC2 Instance Connect Endpoints.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::{Home, home_of};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two EC2 Instance Connect Endpoints in one VPC.
    /// ### Why it matters
    /// The quota is one for a VPC. EC2 rejects the second one, unless the quota was raised.
    /// ### Example
    /// An `AWS::EC2::InstanceConnectEndpoint` in each of two subnets of a VPC
    /// ### Instead
    /// One endpoint: it leads to every instance of the VPC.
    /// ### Source
    /// Amazon EC2 User Guide, "Quotas for EC2 Instance Connect Endpoint".
    TWO_CONNECT_ENDPOINTS = ("CFN072", Warning, "two Instance Connect Endpoints in one VPC");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<Home, &ResourceEntry> = BTreeMap::new();
    let endpoints = context.of_kind("AWS::EC2::InstanceConnectEndpoint");
    for endpoint in endpoints.filter(|endpoint| context.is_certain(endpoint)) {
        let Some(vpc) = home_of(context, endpoint) else { continue };
        let other = *first.entry(vpc.clone()).or_insert(endpoint);
        if other.id == endpoint.id {
            continue;
        }
        let message = format!(
            "`{}` and `{}` are Instance Connect Endpoints of {}, expected one",
            other.id,
            endpoint.id,
            vpc.in_words()
        );
        findings.push(
            Diagnostic::new(&TWO_CONNECT_ENDPOINTS, endpoint.span, message)
                .also(other.span, "the first one")
                .help("remove one of them; the other one leads to every instance of the VPC"),
        );
    }
    findings
}
