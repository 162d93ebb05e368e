//! Public NAT gateways in subnets that have no way to an internet gateway.

use netloom_diag::{Diagnostic, Severity};
use netloom_network::{Known, NatGateway, Route, RouteTable, Subnet, TableChoice, Target};

use super::super::attachments::attachments_to;
use super::super::context::Context;
use super::super::homes::Home;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public NAT gateway in a subnet whose route table has no route to an internet gateway, nor
    /// to anything else that could lead there. A warning where an output gives the subnet or the
    /// table away, so that another stack may add the route.
    /// ### Why it matters
    /// The stack is made without an error, and nothing behind the NAT gateway reaches the internet.
    /// ### Example
    /// A NAT gateway in a subnet with a table that has local routes only
    /// ### Instead
    /// The NAT gateway in a public subnet, one whose default route leads to the internet gateway.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateways", "Troubleshoot NAT gateways": the public subnet's
    /// route table has a default route to an internet gateway.
    NAT_IN_CLOSED_SUBNET = ("CFN034", Error, "NAT gateway in a subnet without a way to the \
                                        internet");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.network.nat_gateways.values().filter_map(|nat| finding(context, nat)).collect()
}

fn finding(context: &Context<'_>, nat: &NatGateway) -> Option<Diagnostic> {
    let network = context.network;
    let is_of_template =
        context.resource(nat.id.as_str()).is_some_and(|resource| resource.span == nat.span);
    let home = nat.subnet.as_ref().and_then(Known::value)?;
    let subnet =
        network.subnets.get(home).filter(|_| is_of_template && nat.is_public == Known::Is(true))?;
    let is_made =
        |id: &str| context.resource(id).is_some_and(|resource| context.is_certain(resource));
    if !is_made(subnet.id.as_str()) {
        return None;
    }
    // A VPC without an internet gateway is the greater fault, and has its own finding.
    let vpc = Home::Made(subnet.vpc.as_str().to_owned());
    if is_made(subnet.vpc.as_str()) && attachments_to(context, &vpc).is_empty() {
        return None;
    }
    let table = match &subnet.route_table {
        TableChoice::Associated(table, _) => Some(network.route_tables.get(table)?),
        TableChoice::Main => main_table(context, subnet)?,
        TableChoice::Unknown(_) => return None,
    };
    let leads_out = table.is_some_and(|table| {
        let is_open =
            table.beyond.is_some() || !is_made(table.id.as_str()) || !table.propagations.is_empty();
        // A subnet that leads to its own NAT gateway has a finding of its own.
        let own = Known::Is(Target::NatGateway(nat.id.clone()));
        is_open || table.routes.iter().any(|route| may_lead_out(route) || route.target == own)
    });
    if leads_out {
        return None;
    }
    let is_given_away = context.is_given_away(subnet.id.as_str())
        || table.is_some_and(|table| context.is_given_away(table.id.as_str()));
    let severity = if is_given_away { Severity::Warning } else { Severity::Error };
    let message = format!(
        "NAT gateway `{}` is in subnet `{}`, which has no way to the internet",
        nat.id, subnet.id
    );
    Some(
        Diagnostic::new(&NAT_IN_CLOSED_SUBNET, nat.span, message)
            .severity(severity)
            .also(
                table.map_or(subnet.span, |table| table.span),
                "no route here leads to an \
                                        internet gateway",
            )
            .help(
                "put it into a subnet whose default route leads to the internet gateway, or add \
                   that route",
            ),
    )
}

/// Returns the main table of a VPC that the template makes, if it has one with routes; nothing is
/// known of other VPCs'.
fn main_table<'n>(context: &Context<'n>, subnet: &Subnet) -> Option<Option<&'n RouteTable>> {
    let vpc = context.network.vpcs.get(&subnet.vpc).filter(|vpc| vpc.beyond.is_none())?;
    context.resource(vpc.id.as_str()).filter(|resource| context.is_certain(resource))?;
    Some(context.main_table(&subnet.vpc))
}

/// A firewall, an appliance or another network may pass packets on to an internet gateway.
fn may_lead_out(route: &Route) -> bool {
    match &route.target {
        Known::Unknown(_) => true,
        Known::Is(target) => {
            !matches!(target, Target::Local | Target::GatewayEndpoint(_) | Target::NatGateway(_))
        }
    }
}
