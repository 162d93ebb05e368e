//! A VPC on the addresses that Docker takes for its bridge.

use netloom_diag::Diagnostic;

use crate::context::{Context, docker_bridge};
use crate::wording::other_vpc_block;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block that touches 172.17.0.0/16.
    /// ### Why it matters
    /// Docker gives these addresses to containers on every host, so a node with Docker cannot reach
    /// that part of the VPC.
    /// ### Example
    /// `vpc_cidr = 172.17.0.0/16`
    /// ### Instead
    /// `vpc_cidr = 172.18.0.0/16`
    /// ### Source
    /// Amazon VPC User Guide, "VPC CIDR blocks", on 172.17.0.0/16.
    VPC_ON_DOCKER_BRIDGE = ("NET007", Warning, "VPC on the addresses of the Docker bridge");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(bridge) = docker_bridge() else { return Vec::new() };
    let on_bridge = context.vpc_blocks().iter().filter(|block| block.value.overlaps(bridge));
    let findings = on_bridge.map(|block| {
        let message = format!(
            "VPC block `{}` touches {bridge}, which Docker takes for its bridge",
            block.value
        );
        Diagnostic::new(&VPC_ON_DOCKER_BRIDGE, block.span(), message)
            .about("vpc")
            .help(other_vpc_block(context))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_vpc_around_the_bridge_is_found() {
        check_yaml("10.0.0.0/16", "172.17.0.0/16", &["NET007"]);
    }
}
