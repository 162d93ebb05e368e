//! What a config says of a VPC that exists, held against the facts of that VPC: one file per check.
//!
//! - Comes in: a [`ClusterIntent`], its [`NetworkPlan`], and the facts: as a [`Network`] with
//!   nothing of the config in it, and as an [`ExistingNetwork`].
//! - Goes out: findings, each at a line of the config.
//! - Left to others: what is wrong with the config alone ([`check_network`](crate::check_network)).
//!
//! A check reports only what the facts say; where they say nothing there is no finding.

mod address_of_another;
mod another_internet_gateway;
mod block_of_living_subnet;
mod blocks_of_another_vpc;
mod group_of_another_vpc;
mod id_not_in_facts;
mod quota_used_up;
mod second_gateway;
mod subnet_of_another_vpc;

use netloom_config::ClusterIntent;
use netloom_config::intent::SubnetRef;
use netloom_diag::{Code, Diagnostic, Sourced, Span};
use netloom_facts::existing::{ExistingNetwork, MadeBy};
use netloom_net::ids::{SecurityGroupId, VpcId};
use netloom_network::Network;
use netloom_network::{Attachment, Id, StackResource};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::PlannedVpc;

/// One check of a config against facts.
pub struct FactsCheck {
    /// What it reports; a check reports one code.
    pub code: &'static Code,
    run: Run,
}

