//! Two routes for one destination in one table.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;

use super::super::context::{Context, identity};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two routes of one table that are for the same destination, such as two default routes.
    /// ### Why it matters
    /// A table has one route per destination. The second one fails, and the stack is rolled back;
    /// with conditions it may be the other one each time.
    /// ### Example
    /// `0.0.0.0/0` to the internet gateway and `0.0.0.0/0` to the NAT gateway in one table
    /// ### Instead
    /// One table for public subnets and one for private ones.
    /// ### Source
    /// EC2 API, `CreateRoute`: `RouteAlreadyExists`.
    ROUTE_TWICE = ("CFN009", Error, "two routes for one destination");
}

const DESTINATIONS: [&str; 3] =
    ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(String, String), (&str, netloom_diag::Span)> = BTreeMap::new();
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        // Under a condition, only one of the two may be made.
        if !matches!(route.presence, netloom_template::Presence::Always) {
            continue;
        }
        let Some(table) = identity(route.properties.get("RouteTableId")) else { continue };
        let destination =
            DESTINATIONS.iter().find_map(|property| identity(route.properties.get(property)));
        let Some(destination) = destination else { continue };
        match first.get(&(table.clone(), destination.clone())) {
            Some((other, span)) => {
                let message = format!(
                    "routes `{other}` and `{}` are both for `{destination}` in one table",
                    route.id
                );
                findings.push(
                    Diagnostic::new(&ROUTE_TWICE, route.span, message)
                        .also(*span, "the first one")
                        .help("remove one of them, or give them tables of their own"),
                );
            }
            None => {
                first.insert((table, destination), (&route.id, route.span));
            }
        }
    }
    findings
}
