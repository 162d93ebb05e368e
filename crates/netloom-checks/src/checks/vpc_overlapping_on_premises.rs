//! A VPC that overlaps the site's own networks.

use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::other_vpc_block;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block that the site has, too, or of which the site has a part. A VPC inside a larger block
    /// of the site is none: there the site's block is the summary of what it has.
    /// ### Why it matters
    /// Packets for the shared addresses stay in the VPC: its own route is always the most specific,
    /// so nodes cannot reach that part of the site.
    /// ### Example
    /// `vpc_cidr = 10.0.0.0/16` with `on_premises_cidrs = 10.0.128.0/17`
    /// ### Instead
    /// `vpc_cidr = 10.1.0.0/16`
    /// ### Source
    /// Amazon VPC User Guide, "Route priority": the local route cannot be outdone by a learned one.
    VPC_OVERLAPPING_ON_PREMISES = ("NET006", Error, "VPC that overlaps the site");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let site = &context.intent.network.on_premises_cidrs;
    let clashes = context.vpc_blocks().iter().filter_map(|block| {
        let clash = site.iter().find(|site| {
            let is_summary = site.value != block.value && site.value.contains(block.value);
            site.value.overlaps(block.value) && !is_summary
        });
        clash.map(|site| (block, site))
    });
    let findings = clashes.map(|(block, site)| {
        let message = format!("VPC block `{}` overlaps the site's `{}`", block.value, site.value);
        Diagnostic::new(&VPC_OVERLAPPING_ON_PREMISES, block.span(), message)
            .also(site.span(), "the site's network")
            .about("vpc")
            .help(other_vpc_block(context))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_vpc_on_the_addresses_of_the_site_is_found() {
        check_ini("ssh_from", "on_premises_cidrs = 10.0.128.0/17\nssh_from", &["NET006"]);
        check_ini("ssh_from", "on_premises_cidrs = 10.0.0.0/16\nssh_from", &["NET006"]);
    }

    #[test]
    fn a_vpc_inside_the_summary_of_the_site_is_a_part_of_it() {
        check_ini("ssh_from", "on_premises_cidrs = 10.0.0.0/8\nssh_from", &[]);
    }
}
