//! Subnets that were renamed: they stay the subnets that they were, under another name.
//!
//! A logical id comes from the name that a subnet was made with, so CloudFormation sees no change.
//! The file says that name in `RenamedFrom`; once it is remembered, the file need not say it any
//! more.

use std::collections::{BTreeMap, BTreeSet};

use netloom_config::intent::{SubnetIntent, SubnetName};
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::Ipv4Cidr;

use crate::plan::SubnetKey;
use crate::{FormerSubnet, Memory, NatHost, RememberedNat, codes};

/// The subnets to make and what is remembered, both in the names of the file.
pub(crate) struct Renamed {
    /// The subnets, each with the name that it was made with where that is another one.
    pub(crate) subnets: Vec<SubnetIntent>,
    /// What is remembered, as if each subnet had always had the name that it has now.
    pub(crate) memory: Memory,
}

/// Decides under which name each subnet was made.
pub(crate) fn renamed(
    subnets: Vec<SubnetIntent>,
    memory: &Memory,
    problems: &mut Vec<Diagnostic>,
) -> Renamed {
    let subnets: Vec<SubnetIntent> =
        subnets.into_iter().map(|subnet| with_first_name(subnet, memory)).collect();
    problems.extend(same_first_names(&subnets, memory));
    problems.extend(subnets.iter().filter_map(|subnet| contradiction(subnet, &subnets, memory)));
    let now: BTreeMap<&SubnetName, &SubnetName> =
        subnets.iter().map(|subnet| (first_name(subnet), &subnet.name.value)).collect();
    let memory = in_names_of_now(memory, &now);
    Renamed { subnets, memory }
}

/// Returns the name that a subnet was made with.
pub(super) fn first_name(subnet: &SubnetIntent) -> &SubnetName {
    subnet.renamed_from.as_ref().map_or(&subnet.name.value, |old| &old.value)
}

/// Replaces the name that a subnet had last by the one that it was made with.
fn with_first_name(mut subnet: SubnetIntent, memory: &Memory) -> SubnetIntent {
    let own = remembered_as(&subnet.name.value, memory);
    let first = match (subnet.renamed_from.take(), own) {
        (None, None) => None,
        (None, Some((key, block))) => {
            let rule = "renamed before, as is remembered";
            Some(Sourced::derived(key.first_name().clone(), rule, block.span()))
        }
        // The file may go on to say a name that the subnet has no longer: what is remembered under
        // its own name is later than that.
        (Some(old), Some((key, _)))
            if *key.first_name() == old.value || remembered_as(&old.value, memory).is_none() =>
        {
            Some(old.map(|_| key.first_name().clone()))
        }
        (Some(old), _) => match remembered_as(&old.value, memory) {
            Some((key, _)) => Some(old.map(|_| key.first_name().clone())),
            None => Some(old),
        },
    };
    subnet.renamed_from = first.filter(|first| first.value != subnet.name.value);
    subnet
}

/// Returns a subnet that is remembered under a name, whichever its zone.
fn remembered_as<'m>(
    name: &SubnetName,
    memory: &'m Memory,
) -> Option<(&'m SubnetKey, &'m Sourced<Ipv4Cidr>)> {
    memory.subnets.iter().find(|(key, _)| key.name == *name)
}

/// Finds two subnets that would be one: a name is still in the list, or stands in two
/// `RenamedFrom`.
fn same_first_names(subnets: &[SubnetIntent], memory: &Memory) -> Option<Diagnostic> {
    let renamed = subnets.iter().filter_map(|subnet| Some((subnet, subnet.renamed_from.as_ref()?)));
    let (subnet, old, other) = renamed.into_iter().find_map(|(subnet, old)| {
        let other = subnets.iter().find(|other| {
            other.name.value != subnet.name.value && first_name(other) == &old.value
        })?;
        Some((subnet, old, other))
    })?;
    let message = format!(
        "subnet `{}` and subnet `{}` would both be the former subnet `{}`",
        subnet.name.value, other.name.value, old.value
    );
    let finding = Diagnostic::new(&codes::RENAME_CONFLICT, old.span(), message)
        .also(other.name.span(), "the other one")
        .about(format!("subnet.{}", subnet.name.value));
    let is_there = remembered_as(&subnet.name.value, memory).is_some();
    Some(if is_there || other.renamed_from.is_some() {
        // Another name would leave the one beside it with a former name that is not its own.
        finding.help(format!("take `RenamedFrom` out of subnet `{}`", subnet.name.value))
    } else {
        finding
            .help(format!(
                "give subnet `{}` another name: its resources have the ids of the former one",
                other.name.value
            ))
            .help(format!("or take subnet `{}` out of the list", other.name.value))
    })
}

