//! A VPC block that is not private.

use netloom_diag::Diagnostic;
use netloom_net::Ipv4Cidr;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block outside the private ranges 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and the shared range
    /// 100.64.0.0/10.
    /// ### Why it matters
    /// The addresses belong to somebody else on the internet, whom the nodes then cannot reach.
    /// ### Example
    /// `vpc_cidr = 11.0.0.0/16`
    /// ### Instead
    /// `vpc_cidr = 10.0.0.0/16`
    /// ### Source
    /// RFC 1918 section 3; RFC 6598; Amazon VPC User Guide, "VPC CIDR blocks".
    PUBLIC_VPC_BLOCK = ("NET008", Warning, "VPC block that is not private");
}

/// Where addresses belong to nobody in particular: first address and prefix length.
const PRIVATE_RANGES: [([u8; 4], u8); 4] =
    [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16), ([100, 64, 0, 0], 10)];

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let ranges: Vec<Ipv4Cidr> =
        PRIVATE_RANGES.iter().filter_map(|(first, bits)| Ipv4Cidr::containing((*first).into(), *bits)).collect();
    let is_public = |block: &&netloom_diag::Sourced<Ipv4Cidr>| !ranges.iter().any(|range| range.contains(block.value));
    let findings = context.vpc_blocks().iter().filter(is_public).map(|block| {
        let message = format!("VPC block `{}` is not in a private range", block.value);
        Diagnostic::new(&PUBLIC_VPC_BLOCK, block.span(), message)
            .about("vpc")
            .help("use a block in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, unless the addresses are your own")
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
