//! A subnet outside its VPC.

use netloom_diag::Diagnostic;
use netloom_plan::plan::PlannedSubnet;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet whose block lies in none of the blocks of its VPC.
    /// ### Why it matters
    /// CloudFormation fails with it when the stack is made.
    /// ### Example
    /// `vpc_cidr = 10.0.0.0/16` with `compute_subnet_cidr = 10.1.0.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_OUTSIDE_VPC = ("NET003", Error, "subnet outside its VPC");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let blocks = context.vpc_blocks();
    // Of an existing VPC the blocks may not be specified: then nothing can be decided.
    let Some(primary) = blocks.first() else { return Vec::new() };
    let is_outside = |subnet: &&PlannedSubnet| {
        !blocks.iter().any(|block| block.value.contains(subnet.cidr.value))
    };
    let findings = context.plan.subnets.iter().filter(is_outside).map(|subnet| {
        let (name, block) = (&subnet.key.name, subnet.cidr.value);
        let words: Vec<String> = blocks.iter().map(|block| block.value.to_string()).collect();
        let message =
            format!("block `{block}` of subnet `{name}` is outside the VPC's {}", words.join(", "));
        let finding = Diagnostic::new(&SUBNET_OUTSIDE_VPC, subnet.cidr.span(), message)
            .also(primary.span(), "the VPC's block")
            .about(format!("subnet.{name}"));
        match context.next_free_block(block.prefix_len_bits(), Some(subnet)) {
            Some(free) => {
                finding.help(format!("use {free}, the next free block of this size in the VPC"))
            }
            None => finding.help("give the VPC a block that holds it"),
        }
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_subnet_in_another_network_is_found() {
        check_ini("10.0.16.0/22", "10.1.16.0/22", &["NET003"]);
    }
}