/// Finds a `RenamedFrom` that what is remembered denies: the subnet is there under its name, or
/// none ever had the former name.
fn contradiction(
    subnet: &SubnetIntent,
    subnets: &[SubnetIntent],
    memory: &Memory,
) -> Option<Diagnostic> {
    let old = subnet.renamed_from.as_ref().filter(|old| old.origin.is_written())?;
    let name = &subnet.name.value;
    let finding = |message: String| {
        Diagnostic::new(&codes::RENAME_CONFLICT, old.span(), message)
            .about(format!("subnet.{name}"))
    };
    let is_of_other = |first: &SubnetName| {
        subnets.iter().any(|other| other.name.value != *name && first_name(other) == first)
    };
    if let Some((key, block)) = remembered_as(name, memory)
        .filter(|(key, _)| *key.first_name() != old.value && !is_of_other(key.first_name()))
    {
        let was = key.renamed_from.as_ref();
        let was = was.map_or(String::new(), |first| format!(", which was made as `{first}`"));
        let message = format!(
            "subnet `{name}` is there already{was}, so it cannot be the former subnet `{}`",
            old.value
        );
        return Some(
            finding(message).also(block.span(), "remembered here").help("take `RenamedFrom` out"),
        );
    }
    let mut known = memory.subnets.keys().chain(memory.former.iter().map(|former| &former.key));
    let is_known = known.any(|key| *key.first_name() == old.value);
    // Before the first deployment nothing is remembered, so that nothing is denied.
    if memory.subnets.is_empty() || is_known {
        return None;
    }
    // One that the config still has cannot be another one's former self.
    let names: BTreeSet<&SubnetName> = memory
        .subnets
        .keys()
        .filter(|key| !is_of_other(key.first_name()))
        .map(|key| &key.name)
        .collect();
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let message =
        format!("no subnet `{}` is remembered, of which `{name}` is to be the new name", old.value);
    Some(
        finding(message)
            .help(format!("write one of the subnets that there are: {}", names.join(", ")))
            .help("or take `RenamedFrom` out, for a new subnet"),
    )
}

/// Gives what is remembered the names that the subnets have now.
///
/// - `now`: the present name by the name that a subnet was made with.
fn in_names_of_now(memory: &Memory, now: &BTreeMap<&SubnetName, &SubnetName>) -> Memory {
    let key_now = |key: &SubnetKey| {
        let first = key.first_name();
        let name = now.get(first).map_or(&key.name, |name| *name);
        SubnetKey {
            name: name.clone(),
            zone: key.zone.clone(),
            renamed_from: Some(first.clone()).filter(|first| first != name),
        }
    };
    let names: BTreeMap<&SubnetName, SubnetName> =
        memory.subnets.keys().map(|key| (&key.name, key_now(key).name)).collect();
    let nat_now = |nat: &Sourced<RememberedNat>| {
        let mut nat = nat.clone();
        if let NatHost::Planned(name) = &nat.value.host {
            nat.value.host = NatHost::Planned(names.get(name).unwrap_or(name).clone());
        }
        nat
    };
    let sourced_key = |key: &Sourced<SubnetKey>| key.clone().map(|key| key_now(&key));
    // Keys are renamed wherever they stand, so that the planner meets one name for one subnet.
    Memory {
        endpoint_subnets: memory.endpoint_subnets.clone(),
        vpc: memory.vpc.clone(),
        head_subnet_zone: memory.head_subnet_zone.clone(),
        subnets: memory.subnets.iter().map(|(key, block)| (key_now(key), *block)).collect(),
        former: memory
            .former
            .iter()
            .map(|former| FormerSubnet { key: key_now(&former.key), ..former.clone() })
            .collect(),
        nat_gateways: memory
            .nat_gateways
            .iter()
            .map(|(key, nat)| (key.clone(), nat_now(nat)))
            .collect(),
        former_nat_gateways: memory
            .former_nat_gateways
            .iter()
            .map(|(key, nat)| (key.clone(), nat_now(nat)))
            .collect(),
        nodes: memory.nodes.iter().map(|(nodes, key)| (nodes.clone(), sourced_key(key))).collect(),
    }
}
