//! NAT gateways that may be made before their subnet leads anywhere.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, reference, refers_to};
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
    let tables: Vec<&str> = context
        .of_kind("AWS::EC2::SubnetRouteTableAssociation")
        .filter(|association| refers_to(association.properties.get("SubnetId"), subnet))
        .filter_map(|association| reference(association, "RouteTableId"))
        .collect();
    context
        .of_kind("AWS::EC2::Route")
        .filter(|route| {
            reference(route, "RouteTableId").is_some_and(|table| tables.contains(&table))
        })
        .filter(|route| route.properties.get("GatewayId").is_some())
        .collect()
}
