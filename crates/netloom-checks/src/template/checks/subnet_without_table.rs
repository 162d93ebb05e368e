//! Subnets that are associated with no route table although the template has some.

use netloom_diag::Diagnostic;
use netloom_network::{Id, TableChoice};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet that no association gives a route table, in a template that has route tables.
    /// ### Why it matters
    /// The subnet then has the VPC's main table, which leads to the VPC itself only. No template
    /// makes routes in it.
    /// ### Example
    /// A private route table with its NAT route, and no `AWS::EC2::SubnetRouteTableAssociation` for
    /// the subnet
    /// ### Instead
    /// `AWS::EC2::SubnetRouteTableAssociation` for every subnet; a table without routes for those
    /// that shall have none.
    /// ### Source
    /// Amazon VPC User Guide, "Route tables", main route table.
    SUBNET_WITHOUT_TABLE = ("CFN011", Warning, "subnet without a route table");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let tables: Vec<&str> =
        context.of_kind("AWS::EC2::RouteTable").map(|table| table.id.as_str()).collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for subnet in context.of_kind("AWS::EC2::Subnet") {
        let known = context.network.subnets.get(&Id::new(subnet.id.clone()));
        if known.is_some_and(|known| known.route_table == TableChoice::Main) {
            let message =
                format!("subnet `{}` has no route table, so only the VPC's main one", subnet.id);
            findings.push(
                Diagnostic::new(&SUBNET_WITHOUT_TABLE, subnet.span, message)
                    .help("add an `AWS::EC2::SubnetRouteTableAssociation` for it"),
            );
        }
    }
    findings
}
