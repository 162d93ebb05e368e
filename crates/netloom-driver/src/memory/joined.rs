//! Two memories as one: where both know a thing, they have to agree.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_lock::codes::{MEMORY_CONTRADICTED, MISSING_IN_LOCK};
use netloom_net::Ipv4Cidr;
use netloom_plan::plan::{NatKey, SubnetKey};
use netloom_plan::{FormerSubnet, Memory, RememberedVpc};

/// Adds what `other` knows to what is remembered; says what they disagree about, and what only the
/// other one has.
///
/// - `source`: what the other one is, such as `what is deployed`.
pub(super) fn joined(
    mut memory: Memory,
    mut other: Memory,
    source: &str,
    findings: &mut Vec<Diagnostic>,
) -> Memory {
    // A first deployment, or a first lock, has nothing to contradict.
    let is_first = memory.vpc.is_none() && memory.subnets.is_empty();
    if is_first {
        let (former, former_nat_gateways) = (memory.former, memory.former_nat_gateways);
        return Memory { former, former_nat_gateways, ..other };
    }
    findings.extend(other_vpc(&memory, &other, source));
    take_back_subnets(&mut memory, &other);
    take_back_gateways(&mut memory, &other);
    for (key, block) in &other.subnets {
        match same_subnet(&memory, key) {
            Some((_, own)) if own.value == block.value => {}
            Some((own_key, own)) => findings.push(contradiction(
                (own.span(), block.span()),
                format!(
                    "subnet `{own_key}` is remembered at `{}`, and {source} has it at `{}`",
                    own.value, block.value
                ),
            )),
            None => {
                findings.push(only_there(&memory, (key, block.value), block.span(), source));
                memory.subnets.insert(key.clone(), *block);
            }
        }
    }
    for (key, nat) in std::mem::take(&mut other.nat_gateways) {
        match memory.nat_gateways.get(&key) {
            Some(own) if own.value.stands_as(&nat.value) => {}
            Some(own) => {
                let zone = key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
                let message = if own.value.host == nat.value.host {
                    format!("the NAT gateway{zone} has another address in {source}")
                } else {
                    format!(
                        "the NAT gateway{zone} is remembered in subnet `{}`, and {source} has it \
                         in `{}`",
                        own.value.host, nat.value.host
                    )
                };
                findings.push(contradiction((own.span(), nat.span()), message));
            }
            None => _ = memory.nat_gateways.insert(key, nat),
        }
    }
    findings.extend(other_head_zone(&memory, &other, source));
    // What is deployed, or was rendered before, knows where the interfaces are.
    memory.endpoint_subnets.extend(other.endpoint_subnets);
    if memory.head_subnet_zone.is_none() {
        memory.head_subnet_zone = other.head_subnet_zone;
    }
    memory.former.extend(other.former);
    memory
}

/// Puts subnets back into the blocks that they have in the other memory, where they had them before:
/// what was planned since was not deployed.
fn take_back_subnets(memory: &mut Memory, other: &Memory) {
    for (key, block) in &other.subnets {
        let Some((own_key, own)) = same_subnet(memory, key) else { continue };
        let (own_key, own) = (own_key.clone(), *own);
        let was_here =
            |former: &FormerSubnet| former.key.is_same_as(key) && former.block.value == block.value;
        let Some(at) = memory.former.iter().position(was_here) else { continue };
        memory.former.remove(at);
        // The last one, so that the same plan comes to the same block again.
        memory.former.push(FormerSubnet { key: own_key.clone(), block: own, is_gone: true });
        memory.subnets.insert(own_key, *block);
    }
}

/// Takes gateways of the other memory that were here before for those that were planned since, of
/// which the other one has none.
fn take_back_gateways(memory: &mut Memory, other: &Memory) {
    let is_there = |key: &NatKey| other.nat_gateways.contains_key(key);
    let is_back = memory
        .former_nat_gateways
        .iter()
        .any(|(key, _)| is_there(key) && !memory.nat_gateways.contains_key(key));
    if is_back {
        memory.nat_gateways.retain(|key, _| is_there(key));
        memory.former_nat_gateways.retain(|(key, _)| !is_there(key));
    }
}

/// The same subnet, under whichever name.
fn same_subnet<'m>(
    memory: &'m Memory,
    key: &SubnetKey,
) -> Option<(&'m SubnetKey, &'m Sourced<Ipv4Cidr>)> {
    memory.subnets.iter().find(|(own, _)| own.is_same_as(key))
}

fn other_vpc(memory: &Memory, other: &Memory, source: &str) -> Option<Diagnostic> {
    let (own, there) = (memory.vpc.as_ref()?, other.vpc.as_ref()?);
    let differ = match (own, there) {
        (RememberedVpc::New(own), RememberedVpc::New(there)) => own.value != there.value,
        (RememberedVpc::Existing(own), RememberedVpc::Existing(there)) => own.value != there.value,
        _ => true,
    };
    differ.then(|| {
        let message = format!(
            "the VPC is remembered as {}, and in {source} it is {}",
            vpc_in_words(own),
            vpc_in_words(there)
        );
        contradiction((vpc_span(own), vpc_span(there)), message)
    })
}

/// Finds another zone for the subnets that share that of the existing head subnet.
fn other_head_zone(memory: &Memory, other: &Memory, source: &str) -> Option<Diagnostic> {
    let (own, there) = (memory.head_subnet_zone.as_ref()?, other.head_subnet_zone.as_ref()?);
    (own.value != there.value).then(|| {
        let message = format!(
            "the subnets without a zone are remembered in {}, and in {source} they are in {}",
            own.value, there.value
        );
        contradiction((own.span(), there.span()), message)
    })
}

fn vpc_in_words(vpc: &RememberedVpc) -> String {
    match vpc {
        RememberedVpc::New(block) => format!("one of its own with `{}`", block.value),
        RememberedVpc::Existing(id) => format!("`{}`", id.value),
    }
}

fn vpc_span(vpc: &RememberedVpc) -> Span {
    match vpc {
        RememberedVpc::New(block) => block.span(),
        RememberedVpc::Existing(id) => id.span(),
    }
}

fn contradiction((own, there): (Span, Span), message: String) -> Diagnostic {
    Diagnostic::new(&MEMORY_CONTRADICTED, own, message)
        .also(there, "the other one")
        .help("give the input of the network that is deployed, and only that one")
        .help(
            "if the lock file is wrong: move it aside, and make it again with `--facts DIR \
             --stack-name NAME`",
        )
}

fn only_there(
    memory: &Memory,
    (key, block): (&SubnetKey, Ipv4Cidr),
    span: Span,
    source: &str,
) -> Diagnostic {
    let overlapped = memory.subnets.iter().find(|(_, own)| own.value.overlaps(block));
    match overlapped {
        Some((own, at)) => contradiction(
            (at.span(), span),
            format!(
                "subnet `{own}` is remembered at `{}`, and {source} has subnet `{key}` at \
                 `{block}` there",
                at.value
            ),
        ),
        None => {
            let message = format!("subnet `{key}` with `{block}` is in {source} alone");
            Diagnostic::new(&MISSING_IN_LOCK, span, message)
                .help("it is kept where it is; the next lock file has it")
        }
    }
}
