//! Existing security groups that are not in the VPC.

use netloom_diag::Diagnostic;

use super::{Compared, named_groups};

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

pub(super) fn check(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let elsewhere = named_groups(compared.intent).into_iter().filter_map(|group| {
        let (vpc, span) = compared.existing.security_groups.get(&group.value)?;
        let vpc = vpc.as_ref().filter(|vpc| **vpc != compared.vpc.value)?;
        let message = format!(
            "security group `{}` is in `{vpc}`, expected a group of `{}`",
            group.value, compared.vpc.value
        );
        Some(
            Diagnostic::new(&GROUP_OF_ANOTHER_VPC, group.span(), message)
                .also(compared.vpc.span(), "the VPC that the config names")
                .also(*span, "the group in the facts")
                .help(format!("name a group of `{}`", compared.vpc.value)),
        )
    });
    elsewhere.collect()
}
