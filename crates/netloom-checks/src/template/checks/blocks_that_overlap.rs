//! Subnets of one VPC with common addresses.

use netloom_diag::Diagnostic;
use netloom_network::Known;
use netloom_network::sets::addresses::to_blocks;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two subnets of one VPC whose blocks have addresses in common.
    /// ### Why it matters
    /// EC2 refuses the second one, and the stack is rolled back.
    /// ### Example
    /// Subnets 10.0.0.0/20 and 10.0.8.0/24
    /// ### Instead
    /// Blocks without common addresses.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    BLOCKS_THAT_OVERLAP = ("CFN022", Error, "subnets that overlap");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let subnets: Vec<_> = context.network.subnets.values().collect();
    let mut findings = Vec::new();
    for (index, subnet) in subnets.iter().enumerate() {
        let Known::Is(block) = &subnet.block else { continue };
        for other in subnets.iter().take(index).filter(|other| other.vpc == subnet.vpc) {
            let Known::Is(taken) = &other.block else { continue };
            // Under conditions, only one of the two may be made.
            if !block.is_disjoint(taken)
                && context.is_made(&subnet.id)
                && context.is_made(&other.id)
            {
                let common = to_blocks(&block.intersection(taken)).join(", ");
                let message =
                    format!("subnets `{}` and `{}` both have {common}", other.id, subnet.id);
                findings.push(
                    Diagnostic::new(&BLOCKS_THAT_OVERLAP, subnet.span, message)
                        .also(other.span, "the other one")
                        .help("give one of them another block"),
                );
            }
        }
    }
    findings
}
