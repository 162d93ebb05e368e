//! An existing compute subnet, whose way out is not specified.

use netloom_config::intent::{PublicAddress, SubnetRef};
use netloom_diag::Diagnostic;
use netloom_plan::plan::SubnetPlace;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A queue without a public address and without a proxy in a subnet that exists and is not the
    /// head node's.
    /// ### Why it matters
    /// Nothing is made on that subnet. Without a NAT gateway, a NAT instance or a proxy on its
    /// route, compute nodes never join.
    /// ### Example
    /// `compute_subnet_id = subnet-…` beside `master_subnet_id`.
    /// ### Instead
    /// Look at the subnet's route table: `aws ec2 describe-route-tables --filters
    /// Name=association.subnet-id,Values=subnet-…`.
    /// ### Source
    /// User guide, "Network configurations"; aws-parallelcluster issue 531.
    EXISTING_COMPUTE_SUBNET = ("NET023", Info, "existing compute subnet that must have NAT or a \
                                        proxy");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let head_places = context.head().map_or(&[][..], |head| head.places);
    let findings = context.queues().filter_map(|(queue, nodes)| {
        let gets_address =
            nodes.public_address.is_some_and(|address| address.value == PublicAddress::OnLaunch);
        if nodes.proxy.is_some() || gets_address {
            return None;
        }
        let subnet = queue.subnets.iter().find(|subnet| match &subnet.value {
            SubnetRef::Existing(id) => !head_places.contains(&SubnetPlace::Existing(id.clone())),
            SubnetRef::Named(_) => false,
        })?;
        let SubnetRef::Existing(id) = &subnet.value else { return None };
        let message = format!(
            "`{id}` of {} must have a NAT gateway or a proxy on its route \
                               already",
            nodes.words
        );
        Some(
            Diagnostic::new(&EXISTING_COMPUTE_SUBNET, subnet.span(), message)
                .label("nothing is made on a subnet that exists")
                .about(nodes.words.clone())
                .help(format!(
                    "look: `aws ec2 describe-route-tables --filters \
                     Name=association.subnet-id,Values={id}`"
                )),
        )
    });
    // The queues of a 2.x cluster share one subnet: one finding says it.
    let mut findings: Vec<Diagnostic> = findings.collect();
    findings.dedup_by(|later, earlier| later.primary.span == earlier.primary.span);
    findings
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_compute_subnet_that_exists_is_pointed_out() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
             10.0.16.0/22\n",
            "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = \
             subnet-0123456789abcdef0\ncompute_subnet_id = subnet-0123456789abcdef1\n",
            &["NET023", "NET029"],
        );
    }

    #[test]
    fn a_queue_beside_the_head_node_is_not() {
        check_ini(
            "vpc_cidr = 10.0.0.0/16\nmaster_subnet_cidr = 10.0.0.0/24\ncompute_subnet_cidr = \
             10.0.16.0/22\n",
            "vpc_id = vpc-0123456789abcdef0\nmaster_subnet_id = subnet-0123456789abcdef0\n",
            &["NET029"],
        );
    }
}
