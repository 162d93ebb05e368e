//! Gateway Load Balancer endpoints in several subnets.

use std::collections::BTreeSet;

use netloom_diag::Diagnostic;

use super::super::context::{Context, identity, text};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A Gateway Load Balancer endpoint with more than one subnet.
    /// ### Why it matters
    /// Such an endpoint has one interface. EC2 rejects it with more subnets.
    /// ### Example
    /// `VpcEndpointType: GatewayLoadBalancer` with `SubnetIds: [!Ref A, !Ref B]`
    /// ### Instead
    /// An endpoint for each subnet, and in each zone a route table that leads to its own one.
    /// ### Source
    /// EC2 API, `CreateVpcEndpoint`, `SubnetIds`: only one subnet for a Gateway Load Balancer
    /// endpoint.
    TWO_SUBNETS_OF_FIREWALL_ENDPOINT = ("CFN075", Error, "gateway load balancer endpoint with two \
                                       subnets");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for endpoint in context.of_kind("AWS::EC2::VPCEndpoint") {
        if text(endpoint, "VpcEndpointType").as_deref() != Some("GatewayLoadBalancer") {
            continue;
        }
        let mut known = BTreeSet::new();
        let second = values_at(&endpoint.properties, "SubnetIds[]")
            .into_iter()
            .filter_map(|node| Some((node, identity(Some(node))?)))
            .find(|(_, subnet)| known.insert(subnet.clone()) && known.len() > 1);
        if let Some((node, _)) = second {
            let message = format!(
                "gateway load balancer endpoint `{}` has two subnets, expected one",
                endpoint.id
            );
            findings.push(
                Diagnostic::new(&TWO_SUBNETS_OF_FIREWALL_ENDPOINT, node.span, message)
                    .help("remove it, and add an endpoint of its own for it"),
            );
        }
    }
    findings
}
