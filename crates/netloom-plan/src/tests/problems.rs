//! What the planner cannot decide, or decides in a way worth knowing: break one fact of the
//! example, expect one finding.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    Dialect, NatMode, PublicAddress, SecurityGroupsMode, SubnetKind, SubnetSize, VpcIntent,
};
use netloom_diag::Severity;

use crate::example::{at, example_intent, example_subnet, existing, parse};
use crate::plan_network;

/// Breaks something, and compares codes and lines of what is found, and whether there is a plan
/// nevertheless.
fn check(break_it: impl FnOnce(&mut ClusterIntent), expected: &[(&str, usize)]) {
    let mut intent = example_intent();
    break_it(&mut intent);
    let planned = plan_network(&intent, &crate::Memory::default());
    let seen: Vec<(&str, usize)> = planned
        .diagnostics
        .iter()
        .map(|finding| (finding.code.id, finding.primary.span.start / 80))
        .collect();
    assert_eq!(seen, expected, "{:#?}", planned.diagnostics);
    let has_error = planned.diagnostics.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(planned.plan.is_some(), !has_error);
    assert!(
        planned.diagnostics.iter().all(|finding| !finding.help.is_empty()),
        "something says nothing to type"
    );
}

fn existing_vpc() -> Option<VpcIntent> {
    Some(VpcIntent::Existing {
        id: at(41, parse("vpc-0123456789abcdef0")),
        cidrs: vec![],
        internet_gateway: None,
    })
}

#[test]
fn neither_zone_nor_region() {
    check(|intent| intent.region = None, &[("PLN001", 40)]);
    check(|intent| intent.region = Some(at(1, "xx-nowhere-9".to_owned())), &[("PLN001", 1)]);
}

#[test]
fn a_wrong_nat_mode_is_reported_beside_a_missing_zone() {
    let broken = |intent: &mut ClusterIntent| {
        intent.region = None;
        intent.network.nat = Some(at(45, NatMode::HeadNode));
    };
    check(broken, &[("PLN005", 45), ("PLN001", 40)]);
}

#[test]
fn an_existing_vpc_of_unknown_blocks_and_gateway() {
    let broken = |intent: &mut ClusterIntent| intent.network.vpc = existing_vpc();
    check(broken, &[("PLN002", 50), ("PLN002", 51), ("PLN004", 50)]);
    // What is missing of the VPC is reported beside a missing zone, not after it.
    let without_region = |intent: &mut ClusterIntent| {
        broken(intent);
        intent.region = None;
    };
    let all = [("PLN001", 40), ("PLN002", 51), ("PLN002", 50), ("PLN004", 50)];
    check(without_region, &all);
    let with_blocks = |intent: &mut ClusterIntent| {
        intent.network.vpc = existing_vpc();
        for (subnet, block) in
            intent.network.subnets.iter_mut().zip(["10.0.16.0/24", "10.0.0.0/24"])
        {
            subnet.size = SubnetSize::Blocks(vec![at(54, parse(block))]);
        }
    };
    check(with_blocks, &[("PLN004", 50)]);
}

#[test]
fn more_hosts_than_the_vpc_or_any_subnet_has() {
    let hosts = |n_hosts| {
        move |intent: &mut ClusterIntent| {
            intent.network.subnets[0].size = SubnetSize::Hosts(at(54, n_hosts));
        }
    };
    check(hosts(65_000), &[("PLN003", 51)]);
    check(hosts(70_000), &[("PLN010", 54)]);
}

#[test]
fn a_head_node_that_cannot_be_the_nat() {
    check(|intent| intent.network.nat = Some(at(45, NatMode::HeadNode)), &[("PLN005", 45)]);
    let without_address = |intent: &mut ClusterIntent| {
        intent.dialect = Dialect::V2Ini;
        intent.network.security_groups = at(43, SecurityGroupsMode::Create);
        intent.network.has_head_interface = at(43, true);
        intent.head.public_address = at(12, PublicAddress::None);
        intent.network.nat = Some(at(45, NatMode::HeadNode));
    };
    check(without_address, &[("PLN005", 45)]);
    let without_interface = |intent: &mut ClusterIntent| {
        intent.dialect = Dialect::V2Ini;
        intent.network.nat = Some(at(45, NatMode::HeadNode));
    };
    check(without_interface, &[("PLN005", 45)]);
}

#[test]
fn security_groups_without_a_vpc() {
    let broken = |intent: &mut ClusterIntent| {
        intent.head.subnet = Some(at(11, existing("subnet-0123456789abcdef0")));
        intent.queues[0].subnets = vec![at(31, existing("subnet-0123456789abcdef1"))];
        intent.network.subnets.clear();
        intent.network.vpc = None;
        intent.network.security_groups = at(43, SecurityGroupsMode::Create);
    };
    check(broken, &[("PLN006", 43)]);
}

#[test]
fn two_names_that_want_one_place() {
    let broken = |intent: &mut ClusterIntent| {
        // Each takes a quarter of the zone's part, and only one quarter is neither for `head` nor
        // for `compute`.
        for (number, name) in [(52, "gpu"), (53, "viz")] {
            let mut subnet = example_subnet(number, name, SubnetKind::Isolated);
            subnet.size = SubnetSize::Hosts(at(number, 2_000));
            intent.network.subnets.push(subnet);
        }
    };
    // The hash of `gpu` is the higher one.
    check(broken, &[("PLN007", 52)]);
}

#[test]
fn more_blocks_than_zones() {
    let blocks = vec![at(54, parse("10.0.16.0/24")), at(54, parse("10.0.48.0/24"))];
    check(|intent| intent.network.subnets[0].size = SubnetSize::Blocks(blocks), &[("PLN008", 54)]);
}

#[test]
fn nodes_without_a_subnet() {
    let broken = |intent: &mut ClusterIntent| {
        intent.network.subnets[0] = example_subnet(51, "main", SubnetKind::Private);
        intent.queues[0].subnets.clear();
    };
    check(broken, &[("PLN009", 30)]);
}

#[test]
fn names_that_meet_in_one_logical_id() {
    let broken = |intent: &mut ClusterIntent| {
        intent.network.subnets.push(example_subnet(52, "gpu-1", SubnetKind::Private));
        intent.network.subnets.push(example_subnet(53, "gpu1", SubnetKind::Private));
    };
    check(broken, &[("PLN011", 53)]);
}

#[test]
fn a_subnet_that_exists_beside_a_vpc_to_be_made() {
    let head = |intent: &mut ClusterIntent| {
        intent.head.subnet = Some(at(11, existing("subnet-0123456789abcdef0")))
    };
    check(head, &[("PLN012", 11)]);
    let derived = |intent: &mut ClusterIntent| {
        intent.network.vpc = None;
        intent.queues[0].subnets = vec![at(31, existing("subnet-0123456789abcdef1"))];
    };
    check(derived, &[("PLN012", 31)]);
}

#[test]
fn a_subnet_for_which_its_zone_has_no_room() {
    check(
        |intent| intent.network.subnets[0].size = SubnetSize::Hosts(at(51, 10_000)),
        &[("PLN013", 51)],
    );
    let small = |intent: &mut ClusterIntent| {
        intent.network.vpc = Some(VpcIntent::New { cidr: at(41, parse("10.0.0.0/22")) });
        intent.network.zones = vec![at(44, parse("use1-az5"))];
    };
    check(small, &[("PLN013", 50), ("PLN013", 51)]);
}
