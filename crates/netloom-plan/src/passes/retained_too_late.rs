//! Addresses that are to be kept and go in the same edit: what a template says of keeping them counts
//! from its deployment on.

use netloom_config::Dialect;
use netloom_config::intent::NatSettings;
use netloom_diag::Diagnostic;

use crate::plan::PlannedNatGateway;
use crate::{Memory, codes};

/// Says that the address of a gateway that goes is not kept: the template before did not say it.
pub(crate) fn retained_too_late(
    nat_gateways: &[PlannedNatGateway],
    settings: &NatSettings,
    memory: &Memory,
    dialect: Dialect,
) -> Option<Diagnostic> {
    let retain = settings.retain.as_ref().filter(|retain| retain.value)?;
    let (key, gone) = memory.nat_gateways.iter().find(|(key, nat)| {
        let is_own = nat.value.address.is_none() && !nat.value.is_private;
        // What was planned last need not be deployed.
        let was_released = memory.former_nat_gateways.iter().any(|(former, before)| {
            former == *key && before.value.address.is_none() && !before.value.retains_address
        });
        let has_own = is_own && (!nat.value.retains_address || was_released);
        let keeps_own = |now: &&PlannedNatGateway| now.key == **key && now.makes_address();
        has_own && !nat_gateways.iter().any(|now| keeps_own(&now))
    })?;
    let zone = key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let word = match dialect {
        Dialect::V2Ini => "nat_retain = true",
        Dialect::V3Yaml => "Retain: true",
    };
    let message = format!(
        "the address of the NAT gateway{zone} goes with this update, and `{word}` keeps it only from \
         its next deployment on"
    );
    Some(
        Diagnostic::new(&codes::RETAINED_TOO_LATE, retain.span(), message)
            .also(gone.span(), "remembered here")
            .about("nat-gateway")
            .help(format!(
                "deploy `{word}` with the gateway as it was first, and then this config"
            )),
    )
}
