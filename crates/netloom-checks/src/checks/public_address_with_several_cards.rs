//! Public addresses for nodes with several network cards.

use netloom_config::intent::PublicAddress;
use netloom_diag::Diagnostic;
use netloom_net::instance_types::{n_interfaces, n_network_cards};
use netloom_plan::interface_use;

use crate::context::Context;
use crate::wording::{Say, own_compute_subnet, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Nodes with several interfaces that ask for public addresses, or whose subnet hands them out:
    /// those of an instance type with several network cards, and from 3.15.0 on those with EFA,
    /// which has an interface of its own beside the first one.
    /// ### Why it matters
    /// EC2 gives no public address to an instance that is launched with more than one interface:
    /// the launch fails.
    /// ### Example
    /// `InstanceType: p4d.24xlarge` with `AssignPublicIp: true`
    /// ### Instead
    /// A private subnet behind a NAT gateway.
    /// ### Source
    /// AWS ParallelCluster 3.6.0 and, for a single card with EFA, 3.16.1,
    /// `MultiNetworkInterfacesInstancesValidator`; 3.15.0, `templates/queues_stack.py`,
    /// `add_network_interfaces`; Amazon EC2 API, `RunInstances`.
    PUBLIC_ADDRESS_WITH_SEVERAL_CARDS = ("NET041", Error, "public address with several network \
                                        cards");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let findings = context.queues().filter_map(|(queue, nodes)| {
        let asks =
            nodes.public_address.is_some_and(|address| address.value == PublicAddress::OnLaunch);
        // ParallelCluster refuses such a subnet whatever the queue says of its own addresses.
        if !asks && !context.subnets_of(nodes).any(|subnet| subnet.maps_public_addresses.value) {
            return None;
        }
        let wide = queue.compute_resources.iter().find_map(|resource| {
            let interfaces = interface_use(context.intent, resource);
            // One launch template serves all types: as many interfaces as the type with the fewest
            // cards has.
            let least =
                resource.instance_types.iter().min_by_key(|kind| n_network_cards(&kind.value))?;
            (n_interfaces(&least.value, interfaces) > 1).then_some(least)
        })?;
        let message = match n_network_cards(&wide.value) {
            1 => format!(
                "`{}` with EFA has two interfaces, so EC2 gives it no public address",
                wide.value
            ),
            n_cards => format!(
                "`{}` has {n_cards} network cards, so EC2 gives it no public address",
                wide.value
            ),
        };
        Some(
            Diagnostic::new(&PUBLIC_ADDRESS_WITH_SEVERAL_CARDS, wide.span(), message)
                .about(nodes.words.clone())
                .help(format!("use {}", own_compute_subnet(context)))
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
            "          InstanceType: c5.xlarge\n          MaxCount: 50\n      \
             Networking:\n        SubnetIds: [compute]",
            "          InstanceType: p4d.24xlarge\n          MaxCount: 2\n      \
             Networking:\n        SubnetIds: [head]\n        AssignPublicIp: true",
            &["NET041"],
        );
    }

    #[test]
    fn a_subnet_that_hands_out_addresses_is_found_even_when_the_queue_wants_none() {
        check_yaml(
            "    ElasticIp: true\n  Ssh:\n    KeyName: admin\n    AllowedIps: \
             192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
             cpu\n      ComputeResources:\n        - Name: small\n          InstanceType: \
             c5.xlarge\n          MaxCount: 50\n      Networking:\n        SubnetIds: [compute]",
            "  Ssh:\n    KeyName: admin\n    AllowedIps: 192.0.2.0/24\nScheduling:\n  Scheduler: \
             slurm\n  SlurmQueues:\n    - Name: cpu\n      ComputeResources:\n        - Name: \
             small\n          InstanceType: p4d.24xlarge\n          MaxCount: 2\n      \
             Networking:\n        SubnetIds: [head]\n        AssignPublicIp: false\n        \
             Proxy: {HttpProxyAddress: \"http://proxy:3128\"}",
            &["NET041"],
        );
    }
}
