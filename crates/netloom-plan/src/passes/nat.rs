//! The way out of private subnets: which NAT, and where it stands.

mod hosts;
mod mode;
mod own_subnets;
mod problems;

use netloom_config::ClusterIntent;
use netloom_config::intent::NatMode;
use netloom_diag::Sourced;
use netloom_net::AzId;

use self::hosts::{Hosts, existing_host, is_private};
pub(crate) use self::mode::nat_mode;
pub(super) use self::own_subnets::NAT_SUBNET;
pub(crate) use self::own_subnets::host_sites;
pub(crate) use self::problems::{head_node_problem, private_without_line};
use super::placed_subnets::PlacedSubnet;
use crate::Memory;
use crate::plan::{NatKey, NatPlace, PlannedNatGateway, SubnetPlace};

/// Decides the NAT gateways, sorted by key.
pub(crate) fn plan_nat_gateways(
    intent: &ClusterIntent,
    placed_subnets: &[PlacedSubnet],
    mode: &Sourced<NatMode>,
    memory: &Memory,
) -> Vec<PlannedNatGateway> {
    let settings = &intent.network.nat_settings;
    let gateway = |zone: Option<AzId>, place: NatPlace| PlannedNatGateway {
        key: NatKey { zone },
        origin: mode.origin,
        place,
        address: None,
        secondary_addresses: Vec::new(),
        is_private: mode.value == NatMode::Private,
        retains_address: settings.retain.as_ref().is_some_and(|retain| retain.value),
    };
    if let Some(host) = existing_host(intent, placed_subnets, mode, memory) {
        return vec![gateway(None, NatPlace::Subnet(host))];
    }
    if mode.value == NatMode::Regional && placed_subnets.iter().any(is_private) {
        return vec![gateway(None, NatPlace::Vpc)];
    }
    let hosts = Hosts { intent, placed_subnets, memory, mode: mode.value };
    let zones = hosts.zones_to_serve().into_iter();
    zones
        .filter_map(|zone| {
            let host = hosts.host_in(&zone)?;
            Some(gateway(zone, NatPlace::Subnet(SubnetPlace::Planned(host.key.clone()))))
        })
        .collect()
}

/// Returns the zones of private subnets; several times where there are several in one.
pub(crate) fn private_zones(placed_subnets: &[PlacedSubnet]) -> Vec<AzId> {
    let private = placed_subnets.iter().filter(|site| is_private(site));
    private.filter_map(|site| site.key.zone.clone()).collect()
}
