//! Gateway endpoints that leave out a table whose subnets would use them.

use netloom_diag::Diagnostic;
use netloom_network::{
    Destination, EndpointKind, Id, Known, Network, RouteTable, TableChoice, Target,
};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A gateway endpoint that is not in the table of a subnet that reaches the service by NAT or
    /// not at all.
    /// ### Why it matters
    /// Without a NAT gateway the nodes do not reach the service. With one, each byte from S3 is
    /// paid for at the NAT gateway.
    /// ### Example
    /// An endpoint for S3 in the public table only
    /// ### Instead
    /// `RouteTableIds` with every table of private subnets.
    /// ### Source
    /// AWS PrivateLink guide, "Gateway endpoints", routing.
    ENDPOINT_MISSES_PRIVATE_TABLE = ("CFN012", Warning, "gateway endpoint that misses a table");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for endpoint in network.endpoints.values() {
        let (EndpointKind::Gateway { route_tables }, Known::Is(vpc), Known::Is(service)) =
            (&endpoint.kind, &endpoint.vpc, &endpoint.service)
        else {
            continue;
        };
        // One with subnets was meant to be an interface endpoint.
        let resource = context.resource(endpoint.id.as_str());
        if resource.is_some_and(|resource| resource.properties.get("SubnetIds").is_some()) {
            continue;
        }
        // A list with a part that is not known may hold any table.
        if route_tables.iter().any(|table| table.value().is_none()) {
            continue;
        }
        let listed: Vec<&Id> = route_tables.iter().filter_map(Known::value).collect();
        let tables = network
            .route_tables
            .values()
            .filter(|table| table.vpc == *vpc && table.beyond.is_none());
        for table in tables
            .filter(|table| is_used(network, table))
            .filter(|table| !listed.contains(&&table.id) && !leads_out(table))
        {
            let message = format!(
                "endpoint `{}` for `{service}` is not in table `{}`",
                endpoint.id, table.id
            );
            findings.push(
                Diagnostic::new(&ENDPOINT_MISSES_PRIVATE_TABLE, endpoint.span, message)
                    .also(table.span, "the table")
                    .help(format!("add `!Ref {}` to its `RouteTableIds`", table.id)),
            );
        }
    }
    findings
}

fn is_used(network: &Network, table: &RouteTable) -> bool {
    network.subnets.values().any(
        |subnet| matches!(&subnet.route_table, TableChoice::Associated(id, _) if *id == table.id),
    )
}

/// Whether the table leads to the internet by itself, where the endpoint saves nothing.
fn leads_out(table: &RouteTable) -> bool {
    table.routes.iter().any(|route| {
        matches!(&route.destination, Known::Is(Destination::Block(_, 0)))
            && matches!(&route.target, Known::Is(Target::InternetGateway(_)))
    })
}
