//! IPv4 routes to egress-only internet gateways.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::{Family, parse_block};
use netloom_template::Node;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route for an IPv4 block whose target is an egress-only internet gateway.
    /// ### Why it matters
    /// Such a gateway carries IPv6 only. EC2 rejects the route, and the stack is rolled back.
    /// ### Example
    /// `DestinationCidrBlock: 0.0.0.0/0` with `EgressOnlyInternetGatewayId`
    /// ### Instead
    /// `DestinationIpv6CidrBlock: ::/0`; a NAT gateway for IPv4.
    /// ### Source
    /// EC2 API, `CreateRoute`, `EgressOnlyInternetGatewayId`: IPv6 traffic only; Amazon VPC User
    /// Guide, "Egress-only internet gateways".
    IPV4_BY_EGRESS_ONLY_GATEWAY = ("CFN068", Error, "IPv4 route to an egress-only gateway");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        let properties = &route.properties;
        let Some(entry) = properties.entry("DestinationCidrBlock") else { continue };
        let is_ipv4 =
            entry.node.as_text().and_then(|text| parse_block(&text)).is_some_and(|(block, _)| {
                !block.is_empty() && block.is_subset(&Family::Ipv4.everything())
            });
        let mut targets = ["EgressOnlyInternetGatewayId", "GatewayId"]
            .into_iter()
            .filter_map(|key| properties.get(key))
            .filter(|node| is_egress_only(context, node));
        let (Some(target), true) = (targets.next(), is_ipv4) else { continue };
        let block = entry.node.as_text().unwrap_or_default();
        let message = format!(
            "route `{}` for `{block}` leads to an egress-only internet gateway, which carries \
             IPv6 only",
            route.id
        );
        findings.push(
            Diagnostic::new(&IPV4_BY_EGRESS_ONLY_GATEWAY, target.span, message)
                .help("write `DestinationIpv6CidrBlock: ::/0`, or the id of a NAT gateway"),
        );
    }
    findings
}

fn is_egress_only(context: &Context<'_>, node: &Node) -> bool {
    match context.resource_of(node) {
        Some(gateway) => gateway.kind == "AWS::EC2::EgressOnlyInternetGateway",
        None => node.as_text().is_some_and(|id| id.starts_with("eigw-")),
    }
}
