//! Subnets that are made only to hold NAT gateways.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    NatMode, SubnetIntent, SubnetKind, SubnetName, SubnetSize, SubnetWays,
};
use netloom_diag::Sourced;
use netloom_net::AzId;

use super::hosts::{Hosts, existing_host};
use crate::Memory;
use crate::passes::demand::Demand;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::plan::{SubnetKey, ZoneRef};

/// The name of a public subnet that is made only to hold a NAT gateway.
pub(in crate::passes) const NAT_SUBNET: &str = "nat";

/// How many hosts that subnet has room for: the smallest subnet there is, of which the gateway
/// takes one address.
const NAT_SUBNET_N_HOSTS: u64 = 11;

/// Returns public subnets that have to be made only to hold NAT gateways: one per zone that needs a
/// gateway and has no public subnet.
pub(crate) fn host_sites(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    mode: &Sourced<NatMode>,
    memory: &Memory,
) -> Vec<PlacedSubnet> {
    if existing_host(intent, placed_subnets, mode, memory).is_some() {
        return Vec::new();
    }
    let hosts = Hosts { intent, placed_subnets, memory, mode: mode.value };
    let zones = hosts.zones_to_serve();
    zones
        .into_iter()
        .filter(|zone| hosts.host_in(zone).is_none() || hosts.has_own_subnet(zone))
        .filter_map(|zone| nat_site(placed_subnets, zone, mode))
        .collect()
}

fn nat_site(
    placed_subnets: &[PlacedSubnet],
    zone: Option<AzId>,
    mode: &Sourced<NatMode>,
) -> Option<PlacedSubnet> {
    let neighbour = placed_subnets.iter().find(|site| site.key.zone == zone);
    let (kind, rule) = match mode.value {
        NatMode::Private => (
            SubnetKind::Isolated,
            "a private NAT gateway stands in a subnet of its own, which the site's routes lead from",
        ),
        _ => (SubnetKind::Public, "a NAT gateway stands in a public subnet"),
    };
    let name = nat_subnet_name(placed_subnets)?;
    // A neighbour may be in the zone of a subnet whose zone is looked up at deployment: then this
    // one is, too.
    let zone_ref = match (&zone, neighbour.map(|site| &site.zone)) {
        (_, Some(same @ ZoneRef::SameAs { .. })) => same.clone(),
        (Some(zone), _) => ZoneRef::Id(Sourced::derived(zone.clone(), rule, mode.span())),
        (None, _) => return None,
    };
    Some(PlacedSubnet {
        key: SubnetKey::new(name.clone(), zone),
        intent: SubnetIntent {
            name: Sourced::derived(name, rule, mode.span()),
            kind: Sourced::derived(kind, rule, mode.span()),
            zones: Vec::new(),
            size: SubnetSize::Hosts(Sourced::derived(NAT_SUBNET_N_HOSTS, rule, mode.span())),
            renamed_from: None,
            ways: SubnetWays::default(),
        },
        zone: zone_ref,
        written: None,
        demand: Demand::default(),
        used_by: Vec::new(),
        is_for_nat: true,
        hosts_nat: false,
    })
}

/// Returns `nat`, or `nat-2` and so on where the file has a subnet whose logical id, which drops
/// hyphens, would be the same.
pub(super) fn nat_subnet_name(placed_subnets: &[PlacedSubnet]) -> Option<SubnetName> {
    let is_free = |name: &String| {
        !placed_subnets
            .iter()
            .any(|site| without_hyphens(site.key.first_name().as_str()) == without_hyphens(name))
    };
    let numbered =
        (2..=placed_subnets.len().saturating_add(2)).map(|number| format!("{NAT_SUBNET}-{number}"));
    std::iter::once(NAT_SUBNET.to_owned())
        .chain(numbered)
        .find(is_free)
        .and_then(|name| SubnetName::new(&name))
}

fn without_hyphens(name: &str) -> String {
    name.replace('-', "")
}
