//! What a config says of a VPC that exists, held against the facts of that VPC: one file per check.
//!
//! - Comes in: a [`ClusterIntent`], its [`NetworkPlan`], and the [`Network`] of the facts, with
//!   nothing of the config in it.
//! - Goes out: findings, each at a line of the config.
//! - Left to others: what is wrong with the config alone ([`check_network`](crate::check_network)).
//!
//! A check reports only what the facts say; where they say nothing there is no finding.

mod another_internet_gateway;
mod block_of_living_subnet;
mod blocks_of_another_vpc;
mod second_gateway;
mod subnet_of_another_vpc;

use netloom_config::ClusterIntent;
use netloom_diag::{Code, Diagnostic, Sourced};
use netloom_net::ids::VpcId;
use netloom_network::Network;
use netloom_network::{Attachment, Id, StackResource};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::PlannedVpc;

/// One check of a config against facts.
pub struct FactsCheck {
    /// What it reports; a check reports one code.
    pub code: &'static Code,
    run: fn(&Compared<'_>) -> Vec<Diagnostic>,
}

/// Every check of a config against facts, sorted by code.
pub static FACTS_CHECKS: &[FactsCheck] = &[
    FactsCheck {
        code: &block_of_living_subnet::BLOCK_OF_LIVING_SUBNET,
        run: block_of_living_subnet::check,
    },
    FactsCheck { code: &second_gateway::SECOND_GATEWAY, run: second_gateway::check },
    FactsCheck {
        code: &another_internet_gateway::ANOTHER_INTERNET_GATEWAY,
        run: another_internet_gateway::check,
    },
    FactsCheck {
        code: &blocks_of_another_vpc::BLOCKS_OF_ANOTHER_VPC,
        run: blocks_of_another_vpc::check,
    },
    FactsCheck {
        code: &subnet_of_another_vpc::SUBNET_OF_ANOTHER_VPC,
        run: subnet_of_another_vpc::check,
    },
];

/// Runs every check of a config against facts; the findings are in the order of the checks.
///
/// - `facts`: what exists; empty without facts, and then nothing is found.
/// - `stack_name`: the name of this network's stack, where it is known.
#[must_use]
pub fn check_against_facts(
    intent: &ClusterIntent,
    plan: &NetworkPlan,
    facts: &Network,
    stack_name: Option<&str>,
) -> Vec<Diagnostic> {
    let Some(PlannedVpc::Existing { id: vpc, cidrs }) = &plan.vpc else { return Vec::new() };
    let compared = Compared {
        intent,
        plan,
        facts,
        vpc,
        vpc_id: Id::new(vpc.value.as_str()),
        written: cidrs,
        stack_name,
    };
    FACTS_CHECKS.iter().flat_map(|check| (check.run)(&compared)).collect()
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
