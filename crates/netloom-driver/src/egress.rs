//! By which addresses nodes leave, for the lists of others.

use netloom_cfn::names;
use netloom_plan::NetworkPlan;
use netloom_plan::plan::PlannedNatGateway;

use netloom_facts::existing::ExistingNetwork;

/// Returns the addresses by which private nodes leave, in one sentence; `None` where there is no NAT
/// gateway.
///
/// - `existing`: what is known of addresses that exist.
#[must_use]
pub fn egress_addresses(plan: &NetworkPlan, existing: Option<&ExistingNetwork>) -> Option<String> {
    let public = plan.nat_gateways.iter().filter(|nat| !nat.is_private);
    let addresses: Vec<String> = public.flat_map(|nat| addresses_of(nat, existing)).collect();
    if addresses.is_empty() {
        return None;
    }
    let is_regional = plan.nat_gateways.iter().any(|nat| nat.host().is_none());
    let n_addresses = match is_regional {
        true => String::new(),
        false if addresses.len() == 1 => "1 address: ".to_owned(),
        false => format!("{} addresses: ", addresses.len()),
    };
    Some(format!("private nodes leave by {n_addresses}{}", addresses.join(", ")))
}

fn addresses_of(nat: &PlannedNatGateway, existing: Option<&ExistingNetwork>) -> Vec<String> {
    let in_zone = nat.key.zone.as_ref().map_or(String::new(), |zone| format!(" in {zone}"));
    let given = nat.address.iter().chain(&nat.secondary_addresses).map(|id| {
        let known = existing.and_then(|existing| existing.addresses.get(&id.value)?.public);
        let known = known.map_or(String::new(), |address| format!(" ({address})"));
        format!("`{}`{known}{in_zone}", id.value)
    });
    let given: Vec<String> = given.collect();
    let of_gateway = match (&nat.address, nat.host()) {
        (_, None) => Some("what a regional NAT gateway gets, not known before".to_owned()),
        (Some(_), _) => None,
        (None, Some(_)) => Some(format!(
            "a new one{in_zone}, known once it is deployed (output `{}`)",
            names::nat_gateway_output(&nat.key)
        )),
    };
    of_gateway.into_iter().chain(given).collect()
}
