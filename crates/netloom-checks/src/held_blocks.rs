//! New subnets on blocks that something else holds: what two checks have in common.

use netloom_diag::{Code, Diagnostic, Sourced};
use netloom_net::Ipv4Cidr;
use netloom_plan::plan::PlannedSubnet;

use crate::context::Context;

/// Returns one finding per planned subnet that touches one of `held`; `word` says in which way the
/// blocks are held.
pub(crate) fn subnets_on_held_blocks(
    context: &Context<'_>,
    code: &'static Code,
    held: &[Sourced<Ipv4Cidr>],
    word: &str,
) -> Vec<Diagnostic> {
    let clashes = context.plan.subnets.iter().filter_map(|subnet| {
        let held = held.iter().find(|held| held.value.overlaps(subnet.cidr.value))?;
        Some(finding(context, code, subnet, held, word))
    });
    clashes.collect()
}

fn finding(
    context: &Context<'_>,
    code: &'static Code,
    subnet: &PlannedSubnet,
    held: &Sourced<Ipv4Cidr>,
    word: &str,
) -> Diagnostic {
    let (name, block) = (&subnet.key.name, subnet.cidr.value);
    let message = format!("subnet `{name}` overlaps the {word} block `{}`", held.value);
    let finding = Diagnostic::new(code, subnet.cidr.span(), message)
        .label(format!("`{name}` covers {} to {}", block.first(), block.last()))
        .also(held.span(), format!("{word} here"))
        .about(format!("subnet.{name}"));
    match context.next_free_block(block.prefix_len_bits(), Some(subnet)) {
        Some(free) => {
            finding.help(format!("use {free}, the next free block of this size in the VPC"))
        }
        None => finding.help("no block of this size is free in the VPC; use a smaller one"),
    }
}
