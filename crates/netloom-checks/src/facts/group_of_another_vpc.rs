//! Existing security groups that are not in the VPC.

use netloom_diag::Diagnostic;

use super::{Beside, named_groups};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A security group, given by id, that is in another VPC than `VpcId` as the facts show.
    /// ### Why it matters
    /// A group is of one VPC: a node with a group of another one is not launched.
    /// ### Example
    /// `AdditionalSecurityGroups: [sg-0123456789abcdef0]`, which `describe-security-groups` shows in
    /// another VPC than `VpcId`.
    /// ### Instead
    /// A group of that VPC.
    /// ### Source
    /// Amazon VPC User Guide, "Security groups": a security group can be used only in the VPC for
    /// which it is created.
    GROUP_OF_ANOTHER_VPC = ("NET082", Error, "security group of another VPC, as the facts show");
}

pub(super) fn check(beside: &Beside<'_>) -> Vec<Diagnostic> {
    let Some((own, place)) = beside.vpc_id() else { return Vec::new() };
    let elsewhere = named_groups(beside.intent).into_iter().filter_map(|group| {
        let (vpc, span) = beside.existing.security_groups.get(&group.value)?;
        let vpc = vpc.as_ref().filter(|vpc| *vpc != own)?;
        let message =
            format!("security group `{}` is in `{vpc}`, expected a group of `{own}`", group.value);
        Some(
            Diagnostic::new(&GROUP_OF_ANOTHER_VPC, group.span(), message)
                .also(place, "the VPC of the network")
                .also(*span, "the group in the facts")
                .help(format!("name a group of `{own}`")),
        )
    });
    elsewhere.collect()
}
