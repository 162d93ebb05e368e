//! A new subnet on addresses that a present one holds.

use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::held_blocks::subnets_on_held_blocks;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A new subnet whose block a present subnet of the existing VPC holds, as the config says.
    /// ### Why it matters
    /// CloudFormation fails with it when the stack is made.
    /// ### Example
    /// `occupied_cidrs = 10.0.4.0/22` with `compute_subnet_cidr = 10.0.4.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.0.0/24`
    /// ### Source
    /// Amazon EC2 API, `CreateSubnet`, error `InvalidSubnet.Conflict`.
    SUBNET_ON_OCCUPIED_BLOCK = ("NET004", Error, "subnet on an occupied block");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let held = &context.intent.network.occupied_cidrs;
    subnets_on_held_blocks(context, &SUBNET_ON_OCCUPIED_BLOCK, held, "occupied")
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_subnet_on_a_present_one_is_found() {
        check_ini("ssh_from", "occupied_cidrs = 10.0.18.0/24\nssh_from", &["NET004"]);
    }
}
