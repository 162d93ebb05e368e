//! NAT gateways whose own subnet routes to them.

use netloom_diag::Diagnostic;
use netloom_network::{Known, TableChoice, Target};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A NAT gateway in a subnet whose route table sends packets to it.
    /// ### Why it matters
    /// What it sends on comes back to it, and nothing gets out. The stack is made without an error.
    /// ### Example
    /// A NAT gateway in the private subnet
    /// ### Instead
    /// The NAT gateway in a public subnet, one whose default route leads to the internet gateway.
    /// ### Source
    /// Amazon VPC User Guide, "Troubleshoot NAT gateways".
    NAT_IN_THE_SUBNET_IT_SERVES = ("CFN008", Error, "NAT gateway in the subnet it serves");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for nat in network.nat_gateways.values() {
        let subnet =
            nat.subnet.as_ref().and_then(Known::value).and_then(|id| network.subnets.get(id));
        let Some(TableChoice::Associated(table, _)) = subnet.map(|subnet| &subnet.route_table)
        else {
            continue;
        };
        let routes = network.route_tables.get(table).map_or(&[][..], |table| &table.routes);
        let own = Target::NatGateway(nat.id.clone());
        if let Some(route) = routes.iter().find(|route| route.target.value() == Some(&own)) {
            let message = format!(
                "NAT gateway `{}` is in a subnet that route `{}` sends to it",
                nat.id, route.name
            );
            findings.push(
                Diagnostic::new(&NAT_IN_THE_SUBNET_IT_SERVES, nat.span, message)
                    .also(route.span, "the route")
                    .help("put it into a subnet whose default route leads to the internet gateway"),
            );
        }
    }
    findings
}
