//! Interface endpoints, attachments, firewalls and classic load balancers with two subnets in one
//! zone.

use netloom_diag::Diagnostic;

use super::super::context::Context;
use super::super::paths::values_at;
use super::super::zones::{pair_in_one_zone, zone_of};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface endpoint, a transit gateway attachment, a network firewall or a classic load
    /// balancer that names two subnets of one zone.
    /// ### Why it matters
    /// AWS takes one per zone and refuses the second.
    /// ### Example
    /// `SubnetIds: [!Ref ComputeA1, !Ref ComputeA2]`, both in `euw1-az1`
    /// ### Instead
    /// One subnet per zone; the endpoint serves the whole VPC.
    /// ### Source
    /// AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint", subnets and
    /// Availability Zones; EC2 API, `CreateTransitGatewayVpcAttachment`, `SubnetIds`; Elastic Load
    /// Balancing API, version 2012-06-01, `CreateLoadBalancer`, `Subnets`: one per Availability
    /// Zone.
    ENDPOINT_SUBNETS_IN_ONE_ZONE = ("CFN016", Error, "endpoint with two subnets in one zone");
}

/// What takes one subnet per zone, with the word for it and where its subnets stand.
const ONE_PER_ZONE: &[(&str, &str, &str)] = &[
    ("AWS::EC2::VPCEndpoint", "endpoint", "SubnetIds[]"),
    ("AWS::EC2::TransitGatewayAttachment", "attachment", "SubnetIds[]"),
    ("AWS::EC2::TransitGatewayVpcAttachment", "attachment", "SubnetIds[]"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "load balancer", "Subnets[]"),
    ("AWS::NetworkFirewall::Firewall", "firewall", "SubnetMappings[].SubnetId"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, noun, path) in ONE_PER_ZONE {
        for resource in context.of_kind(kind) {
            let nodes = values_at(&resource.properties, path).into_iter();
            let subnets: Vec<_> = nodes
                .filter_map(|node| zone_of(context, node).map(|(name, zone)| (node, name, zone)))
                .collect();
            let Some((other, (_, name, zone))) = pair_in_one_zone(&subnets) else { continue };
            let message = format!(
                "{noun} `{}` has `{other}` and `{name}` in {}",
                resource.id,
                zone.in_words()
            );
            findings.push(
                Diagnostic::new(&ENDPOINT_SUBNETS_IN_ONE_ZONE, resource.span, message)
                    .help(format!("remove `{name}` from its subnets")),
            );
        }
    }
    findings
}
