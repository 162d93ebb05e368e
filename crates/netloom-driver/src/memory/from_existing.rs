//! What is deployed, as a memory: the subnets and gateways that a stack made.

use std::collections::BTreeSet;

use netloom_config::ClusterIntent;
use netloom_diag::{Diagnostic, Origin, Sourced};
use netloom_lock::codes::{LEFT_OVER_SUBNET, MEMORY_CONTRADICTED};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::{AllocationId, VpcId};
use netloom_plan::plan::SubnetKey;
use netloom_plan::{Memory, NatHost, RememberedNat, RememberedVpc};

use super::ids::{KnownNames, nat_key_of};
use netloom_facts::existing::{ExistingNat, ExistingNetwork, ExistingSubnet, MadeBy};

/// Returns what a stack made; empty where nothing that exists is of it.
///
/// Subnets of the stack that no name explains are not netloom's, and are ground that is occupied
/// like that of others.
///
/// - `before`: what is remembered from elsewhere, which decides between two subnets of one logical
///   id.
pub(super) fn memory_of(
    existing: &ExistingNetwork,
    stack: &str,
    (names, before): (&KnownNames, &Memory),
    findings: &mut Vec<Diagnostic>,
) -> Memory {
    let is_own = |made: &Option<MadeBy>| made.as_ref().is_some_and(|made| made.stack == stack);
    let made = existing.subnets.iter().filter(|subnet| is_own(&subnet.made_by));
    let mut own: Vec<(SubnetKey, &ExistingSubnet)> = Vec::new();
    for subnet in made {
        match in_another_zone(subnet, names) {
            Some(finding) => findings.push(finding),
            None => own.extend(key_of(subnet, names).map(|key| (key, subnet))),
        }
    }
    findings.extend(in_another_vpc(existing, stack, &own));
    let mut memory = Memory { vpc: vpc_of(existing, stack, &own), ..Memory::default() };
    for (key, subnet) in &own {
        let origin = Origin::Written(subnet.span);
        if let Some(first) = memory.subnets.get(key) {
            let known = before.subnets.get(key).map(|block| block.value);
            if known == Some(first.value) {
                continue;
            }
            if known != Some(subnet.block) {
                findings.push(left_over(key, subnet, first));
            }
        }
        memory.subnets.insert(key.clone(), Sourced { value: subnet.block, origin });
        if let (None, Some(zone)) = (&key.zone, &subnet.zone) {
            memory.head_subnet_zone = Some(Sourced { value: zone.clone(), origin });
        }
    }
    for nat in existing.nat_gateways.iter().filter(|nat| is_own(&nat.made_by)) {
        let zone = existing.subnets.iter().find(|subnet| Some(&subnet.id) == nat.subnet.as_ref());
        let zone = zone.and_then(|subnet| subnet.zone.as_ref());
        let logical_id = nat.made_by.as_ref().map_or("", |made| made.logical_id.as_str());
        let Some(key) = nat_key_of(logical_id, zone) else { continue };
        let value = remembered_nat(nat, existing, stack, &own, names.given());
        memory.nat_gateways.insert(key, Sourced { value, origin: Origin::Written(nat.span) });
    }
    memory
}

/// Finds a subnet whose logical id has another zone than the one that it is in: such facts are not
/// of one moment, or not of this account.
fn in_another_zone(subnet: &ExistingSubnet, names: &KnownNames) -> Option<Diagnostic> {
    let (made, zone) = (subnet.made_by.as_ref()?, subnet.zone.as_ref()?);
    let named = names.other_zone_in_id(made, zone)?;
    let message = format!(
        "stack `{}` made `{}` for zone {named}, and the facts have it in {zone}",
        made.stack, made.logical_id
    );
    Some(contradicted_by_facts(subnet, message))
}

/// Finds a subnet of the stack in another VPC than that of the stack.
fn in_another_vpc(
    existing: &ExistingNetwork,
    stack: &str,
    own: &[(SubnetKey, &ExistingSubnet)],
) -> Option<Diagnostic> {
    let made = existing.vpc_of_stack(stack).map(|(id, _)| id);
    let vpc = made.or_else(|| own.first().map(|(_, subnet)| &subnet.vpc))?;
    let (key, subnet) = own.iter().find(|(_, subnet)| subnet.vpc != *vpc)?;
    let message = format!(
        "stack `{stack}` is in `{vpc}`, and the facts have its subnet `{key}` in `{}`",
        subnet.vpc
    );
    Some(contradicted_by_facts(subnet, message))
}

