//! A new subnet on addresses that the config keeps free.

use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::held_blocks::subnets_on_held_blocks;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A new subnet on addresses that the config keeps free.
    /// ### Why it matters
    /// The addresses are kept for something else.
    /// ### Example
    /// `reserved_cidrs = 10.0.4.0/22` with `compute_subnet_cidr = 10.0.4.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.0.0/24`
    /// ### Source
    /// The config's own word.
    SUBNET_ON_RESERVED_BLOCK = ("NET005", Error, "subnet on a reserved block");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let held = &context.intent.network.reserved_cidrs;
    subnets_on_held_blocks(context, &SUBNET_ON_RESERVED_BLOCK, held, "reserved")
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_subnet_on_a_reserved_block_is_found() {
        check_ini("ssh_from", "reserved_cidrs = 10.0.18.0/24\nssh_from", &["NET005"]);
    }
}
