//! Subnets that leave by another zone's NAT gateway although their own zone has one.

use netloom_diag::Diagnostic;
use netloom_network::{Id, Known, NatGateway, Network, Subnet, TableChoice, Target};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet whose route table leads to a NAT gateway of another zone, while there is one in its
    /// own zone.
    /// ### Why it matters
    /// Every byte crosses zones and is paid for, and the subnet has no way out when the other zone
    /// fails, which a gateway per zone is there to prevent.
    /// ### Example
    /// The table of zone 2 associated with the subnet of zone 1
    /// ### Instead
    /// The table that leads to the NAT gateway of the subnet's own zone.
    /// ### Source
    /// Amazon VPC User Guide, "NAT gateway basics", Availability Zones.
    NAT_OF_ANOTHER_ZONE = ("CFN028", Warning, "NAT gateway of another zone");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for subnet in network.subnets.values() {
        let (TableChoice::Associated(table, span), Known::Is(zone)) =
            (&subnet.route_table, &subnet.zone)
        else {
            continue;
        };
        let routes = network.route_tables.get(table).map_or(&[][..], |table| &table.routes);
        let nats = routes.iter().filter_map(|route| match &route.target {
            Known::Is(Target::NatGateway(id)) => network.nat_gateways.get(id),
            _ => None,
        });
        for nat in nats.filter(|nat| zone_of(network, nat).is_some_and(|other| other != zone)) {
            if let Some(own) = nat_in_zone(network, zone, subnet) {
                let message = format!(
                    "subnet `{}` leaves by `{}`, which is in another zone",
                    subnet.id, nat.id
                );
                findings.push(
                    Diagnostic::new(&NAT_OF_ANOTHER_ZONE, *span, message)
                        .help(format!("associate it with the table that leads to `{own}`")),
                );
            }
        }
    }
    findings
}

fn zone_of<'a>(network: &'a Network, nat: &NatGateway) -> Option<&'a String> {
    let subnet = nat.subnet.as_ref().and_then(Known::value)?;
    network.subnets.get(subnet)?.zone.value()
}

fn nat_in_zone<'a>(network: &'a Network, zone: &String, subnet: &Subnet) -> Option<&'a Id> {
    let nats = network.nat_gateways.values().filter(|nat| zone_of(network, nat) == Some(zone));
    let mut homes = nats.filter(|nat| {
        let home =
            nat.subnet.as_ref().and_then(Known::value).and_then(|id| network.subnets.get(id));
        home.is_some_and(|home| home.vpc == subnet.vpc && home.id != subnet.id)
    });
    homes.next().map(|nat| &nat.id)
}
