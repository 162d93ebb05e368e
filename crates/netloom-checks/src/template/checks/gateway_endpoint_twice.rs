//! Route tables that two gateway endpoints of one service are for.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::{Endpoint, EndpointKind, Id, Known};

use super::super::context::Context;
use super::super::ids::is_placeholder;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two gateway endpoints of one service, S3 or DynamoDB, that name one route table.
    /// ### Why it matters
    /// An endpoint puts a route for the service's prefix list into the table, and a table has one
    /// route for a destination. EC2 rejects the second endpoint (`RouteAlreadyExists`), and the
    /// stack is rolled back.
    /// ### Example
    /// Two endpoints for `s3`, each with `RouteTableIds: [!Ref PrivateTable]`
    /// ### Instead
    /// One endpoint that names all tables.
    /// ### Source
    /// AWS PrivateLink guide, "Gateway endpoints": one endpoint route for a service in a route
    /// table; EC2 API, error code `RouteAlreadyExists`.
    GATEWAY_ENDPOINT_TWICE = ("CFN071", Error, "two gateway endpoints for one route table");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<(&str, &Id), &Endpoint> = BTreeMap::new();
    // Facts may show the endpoint that an earlier version of the stack made.
    let endpoints = context.network.endpoints.values();
    let endpoints = endpoints.filter(|endpoint| context.is_made(&endpoint.id));
    for endpoint in endpoints {
        let (EndpointKind::Gateway { route_tables }, Known::Is(service)) =
            (&endpoint.kind, &endpoint.service)
        else {
            continue;
        };
        for table in route_tables.iter().filter_map(Known::value) {
            if [table.as_str(), service].into_iter().any(is_placeholder) {
                continue;
            }
            let other = *first.entry((service, table)).or_insert(endpoint);
            // One that names a table twice gets one route.
            if other.id == endpoint.id {
                continue;
            }
            let message = format!(
                "`{}` and `{}` are both gateway endpoints of `{service}` for `{table}`",
                other.id, endpoint.id
            );
            findings.push(
                Diagnostic::new(&GATEWAY_ENDPOINT_TWICE, endpoint.span, message)
                    .also(other.span, "the first one")
                    .help(format!("remove `{table}` from one of them")),
            );
        }
    }
    findings
}
