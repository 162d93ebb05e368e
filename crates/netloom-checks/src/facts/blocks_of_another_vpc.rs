//! Blocks that the VPC does not have.

use netloom_diag::Diagnostic;
use netloom_network::Known;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{ipv4_block, to_blocks};

use super::Compared;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A block that the config gives for an existing VPC, and that is not within the blocks of that
    /// VPC in the facts.
    /// ### Why it matters
    /// Subnets are planned within the blocks of the config; EC2 creates none outside of the VPC's
    /// (`InvalidSubnet.Range`), so the stack fails.
    /// ### Example
    /// `CidrBlocks: [10.0.0.0/16]`, and `describe-vpcs` with 10.1.0.0/16.
    /// ### Instead
    /// The blocks that `aws ec2 describe-vpcs` shows.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks": a subnet's block is a subset of the VPC's.
    BLOCKS_OF_ANOTHER_VPC = ("NET073", Error, "block that the VPC does not have");
}

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let Some(vpc) = compared.facts.vpcs.get(&compared.vpc_id).filter(|vpc| !vpc.blocks.is_empty())
    else {
        return Vec::new();
    };
    let mut held = RangeSet::empty();
    for block in &vpc.blocks {
        let Known::Is(block) = block else { return Vec::new() };
        held = held.union(block);
    }
    let there = to_blocks(&held).join(", ");
    let foreign = compared
        .written
        .iter()
        .filter(|block| !ipv4_block(block.value).difference(&held).is_empty())
        .map(|block| {
            let message =
                format!("`{}` has no block `{}`, it has {there}", compared.vpc.value, block.value);
            Diagnostic::new(&BLOCKS_OF_ANOTHER_VPC, block.span(), message)
                .also(vpc.span, "the VPC in the facts")
                .help(format!("write {there}"))
        });
    foreign.collect()
}
