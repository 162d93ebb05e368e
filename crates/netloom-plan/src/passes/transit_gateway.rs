//! The transit gateway: what goes to it, and where the VPC is attached to it.

use netloom_config::intent::{
    GatewayId, NatMode, SubnetIntent, SubnetKind, SubnetName, SubnetSize, SubnetWays,
    TransitGatewayIntent, default_route,
};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::{AzId, Ipv4Cidr};

use super::demand::Demand;
use super::placed_subnets::PlacedSubnet;
use crate::codes;
use crate::plan::{
    PlannedRoute, PlannedSubnet, PlannedTransitAttachment, PlannedTransitGateway, PlannedVpc,
    RouteTarget, SubnetKey, ZoneRef,
};

/// The name of a subnet that is made only for the attachment.
pub(super) const TRANSIT_SUBNET: &str = "transit-gateway";

/// How many hosts that subnet has room for: the smallest subnet there is, of which the attachment
/// takes one address.
const TRANSIT_SUBNET_N_HOSTS: u64 = 11;

const OWN_SUBNET: &str = "the attachment to a transit gateway is in a subnet of its own";

/// Returns what is reached by the transit gateway: what the file lists, else the site's networks.
pub(crate) fn transit_blocks(intent: &ClusterIntent) -> Vec<Sourced<Ipv4Cidr>> {
    match &intent.network.further.transit_gateway {
        Some(gateway) if gateway.routes.is_empty() => intent.network.on_premises_cidrs.clone(),
        Some(gateway) => gateway.routes.clone(),
        None => Vec::new(),
    }
}

/// Returns the place that says that everything outside of the VPC is reached by a gateway that exists,
/// the transit gateway or another one; `None` where it does not say so.
pub(crate) fn written_way_out(intent: &ClusterIntent) -> Option<Span> {
    let blocks = transit_blocks(intent);
    let by_transit = blocks.iter().find(|block| block.value == Ipv4Cidr::EVERYTHING);
    let by_route = default_route(&intent.network.further.routes);
    by_transit.map(Sourced::span).or(by_route.map(|route| route.target.span()))
}

/// Finds a NAT mode that is written beside a transit gateway to which everything goes.
pub(crate) fn two_ways_out(intent: &ClusterIntent) -> Option<Diagnostic> {
    let way_out = written_way_out(intent)?;
    let nat = intent.network.nat.as_ref().filter(|nat| nat.value != NatMode::None)?;
    let message =
        "private subnets have two ways out: NAT, and `0.0.0.0/0` by a gateway that exists";
    let (nat_off, key) = match intent.dialect {
        Dialect::V2Ini => ("nat = none", "routes"),
        Dialect::V3Yaml => ("Nat: none", "Routes"),
    };
    Some(
        Diagnostic::new(&codes::TWO_WAYS_OUT, nat.span(), message)
            .also(way_out, "the other way out")
            .about("nat-gateway")
            .help(format!("write `{nat_off}` for the one by the gateway that exists"))
            .help(format!("or list in `{key}` only what is reached by that gateway")),
    )
}

/// The transit gateway, where the VPC is to be attached to it: a new one, unless the file says
/// otherwise.
fn attached<'a>(intent: &'a ClusterIntent, vpc: &PlannedVpc) -> Option<&'a TransitGatewayIntent> {
    let gateway = intent.network.further.transit_gateway.as_ref()?;
    let is_new = matches!(vpc, PlannedVpc::New { .. });
    gateway.attach.map_or(is_new, |attach| attach.value).then_some(gateway)
}

