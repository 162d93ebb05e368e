//! NAT gateways that would have to move: an address has one gateway at a time, so a new gateway
//! cannot have the address of one that is there still.

use netloom_config::Dialect;
use netloom_diag::{Diagnostic, Severity, Sourced, Span};
use netloom_net::ids::AllocationId;

use crate::plan::{NatKey, PlannedNatGateway, PlannedSubnet, SubnetKey, SubnetPlace};
use crate::{Memory, NatHost, RememberedNat, codes};

/// Finds gateways that are created with an address that a remembered gateway has: their own, because
/// they stand in another subnet than before, or in one that is replaced; or that of another one.
///
/// CloudFormation creates the gateway that replaces another before it deletes the old one, which
/// has the address still.
///
/// # Source
/// AWS CloudFormation User Guide, `AWS::EC2::NatGateway`, `SubnetId` and `AllocationId`: "Update
/// requires: Replacement"; Amazon EC2 API Reference, error `Resource.AlreadyAssociated`.
pub(crate) fn gateways_that_move(
    nat_gateways: &[PlannedNatGateway],
    subnets: &[PlannedSubnet],
    memory: &Memory,
    dialect: Dialect,
) -> Vec<Diagnostic> {
    let moves =
        nat_gateways.iter().filter_map(|nat| gateway_that_moves(nat, subnets, memory, dialect));
    let taken = nat_gateways.iter().filter_map(|nat| {
        address_of_another(nat, memory).or_else(|| own_address_again(nat, subnets, memory))
    });
    let undeployed =
        nat_gateways.iter().filter_map(|nat| address_of_former(nat, subnets, memory, dialect));
    moves.chain(taken).chain(undeployed).collect()
}

/// Finds an address that a gateway had before the last plan: if that plan was not deployed, the
/// gateway has it still.
fn address_of_former(
    nat: &PlannedNatGateway,
    subnets: &[PlannedSubnet],
    memory: &Memory,
    dialect: Dialect,
) -> Option<Diagnostic> {
    nat.host().filter(|_| !nat.is_private)?;
    let has_moved = |host: &NatHost, key: &NatKey| match host {
        NatHost::Planned(name) => {
            let is_host = |subnet: &SubnetKey| subnet.name == *name && subnet.zone == key.zone;
            let now = subnets.iter().find(|subnet| is_host(&subnet.key));
            let mut before = memory.former.iter().filter(|one| !one.is_gone && is_host(&one.key));
            *host != NatHost::of(&nat.place)
                || before.any(|one| now.is_none_or(|now| now.cidr.value != one.block.value))
        }
        NatHost::Existing(_) => *host != NatHost::of(&nat.place),
        NatHost::Vpc => false,
    };
    let address = nat.address.as_ref().map(|address| &address.value);
    let (key, old) = memory.former_nat_gateways.iter().find(|(key, old)| {
        let is_same = *key == nat.key;
        let keeps_own = is_same && address == old.value.address.as_ref();
        let takes_given = address.is_some_and(|address| is_of(address, &old.value));
        !old.value.is_private
            && if is_same { keeps_own && has_moved(&old.value.host, key) } else { takes_given }
    })?;
    let zone = key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let message = format!(
        "the NAT gateway{zone} had this address before the last run; if that was not deployed, the \
         gateway still has it, and the update fails"
    );
    let span = nat.address.as_ref().map_or(nat.origin.span(), |address| address.span());
    Some(
        Diagnostic::new(&codes::ADDRESS_IN_USE, span, message)
            .severity(Severity::Warning)
            .also(old.span(), "remembered here")
            .about("nat-gateway")
            .help("if it was not deployed: deploy the last plan first")
            .help(another_address(&nat.key, dialect)),
    )
}

fn gateway_that_moves(
    nat: &PlannedNatGateway,
    subnets: &[PlannedSubnet],
    memory: &Memory,
    dialect: Dialect,
) -> Option<Diagnostic> {
    let old = memory.nat_gateways.get(&nat.key)?;
    nat.host()?;
    // A private one, now or before, has no address to move.
    if nat.is_private || old.value.is_private {
        return None;
    }
    let address = nat.address.as_ref().map(|address| &address.value);
    let keeps_address = address == old.value.address.as_ref();
    let (reason, span) = reason_to_move(nat, old, subnets, memory)?;
    if !keeps_address {
        return None;
    }
    let keep = match &old.value.host {
        NatHost::Planned(name) => {
            format!("leave subnet `{name}` in the config: public, and with room in its block")
        }
        NatHost::Existing(id) => format!("leave the head node in subnet `{id}`"),
        // A regional gateway has addresses of its own, which no other one wants.
        NatHost::Vpc => return None,
    };
    let zone = nat.key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let message = format!(
        "the NAT gateway{zone} would move {reason}, and the update fails: its address is with the \
         old gateway until that is deleted"
    );
    Some(
        Diagnostic::new(&codes::NAT_GATEWAY_MOVES, span, message)
            .also(old.span(), "remembered here")
            .about(format!("nat-gateway{zone}"))
            .help(keep)
            .help(another_address(&nat.key, dialect)),
    )
}

