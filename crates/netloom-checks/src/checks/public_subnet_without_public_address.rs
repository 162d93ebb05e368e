//! Nodes in a public subnet that get no public address.

use netloom_config::Dialect;
use netloom_config::intent::{PublicAddress, SubnetKind};
use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::own_compute_subnet;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes in a public subnet that get no public address and have no proxy.
    /// ### Why it matters
    /// The way out of a public subnet is the internet gateway, which only serves public addresses.
    /// ### Example
    /// `SubnetIds: [head]` with `AssignPublicIp: false`
    /// ### Instead
    /// `AssignPublicIp: true`, or a private subnet behind a NAT gateway.
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways".
    PUBLIC_SUBNET_WITHOUT_PUBLIC_ADDRESS = ("NET022", Error, "nodes in a public subnet without a \
                                        public address");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let lost = context.nodes.iter().filter(|nodes| nodes.proxy.is_none()).filter_map(|nodes| {
        let address =
            nodes.public_address.filter(|address| address.value == PublicAddress::None)?;
        let subnet =
            context.subnets_of(nodes).find(|subnet| subnet.kind.value == SubnetKind::Public)?;
        Some((nodes, address, subnet))
    });
    let findings = lost.map(|(nodes, address, subnet)| {
        let dialect = context.intent.dialect;
        let message = format!(
            "{} in public subnet `{}` gets no public address",
            nodes.words, subnet.key.name
        );
        let addresses = match dialect {
            Dialect::V2Ini => "`use_public_ips = true`",
            Dialect::V3Yaml => "`AssignPublicIp: true`",
        };
        Diagnostic::new(&PUBLIC_SUBNET_WITHOUT_PUBLIC_ADDRESS, address.span(), message)
            .about(format!("subnet.{}", subnet.key.name))
            .help(format!("write {addresses}"))
            .help(format!("or put the nodes behind a NAT gateway: {}", own_compute_subnet(context)))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn a_queue_without_address_in_the_public_subnet_is_found() {
        check_yaml(
            "SubnetIds: [compute]",
            "SubnetIds: [head]\n        AssignPublicIp: false",
            &["NET022"],
        );
    }
}