/// How a check is run.
enum Run {
    /// Where the config builds into a VPC that exists.
    InVpc(fn(&Compared<'_>) -> Vec<Diagnostic>),
    /// For every config.
    Anywhere(fn(&Beside<'_>) -> Vec<Diagnostic>),
}

/// Every check of a config against facts, sorted by code.
pub static FACTS_CHECKS: &[FactsCheck] = &[
    FactsCheck {
        code: &block_of_living_subnet::BLOCK_OF_LIVING_SUBNET,
        run: Run::InVpc(block_of_living_subnet::check),
    },
    FactsCheck { code: &second_gateway::SECOND_GATEWAY, run: Run::InVpc(second_gateway::check) },
    FactsCheck {
        code: &another_internet_gateway::ANOTHER_INTERNET_GATEWAY,
        run: Run::InVpc(another_internet_gateway::check),
    },
    FactsCheck {
        code: &blocks_of_another_vpc::BLOCKS_OF_ANOTHER_VPC,
        run: Run::InVpc(blocks_of_another_vpc::check),
    },
    FactsCheck {
        code: &subnet_of_another_vpc::SUBNET_OF_ANOTHER_VPC,
        run: Run::InVpc(subnet_of_another_vpc::check),
    },
    FactsCheck {
        code: &group_of_another_vpc::GROUP_OF_ANOTHER_VPC,
        run: Run::Anywhere(group_of_another_vpc::check),
    },
    FactsCheck {
        code: &address_of_another::ADDRESS_OF_ANOTHER,
        run: Run::Anywhere(address_of_another::check),
    },
    FactsCheck {
        code: &id_not_in_facts::ID_NOT_IN_FACTS,
        run: Run::Anywhere(id_not_in_facts::check),
    },
    FactsCheck { code: &quota_used_up::QUOTA_USED_UP, run: Run::Anywhere(quota_used_up::check) },
];

/// Runs every check of a config against facts; the findings are in the order of the checks.
///
/// - `facts`, `existing`: what exists; empty without facts, and then nothing is found.
/// - `stack_name`: the name of this network's stack, where it is known.
#[must_use]
pub fn check_against_facts(
    intent: &ClusterIntent,
    plan: &NetworkPlan,
    (facts, existing): (&Network, Option<&ExistingNetwork>),
    stack_name: Option<&str>,
) -> Vec<Diagnostic> {
    let Some(existing) = existing else { return Vec::new() };
    let beside = Beside { intent, plan, existing, stack_name };
    let compared = beside.existing_vpc().map(|(vpc, written)| Compared {
        intent,
        plan,
        facts,
        vpc,
        vpc_id: Id::new(vpc.value.as_str()),
        written,
        stack_name,
    });
    let run = |check: &FactsCheck| match check.run {
        Run::InVpc(run) => compared.as_ref().map(run).unwrap_or_default(),
        Run::Anywhere(run) => run(&beside),
    };
    FACTS_CHECKS.iter().flat_map(run).collect()
}

/// A config, and what exists.
struct Beside<'a> {
    intent: &'a ClusterIntent,
    plan: &'a NetworkPlan,
    existing: &'a ExistingNetwork,
    /// The name of this network's stack.
    stack_name: Option<&'a str>,
}

impl<'a> Beside<'a> {
    /// Returns the VPC that the config names, and the blocks that it gives for it.
    fn existing_vpc(&self) -> Option<(&'a Sourced<VpcId>, &'a [Sourced<netloom_net::Ipv4Cidr>])> {
        match &self.plan.vpc {
            Some(PlannedVpc::Existing { id, cidrs }) => Some((id, cidrs)),
            _ => None,
        }
    }
}

impl<'a> Beside<'a> {
    /// Whether this network's stack made a thing, or may have made it, as far as its name is known.
    fn is_own(&self, made_by: &Option<MadeBy>) -> bool {
        made_by.as_ref().is_some_and(|made| self.stack_name.is_none_or(|own| own == made.stack))
    }

    /// Returns the id of the VPC: the one that the config names, else the one that its stack made.
    fn vpc_id(&self) -> Option<(&'a VpcId, Span)> {
        if let Some((vpc, _)) = self.existing_vpc() {
            return Some((&vpc.value, vpc.span()));
        }
        let (id, made) = self.existing.vpc_of_stack(self.stack_name?)?;
        Some((id, made.span))
    }
}

/// Returns the subnets that a config names, each once.
fn named_subnets(intent: &ClusterIntent) -> Vec<&Sourced<SubnetRef>> {
    let pools = intent.login_pools.iter().flat_map(|pool| &pool.subnet);
    let queues = intent.queues.iter().flat_map(|queue| &queue.subnets);
    let head = intent.head.subnet.iter();
    let mut all: Vec<_> = head.chain(pools).chain(queues).chain(&intent.lambda_subnets).collect();
    // Queues of a 2.x file share one line.
    all.sort_by_key(|subnet| subnet.span());
    all.dedup_by_key(|subnet| subnet.span());
    all
}

/// Returns the security groups that a config names for its nodes, each once.
fn named_groups(intent: &ClusterIntent) -> Vec<&Sourced<SecurityGroupId>> {
    let pools = intent.login_pools.iter().map(|pool| &pool.security);
    let queues = intent.queues.iter().map(|queue| &queue.security);
    let nodes = std::iter::once(&intent.head.security).chain(pools).chain(queues);
    let mut all: Vec<_> =
        nodes.flat_map(|one| one.replacing.iter().chain(&one.additional)).collect();
    // Queues of a 2.x file share one line.
    all.sort_by_key(|group| (group.span(), &group.value));
    all.dedup();
    all
}

/// A config that builds into a VPC that exists, and the facts.
struct Compared<'a> {
    intent: &'a ClusterIntent,
    plan: &'a NetworkPlan,
    facts: &'a Network,
    /// The VPC that the config names.
    vpc: &'a Sourced<VpcId>,
    vpc_id: Id,
    /// The blocks that the config gives for it.
    written: &'a [Sourced<netloom_net::Ipv4Cidr>],
    /// The name of this network's stack.
    stack_name: Option<&'a str>,
}

impl Compared<'_> {
    fn is_attached_here(&self, attachment: &Attachment) -> bool {
        matches!(attachment, Attachment::To(vpc, _) if *vpc == self.vpc_id)
    }

    /// Returns the stack that made a thing, where the thing has the logical id that this config
    /// gives to its own.
    ///
    /// The facts may be younger than the stack of this very config, whose resources are then no
    /// obstacle to it. Another stack of the same logical ids cannot be determined from it.
    fn stack_of(&self, id: &Id, logical_id: &str) -> Option<&StackResource> {
        let made = self.facts.stacks.get(id).filter(|made| made.logical_id == logical_id)?;
        // That of a stack of another name is that of others.
        self.stack_name.is_none_or(|own| own == made.stack).then_some(made)
    }
}

#[cfg(test)]
mod tests;
