//! A network that grows: the second deployment adds what is new and touches nothing else.

use std::collections::BTreeMap;

use crate::cases::case;
use crate::emulator::Emulator;
use crate::facts::{Facts, deployed_facts, expect_same, planned_facts};
use crate::stack::Stack;

/// Deploys a network, then a larger one into the same stack, and expects just these further
/// resources.
fn check(file_name: &str, small: &str, large: &str, expected: &[&str]) {
    assert_ne!(small, large, "the second network is another one");
    let emulator = Emulator::start();
    let before =
        Stack::deploy(&emulator, "net", file_name, small).expect("the first network deploys");
    let (ids_before, facts_before) = (before.resources(), deployed_facts(&before, &Facts::new()));

    let after =
        Stack::deploy(&emulator, "net", file_name, large).expect("the second network deploys");
    let (ids_after, facts_after) = (after.resources(), deployed_facts(&after, &Facts::new()));

    let added: Vec<&str> =
        ids_after.keys().filter(|id| !ids_before.contains_key(*id)).map(String::as_str).collect();
    assert_eq!(added, expected, "what was added");
    let kept: BTreeMap<String, String> =
        ids_after.clone().into_iter().filter(|(id, _)| ids_before.contains_key(id)).collect();
    assert_eq!(kept, ids_before, "every resource is still the one it was");
    // An endpoint gets the route tables that come; the plan below says which.
    let lost: Vec<&String> = facts_before
        .difference(&facts_after)
        .filter(|fact| !fact.starts_with("Endpoint"))
        .collect();
    assert!(lost.is_empty(), "changed by the update: {lost:?}");
    if let Err(difference) = expect_same(&planned_facts(&after), &facts_after) {
        panic!("{difference}");
    }

    // The same once more is no change, and no failure.
    let again = Stack::deploy(&emulator, "net", file_name, large)
        .expect("an empty change set is a success");
    assert_eq!(again.resources(), ids_after, "an empty change set changes nothing");
}

#[test]
fn a_further_subnet_is_added_and_nothing_else_is_touched() {
    let small = case("private-compute-new-vpc", "yaml");
    let large = format!("{}    - Name: storage\n      Hosts: 40\n", small.text);
    let expected = ["RouteTableAssociationStorageEuw1Az1", "SubnetStorageEuw1Az1"];
    check(&small.file_name, &small.text, &large, &expected);
}

#[test]
fn a_further_zone_is_added_and_nothing_else_is_touched() {
    let large = case("three-zones-nat-per-zone", "yaml");
    let small =
        large.text.replace("Zones: [euw1-az1, euw1-az2, euw1-az3]", "Zones: [euw1-az1, euw1-az2]");
    let expected = [
        "NatGatewayEuw1Az3",
        "NatGatewayEuw1Az3Eip",
        "RoutePrivateEuw1Az3Default",
        "RouteTableAssociationComputeEuw1Az3",
        "RouteTableAssociationHeadEuw1Az3",
        "RouteTablePrivateEuw1Az3",
        "SubnetComputeEuw1Az3",
        "SubnetHeadEuw1Az3",
    ];
    check(&large.file_name, &small, &large.text, &expected);
}

#[test]
fn a_private_subnet_for_the_compute_nodes_is_added_to_a_2_x_network() {
    let small = case("public-subnet-new", "ini");
    let block = "vpc_cidr = 10.20.0.0/16\n";
    let large = small.text.replace(block, &format!("{block}compute_subnet_cidr = 10.20.64.0/20\n"));
    let expected = [
        "EndpointDynamodb",
        "EndpointS3",
        "NatGatewayEuw1Az1",
        "NatGatewayEuw1Az1Eip",
        "RoutePrivateEuw1Az1Default",
        "RouteTableAssociationComputeEuw1Az1",
        "RouteTablePrivateEuw1Az1",
        "SubnetComputeEuw1Az1",
    ];
    check(&small.file_name, &small.text, &large, &expected);
}
