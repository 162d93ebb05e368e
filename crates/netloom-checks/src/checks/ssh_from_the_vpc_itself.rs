//! SSH sources that contain the VPC.

use netloom_config::intent::AccessSource;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::Ipv4Cidr;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A network from which users log in that contains a block of the VPC.
    /// ### Why it matters
    /// Addresses of the VPC stay in the VPC: a host of the site that has one of them gets no
    /// answer, and the claim that the whole network reaches the head node is refuted (RCH004).
    /// ### Example
    /// `AllowedIps: 10.0.0.0/8` with the VPC block 10.20.0.0/16
    /// ### Instead
    /// `AllowedIps: 10.1.0.0/16`, the block of the hosts from which users log in.
    /// ### Source
    /// Amazon VPC User Guide, "Route tables": the local route takes precedence for the addresses of
    /// the VPC.
    SSH_FROM_THE_VPC_ITSELF = ("NET081", Warning, "SSH source that contains the VPC");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let pools = context.intent.login_pools.iter().map(|pool| &pool.ssh_allowed_from);
    let mut sources: Vec<&Sourced<AccessSource>> =
        [&context.intent.head.ssh_allowed_from].into_iter().chain(pools).collect();
    sources.dedup_by_key(|from| from.span());
    let findings = sources.into_iter().flat_map(|from| {
        let blocks = context.vpc_blocks();
        let inside = blocks.iter().find(|block| contains(&from.value, block.value));
        inside.map(|block| finding(context, from, block))
    });
    findings.collect()
}

/// The whole internet is meant as such, and an address of the VPC is not one of it.
fn contains(source: &AccessSource, block: Ipv4Cidr) -> bool {
    match source {
        AccessSource::Cidr(source) => *source != Ipv4Cidr::EVERYTHING && source.contains(block),
        AccessSource::PrefixList(_) => false,
    }
}

fn finding(
    context: &Context<'_>,
    from: &Sourced<AccessSource>,
    block: &Sourced<Ipv4Cidr>,
) -> Diagnostic {
    let message = format!(
        "the network from which SSH is admitted contains the VPC's own block {}",
        block.value
    );
    Diagnostic::new(&SSH_FROM_THE_VPC_ITSELF, from.span(), message).help(format!(
        "name the network of your users without it: {}",
        say(Say::SshFrom, context.intent.dialect)
    ))
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_summary_that_contains_the_vpc_is_found() {
        check_ini("192.0.2.0/24", "10.0.0.0/8", &["NET081"]);
    }

    #[test]
    fn a_network_beside_the_vpc_and_the_internet_are_not() {
        check_ini("192.0.2.0/24", "10.1.0.0/16", &[]);
        check_ini("192.0.2.0/24", "0.0.0.0/0", &["NET050"]);
    }
}
