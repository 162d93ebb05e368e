//! Login nodes in a subnet to which users on the internet have no way.

use netloom_config::intent::{AccessSource, NodeGroup, SubnetKind};
use netloom_diag::{Diagnostic, Severity};
use netloom_network::sets::addresses::{Family, ipv4_block};

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A login pool in a planned subnet that is not public, whose `AllowedIps` admit public
    /// addresses, in a network without a virtual private gateway. It is a note where they admit
    /// private addresses as well, as the default 0.0.0.0/0 does.
    /// ### Why it matters
    /// ParallelCluster puts a load balancer in front of the pool. It is internal unless the route
    /// table of the subnet has a route to an internet gateway, and then users on the internet
    /// cannot connect.
    /// ### Example
    /// `AllowedIps: 8.8.8.0/24` and `SubnetIds: [compute]`, a private subnet.
    /// ### Instead
    /// A subnet with `Kind: public` for the pool, or in `AllowedIps` the private addresses that
    /// users come from.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `login_nodes_stack.py` (`internet_facing`) and `ec2.py`
    /// (`is_subnet_public`).
    LOGIN_POOL_OUT_OF_REACH = ("NET075", Error, "login pool out of reach of its users");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // By such a gateway a site may announce public addresses.
    if context.plan.vpn_gateway.is_some() {
        return Vec::new();
    }
    let findings = context.intent.login_pools.iter().filter_map(|pool| {
        let AccessSource::Cidr(block) = pool.ssh_allowed_from.value else { return None };
        let (users, internet) = (ipv4_block(block), Family::Ipv4.public());
        if users.intersection(&internet).is_empty() {
            return None;
        }
        let group = NodeGroup::LoginPool(pool.name.value.clone());
        let nodes = context.nodes.iter().find(|nodes| *nodes.group == group)?;
        let subnet =
            context.subnets_of(nodes).find(|subnet| subnet.kind.value != SubnetKind::Public)?;
        let message = format!(
            "users on the internet do not reach {}: its load balancer is internal",
            nodes.words
        );
        let finding = Diagnostic::new(
            &LOGIN_POOL_OUT_OF_REACH,
            pool.ssh_allowed_from.span(),
            message,
        )
        .also(
            subnet.kind.span(),
            format!("subnet `{}` has no route to an internet gateway", subnet.key.name),
        )
        .help(
            "write `Kind: public` for a subnet of the pool, or the private addresses of the users",
        );
        // Of a wider block, users with private addresses may be meant.
        Some(if users.difference(&internet).is_empty() {
            finding
        } else {
            finding.severity(Severity::Info)
        })
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    fn check(subnet: &str, allowed: &str, expected: &[&str]) {
        let pool = format!(
            "LoginNodes:\n  Pools:\n    - Name: users\n      InstanceType: c5.large\n      Count: \
             1\n      Networking:\n        \
             SubnetIds: [{subnet}]\n      Ssh:\n        AllowedIps: {allowed}\nNetwork:"
        );
        check_yaml("Network:", &pool, expected);
    }

    #[test]
    fn public_users_do_not_reach_a_private_pool() {
        check("compute", "8.8.8.0/24", &["NET075"]);
        check("compute", "0.0.0.0/0", &["NET050", "NET075"]);
        check("head", "8.8.8.0/24", &[]);
        check("compute", "10.1.0.0/16", &[]);
    }
}
