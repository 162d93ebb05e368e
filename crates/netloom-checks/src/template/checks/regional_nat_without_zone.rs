//! Regional NAT gateways in manual mode for zones that they do not list.

use netloom_diag::Diagnostic;
use netloom_network::{Id, Known, TableChoice, Target};
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::ids::is_placeholder;
use super::super::paths::values_at;
use super::super::zones::Zone;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet whose route table leads to a regional NAT gateway which lists its zones, and not
    /// the subnet's.
    /// ### Why it matters
    /// With `AvailabilityZoneAddresses` the gateway works in the listed zones only, and does not
    /// expand into others: what leaves the subnet goes nowhere. The stack is made without an error.
    /// ### Example
    /// `AvailabilityZoneAddresses` for `eu-west-1a` and a route to the gateway in a subnet of
    /// `eu-west-1b`
    /// ### Instead
    /// An entry for the zone with an address of its own, or no list at all: then the gateway
    /// expands by itself.
    /// ### Source
    /// Amazon VPC User Guide, "Regional NAT gateways", manual mode; Reachability Analyzer guide,
    /// explanation code `REGIONAL_NGW_ROUTE_AZ_RESTRICTION`.
    REGIONAL_NAT_WITHOUT_ZONE = ("CFN049", Error, "regional NAT gateway without the subnet's zone");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for nat in context.of_kind("AWS::EC2::NatGateway").filter(|nat| context.is_certain(nat)) {
        // Without a list, AWS extends the gateway into every zone that uses it.
        let Some(listed) = listed_zones(nat) else { continue };
        for subnet in context.network.subnets.values() {
            let (TableChoice::Associated(table, span), Known::Is(zone)) =
                (&subnet.route_table, &subnet.zone)
            else {
                continue;
            };
            let target = Known::Is(Target::NatGateway(Id::new(nat.id.clone())));
            let routes =
                context.network.route_tables.get(table).map_or(&[][..], |table| &table.routes);
            let own = Zone::Named(zone.clone());
            if routes.iter().any(|route| route.target == target)
                && listed.iter().all(|zone| zone.differs_from(&own))
            {
                let message = format!(
                    "subnet `{}` leaves by `{}`, which does not list zone `{zone}`",
                    subnet.id, nat.id
                );
                findings.push(
                    Diagnostic::new(&REGIONAL_NAT_WITHOUT_ZONE, *span, message)
                        .also(nat.span, "the NAT gateway")
                        .help(format!("add an entry for `{zone}` to `AvailabilityZoneAddresses`")),
                );
            }
        }
    }
    findings
}

/// Returns the zones of a gateway that lists some; `None` where it lists none or not all of them
/// are known.
fn listed_zones(nat: &ResourceEntry) -> Option<Vec<Zone>> {
    let entries = values_at(&nat.properties, "AvailabilityZoneAddresses[]");
    let zones: Vec<Zone> = entries.into_iter().map(listed_zone).collect::<Option<_>>()?;
    Some(zones).filter(|zones| !zones.is_empty())
}

fn listed_zone(entry: &Node) -> Option<Zone> {
    let zone = entry.get("AvailabilityZoneId").or_else(|| entry.get("AvailabilityZone"))?;
    let name = zone.as_text().filter(|text| !is_placeholder(text));
    name.map(|text| Zone::Named(text.into_owned()))
}
