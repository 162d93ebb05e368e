//! What facts tell a config that it does not say itself: blocks of its VPC, ground that is occupied,
//! the internet gateway, the zone of an existing subnet.
//!
//! A value that the file writes stays; whether it is true of the facts is for checks.

use netloom_config::ClusterIntent;
use netloom_config::intent::{ExistingEndpoint, SubnetRef, VpcIntent};
use netloom_diag::{Diagnostic, Severity, Sourced, Span};
use netloom_lock::codes::STACK_NOT_NAMED;
use netloom_net::Ipv4Cidr;
use netloom_net::ids::VpcId;
use netloom_plan::{Memory, RememberedVpc};

use crate::memory::{Beside, stack_of_same_ids};
use netloom_facts::existing::ExistingNetwork;

/// Adds to a config what exists, and says where it cannot be determined whether that is its own.
pub(crate) fn with_facts(
    intent: &mut ClusterIntent,
    beside: &Beside<'_>,
    memory: &Memory,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(existing) = beside.existing else { return };
    add_zone_of_head(intent, existing);
    let vpc = match &intent.network.vpc {
        Some(VpcIntent::Existing { id, .. }) => id.clone(),
        _ => {
            add_occupied_of_own_vpc(intent, beside, existing, memory);
            return findings.extend(stack_of_new_vpc(intent, beside, existing, memory));
        }
    };
    // With a name that nothing in the facts has, the network may be new, or the name mistyped.
    let severity = match beside.stack_name {
        None => Some(Severity::Error),
        Some(name) => (!existing.has_stack(name)).then_some(Severity::Warning),
    };
    findings.extend(severity.and_then(|severity| {
        let place = (&vpc.value, vpc.span());
        stack_not_named(intent, existing, place, memory, severity)
    }));
    add_vpc(intent, existing, &vpc);
    add_endpoints(intent, existing, (&vpc.value, beside.stack_name));
    add_occupied(intent, existing, &vpc, memory);
}

/// Nodes beside an existing head subnet share its zone, which the template otherwise asks for.
fn add_zone_of_head(intent: &mut ClusterIntent, existing: &ExistingNetwork) {
    if !intent.network.zones.is_empty() {
        return;
    }
    let Some(Sourced { value: SubnetRef::Existing(id), origin }) = &intent.head.subnet else {
        return;
    };
    let subnet = existing.subnets.iter().find(|subnet| subnet.id == *id);
    if let Some(zone) = subnet.and_then(|subnet| subnet.zone.clone()) {
        let rule = "the zone of the head node's subnet, as the facts have it";
        intent.network.zones = vec![Sourced::derived(zone, rule, origin.span())];
    }
}

fn add_vpc(intent: &mut ClusterIntent, existing: &ExistingNetwork, vpc: &Sourced<VpcId>) {
    let Some(VpcIntent::Existing { cidrs, internet_gateway, .. }) = &mut intent.network.vpc else {
        return;
    };
    if cidrs.is_empty()
        && let Some(known) = existing.vpcs.get(&vpc.value)
    {
        let rule = "a block of the VPC, as the facts have it";
        let blocks = known.blocks.iter().map(|block| Sourced::derived(*block, rule, vpc.span()));
        cidrs.extend(blocks);
    }
    if internet_gateway.is_none()
        && let Some(gateway) = existing.internet_gateways.get(&vpc.value)
    {
        let rule = "the internet gateway of the VPC, as the facts have it";
        *internet_gateway = Some(Sourced::derived(gateway.clone(), rule, vpc.span()));
    }
}

/// A subnet that was made by hand in the VPC of the stack is occupied ground like that of others.
fn add_occupied_of_own_vpc(
    intent: &mut ClusterIntent,
    beside: &Beside<'_>,
    existing: &ExistingNetwork,
    memory: &Memory,
) {
    let made = beside.stack_name.and_then(|stack| existing.vpc_of_stack(stack));
    if let Some((id, _)) = made {
        let vpc = Sourced::derived(id.clone(), "the VPC of the stack", intent.network.span);
        add_occupied(intent, existing, &vpc, memory);
    }
}

