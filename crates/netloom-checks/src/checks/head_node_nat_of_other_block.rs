//! The head node as NAT for a block that it does not masquerade.

use netloom_diag::Diagnostic;
use netloom_plan::plan::RouteTarget;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// The head node as NAT for a subnet outside the primary block of the VPC.
    /// ### Why it matters
    /// The head node of ParallelCluster 2.x masquerades the primary block of its VPC and no other:
    /// packets of the others leave with private addresses and are lost.
    /// ### Example
    /// `nat = head-node` with a `compute_subnet_cidr` in the second block of `vpc_cidr`.
    /// ### Instead
    /// A block in the primary one, or `nat = single`.
    /// ### Source
    /// aws-parallelcluster-cookbook 2.4.1, `files/default/configure-pat.sh`: metadata
    /// `vpc-ipv4-cidr-block`.
    HEAD_NODE_NAT_OF_OTHER_BLOCK = ("NET025", Error, "head node as NAT for a block that it does \
                                        not masquerade");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(primary) = context.vpc_blocks().first() else { return Vec::new() };
    let through_head = context.plan.subnets.iter().filter(|subnet| {
        let route = context.default_route(subnet);
        route.is_some_and(|route| route.target == RouteTarget::HeadInterface)
            && !primary.value.contains(subnet.cidr.value)
    });
    let findings = through_head.map(|subnet| {
        let name = &subnet.key.name;
        let message =
            format!("the head node does not masquerade `{}` of subnet `{name}`", subnet.cidr.value);
        let finding = Diagnostic::new(&HEAD_NODE_NAT_OF_OTHER_BLOCK, subnet.cidr.span(), message)
            .also(primary.span(), "only the VPC's primary block is masqueraded")
            .about(format!("subnet.{name}"))
            .help(format!(
                "let a NAT gateway do it: {}",
                say(Say::NatSingle, context.intent.dialect)
            ));
        match context.next_free_block(subnet.cidr.value.prefix_len_bits(), Some(subnet)) {
            Some(free) if primary.value.contains(free) => {
                finding.help(format!("or use {free}, which is free there"))
            }
            _ => finding,
        }
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_compute_block_in_the_second_block_is_found() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
             10.0.16.0/22\n",
            "vpc_id = vpc-0123456789abcdef0\nvpc_cidr = 10.0.0.0/16, \
             10.1.0.0/16\nmaster_subnet_id = subnet-0123456789abcdef0\nnat = \
             head-node\ncompute_subnet_cidr = 10.1.0.0/24\n",
            &["NET025", "NET026", "NET029"],
        );
    }
}
