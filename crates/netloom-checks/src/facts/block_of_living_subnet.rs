//! Planned subnets on blocks of subnets that exist.

use netloom_cfn::names;
use netloom_diag::{Diagnostic, Severity};
use netloom_network::sets::addresses::{ipv4_block, to_blocks};
use netloom_network::{Known, Subnet};
use netloom_plan::plan::PlannedSubnet;

use super::Compared;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A planned subnet whose block overlaps a subnet that the facts show in the VPC. It is a note
    /// where that subnet has the same block and a CloudFormation stack made it under the logical id
    /// of the planned one: a stack of this config is then there already.
    /// ### Why it matters
    /// EC2 creates no two subnets of one VPC with overlapping blocks, so the stack fails with
    /// `InvalidSubnet.Conflict`.
    /// ### Example
    /// A subnet at 10.0.0.0/22, and `describe-subnets` with a subnet of 10.0.1.0/24 in the VPC.
    /// ### Instead
    /// A block that is free, or the block of the existing subnet among `OccupiedCidrBlocks`, so
    /// that the planner passes over it.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks": blocks of subnets in a VPC cannot overlap.
    BLOCK_OF_LIVING_SUBNET = ("NET070", Error, "subnet overlaps an existing subnet");
}

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let living: Vec<&Subnet> =
        compared.facts.subnets.values().filter(|subnet| subnet.vpc == compared.vpc_id).collect();
    let clashes = compared.plan.subnets.iter().flat_map(|planned| {
        let living = living.iter().copied();
        living.filter_map(move |living| finding_of_clash(compared, planned, living))
    });
    clashes.collect()
}

fn finding_of_clash(
    compared: &Compared<'_>,
    planned: &PlannedSubnet,
    existing: &Subnet,
) -> Option<Diagnostic> {
    let Known::Is(held) = &existing.block else { return None };
    let block = ipv4_block(planned.cidr.value);
    if block.intersection(held).is_empty() {
        return None;
    }
    let (name, id, held_blocks) = (&planned.key, &existing.id, to_blocks(held).join(", "));
    let message = format!("subnet `{name}` overlaps existing subnet `{id}` ({held_blocks})");
    let finding = Diagnostic::new(&BLOCK_OF_LIVING_SUBNET, planned.cidr.span(), message)
        .label(format!("`{name}` is planned at {}", planned.cidr.value))
        .also(existing.span, "the existing subnet")
        .about(format!("subnet.{name}"));
    // With the same block it is the subnet that this stack made, which an update leaves as it is.
    let own =
        compared.stack_of(id, names::subnet(&planned.key).as_str()).filter(|_| block == *held);
    if own.is_some() && compared.stack_name.is_some() {
        return None;
    }
    Some(match own {
        Some(own) => finding.severity(Severity::Info).note(format!(
            "stack `{}` made it; deployed as another stack, this config fails",
            own.stack
        )),
        None => {
            let occupied = say(Say::OccupiedBlocks, compared.intent.dialect);
            finding.help(format!(
                "choose a block that is free, or write {held_blocks} into {occupied}"
            ))
        }
    })
}
