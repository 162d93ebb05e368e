//! ParallelCluster does find fault with bound configs that are wrong, so its silence about the
//! others means something.

use serde_json::json;

use crate::cases::case;
use crate::emulator::{Emulator, Ended};
use crate::site::{id, prepare};
use crate::stack::{Stack, compile_text, region_of};
use crate::{pcluster_v2, pcluster_v3};

/// A well-formed id of nothing.
const NO_SUBNET: &str = "subnet-00000000000000000";
const NO_GROUP: &str = "sg-00000000000000000";

/// Expects that a program refuses, and that its words are about the network.
fn expect_refused(answer: Ended, expected: &str) {
    let words = format!("{}{}", answer.stdout, answer.stderr);
    assert!(!answer.is_success && words.contains(expected), "`{expected}` was expected:\n{words}");
}

/// Replaces the value behind the first `key` in a bound config, a list in brackets as a whole.
fn with_value(bound: &str, key: &str, value: &str) -> String {
    let (before, rest) = bound.split_once(key).unwrap_or_else(|| panic!("no `{key}` in:\n{bound}"));
    let (_, after) = rest.split_once('\n').expect("a line ends");
    format!("{before}{key} {value}\n{after}")
}

/// A case in the emulator, with its bound config.
fn bound_v3<'e>(emulator: &'e Emulator, name: &str) -> (Stack<'e>, String) {
    let case = case(name, "yaml");
    let region = region_of(&compile_text(&case.file_name, &case.text));
    let site = prepare(emulator, &region, &pcluster_v3::complete(emulator, &region, &case.text));
    let stack =
        Stack::deploy(emulator, "net", &case.file_name, &site.text).expect("the case deploys");
    let bound = stack.bind().expect("the case binds");
    (stack, bound)
}

/// Makes a subnet in a VPC.
fn make_subnet(stack: &Stack<'_>, vpc: &str, block: &str) -> String {
    let subnet = json!({"VpcId": vpc, "CidrBlock": block, "AvailabilityZoneId": "euw1-az1"});
    id(&stack.ec2("create_subnet", subnet), &["Subnet", "SubnetId"])
}

#[test]
fn pcluster_3_refuses_bound_configs_that_were_spoilt() {
    let emulator = Emulator::start();
    let (stack, bound) = bound_v3(&emulator, "private-compute-new-vpc");
    let check = |key: &str, value: &str, expected: &str| {
        expect_refused(pcluster_v3::dry_run(&stack, &with_value(&bound, key, value)), expected);
    };

    check(
        "SubnetIds:",
        &format!("[{NO_SUBNET}]"),
        &format!("The subnet ID '{NO_SUBNET}' does not exist"),
    );
    check("SubnetId:", "head", "String does not match expected pattern");
    check("ElasticIp:", "eipalloc-00000000000000000", "ElasticIpValidator");
    check(
        "ElasticIp:",
        &format!("true\n    SecurityGroups: [{NO_GROUP}]"),
        "SecurityGroupsValidator",
    );
    // Two subnets of one zone in one queue.
    let (vpc, compute) = (&stack.resources()["Vpc"], &stack.resources()["SubnetComputeEuw1Az1"]);
    let twin = make_subnet(&stack, vpc, "10.0.240.0/24");
    check("SubnetIds:", &format!("[{compute}, {twin}]"), "QueueSubnetsValidator");
}

#[test]
fn pcluster_3_refuses_nodes_in_several_vpcs() {
    let emulator = Emulator::start();
    // Releases from 3.7 on compare the VPCs only where there are login nodes.
    let (stack, bound) = bound_v3(&emulator, "login-nodes-and-groups");
    let check = |value: &str, expected: &str| {
        expect_refused(
            pcluster_v3::dry_run(&stack, &with_value(&bound, "SubnetId:", value)),
            expected,
        );
    };

    check(NO_SUBNET, &format!("The subnet ID '{NO_SUBNET}' does not exist"));
    let other =
        id(&stack.ec2("create_vpc", json!({"CidrBlock": "10.99.0.0/16"})), &["Vpc", "VpcId"]);
    check(
        &make_subnet(&stack, &other, "10.99.0.0/24"),
        "Please make sure all subnets are in the same VPC",
    );
}

#[test]
fn pcluster_2_refuses_bound_configs_that_were_spoilt() {
    let emulator = Emulator::start();
    let case = case("private-compute-existing-subnet", "ini");
    let text = pcluster_v2::complete(&case.text);
    let region = region_of(&compile_text(&case.file_name, &text));
    let site = prepare(&emulator, &region, &text);
    let stack =
        Stack::deploy(&emulator, "net", &case.file_name, &site.text).expect("the case deploys");
    let bound = stack.bind().expect("the case binds");
    let check = |key: &str, value: &str, expected: &str| {
        expect_refused(pcluster_v2::read(&stack, &with_value(&bound, key, value)), expected);
    };

    check("master_subnet_id =", NO_SUBNET, NO_SUBNET);
    check("compute_subnet_id =", NO_SUBNET, NO_SUBNET);
    check("vpc_id =", "vpc-00000000000000000", "vpc-00000000000000000");
    check("vpc_id =", "vpc-1", "vpc_id");
    check("vpc_id =", &format!("{}\nvpc_cidr = 10.0.0.0/16", site_vpc(&bound)), "vpc_cidr");
}

fn site_vpc(bound: &str) -> &str {
    bound.lines().find_map(|line| line.strip_prefix("vpc_id = ")).expect("the VPC is bound")
}
