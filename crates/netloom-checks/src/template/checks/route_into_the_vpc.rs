//! Routes for a part of the VPC, or for addresses that no route can have.

use netloom_diag::Diagnostic;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::reserved_for_aws_services;
use netloom_network::{Destination, Id, Known, Network, Route, RouteTable, Target};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route more specific than the VPC's local route whose destination is not the whole block of
    /// a subnet or whose target is none that EC2 takes there; a route for exactly a block of the
    /// VPC; or a route into 169.254.168.0/22.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back.
    /// ### Example
    /// `DestinationCidrBlock: 10.0.1.0/24` to the internet gateway in VPC 10.0.0.0/16
    /// ### Instead
    /// Leave it to the local route; to send a subnet's traffic through an appliance, route the
    /// subnet's whole block to its interface. Only `aws ec2 replace-route` gives the local route
    /// itself another target: each table is created with it, so a stack cannot create it again.
    /// ### Source
    /// Amazon VPC User Guide, "Route tables", routes more specific than the local route; reserved
    /// for use by AWS services; "Replace or restore the target for a local route". EC2 API,
    /// `CreateRoute`: `RouteAlreadyExists`, as in hashicorp/terraform-provider-aws, issue 23866.
    ROUTE_INTO_THE_VPC = ("CFN010", Error, "route that EC2 does not take");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for table in network.route_tables.values() {
        for route in &table.routes {
            let Known::Is(Destination::Block(block, len)) = &route.destination else { continue };
            if *len > 0 && block.is_subset(&reserved_for_aws_services()) {
                let message = format!(
                    "route `{}` is for addresses that AWS keeps for its services",
                    route.name
                );
                findings.push(
                    Diagnostic::new(&ROUTE_INTO_THE_VPC, route.span, message)
                        .help("remove the route"),
                );
                continue;
            }
            let Some(local) = local_block(network, table, block) else { continue };
            // In facts it is the local route, with another target.
            if *block == local && route.target != Known::Is(Target::Local) {
                let is_of_template = context.document.has_place(route.span);
                findings.extend(is_of_template.then(|| the_local_route(route)));
                continue;
            }
            let is_taken = match &route.target {
                Known::Is(
                    Target::Interface(_)
                    | Target::NatGateway(_)
                    | Target::Firewall(..)
                    | Target::Other(_),
                ) => is_a_subnet(network, &table.vpc, block),
                Known::Is(Target::Local) | Known::Unknown(_) => true,
                Known::Is(_) => false,
            };
            if !is_taken {
                let message = format!(
                    "route `{}` is for a part of the VPC, which EC2 does not take",
                    route.name
                );
                findings.push(Diagnostic::new(&ROUTE_INTO_THE_VPC, route.span, message).help(
                    "remove it, or route the whole block of a subnet to an interface or \
                               a NAT gateway",
                ));
            }
        }
    }
    findings
}

fn the_local_route(route: &Route) -> Diagnostic {
    let message =
        format!("route `{}` is for a whole block of the VPC, as the local route is", route.name);
    Diagnostic::new(&ROUTE_INTO_THE_VPC, route.span, message).help(
        "remove it, or give the local route its target with `aws ec2 replace-route` once the stack \
         is created",
    )
}

fn local_block(network: &Network, table: &RouteTable, block: &RangeSet) -> Option<RangeSet> {
    let vpc = network.vpcs.get(&table.vpc)?;
    vpc.blocks.iter().filter_map(Known::value).find(|local| block.is_subset(local)).cloned()
}

fn is_a_subnet(network: &Network, vpc: &Id, block: &RangeSet) -> bool {
    network.subnets.values().any(|subnet| subnet.vpc == *vpc && subnet.block.value() == Some(block))
}
