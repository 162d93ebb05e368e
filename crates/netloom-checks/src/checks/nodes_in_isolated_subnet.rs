//! Nodes in a subnet without a default route.

use netloom_config::intent::SubnetKind;
use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes without a proxy in a subnet that has no default route.
    /// ### Why it matters
    /// They reach AWS only through VPC endpoints, which are not made with this network, and a
    /// cluster without internet takes Slurm, 3.1.1 or newer, and DNS settings of its own.
    /// ### Example
    /// `Kind: isolated` for the subnet of a queue.
    /// ### Instead
    /// `Kind: private`
    /// ### Source
    /// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet
    /// access".
    NODES_IN_ISOLATED_SUBNET = ("NET024", Warning, "nodes in an isolated subnet");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let isolated = context.nodes.iter().filter(|nodes| nodes.proxy.is_none()).filter_map(|nodes| {
        let subnet =
            context.subnets_of(nodes).find(|subnet| subnet.kind.value == SubnetKind::Isolated)?;
        Some((nodes, subnet))
    });
    let findings = isolated.map(|(nodes, subnet)| {
        let message = format!(
            "{} is in isolated subnet `{}`, which has no way out",
            nodes.words, subnet.key.name
        );
        Diagnostic::new(&NODES_IN_ISOLATED_SUBNET, subnet.kind.span(), message)
            .about(format!("subnet.{}", subnet.key.name))
            .help("write `Kind: private` for a way out by NAT")
            .help(format!(
                "or name a proxy in the VPC by its address: {}",
                say(Say::ProxyInVpc, context.intent.dialect)
            ))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_queue_in_an_isolated_subnet_is_found() {
        check_yaml("Kind: private", "Kind: isolated", &["NET024"]);
    }
}
