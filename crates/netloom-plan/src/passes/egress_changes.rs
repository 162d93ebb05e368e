//! Addresses by which nodes leave and that are others after an edit: licence servers and firewalls
//! have them on their lists.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::ids::AllocationId;

use crate::plan::{NatKey, PlannedNatGateway};
use crate::{Memory, RememberedNat, codes};

/// An address of a NAT gateway: one that was given, or the one that the template makes for it.
#[derive(PartialEq)]
enum Address<'a> {
    Given(&'a AllocationId),
    Own(&'a NatKey),
}

/// Says that nodes leave by another address than before, or none: a remembered one is gone.
///
/// - `network`: where findings about no gateway point.
pub(crate) fn egress_changes(
    nat_gateways: &[PlannedNatGateway],
    network: Span,
    memory: &Memory,
) -> Option<Diagnostic> {
    let has_address = |nat: &&PlannedNatGateway| !nat.is_private;
    let had_address = |(_, nat): &(&NatKey, &Sourced<RememberedNat>)| !nat.value.is_private;
    let before: Vec<Address<'_>> = memory
        .nat_gateways
        .iter()
        .filter(had_address)
        .map(|(key, nat)| address(key, nat.value.address.as_ref()))
        .collect();
    let now = |nat: &PlannedNatGateway| -> bool {
        let given = nat.address.as_ref().map(|address| &address.value);
        before.contains(&address(&nat.key, given))
    };
    // A further address beside the old ones closes no list; only one that goes does.
    let new = nat_gateways.iter().filter(has_address).find(|nat| !now(nat));
    let after: Vec<Address<'_>> = nat_gateways
        .iter()
        .filter(has_address)
        .map(|nat| address(&nat.key, nat.address.as_ref().map(|address| &address.value)))
        .collect();
    let (gone, nat) = memory
        .nat_gateways
        .iter()
        .filter(had_address)
        .find(|(key, nat)| !after.contains(&address(key, nat.value.address.as_ref())))?;
    let zone = gone.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let old = match &nat.value.address {
        Some(given) => format!("`{given}`"),
        None => format!("the address that the template made for the NAT gateway{zone}"),
    };
    let (span, message) = match new {
        Some(new) => {
            let by = by_new(new);
            (new.origin.span(), format!("private nodes no longer leave by {old}, but by {by}"))
        }
        None => (network, format!("{}: {}", no_longer(&old), what_becomes(&nat.value))),
    };
    Some(
        Diagnostic::new(&codes::EGRESS_CHANGES, span, message)
            .also(nat.span(), "remembered here")
            .about("nat-gateway")
            .help("tell the sites that have the old address on a list, before the update"),
    )
}

fn by_new(new: &PlannedNatGateway) -> String {
    match (&new.address, &new.key.zone) {
        (Some(given), _) => format!("`{}`", given.value),
        (None, Some(zone)) => format!("a new address in {zone}"),
        (None, None) => "a new address".to_owned(),
    }
}

fn no_longer(old: &str) -> String {
    format!("private nodes no longer leave by {old}")
}

/// Returns what the update does to an address whose gateway goes.
fn what_becomes(nat: &RememberedNat) -> &'static str {
    match (&nat.address, nat.retains_address) {
        (Some(_), _) => "the address stays in the account, and costs there",
        (None, true) => {
            "the address stays in the account, and costs there; a later gateway gets another one"
        }
        (None, false) => "the address is released",
    }
}

fn address<'a>(key: &'a NatKey, given: Option<&'a AllocationId>) -> Address<'a> {
    given.map_or(Address::Own(key), Address::Given)
}
