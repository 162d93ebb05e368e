//! NAT gateways that may be made before their subnet leads anywhere.

use netloom_diag::Diagnostic;

use super::super::context::{Context, reference, refers_to};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A NAT gateway that does not wait for the default route of its subnet.
    /// ### Why it matters
    /// It is made and works only once the route is there; what starts in between has no way out. On deletion the route
    /// can go first and cut off what still needs it.
    /// ### Example
    /// `AWS::EC2::NatGateway` with no `DependsOn`
    /// ### Instead
    /// `DependsOn: PublicDefaultRoute`
    /// ### Source
    /// Amazon VPC User Guide, "Create a NAT gateway"; AWS CloudFormation User Guide, "DependsOn attribute".
    NAT_BEFORE_ITS_ROUTE = ("CFN003", Info, "NAT gateway that may come before its route");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for nat in context.of_kind("AWS::EC2::NatGateway") {
        let Some(subnet) = reference(nat, "SubnetId") else { continue };
        let associations = context.of_kind("AWS::EC2::SubnetRouteTableAssociation");
        let tables: Vec<&str> = associations
            .filter(|association| refers_to(association.properties.get("SubnetId"), subnet))
            .filter_map(|association| reference(association, "RouteTableId"))
            .collect();
        let routes: Vec<_> = context
            .of_kind("AWS::EC2::Route")
            .filter(|route| reference(route, "RouteTableId").is_some_and(|table| tables.contains(&table)))
            .filter(|route| route.properties.get("GatewayId").is_some())
            .collect();
        let Some(route) = routes.first() else { continue };
        if !routes.iter().any(|route| context.is_before(&route.id, &nat.id)) {
            let message = format!("NAT gateway `{}` does not wait for route `{}` of its subnet", nat.id, route.id);
            findings.push(
                Diagnostic::new(&NAT_BEFORE_ITS_ROUTE, nat.span, message)
                    .help(format!("add `DependsOn: {}` to `{}`", route.id, nat.id)),
            );
        }
    }
    findings
}
