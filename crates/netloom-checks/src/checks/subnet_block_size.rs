//! A subnet block of a size that AWS does not take.

use netloom_diag::Diagnostic;
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet block larger than a /16 or smaller than a /28.
    /// ### Why it matters
    /// CloudFormation fails with it when the stack is made.
    /// ### Example
    /// `compute_subnet_cidr = 10.0.1.0/29`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.1.0/28`
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_BLOCK_SIZE = ("NET002", Error, "subnet block of a size that AWS does not take");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let sizes = MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS;
    let wrong = context
        .plan
        .subnets
        .iter()
        .filter(|subnet| !sizes.contains(&subnet.cidr.value.prefix_len_bits()));
    let findings = wrong.map(|subnet| {
        let (name, block) = (&subnet.key.name, subnet.cidr.value);
        let length = block.prefix_len_bits();
        let nearest = length.clamp(MIN_PREFIX_LEN_BITS, MAX_PREFIX_LEN_BITS);
        let message =
            format!("block `{block}` of subnet `{name}` is a /{length}, expected /16 to /28");
        let finding = Diagnostic::new(&SUBNET_BLOCK_SIZE, subnet.cidr.span(), message)
            .about(format!("subnet.{name}"));
        match context.next_free_block(nearest, Some(subnet)) {
            Some(free) => finding
                .help(format!("write `{free}`, the next free block of a size that AWS takes")),
            None => finding.help(format!("write a /{nearest}")),
        }
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_subnet_of_a_slash_29_is_too_small() {
        check_ini("10.0.16.0/22", "10.0.16.0/29", &["NET002"]);
    }
}
