//! Nodes in a subnet without a default route that endpoints do not serve.

use netloom_config::intent::SubnetKind;
use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes without a proxy in a subnet that has no default route, and services that they call and
    /// that no VPC endpoint leads to.
    /// ### Why it matters
    /// Nodes fetch their configuration from AWS when they start. In an isolated subnet they reach
    /// what has an endpoint, and nothing else.
    /// ### Example
    /// `Kind: isolated` for the subnet of a queue, and `Endpoints: none`.
    /// ### Instead
    /// `Endpoints: auto`, or `Kind: private`
    /// ### Source
    /// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet
    /// access".
    NODES_IN_ISOLATED_SUBNET = ("NET024", Warning, "nodes in an isolated subnet");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let isolated = context.nodes.iter().filter(|nodes| nodes.proxy.is_none()).filter_map(|nodes| {
        let subnet =
            context.subnets_of(nodes).find(|subnet| subnet.kind.value == SubnetKind::Isolated)?;
        let missing = context.services_without_endpoint(nodes);
        (!missing.is_empty()).then_some((nodes, subnet, missing))
    });
    let findings = isolated.map(|(nodes, subnet, missing)| {
        let names: Vec<String> = missing.iter().map(|service| format!("`{service}`")).collect();
        let message = format!(
            "{} is in isolated subnet `{}`, which has no way out, and there is no endpoint of {}",
            nodes.words,
            subnet.key.name,
            names.join(", ")
        );
        Diagnostic::new(&NODES_IN_ISOLATED_SUBNET, subnet.kind.span(), message)
            .about(format!("subnet.{}", subnet.key.name))
            .help(format!(
                "have the endpoints made: {}",
                say(Say::Endpoints, context.intent.dialect)
            ))
            .help("or write `Kind: private` for a way out by NAT")
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
    fn a_queue_in_an_isolated_subnet_is_found_without_endpoints() {
        check_yaml("Kind: private", "Kind: isolated\n  Endpoints: none", &["NET024"]);
        check_yaml("Kind: private", "Kind: isolated\n  Endpoints: [s3, dynamodb]", &["NET024"]);
    }

    #[test]
    fn endpoints_serve_isolated_subnets() {
        check_yaml("Kind: private", "Kind: isolated", &[]);
        check_yaml("Kind: private", "Kind: isolated\n  Endpoints: auto", &[]);
    }
}
