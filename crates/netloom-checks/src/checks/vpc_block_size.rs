//! A VPC block of a size that AWS does not take.

use netloom_diag::Diagnostic;
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block larger than a /16 or smaller than a /28.
    /// ### Why it matters
    /// CloudFormation fails with it when the stack is made.
    /// ### Example
    /// `vpc_cidr = 10.0.0.0/8`
    /// ### Instead
    /// `vpc_cidr = 10.0.0.0/16`
    /// ### Source
    /// Amazon VPC User Guide, "VPC CIDR blocks".
    VPC_BLOCK_SIZE = ("NET001", Error, "VPC block of a size that AWS does not take");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let sizes = MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS;
    let wrong =
        context.vpc_blocks().iter().filter(|block| !sizes.contains(&block.value.prefix_len_bits()));
    let findings = wrong.map(|block| {
        let length = block.value.prefix_len_bits();
        let nearest = length.clamp(MIN_PREFIX_LEN_BITS, MAX_PREFIX_LEN_BITS);
        let message = format!("VPC block `{}` is a /{length}, expected /16 to /28", block.value);
        Diagnostic::new(&VPC_BLOCK_SIZE, block.span(), message)
            .about("vpc")
            .help(format!("write `{}/{nearest}`", block.value.first()))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_vpc_of_a_slash_8_is_too_large() {
        check_ini("10.0.0.0/16", "10.0.0.0/8", &["NET001"]);
    }
}
