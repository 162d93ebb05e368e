//! A new subnet on addresses that the config keeps free.

use netloom_diag::Diagnostic;

use crate::context::Context;

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
    let subnets = context.plan.subnets.iter();
    let clashes = subnets.filter_map(|subnet| {
        let held = context.intent.network.reserved_cidrs.iter().find(|held| held.value.overlaps(subnet.cidr.value))?;
        Some((subnet, held))
    });
    let findings = clashes.map(|(subnet, held)| {
        let (name, block) = (&subnet.key.name, subnet.cidr.value);
        let message = format!("subnet `{name}` overlaps the reserved block `{}`", held.value);
        let finding = Diagnostic::new(&SUBNET_ON_RESERVED_BLOCK, subnet.cidr.span(), message)
            .label(format!("`{name}` covers {} to {}", block.first(), block.last()))
            .also(held.span(), "reserved here")
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
    fn a_subnet_on_a_reserved_block_is_found() {
        check_ini("ssh_from", "reserved_cidrs = 10.0.18.0/24\nssh_from", &["NET005"]);
    }
}
