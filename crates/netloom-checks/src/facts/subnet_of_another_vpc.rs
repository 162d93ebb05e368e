//! Existing subnets that are not in the VPC.

use netloom_config::intent::SubnetRef;
use netloom_diag::{Diagnostic, Sourced};
use netloom_network::Id;

use super::{Compared, named_subnets};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An existing subnet, given by id, that is in another VPC than `VpcId` as the facts show.
    /// ### Why it matters
    /// All nodes of a cluster are in one VPC; security groups of one VPC cannot be used in another,
    /// so no node is launched.
    /// ### Example
    /// `SubnetId: subnet-0123456789abcdef0`, which `describe-subnets` shows in another VPC than
    /// `VpcId`.
    /// ### Instead
    /// A subnet of that VPC, or the `VpcId` of the subnet.
    /// ### Source
    /// AWS ParallelCluster, `SubnetsValidator`: all subnets must belong to the same VPC.
    SUBNET_OF_ANOTHER_VPC = ("NET074", Error, "subnet of another VPC");
}

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let named = named_subnets(compared.intent).into_iter();
    named.filter_map(|subnet| finding(compared, subnet)).collect()
}

fn finding(compared: &Compared<'_>, written: &Sourced<SubnetRef>) -> Option<Diagnostic> {
    let SubnetRef::Existing(id) = &written.value else { return None };
    let subnet = compared.facts.subnets.get(&Id::new(id.as_str()))?;
    // What stands for a VPC that the facts do not name is not an id.
    if subnet.vpc == compared.vpc_id || !subnet.vpc.as_str().starts_with("vpc-") {
        return None;
    }
    let message = format!(
        "subnet `{id}` is in `{}`, expected a subnet of `{}`",
        subnet.vpc, compared.vpc.value
    );
    Some(
        Diagnostic::new(&SUBNET_OF_ANOTHER_VPC, written.span(), message)
            .also(compared.vpc.span(), "the VPC that the config names")
            .also(subnet.span, "the subnet in the facts")
            .help(format!("name a subnet of `{}`", compared.vpc.value)),
    )
}
