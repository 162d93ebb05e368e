//! A new subnet on addresses that a present one holds.

use netloom_diag::Diagnostic;

use crate::context::Context;

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
    let subnets = context.plan.subnets.iter();
    let clashes = subnets.filter_map(|subnet| {
        let held = context.intent.network.occupied_cidrs.iter().find(|held| held.value.overlaps(subnet.cidr.value))?;
        Some((subnet, held))
    });
    let findings = clashes.map(|(subnet, held)| {
        let (name, block) = (&subnet.key.name, subnet.cidr.value);
        let message = format!("subnet `{name}` overlaps the occupied block `{}`", held.value);
        let finding = Diagnostic::new(&SUBNET_ON_OCCUPIED_BLOCK, subnet.cidr.span(), message)
            .label(format!("`{name}` covers {} to {}", block.first(), block.last()))
            .also(held.span(), "occupied here")
            .about(format!("subnet.{name}"));
        match context.next_free_block(block.prefix_len_bits(), Some(subnet)) {
            Some(free) => finding.help(format!("use {free}, the next free block of this size in the VPC")),
            None => finding.help("no block of this size is free in the VPC; use a smaller one"),
        }
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_subnet_on_a_present_one_is_found() {
        check_ini("ssh_from", "occupied_cidrs = 10.0.18.0/24\nssh_from", &["NET004"]);
    }
}
