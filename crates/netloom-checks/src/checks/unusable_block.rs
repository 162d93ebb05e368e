//! A block that no VPC can have.

use std::collections::BTreeSet;

use netloom_diag::Diagnostic;

use crate::context::{Context, unusable_range};
use crate::wording::other_vpc_block;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A block of the VPC, or of a subnet, in a range whose addresses no interface can have: "this
    /// network" (0.0.0.0/8), loopback (127.0.0.0/8), link-local (169.254.0.0/16), multicast
    /// (224.0.0.0/4) and the range that is reserved for future use (240.0.0.0/4).
    /// ### Why it matters
    /// Hosts do not send packets to such addresses over a network. The stack fails, or nothing in
    /// it can connect.
    /// ### Example
    /// `vpc_cidr = 127.0.0.0/16`
    /// ### Instead
    /// `vpc_cidr = 10.0.0.0/16`
    /// ### Source
    /// RFC 6890, "Special-Purpose IP Address Registries", section 2.2.2; RFC 5771, section 3.
    UNUSABLE_BLOCK = ("NET061", Error, "block that no VPC can have");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let vpc = context.vpc_blocks().iter().map(|block| ("vpc".to_owned(), block));
    let subnets = context
        .plan
        .subnets
        .iter()
        .map(|subnet| (format!("subnet.{}", subnet.key.name), &subnet.cidr));
    // A subnet's block that was chosen in the VPC's own has the VPC's place, which is reported
    // once.
    let mut seen = BTreeSet::new();
    let found = vpc.chain(subnets).filter_map(|(about, block)| {
        let (range, use_of_range) = unusable_range(block.value)?;
        let is_new = block.origin.is_written() && seen.insert(block.span());
        is_new.then(|| {
            let message =
                format!("block `{}` is in `{range}`, which is {use_of_range}", block.value);
            Diagnostic::new(&UNUSABLE_BLOCK, block.span(), message)
                .about(about)
                .help(other_vpc_block(context))
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn ranges_that_no_interface_can_have_are_found() {
        for block in [
            "127.0.0.0/16",
            "0.0.0.0/16",
            "169.254.0.0/16",
            "224.0.0.0/16",
            "240.7.0.0/16",
            "255.255.0.0/16",
        ] {
            check_yaml("10.0.0.0/16", block, &["NET061"]);
        }
    }

    #[test]
    fn the_neighbours_of_these_ranges_are_only_public() {
        for block in
            ["1.0.0.0/16", "126.255.0.0/16", "128.0.0.0/16", "169.253.0.0/16", "223.255.0.0/16"]
        {
            check_yaml("10.0.0.0/16", block, &["NET008"]);
        }
    }

    #[test]
    fn a_written_subnet_block_is_found_beside_the_vpc() {
        check_ini(
            "compute_subnet_cidr = 10.0.16.0/22",
            "compute_subnet_cidr = 127.0.16.0/22",
            &["NET003", "NET061"],
        );
    }
}
