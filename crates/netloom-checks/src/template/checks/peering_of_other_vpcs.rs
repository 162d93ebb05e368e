//! Routes to peering connections that do not connect their VPC.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::{home_of, vpc_of_value};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to a peering connection between two VPCs, in a route table of a third one.
    /// ### Why it matters
    /// A peering connection carries what the two VPCs send each other, and nothing for others. EC2
    /// rejects the route, and the stack is rolled back.
    /// ### Example
    /// A peering connection between `Hub` and `Storage`, and a route to it in a table of `Compute`
    /// ### Instead
    /// A peering connection between `Compute` and `Storage`, or a transit gateway for all of them.
    /// ### Source
    /// Amazon VPC Peering Guide, "Update your route tables for a VPC peering connection" and "VPC
    /// peering limitations": no transitive peering. Amazon EC2 API, `CreateRoute`, error
    /// `InvalidParameterValue`: "route table … and network gateway … belong to different networks",
    /// as hashicorp/terraform#2185 quotes it.
    PEERING_OF_OTHER_VPCS = ("CFN082", Error, "route to a peering connection of other VPCs");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.of_kind("AWS::EC2::Route").filter_map(|route| finding(context, route)).collect()
}

fn finding(context: &Context<'_>, route: &ResourceEntry) -> Option<Diagnostic> {
    let target = route.properties.get("VpcPeeringConnectionId")?;
    let peering = context.resource_of(target)?;
    if peering.kind != "AWS::EC2::VPCPeeringConnection" {
        return None;
    }
    let end = |key: &str| vpc_of_value(context, peering.properties.get(key)?);
    let (requester, accepter) = (end("VpcId")?, end("PeerVpcId")?);
    let table = context.resource_of(route.properties.get("RouteTableId")?)?;
    let home = home_of(context, table)?;
    if !home.differs_from(&requester) || !home.differs_from(&accepter) {
        return None;
    }
    let message = format!(
        "route `{}` of {} leads to `{}`, which connects {} and {}",
        route.id,
        home.in_words(),
        peering.id,
        requester.in_words(),
        accepter.in_words()
    );
    let finding = Diagnostic::new(&PEERING_OF_OTHER_VPCS, target.span, message);
    let help = format!("write a peering connection of {}", home.in_words());
    Some(finding.also(peering.span, "the peering connection").help(help))
}
