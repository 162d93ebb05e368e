//! A VPC block that is not private.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::Ipv4Cidr;

use crate::context::{Context, private_ranges, unusable_range};
use crate::wording::other_vpc_block;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block outside the private ranges 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and the
    /// shared range 100.64.0.0/10.
    /// ### Why it matters
    /// Hosts on the internet that have these addresses cannot be reached from the VPC, because its
    /// own routes win. That is as it should be where the addresses are the site's own.
    /// ### Example
    /// `vpc_cidr = 11.0.0.0/16`
    /// ### Instead
    /// `vpc_cidr = 10.0.0.0/16`
    /// ### Source
    /// RFC 1918 section 3; RFC 6598; Amazon VPC User Guide, "VPC CIDR blocks".
    PUBLIC_VPC_BLOCK = ("NET008", Warning, "VPC block that is not private");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // RFC 6598: shared by carriers, and by VPCs that ran out of private blocks.
    let shared = Ipv4Cidr::containing([100, 64, 0, 0].into(), 10);
    let ranges: Vec<Ipv4Cidr> = private_ranges().chain(shared).collect();
    // A block that no VPC can have is another finding.
    let is_public = |block: &&Sourced<Ipv4Cidr>| {
        unusable_range(block.value).is_none()
            && !ranges.iter().any(|range| range.contains(block.value))
    };
    let findings = context.vpc_blocks().iter().filter(is_public).map(|block| {
        let message = format!("VPC block `{}` is not in a private range", block.value);
        Diagnostic::new(&PUBLIC_VPC_BLOCK, block.span(), message)
            .about("vpc")
            .note(
                "hosts on the internet with these addresses cannot be reached from the VPC; \
                   ignore this where they are your own",
            )
            .help(other_vpc_block(context))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_vpc_on_public_addresses_is_found() {
        check_yaml("10.0.0.0/16", "11.0.0.0/16", &["NET008"]);
    }
}
