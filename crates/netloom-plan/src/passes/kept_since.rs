//! Parts that stay where an earlier plan put them and could be where they were before: if that plan
//! was not deployed, the stack still has them there.

use netloom_config::intent::NatSettings;
use netloom_diag::{Diagnostic, Span};
use netloom_net::AzId;

use crate::plan::PlannedNatGateway;
use crate::{Memory, codes};

/// How to have the deployed network decide, for the end of a help.
pub(crate) const ASK_THE_STACK: &str =
    "or give what is deployed: `netloom facts`, then `--facts DIR --stack-name NAME`";

/// Says that a gateway stays in the zone that an earlier plan chose, where it was in another one
/// before.
///
/// - `settings`: the zones that are written decide themselves.
pub(crate) fn gateway_kept_since(
    nat_gateways: &[PlannedNatGateway],
    settings: &NatSettings,
    private_zones: &[AzId],
    memory: &Memory,
) -> Option<Diagnostic> {
    if !settings.zones.is_empty() {
        return None;
    }
    let is_planned =
        |zone: &AzId| nat_gateways.iter().any(|nat| nat.key.zone.as_ref() == Some(zone));
    let (before, old) = memory.former_nat_gateways.iter().rev().find_map(|(key, nat)| {
        let zone = key.zone.as_ref()?;
        (private_zones.contains(zone) && !is_planned(zone)).then_some((zone, nat))
    })?;
    let (kept, now) = nat_gateways.iter().find_map(|nat| {
        let zone = nat.key.zone.as_ref()?;
        let before = memory.former_nat_gateways.iter().any(|(key, _)| *key == nat.key);
        let own = memory.nat_gateways.get(&nat.key).filter(|_| !before)?;
        Some((own, zone))
    })?;
    let message = format!(
        "the NAT gateway stays in `{now}`, where the last run put it, and was in `{before}` before"
    );
    let span: Span = nat_gateways.first()?.origin.span();
    Some(
        Diagnostic::new(&codes::KEPT_SINCE, span, message)
            .also(kept.span(), "remembered here")
            .also(old.span(), "where it was")
            .about("nat-gateway")
            .help(format!(
                "if the stack still has it in `{before}`, since the last run was not deployed: \
                 `Nat: {{Zones: [{before}]}}`"
            ))
            .help(ASK_THE_STACK),
    )
}