/// Endpoints of the VPC that this network's own stack has not made.
fn add_endpoints(
    intent: &mut ClusterIntent,
    existing: &ExistingNetwork,
    (vpc, stack_name): (&VpcId, Option<&str>),
) {
    let others = existing.endpoints.iter().filter(|endpoint| {
        let stack = endpoint.made_by.as_ref().map(|made| made.stack.as_str());
        endpoint.vpc == *vpc && (stack.is_none() || stack != stack_name)
    });
    let known = others.map(|endpoint| ExistingEndpoint {
        id: endpoint.id.clone(),
        service: endpoint.service.clone(),
        has_private_dns: endpoint.has_private_dns,
    });
    intent.network.endpoints.existing.extend(known);
}

/// Subnets of the VPC that are not this network's own are ground that is occupied.
fn add_occupied(
    intent: &mut ClusterIntent,
    existing: &ExistingNetwork,
    vpc: &Sourced<VpcId>,
    memory: &Memory,
) {
    let is_of_vpc = match &memory.vpc {
        Some(RememberedVpc::Existing(own)) => own.value == vpc.value,
        Some(RememberedVpc::New(_)) => existing.vpcs.get(&vpc.value).is_some_and(|made| {
            made.made_by.is_some()
                && !matches!(intent.network.vpc, Some(VpcIntent::Existing { .. }))
        }),
        None => false,
    };
    let own: Vec<Ipv4Cidr> =
        memory.subnets.values().filter(|_| is_of_vpc).map(|block| block.value).collect();
    let written: Vec<Ipv4Cidr> =
        intent.network.occupied_cidrs.iter().map(|block| block.value).collect();
    let rule = "a subnet of the VPC, as the facts have it";
    let others = existing
        .subnets_of(&vpc.value)
        .map(|subnet| subnet.block)
        .filter(|block| !own.contains(block) && !written.contains(block));
    let others: Vec<_> = others.map(|block| Sourced::derived(block, rule, vpc.span())).collect();
    intent.network.occupied_cidrs.extend(others);
    intent.network.occupied_cidrs.sort_by_key(|block| (block.value, block.span()));
}

/// A network that makes its VPC may be one that exists; with another name of its stack it is not.
fn stack_of_new_vpc(
    intent: &ClusterIntent,
    beside: &Beside<'_>,
    existing: &ExistingNetwork,
    memory: &Memory,
) -> Option<Diagnostic> {
    let is_remembered = memory.vpc.is_some();
    if beside.stack_name.is_some_and(|name| existing.has_stack(name)) || is_remembered {
        return None;
    }
    let made = existing.vpcs.iter().filter(|(_, vpc)| vpc.made_by.is_some());
    let span = intent.network.span;
    made.into_iter().find_map(|(vpc, _)| {
        stack_not_named(intent, existing, (vpc, span), memory, Severity::Warning)
    })
}

fn stack_not_named(
    intent: &ClusterIntent,
    existing: &ExistingNetwork,
    (vpc, span): (&VpcId, Span),
    memory: &Memory,
    severity: Severity,
) -> Option<Diagnostic> {
    let (subnet, made) = stack_of_same_ids(existing, vpc, intent, memory)?;
    let message = format!(
        "stack `{}` has made `{}` in `{}`, an id that this network has too: whether it is this \
         network is not known",
        made.stack, made.logical_id, vpc
    );
    Some(
        Diagnostic::new(&STACK_NOT_NAMED, span, message)
            .severity(severity)
            .also(subnet.span, "in the facts")
            .about("vpc")
            .help(format!("if it is: `--stack-name {}`, and its subnets stay", made.stack))
            .help(match severity {
                Severity::Error => {
                    "if not: `--stack-name` with the name that this network's stack gets"
                }
                _ => "if not, and its own stack is not there yet, nothing is to be done",
            }),
    )
}
