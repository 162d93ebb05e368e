//! The addresses that the file gives NAT gateways: each belongs to one gateway.

use netloom_config::ClusterIntent;
use netloom_config::intent::{NatAddresses, NatMode};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::AzId;

use super::wording::{Key, example};
use crate::codes;
use crate::plan::{NatPlace, PlannedNatGateway};

/// Gives the gateways the addresses that exist for them; says which address no gateway gets, and
/// when there are fewer gateways than the file asks for.
pub(crate) fn with_given_addresses(
    mut gateways: Vec<PlannedNatGateway>,
    intent: &ClusterIntent,
    mode: &Sourced<NatMode>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedNatGateway> {
    for (zone, addresses) in &intent.network.nat_settings.addresses {
        match gateway_of(&mut gateways, zone.as_ref()) {
            Some(gateway) => {
                gateway.address.clone_from(&addresses.primary);
                gateway.secondary_addresses.clone_from(&addresses.secondary);
            }
            None => problems.extend(without_gateway(intent, zone.as_ref(), addresses)),
        }
    }
    problems.extend(too_few_zones(&gateways, intent, mode));
    gateways
}

/// Returns the gateway that addresses are for: that of their zone. Where the zone of the only gateway
/// is not known, or none is written, they are for that one.
fn gateway_of<'g>(
    gateways: &'g mut [PlannedNatGateway],
    zone: Option<&AzId>,
) -> Option<&'g mut PlannedNatGateway> {
    let is_only = gateways.len() == 1;
    // A regional one gets its addresses by itself, and a private one has none.
    let zonal =
        gateways.iter_mut().filter(|gateway| gateway.place != NatPlace::Vpc && !gateway.is_private);
    zonal.into_iter().find(|gateway| match (&gateway.key.zone, zone) {
        (Some(own), Some(zone)) => own == zone,
        _ => is_only,
    })
}

fn without_gateway(
    intent: &ClusterIntent,
    zone: Option<&AzId>,
    addresses: &NatAddresses,
) -> Option<Diagnostic> {
    let first = addresses.primary.iter().chain(&addresses.secondary).next()?;
    let mode = intent.network.nat.as_ref().map(|mode| mode.value);
    let (message, help) = match zone {
        _ if mode == Some(NatMode::Regional) => (
            format!("address `{}` is for a regional NAT gateway, which gets its own", first.value),
            "take the address out, or write `Mode: per-zone`".to_owned(),
        ),
        _ if mode == Some(NatMode::Private) => (
            format!("address `{}` is for a private NAT gateway, which has none", first.value),
            "take the address out, or write `Mode: single`".to_owned(),
        ),
        Some(zone) => (
            format!("address `{}` is for a NAT gateway in `{zone}`, where none is", first.value),
            format!("write the zone of a gateway, or `Zones: [{zone}]` under `Nat`"),
        ),
        None => (
            format!("address `{}` is for the NAT gateway, and there is none", first.value),
            format!("write {}, or take the address out", example(Key::Nat, intent.dialect)),
        ),
    };
    Some(
        Diagnostic::new(&codes::ADDRESS_WITHOUT_GATEWAY, first.span(), message)
            .about("nat-gateway")
            .help(help),
    )
}

/// Finds a number of gateways for which there are not enough zones with private subnets.
fn too_few_zones(
    gateways: &[PlannedNatGateway],
    intent: &ClusterIntent,
    mode: &Sourced<NatMode>,
) -> Option<Diagnostic> {
    let NatMode::Count(count) = mode.value else { return None };
    let n_gateways = u64::try_from(gateways.len()).unwrap_or(u64::MAX);
    let is_written = intent.network.nat.is_some() && n_gateways < count;
    is_written.then(|| {
        let message = format!(
            "{count} NAT gateways are wanted, each in another zone, and private subnets are in \
             {n_gateways}"
        );
        Diagnostic::new(&codes::TOO_MANY_NAT_GATEWAYS, mode.span(), message)
            .about("nat-gateway")
            .help(format!("write `Mode: {}`, or `Mode: per-zone`", n_gateways.max(1)))
            .help("or add zones to the network")
    })
}
