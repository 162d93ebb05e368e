//! Two subnets of one queue in one zone.

use std::collections::BTreeMap;

use netloom_config::intent::Scheduler;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::ids::SubnetId;
use netloom_plan::plan::{PlannedSubnet, SubnetPlace, ZoneRef};

use crate::context::{Context, Nodes};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A Slurm queue with two subnets in one availability zone.
    /// ### Why it matters
    /// A request to EC2 Fleet has at most one subnet of a zone: ParallelCluster does not create the
    /// cluster.
    /// ### Example
    /// `SubnetIds: [one, two]` with both subnets in `euw1-az1`.
    /// ### Instead
    /// `Zones: [euw1-az1]` for the subnet `one` and `Zones: [euw1-az2]` for `two`; or one larger
    /// subnet.
    /// ### Source
    /// AWS ParallelCluster 3.16.1, `validators/networking_validators.py`, `QueueSubnetsValidator`,
    /// since 3.4.0.
    QUEUE_SUBNETS_IN_ONE_ZONE = ("NET062", Error, "two subnets of a queue in one zone");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // A Batch queue has one subnet at all, which is another finding.
    if context.intent.scheduler.value == Scheduler::AwsBatch {
        return Vec::new();
    }
    context.queues().filter_map(|(queue, nodes)| finding(context, &queue.subnets, nodes)).collect()
}

fn finding<T>(
    context: &Context<'_>,
    written: &[Sourced<T>],
    nodes: &Nodes<'_>,
) -> Option<Diagnostic> {
    let mut by_zone: BTreeMap<String, Vec<&PlannedSubnet>> = BTreeMap::new();
    for subnet in context.subnets_of(nodes) {
        by_zone.entry(zone_in_words(&subnet.zone)).or_default().push(subnet);
    }
    let (zone, subnets, existing) = by_zone.into_iter().find_map(|(zone, subnets)| {
        // An existing subnet has no zone in the config. That a planned one is made in its zone
        // still shows that the two are in the same one.
        let existing = subnets.first().and_then(|subnet| existing_neighbour(subnet, nodes));
        (subnets.len() + usize::from(existing.is_some()) > 1).then_some((zone, subnets, existing))
    })?;
    let names: Vec<String> = subnets
        .iter()
        .map(|subnet| subnet.key.name.as_str())
        .chain(existing.map(SubnetId::as_str))
        .map(|name| format!("`{name}`"))
        .collect();
    let span = written.get(1).map_or(nodes.span, Sourced::span);
    let message = format!("the subnets {} of {} are all in {zone}", names.join(", "), nodes.words);
    let at_queue =
        Diagnostic::new(&QUEUE_SUBNETS_IN_ONE_ZONE, span, message).about(nodes.words.clone());
    let with_subnets = subnets
        .iter()
        .filter(|subnet| subnet.origin.is_written())
        .fold(at_queue, |finding, subnet| finding.also(subnet.origin.span(), ""));
    Some(
        with_subnets
            .note(
                "a queue has at most one subnet in a zone; a node that fits nowhere else has no \
                   further subnet",
            )
            .help(format!(
                "keep one of them in `SubnetIds`, with `Hosts` or `CidrBlock` for all \
                           nodes of {}",
                nodes.words
            ))
            .help(
                "or write a zone of its own for each under `Network.Subnets`, such as `Zones: \
                   [euw1-az2]`, and list these zones in `Network.Zones`",
            ),
    )
}

/// Returns the subnet that exists, in whose zone a planned one is made, where the nodes are in
/// both.
fn existing_neighbour<'a>(subnet: &'a PlannedSubnet, nodes: &Nodes<'_>) -> Option<&'a SubnetId> {
    let ZoneRef::SameAs { subnet, .. } = &subnet.zone else { return None };
    nodes.places.contains(&SubnetPlace::Existing(subnet.value.clone())).then_some(&subnet.value)
}

fn zone_in_words(zone: &ZoneRef) -> String {
    match zone {
        ZoneRef::Id(zone) | ZoneRef::SameAs { zone: Some(zone), .. } => format!("`{}`", zone.value),
        ZoneRef::SameAs { subnet, zone: None } => format!("the zone of `{}`", subnet.value),
    }
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    fn check_network(zones: &str, first: &str, second: &str, expected: &[&str]) {
        let text = format!(
            "          Instances: [{{InstanceType: c5.xlarge}}]\n          MaxCount: 50\n      \
             Networking:\n        SubnetIds: [one, two]\nNetwork:\n  CidrBlock: \
             10.0.0.0/16\n{zones}  Subnets:\n    - Name: one\n{first}    - Name: two\n{second}    \
             - Name: head\n      Kind: public\n"
        );
        check_yaml(
            "          InstanceType: c5.xlarge\n          MaxCount: 50\n      \
             Networking:\n        SubnetIds: [compute]\nNetwork:\n  CidrBlock: 10.0.0.0/16\n  \
             Subnets:\n    - Name: head\n      Kind: public\n    - Name: compute\n      Kind: \
             private\n",
            &text,
            expected,
        );
    }

    #[test]
    fn two_subnets_in_the_only_zone_are_found() {
        check_network("  Zones: [euw1-az1]\n", "", "", &["NET062"]);
    }

    #[test]
    fn two_subnets_get_a_zone_each() {
        check_network("  Zones: [euw1-az1, euw1-az2]\n", "", "", &[]);
    }

    #[test]
    fn a_subnet_keeps_out_of_the_zone_of_its_neighbour() {
        check_network("  Zones: [euw1-az1, euw1-az2]\n", "      Zones: [euw1-az1]\n", "", &[]);
    }

    #[test]
    fn three_subnets_in_two_zones_are_found() {
        let zones = "  Zones: [euw1-az1, euw1-az2]\n";
        check_network(zones, "      Zones: [euw1-az1]\n", "      Zones: [euw1-az1]\n", &["NET062"]);
    }

    #[test]
    fn a_subnet_beside_the_existing_one_whose_zone_it_shares_is_found() {
        let text = |subnets: &str| {
            format!(
                "    SubnetId: subnet-0123456789abcdef0\n  Ssh:\n    AllowedIps: \
                 192.0.2.0/24\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n    - Name: \
                 cpu\n      ComputeResources:\n        - Name: small\n          Instances: \
                 [{{InstanceType: c5.xlarge}}]\n      Networking:\n        SubnetIds: \
                 [{subnets}]\nNetwork:\n  VpcId: vpc-0123456789abcdef0\n  CidrBlocks: \
                 [10.0.0.0/16]\n  InternetGatewayId: igw-0123456789abcdef0\n  Subnets:\n    - \
                 Name: compute\n    - Name: nat\n      Kind: public\n"
            )
        };
        let example = crate::example::EXAMPLE_YAML;
        let rest = &example[example.find("    SubnetId: head").expect("its place")..];
        check_yaml(rest, &text("compute, subnet-0123456789abcdef0"), &["NET062"]);
        check_yaml(rest, &text("compute"), &[]);
    }

    #[test]
    fn a_zone_for_each_subnet_is_taken() {
        check_network(
            "  Zones: [euw1-az1, euw1-az2]\n",
            "      Zones: [euw1-az1]\n",
            "      Zones: [euw1-az2]\n",
            &[],
        );
    }
}
