//! Routes for a part of the VPC that EC2 does not take.

use std::collections::BTreeSet;

use netloom_config::intent::GatewayId;
use netloom_diag::Diagnostic;
use netloom_plan::plan::{PlannedRoute, RouteTarget};

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route for addresses of the VPC itself to a transit gateway, a peering connection, or a gateway
    /// of the internet or the site.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back: more specific than the local route are only
    /// routes to a NAT gateway, an interface or an endpoint.
    /// ### Example
    /// `CidrBlock: 10.20.0.0/16` with `TransitGateway: {Id: tgw-0123456789abcdef0, Routes:
    /// [10.20.128.0/17]}`
    /// ### Instead
    /// `Routes: [10.0.0.0/8]`: the local route is the more specific one and stays.
    /// ### Source
    /// Amazon VPC User Guide, "Route tables", routes more specific than the local route.
    ROUTE_INSIDE_THE_VPC = ("NET087", Error, "route for a part of the VPC");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let routes = context.plan.route_tables.iter().flat_map(|table| &table.routes);
    let mut seen = BTreeSet::new();
    // One route of the config is one in each table.
    routes
        .filter(|route| is_refused(route) && seen.insert(route.origin.span()))
        .filter_map(|route| finding(context, route))
        .collect()
}

fn is_refused(route: &PlannedRoute) -> bool {
    matches!(
        &route.target,
        RouteTarget::Existing(
            GatewayId::TransitGateway(_)
                | GatewayId::Peering(_)
                | GatewayId::VpnGateway(_)
                | GatewayId::InternetGateway(_)
        )
    )
}

fn finding(context: &Context<'_>, route: &PlannedRoute) -> Option<Diagnostic> {
    let destination = route.destination;
    let vpc = context.vpc_blocks().iter().find(|block| block.value.contains(destination))?;
    let message = format!("the route to `{destination}` is for a part of the VPC `{}`", vpc.value);
    Some(
        Diagnostic::new(&ROUTE_INSIDE_THE_VPC, route.origin.span(), message)
            .also(vpc.span(), "the VPC")
            .about("route-table")
            .help("leave it out: what has an address of the VPC is reached by the local route")
            .help("or write a block that contains the VPC: the local route is then the longer one"),
    )
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    fn check(routes: &str, expected: &[&str]) {
        let transit = format!(
            "transit_gateway_id = tgw-0123456789abcdef0\ntransit_gateway_routes = {routes}\nssh_from"
        );
        check_ini("ssh_from", &transit, expected);
    }

    #[test]
    fn a_route_for_a_part_of_the_vpc_is_found_once() {
        check("10.0.128.0/17", &["NET087"]);
        check("10.0.0.0/16", &["NET087"]);
    }

    #[test]
    fn a_route_for_more_than_the_vpc_is_taken() {
        check("10.0.0.0/8, 192.168.0.0/16", &[]);
    }
}