/// Returns the subnets that are made for the attachment: one in each of its zones.
///
/// # Source
/// Amazon VPC Transit Gateways guide, "Amazon VPC attachments" and "Design best practices": one
/// subnet in each zone, a separate one for each attachment, with a small block such as a /28; only
/// zones with one reach the gateway.
pub(crate) fn attachment_sites(
    intent: &ClusterIntent,
    vpc: &PlannedVpc,
    sites: &[PlacedSubnet],
) -> Vec<PlacedSubnet> {
    let Some(gateway) = attached(intent, vpc) else { return Vec::new() };
    let mut zones: Vec<(Option<AzId>, ZoneRef)> = if gateway.zones.is_empty() {
        sites.iter().map(|site| (site.key.zone.clone(), site.zone.clone())).collect()
    } else {
        let zones = gateway.zones.iter();
        zones.map(|zone| (Some(zone.value.clone()), ZoneRef::Id(zone.clone()))).collect()
    };
    zones.sort_by(|(a, _), (b, _)| a.cmp(b));
    zones.dedup_by(|(later, _), (earlier, _)| later == earlier);
    let Some(name) = transit_subnet_name(sites) else { return Vec::new() };
    let span = gateway.id.span();
    let sites = zones.into_iter().map(|(zone, zone_ref)| PlacedSubnet {
        key: SubnetKey::new(name.clone(), zone),
        intent: SubnetIntent {
            name: Sourced::derived(name.clone(), OWN_SUBNET, span),
            kind: Sourced::derived(SubnetKind::Isolated, OWN_SUBNET, span),
            zones: Vec::new(),
            size: SubnetSize::Hosts(Sourced::derived(TRANSIT_SUBNET_N_HOSTS, OWN_SUBNET, span)),
            renamed_from: None,
            ways: SubnetWays::default(),
        },
        zone: zone_ref,
        written: None,
        demand: Demand::default().plus(1),
        used_by: vec!["transit gateway".to_owned()],
        is_for_nat: false,
        hosts_nat: false,
    });
    sites.collect()
}

/// Returns the name of the subnets of the attachment, with a number where the file has a subnet whose
/// logical id, which drops hyphens, would be the same.
fn transit_subnet_name(sites: &[PlacedSubnet]) -> Option<SubnetName> {
    let without_hyphens = |name: &str| name.replace('-', "");
    let is_free = |name: &String| {
        !sites
            .iter()
            .any(|site| without_hyphens(site.key.first_name().as_str()) == without_hyphens(name))
    };
    let numbered =
        (2..=sites.len().saturating_add(2)).map(|number| format!("{TRANSIT_SUBNET}-{number}"));
    std::iter::once(TRANSIT_SUBNET.to_owned())
        .chain(numbered)
        .find(is_free)
        .and_then(|name| SubnetName::new(&name))
}

/// Decides the transit gateway and the attachment to it.
///
/// - `sites`: the subnets of the attachment.
pub(crate) fn plan_transit_gateway(
    intent: &ClusterIntent,
    sites: &[SubnetKey],
) -> Option<PlannedTransitGateway> {
    let gateway = intent.network.further.transit_gateway.as_ref()?;
    let mut subnets = sites.to_vec();
    subnets.sort();
    let attachment = (!subnets.is_empty()).then(|| PlannedTransitAttachment {
        subnets,
        has_appliance_mode: gateway.appliance_mode.is_some_and(|mode| mode.value),
    });
    Some(PlannedTransitGateway { id: gateway.id.clone(), attachment })
}

/// Returns the routes to the transit gateway of a table: those of its members' kind and zone.
///
/// The site enters public subnets by it as well, and answers have to leave by it; isolated ones have
/// the routes to the site and no default one.
pub(crate) fn transit_routes(
    intent: &ClusterIntent,
    (kind, members): (SubnetKind, &[&PlannedSubnet]),
) -> Vec<PlannedRoute> {
    let Some(gateway) = &intent.network.further.transit_gateway else { return Vec::new() };
    if members.iter().all(|subnet| is_for_attachment(subnet)) {
        return Vec::new();
    }
    let is_wanted = |block: &Sourced<Ipv4Cidr>| {
        block.value != Ipv4Cidr::EVERYTHING || kind == SubnetKind::Private
    };
    let blocks = transit_blocks(intent).into_iter().filter(is_wanted);
    let routes = blocks.map(|block| PlannedRoute {
        destination: block.value,
        target: RouteTarget::Existing(GatewayId::TransitGateway(gateway.id.value.clone())),
        origin: block.origin,
    });
    routes.collect()
}

/// Whether a subnet is made for the attachment alone.
fn is_for_attachment(subnet: &PlannedSubnet) -> bool {
    subnet.origin.rule() == Some(OWN_SUBNET)
}
