//! Route tables of gateways with routes that such a table cannot have.

use netloom_diag::Diagnostic;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, to_blocks};
use netloom_network::{Destination, Known, Route, RouteTable};
use netloom_template::ResourceEntry;

use super::super::context::{Context, reference};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route table that is associated with an internet gateway or a virtual private gateway and
    /// has a route for addresses outside its VPC, for a prefix list, or to anything but an
    /// interface or the endpoint of a firewall.
    /// ### Why it matters
    /// Such a table routes what comes in, which is for the VPC. EC2 rejects the association, or the
    /// route, and the stack is rolled back. Public addresses that were brought to AWS may be routed
    /// by the table of an internet gateway, so public IPv4 blocks are accepted there, and any
    /// block where the table has an `AWS::EC2::IpPoolRouteTableAssociation`.
    /// ### Example
    /// `DestinationCidrBlock: 0.0.0.0/0` in the table of an
    /// `AWS::EC2::GatewayRouteTableAssociation`
    /// ### Instead
    /// A route for the block of a subnet, to the interface or endpoint that inspects its traffic.
    /// ### Source
    /// Amazon VPC User Guide, "Gateway route tables", rules and considerations. Amazon EC2 API,
    /// `AssociateRouteTable`, `PublicIpv4Pool`.
    EDGE_ROUTE_OUTSIDE_VPC = ("CFN077", Error, "route that the table of a gateway cannot have");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let network = context.network;
    for table in network.route_tables.values() {
        let Some(gateway) = table.edges.first() else { continue };
        // Routes of facts exist, so they can.
        let routes = table.routes.iter().filter(|route| context.document.has_place(route.span));
        for route in routes {
            let Some((fault, help)) = fault_of(context, table, route) else { continue };
            let message = format!(
                "route `{}` of `{}`, the table of gateway `{gateway}`, {fault}",
                route.name, table.id
            );
            findings.push(
                Diagnostic::new(&EDGE_ROUTE_OUTSIDE_VPC, route.span, message)
                    .also(table.span, "the table of a gateway")
                    .help(help),
            );
        }
    }
    findings
}

/// Returns what is wrong with a route behind its name, and what to type.
fn fault_of(
    context: &Context<'_>,
    table: &RouteTable,
    route: &Route,
) -> Option<(String, &'static str)> {
    const ANOTHER_TABLE: &str = "move it to the table of a subnet";
    // What is not known, or not followed, may be accepted.
    if let Some(target) = route.target.value().filter(|target| target.is_a_way_out()) {
        let target = target.id().map(ToString::to_string).unwrap_or_default();
        let fault =
            format!("leads to `{target}`, expected an interface or the endpoint of a firewall");
        return Some((fault, ANOTHER_TABLE));
    }
    match &route.destination {
        Known::Is(Destination::PrefixList(_)) => Some((
            "is for a prefix list, expected a block of the VPC".to_owned(),
            "write the block of a subnet",
        )),
        Known::Is(Destination::Block(block, len)) if is_outside(context, table, block, *len) => {
            let block = to_blocks(block).join(", ");
            let fault = format!("is for {block}, expected a block within those of the VPC");
            Some((fault, "write the block of a subnet, or move it to the table of a subnet"))
        }
        _ => None,
    }
}

/// Whether a block is certainly not within one block of the VPC. Which IPv6 blocks a VPC has is
/// rarely known, so of these only all addresses are; code that is given the VPC may add blocks of
/// either family.
fn is_outside(context: &Context<'_>, table: &RouteTable, block: &RangeSet, len: u8) -> bool {
    if may_have_a_pool(context, table) {
        return false;
    }
    if len == 0 {
        return true;
    }
    let by_internet =
        table.edges.iter().any(|gateway| !context.network.vpn_gateways.contains_key(gateway));
    if by_internet && block.is_subset(&Family::Ipv4.public()) {
        return false;
    }
    if context.is_handed_on(table.vpc.as_str()) {
        return false;
    }
    let Some(vpc) = context.network.vpcs.get(&table.vpc).filter(|vpc| vpc.beyond.is_none()) else {
        return false;
    };
    let known: Option<Vec<&RangeSet>> = vpc.blocks.iter().map(Known::value).collect();
    let is_ipv4 = !block.is_empty() && block.is_subset(&Family::Ipv4.everything());
    is_ipv4
        && known
            .is_some_and(|known| !known.is_empty() && !known.iter().any(|own| block.is_subset(own)))
}

/// Whether the table is that of a pool of public addresses, too, which it then routes.
fn may_have_a_pool(context: &Context<'_>, table: &RouteTable) -> bool {
    let is_of_table = |pool: &ResourceEntry| {
        reference(pool, "RouteTableId").is_none_or(|id| id == table.id.as_str())
    };
    context.of_kind("AWS::EC2::IpPoolRouteTableAssociation").any(is_of_table)
}
