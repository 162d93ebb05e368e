//! A security group that exists, beside a VPC that does not yet.

use netloom_config::intent::NodeSecurity;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::SecurityGroupId;
use netloom_plan::plan::PlannedVpc;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A security group given by id in a config whose VPC is to be made.
    /// ### Why it matters
    /// A security group belongs to one VPC. One that exists cannot be in a VPC that does not, so
    /// EC2 does not attach it and refuses rules that name it.
    /// ### Example
    /// `vpc_cidr = 10.0.0.0/16` with `additional_sg = sg-0123456789abcdef0`
    /// ### Instead
    /// Leave the group out and make it in the new VPC once that is there, or name the VPC that the
    /// group is in.
    /// ### Source
    /// Amazon VPC User Guide, "Security groups": a group is used with resources of its own VPC
    /// only.
    SECURITY_GROUP_OF_ANOTHER_VPC = ("NET054", Error, "security group of another VPC");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // Into a VPC that was made before, groups may have come since.
    let Some(PlannedVpc::New { cidr, is_remembered: false }) = &context.plan.vpc else {
        return Vec::new();
    };
    let intent = context.intent;
    let pools = intent.login_pools.iter().map(|pool| &pool.security);
    let queues = intent.queues.iter().map(|queue| &queue.security);
    let all = std::iter::once(&intent.head.security).chain(pools).chain(queues).flat_map(groups);
    let mut groups: Vec<&Sourced<SecurityGroupId>> = all.collect();
    // The nodes of a 2.x cluster share their groups: each place is reported once.
    groups.sort_by_key(|group| group.span());
    groups.dedup_by_key(|group| group.span());
    let findings = groups.into_iter().map(|group| {
        let message =
            format!("`{}` exists, so it is not in the VPC that is to be made", group.value);
        Diagnostic::new(&SECURITY_GROUP_OF_ANOTHER_VPC, group.span(), message)
            .also(cidr.span(), "the new VPC")
            .help("leave it out, and add a group of the new VPC once that is there")
            .help("or build into the VPC that the group is in, with its id")
    });
    findings.collect()
}

fn groups(security: &NodeSecurity) -> impl Iterator<Item = &Sourced<SecurityGroupId>> {
    security.replacing.iter().chain(&security.additional)
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn a_group_that_exists_beside_a_new_vpc_is_found_once() {
        check_ini("ssh_from", "additional_sg = sg-0123456789abcdef0\nssh_from", &["NET054"]);
        check_ini(
            "ssh_from = 192.0.2.0/24",
            "vpc_security_group_id = sg-0123456789abcdef0",
            &["NET054"],
        );
    }

    #[test]
    fn so_is_one_of_a_queue() {
        let groups =
            "SubnetIds: [compute]\n        AdditionalSecurityGroups: [sg-0123456789abcdef0]";
        check_yaml("SubnetIds: [compute]", groups, &["NET054"]);
    }
}