fn contradicted_by_facts(subnet: &ExistingSubnet, message: String) -> Diagnostic {
    Diagnostic::new(&MEMORY_CONTRADICTED, subnet.span, message).help(
        "collect the facts again, all of them at once: `netloom facts --region REGION -o DIR`",
    )
}

fn left_over(key: &SubnetKey, subnet: &ExistingSubnet, first: &Sourced<Ipv4Cidr>) -> Diagnostic {
    let (stack, id) =
        subnet.made_by.as_ref().map_or(("", ""), |made| (&made.stack, &made.logical_id));
    let message = format!(
        "stack `{stack}` has two subnets `{key}`: `{}` with `{}`, and another one with `{}`",
        subnet.id, subnet.block, first.value
    );
    Diagnostic::new(&LEFT_OVER_SUBNET, subnet.span, message)
        .also(first.span(), "the other one")
        .help(format!(
            "see which one it is: `aws cloudformation describe-stack-resource --stack-name {stack} \
             --logical-resource-id {id}`"
        ))
        .help("delete the other one, and collect the facts again")
}

fn key_of(subnet: &ExistingSubnet, names: &KnownNames) -> Option<SubnetKey> {
    let made = subnet.made_by.as_ref()?;
    names.key_of(made, subnet.zone.as_ref(), subnet.name_tag.as_deref())
}

/// Returns the VPC of the stack: one that it made, else the one that its subnets are in.
fn vpc_of(
    existing: &ExistingNetwork,
    stack: &str,
    own: &[(SubnetKey, &ExistingSubnet)],
) -> Option<RememberedVpc> {
    if let Some((_, made)) = existing.vpc_of_stack(stack) {
        let value = *made.blocks.first()?;
        return Some(RememberedVpc::New(Sourced { value, origin: Origin::Written(made.span) }));
    }
    let (_, subnet) = own.first()?;
    let origin = Origin::Written(subnet.span);
    Some(RememberedVpc::Existing(Sourced { value: subnet.vpc.clone(), origin }))
}

/// An address that the stack made is the gateway's own; any other one existed before it.
fn remembered_nat(
    nat: &ExistingNat,
    existing: &ExistingNetwork,
    stack: &str,
    own: &[(SubnetKey, &ExistingSubnet)],
    given: &BTreeSet<AllocationId>,
) -> RememberedNat {
    let Some(subnet) = &nat.subnet else {
        // A regional gateway gets its addresses by itself.
        return RememberedNat {
            host: NatHost::Vpc,
            is_private: false,
            address: None,
            secondary_addresses: Vec::new(),
            retains_address: false,
        };
    };
    let host = own.iter().find(|(_, own)| own.id == *subnet);
    let host = host.map_or_else(
        || NatHost::Existing(subnet.clone()),
        |(key, _)| NatHost::Planned(key.name.clone()),
    );
    // Where the facts do not have the addresses, one that the config gives is given.
    let is_given = |address: &&AllocationId| match existing.addresses.get(address) {
        Some(one) => one.made_by.as_ref().is_none_or(|made| made.stack != stack),
        None => given.contains(address),
    };
    let mut addresses = nat.addresses.iter();
    let address = addresses.next().filter(is_given).cloned();
    RememberedNat {
        host,
        is_private: nat.is_private,
        address,
        secondary_addresses: addresses.cloned().collect(),
        retains_address: false,
    }
}

/// Returns a subnet of a VPC that a stack made under an id which this config gives as well, and that
/// is not remembered: whether the stack is that of the config cannot be determined from it.
pub(crate) fn stack_of_same_ids<'e>(
    existing: &'e ExistingNetwork,
    vpc: &'e VpcId,
    intent: &ClusterIntent,
    memory: &Memory,
) -> Option<(&'e ExistingSubnet, &'e MadeBy)> {
    let names = KnownNames::of(intent, memory);
    existing.subnets_of(vpc).find_map(|subnet| {
        let made = subnet.made_by.as_ref()?;
        let key = key_of(subnet, &names)?;
        let mut remembered = memory.subnets.iter();
        let is_remembered =
            remembered.any(|(own, block)| own.is_same_as(&key) && block.value == subnet.block);
        (!is_remembered).then_some((subnet, made))
    })
}
