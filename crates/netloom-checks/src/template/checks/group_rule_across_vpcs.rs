//! Rules of security groups that name a group of a VPC which nothing connects.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::{Home, home_of, homes_of_value};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A rule of a security group that names a group of another VPC, in a template that connects no
    /// VPCs.
    /// ### Why it matters
    /// EC2 knows a group of another VPC only over a peering connection or a transit gateway, and
    /// otherwise refuses the rule: `InvalidGroup.NotFound`.
    /// ### Example
    /// `SourceSecurityGroupId: !Ref OtherGroup` with `OtherGroup` in `OtherVpc`
    /// ### Instead
    /// A group of the same VPC, or the other VPC's block as `CidrIp` once the VPCs are connected.
    /// ### Source
    /// Amazon VPC User Guide, "Security group referencing"; Amazon VPC Peering Guide, "Update your
    /// security groups to reference peer security groups".
    GROUP_RULE_ACROSS_VPCS = ("CFN057", Error, "rule for a group of another VPC");
}

/// Where rules name groups: the type, the place of the group itself (empty for rules inside one),
/// and the places of rules.
const RULES: [(&str, &str, &[&str]); 3] = [
    (
        "AWS::EC2::SecurityGroup",
        "",
        &[
            "SecurityGroupIngress[].SourceSecurityGroupId",
            "SecurityGroupEgress[].DestinationSecurityGroupId",
        ],
    ),
    ("AWS::EC2::SecurityGroupIngress", "GroupId", &["SourceSecurityGroupId"]),
    ("AWS::EC2::SecurityGroupEgress", "GroupId", &["DestinationSecurityGroupId"]),
];

/// What connects VPCs with each other.
const CONNECTIONS: [&str; 4] = [
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
    "AWS::NetworkManager::VpcAttachment",
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let is_connected = CONNECTIONS.iter().any(|kind| context.of_kind(kind).next().is_some());
    if is_connected || !context.document.not_understood.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (kind, group, places) in RULES {
        for resource in context.of_kind(kind) {
            let own: Vec<Home> = match group {
                "" => home_of(context, resource).into_iter().collect(),
                place => values_at(&resource.properties, place)
                    .into_iter()
                    .flat_map(|node| homes_of_value(context, node))
                    .collect(),
            };
            let nodes = places.iter().flat_map(|place| values_at(&resource.properties, place));
            findings.extend(nodes.filter_map(|node| finding(context, resource, &own, node)));
        }
    }
    findings
}

/// Only what the stack makes itself is certainly not connected by anything else.
fn finding(
    context: &Context<'_>,
    resource: &ResourceEntry,
    own: &[Home],
    node: &Node,
) -> Option<Diagnostic> {
    let others = homes_of_value(context, node);
    let is_lone = |home: &Home| matches!(home, Home::Made(id) if !context.is_handed_on(id));
    let is_apart = own.iter().all(|home| others.iter().all(|other| home.differs_from(other)));
    let is_certain = own.iter().chain(&others).any(is_lone) && is_apart;
    let (home, other) = (own.first()?, others.first().filter(|_| is_certain)?);
    let name = node.as_reference().map(|reference| reference.id.as_str()).unwrap_or_default();
    let message = format!(
        "a rule of `{}` names `{name}` of {}, expected a group of {}",
        resource.id,
        other.in_words(),
        home.in_words()
    );
    let finding = Diagnostic::new(&GROUP_RULE_ACROSS_VPCS, node.span, message);
    Some(finding.help(format!("name a group of {}, or connect the VPCs", home.in_words())))
}
