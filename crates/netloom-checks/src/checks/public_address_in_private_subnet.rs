//! A public address where nothing can use it.

use netloom_config::intent::{PublicAddress, SubnetKind};
use netloom_diag::Diagnostic;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes that ask for a public address in a subnet that has no route to an internet gateway.
    /// ### Why it matters
    /// The address costs money and nothing can use it.
    /// ### Example
    /// `AssignPublicIp: true` with `SubnetIds: [compute]`
    /// ### Instead
    /// Leave `AssignPublicIp` out, or use a public subnet.
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways".
    PUBLIC_ADDRESS_IN_PRIVATE_SUBNET = ("NET040", Warning, "public address in a private subnet");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let asking = context.nodes.iter().filter_map(|nodes| {
        let address = nodes.public_address.filter(|address| {
            matches!(
                address.value,
                PublicAddress::OnLaunch
                    | PublicAddress::NewElasticIp
                    | PublicAddress::ExistingElasticIp(_)
            )
        })?;
        // One such subnet is enough: nodes are launched in any of their subnets.
        let subnet =
            context.subnets_of(nodes).find(|subnet| subnet.kind.value != SubnetKind::Public)?;
        Some((nodes, address, subnet))
    });
    let findings = asking.map(|(nodes, address, subnet)| {
        let message = format!(
            "{} asks for a public address in subnet `{}`, which is not public",
            nodes.words, subnet.key.name
        );
        Diagnostic::new(&PUBLIC_ADDRESS_IN_PRIVATE_SUBNET, address.span(), message)
            .also(subnet.kind.span(), "the subnet's kind")
            .about(format!("subnet.{}", subnet.key.name))
            .help("leave the address out")
            .help(format!(
                "or make the subnet public: {}",
                say(Say::PublicAddresses, context.intent.dialect)
            ))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn an_address_asked_for_in_a_private_subnet_is_found() {
        check_yaml(
            "SubnetIds: [compute]",
            "SubnetIds: [compute]\n        AssignPublicIp: true",
            &["NET040"],
        );
    }
}
