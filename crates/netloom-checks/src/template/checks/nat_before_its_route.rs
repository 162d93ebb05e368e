//! NAT gateways that may be made before their subnet leads anywhere.

use std::collections::BTreeSet;

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, reference};
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A NAT gateway that does not wait for the default route of its subnet.
    /// ### Why it matters
    /// It is made and works only once the route is there; what starts in between has no way out. On
    /// deletion the route can go first and cut off what still needs it.
    /// ### Example
    /// `AWS::EC2::NatGateway` with no `DependsOn`
    /// ### Instead
    /// `DependsOn: PublicDefaultRoute`
    /// ### Source
    /// Amazon VPC User Guide, "Create a NAT gateway"; AWS CloudFormation User Guide, "DependsOn
    /// attribute".
    NAT_BEFORE_ITS_ROUTE = ("CFN003", Info, "NAT gateway that may come before its route");
}

const RULE: WaitRule = WaitRule {
    code: &NAT_BEFORE_ITS_ROUTE,
    kinds: &["AWS::EC2::NatGateway"],
    noun: "NAT gateway",
    needs: routes_of_its_subnet,
    does: "is the way out of its subnet",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn routes_of_its_subnet<'a>(
    context: &'a Context<'_>,
    nat: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let Some(subnet) = reference(nat, "SubnetId") else { return Vec::new() };
    // A set: under conditions a subnet may be associated with one table in several ways.
    let tables: BTreeSet<&str> = context
        .referring("AWS::EC2::SubnetRouteTableAssociation", "SubnetId", subnet)
        .filter_map(|association| reference(association, "RouteTableId"))
        .collect();
    tables
        .into_iter()
        .flat_map(|table| context.referring("AWS::EC2::Route", "RouteTableId", table))
        .filter(|route| route.properties.get("GatewayId").is_some())
        .collect()
}
