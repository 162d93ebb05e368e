//! Public addresses for nodes with several network cards.

use netloom_config::intent::PublicAddress;
use netloom_diag::Diagnostic;
use netloom_net::instance_types::n_network_cards;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes of an instance type with several network cards that get public addresses.
    /// ### Why it matters
    /// EC2 gives no public address to an instance that is launched with more than one interface: the launch fails.
    /// ### Example
    /// `InstanceType: p4d.24xlarge` with `AssignPublicIp: true`
    /// ### Instead
    /// A private subnet behind a NAT gateway.
    /// ### Source
    /// AWS ParallelCluster 3.6.0, `MultiNetworkInterfacesInstancesValidator`; Amazon EC2 API, `RunInstances`.
    PUBLIC_ADDRESS_WITH_SEVERAL_CARDS = ("NET041", Error, "public address with several network cards");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let findings = context.queues().filter_map(|(queue, nodes)| {
        let gets_address = match nodes.public_address.map(|address| &address.value)? {
            PublicAddress::OnLaunch => true,
            PublicAddress::SubnetDecides => context.subnets_of(nodes).any(|subnet| subnet.maps_public_addresses.value),
            _ => false,
        };
        if !gets_address {
            return None;
        }
        let types = queue.compute_resources.iter().flat_map(|resource| &resource.instance_types);
        let wide = types.into_iter().find(|instance_type| n_network_cards(&instance_type.value) > 1)?;
        let n_cards = n_network_cards(&wide.value);
        let message = format!("`{}` has {n_cards} network cards, so EC2 gives it no public address", wide.value);
        Some(
            Diagnostic::new(&PUBLIC_ADDRESS_WITH_SEVERAL_CARDS, wide.span(), message)
                .about(nodes.words.clone())
                .help(format!("use {}", say(Say::OwnComputeSubnet, context.intent.dialect)))
                .help(format!("or {}", say(Say::NoPublicIps, context.intent.dialect))),
        )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn four_cards_and_a_public_address_are_found() {
        check_yaml(
            "          InstanceType: c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: [compute]",
            "          InstanceType: p4d.24xlarge\n          MaxCount: 2\n      Networking:\n        SubnetIds: [head]\n        AssignPublicIp: true",
            &["NET041"],
        );
    }
}
