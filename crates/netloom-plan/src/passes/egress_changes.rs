//! Addresses by which nodes leave and that are others after an edit: licence servers and firewalls
//! have them on their lists.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::AllocationId;

use crate::plan::{NatKey, PlannedNatGateway};
use crate::{Memory, RememberedNat, codes};

/// An address of a NAT gateway: one that was given, or the one that the template makes for it.
#[derive(PartialEq)]
enum Address<'a> {
    Given(&'a AllocationId),
    Own(&'a NatKey),
}

/// Says that nodes leave by another address than before: a remembered one is gone, and one that is
/// not remembered takes its place.
pub(crate) fn egress_changes(
    nat_gateways: &[PlannedNatGateway],
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
    let new = nat_gateways.iter().filter(has_address).find(|nat| !now(nat))?;
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
    let new_one = match (&new.address, &new.key.zone) {
        (Some(given), _) => format!("`{}`", given.value),
        (None, Some(zone)) => format!("a new address in {zone}"),
        (None, None) => "a new address".to_owned(),
    };
    let message = format!("private nodes no longer leave by {old}, but by {new_one}");
    Some(
        Diagnostic::new(&codes::EGRESS_CHANGES, new.origin.span(), message)
            .also(nat.span(), "remembered here")
            .about("nat-gateway")
            .help("tell the sites that have the old address on a list, before the update"),
    )
}

fn address<'a>(key: &'a NatKey, given: Option<&'a AllocationId>) -> Address<'a> {
    given.map_or(Address::Own(key), Address::Given)
}