/// Returns why a gateway is replaced, in words, and where that is in the file.
fn reason_to_move(
    nat: &PlannedNatGateway,
    old: &Sourced<RememberedNat>,
    subnets: &[PlannedSubnet],
    memory: &Memory,
) -> Option<(String, Span)> {
    let host = NatHost::of(&nat.place);
    let subnet = match nat.host() {
        Some(SubnetPlace::Planned(key)) => subnets.iter().find(|subnet| subnet.key == *key),
        Some(SubnetPlace::Existing(_)) | None => None,
    };
    let span = subnet.map_or(nat.origin.span(), |subnet| subnet.origin.span());
    let is_replaced = subnet.is_some_and(|subnet| {
        let block = memory.subnets.get(&subnet.key);
        block.is_some_and(|block| block.value != subnet.cidr.value)
    });
    if host != old.value.host {
        Some((format!("from subnet `{}` to subnet `{host}`", old.value.host), span))
    } else if is_replaced {
        Some((format!("with subnet `{host}`, which is replaced"), span))
    } else {
        None
    }
}

/// Returns what to type to have the gateway move with another address.
fn another_address(key: &NatKey, dialect: Dialect) -> String {
    let what = "or let it have another address, which the lists of others must have first";
    match (dialect, &key.zone) {
        (Dialect::V2Ini, _) => {
            format!("{what}: `nat_allocation_id = eipalloc-…` in `[vpc …]`")
        }
        (Dialect::V3Yaml, Some(zone)) => {
            format!("{what}: `AllocationIds: {{{zone}: eipalloc-…}}` under `Nat`")
        }
        (Dialect::V3Yaml, None) => {
            format!("{what}: `AllocationIds` under `Nat`, with the zone and `eipalloc-…`")
        }
    }
}

/// Finds an address that is with another gateway, which has it until the end of the update.
fn address_of_another(nat: &PlannedNatGateway, memory: &Memory) -> Option<Diagnostic> {
    let (given, key, other) =
        nat.address.iter().chain(&nat.secondary_addresses).find_map(|given| {
            let others = memory.nat_gateways.iter().filter(|(key, _)| **key != nat.key);
            let (key, other) =
                others.into_iter().find(|(_, old)| is_of(&given.value, &old.value))?;
            Some((given, key, other))
        })?;
    let zone = key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let message = format!(
        "address `{}` is with the NAT gateway{zone}, and the update fails: it is free only once \
         that gateway has another one",
        given.value
    );
    Some(
        Diagnostic::new(&codes::ADDRESS_IN_USE, given.span(), message)
            .also(other.span(), "remembered here")
            .about("nat-gateway")
            .help("give this gateway an address that no gateway has")
            .help("or take the address out of the other gateway and deploy first"),
    )
}

/// Finds an address that a gateway has in another role, while another first address has it replaced:
/// the new gateway would get what the old one still has.
fn own_address_again(
    nat: &PlannedNatGateway,
    subnets: &[PlannedSubnet],
    memory: &Memory,
) -> Option<Diagnostic> {
    let old = memory.nat_gateways.get(&nat.key)?;
    let primary = nat.address.as_ref().map(|address| &address.value);
    let is_replaced = primary != old.value.address.as_ref()
        || reason_to_move(nat, old, subnets, memory).is_some();
    let mut given = nat.address.iter().chain(&nat.secondary_addresses);
    let again = given.find(|given| is_of(&given.value, &old.value)).filter(|_| is_replaced)?;
    let message = format!(
        "address `{}` is with this NAT gateway already, which is replaced, and the update fails: \
         the old gateway has it until the end",
        again.value
    );
    Some(
        Diagnostic::new(&codes::ADDRESS_IN_USE, again.span(), message)
            .also(old.span(), "remembered here")
            .about("nat-gateway")
            .help("leave the first address and the subnet of the gateway as they are")
            .help("or give the new gateway addresses that no gateway has"),
    )
}

fn is_of(address: &AllocationId, nat: &RememberedNat) -> bool {
    nat.addresses().any(|own| own == address)
}
