//! Subnets of one VPC with common addresses.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::{Known, Subnet};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two subnets of one VPC whose blocks have addresses in common. Each subnet that lies within
    /// others is reported once, with the smallest of them.
    /// ### Why it matters
    /// EC2 rejects the second one, and the stack is rolled back.
    /// ### Example
    /// Subnets 10.0.0.0/20 and 10.0.8.0/24
    /// ### Instead
    /// Blocks without common addresses.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    BLOCKS_THAT_OVERLAP = ("CFN022", Error, "subnets that overlap");
}

/// A subnet that the template makes for certain and its addresses.
type Taken<'a> = (&'a Subnet, &'a RangeSet);

/// Returns one finding for each subnet that overlaps with one that begins before it in its VPC, and
/// names the innermost of these: pairs would be as many as the square of the subnets.
pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut by_vpc: BTreeMap<_, Vec<Taken<'_>>> = BTreeMap::new();
    // Under conditions, only one of two may be made.
    for subnet in context.network.subnets.values().filter(|subnet| context.is_made(&subnet.id)) {
        if let Known::Is(block) = &subnet.block {
            by_vpc.entry(&subnet.vpc).or_default().push((subnet, block));
        }
    }
    let pairs = by_vpc.into_values().flat_map(overlaps);
    pairs.map(|(one, other)| finding(one, other)).collect()
}

/// Returns each subnet of one VPC that begins within another, with that one; in the order of their
/// places in the network.
fn overlaps(mut subnets: Vec<Taken<'_>>) -> Vec<(Taken<'_>, Taken<'_>)> {
    // Of two that begin alike the larger one goes first; a sort that is stable keeps the order of
    // equal ones.
    subnets.sort_by_key(|(_, block)| (block.first(), Reverse(block.last())));
    let mut open: Vec<Taken<'_>> = Vec::new();
    let mut pairs = Vec::new();
    for subnet in subnets {
        while open.pop_if(|(_, around)| around.last() < subnet.1.first()).is_some() {}
        if let Some(around) = open.last() {
            let is_first = around.0.id < subnet.0.id;
            pairs.push(if is_first { (*around, subnet) } else { (subnet, *around) });
        }
        if !subnet.1.is_empty() {
            open.push(subnet);
        }
    }
    pairs.sort_by(|(_, one), (_, other)| one.0.id.cmp(&other.0.id));
    pairs
}

fn finding((one, taken): Taken<'_>, (other, block): Taken<'_>) -> Diagnostic {
    let common = to_blocks(&block.intersection(taken)).join(", ");
    let message = format!("subnets `{}` and `{}` both have {common}", one.id, other.id);
    Diagnostic::new(&BLOCKS_THAT_OVERLAP, other.span, message)
        .also(one.span, "the other one")
        .help("give one of them another block")
}
