//! The layouts of the user guide in the 2.x dialect, with what the 2.x cluster stack made as part
//! of the network.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    Dialect, NatMode, PlacementGroup, PublicAddress, Scheduler, SecurityGroupsMode, SubnetIntent,
    SubnetKind, SubnetSize, VpcIntent,
};
use netloom_diag::Sourced;

use super::examples::{check, planned};
use crate::example::{at, example_intent, example_subnet, existing, line, named, parse};
use crate::plan::{GroupRef, PlannedPublicAddress, RouteTarget, SubnetPlace};

/// One public subnet that exists for all nodes, with public addresses: layout S1.
fn one_existing_subnet() -> ClusterIntent {
    let mut intent = example_intent();
    intent.dialect = Dialect::V2Ini;
    intent.head.subnet = Some(at(42, existing("subnet-0123456789abcdef0")));
    intent.queues[0].name =
        Sourced::defaulted("compute".to_owned(), "a cluster without queues has one", line(1));
    intent.queues[0].subnets = vec![at(42, existing("subnet-0123456789abcdef0"))];
    intent.queues[0].public_address = at(12, PublicAddress::OnLaunch);
    intent.network.subnets.clear();
    intent.network.security_groups = at(40, SecurityGroupsMode::Create);
    intent.network.has_head_interface = at(40, true);
    intent.network.vpc = Some(VpcIntent::Existing {
        id: at(41, parse("vpc-0123456789abcdef0")),
        cidrs: Vec::new(),
        internet_gateway: None,
    });
    intent
}

/// The same subnet, to be made in a VPC to be made.
fn one_new_subnet() -> ClusterIntent {
    let mut intent = one_existing_subnet();
    intent.network.vpc = Some(VpcIntent::New { cidr: at(41, parse("10.0.0.0/16")) });
    intent.head.subnet = Some(at(42, named("head")));
    intent.queues[0].subnets = vec![at(42, named("head"))];
    intent.network.subnets = vec![example_subnet(42, "head", SubnetKind::Public)];
    intent
}

fn compute_subnet_of(block: &str) -> SubnetIntent {
    let mut subnet = example_subnet(45, "compute", SubnetKind::Private);
    subnet.size = SubnetSize::Blocks(vec![at(45, parse(block))]);
    subnet
}

/// Puts the compute nodes into a new private subnet.
fn with_private_compute(mut intent: ClusterIntent, block: &str) -> ClusterIntent {
    intent.queues[0].subnets = vec![at(45, named("compute"))];
    intent.queues[0].public_address = at(12, PublicAddress::None);
    intent.network.subnets.insert(0, compute_subnet_of(block));
    intent
}

const GROUPS: [&str; 8] = [
    "security group head (Head node)",
    "  in: tcp 22 from 192.0.2.0/24",
    "  in: everything from security group compute",
    "security group compute (Compute nodes)",
    "  in: everything from security group head",
    "  in: everything from security group compute",
    "  out: everything to 0.0.0.0/0",
    "  out: everything to security group compute",
];

fn check_around_groups(intent: &ClusterIntent, before: &[&str], behind: &[&str]) {
    check(intent, &[before, &GROUPS, behind].concat());
}

#[test]
fn s1_in_an_existing_subnet_makes_what_the_cluster_stack_made() {
    check_around_groups(
        &one_existing_subnet(),
        &[
            "Head node and compute nodes in subnet-0123456789abcdef0, existing VPC \
             vpc-0123456789abcdef0",
            "existing VPC vpc-0123456789abcdef0 of unknown blocks",
        ],
        &[
            "head interface in subnet-0123456789abcdef0, security group head, a new Elastic IP \
             address",
            "head node uses subnet-0123456789abcdef0",
            "queue compute uses subnet-0123456789abcdef0",
        ],
    );
}

#[test]
fn s1_in_a_new_subnet_makes_the_way_to_the_internet_too() {
    check_around_groups(
        &one_new_subnet(),
        &[
            "Public head node and compute nodes in euw1-az1, new VPC 10.0.0.0/16",
            "new VPC 10.0.0.0/16",
            "new internet gateway",
            "public subnet head in euw1-az1 10.0.0.0/24, 251 addresses for 51 needed, for head \
             node, queue compute",
            "public route table for head in euw1-az1",
            "  0.0.0.0/0 to internet gateway",
        ],
        &[
            "head interface in head in euw1-az1, security group head, a new Elastic IP address",
            "head node uses head in euw1-az1",
            "queue compute uses head in euw1-az1",
        ],
    );
}

#[test]
fn s2_beside_an_existing_head_subnet_puts_the_nat_gateway_into_it() {
    check_around_groups(
        &with_private_compute(one_existing_subnet(), "10.0.1.0/24"),
        &[
            "Head node in subnet-0123456789abcdef0 and private compute nodes behind one NAT \
             gateway, existing VPC \
             vpc-0123456789abcdef0",
            "existing VPC vpc-0123456789abcdef0 of unknown blocks",
            "private subnet compute 10.0.1.0/24, 251 addresses for 50 needed, in the zone of \
             subnet-0123456789abcdef0 \
             (not known), for queue compute",
            "NAT gateway in subnet-0123456789abcdef0",
            "private route table for compute",
            "  0.0.0.0/0 to NAT gateway",
        ],
        &[
            "head interface in subnet-0123456789abcdef0, security group head, a new Elastic IP \
             address",
            "head node uses subnet-0123456789abcdef0",
            "queue compute uses compute",
        ],
    );
}

#[test]
fn s2_in_a_new_vpc_puts_the_nat_gateway_beside_the_head_node() {
    let plan = planned(&with_private_compute(one_new_subnet(), "10.0.16.0/20"));
    assert!(
        matches!(plan.nat_gateways[0].host(), Some(SubnetPlace::Planned(key)) if key.name.as_str() == "head")
    );
    assert_eq!((plan.subnets.len(), plan.route_tables.len()), (2, 2));
}

#[test]
fn s2_with_the_head_node_as_nat_routes_to_its_interface() {
    for intent in [one_existing_subnet(), one_new_subnet()] {
        let mut intent = with_private_compute(intent, "10.0.16.0/20");
        intent.network.nat = Some(at(46, NatMode::HeadNode));
        let plan = planned(&intent);
        let private = plan.route_tables.iter().find(|table| table.key.kind == SubnetKind::Private);
        let route = private.and_then(|table| table.routes.first()).expect("a default route");
        assert_eq!((&route.target, route.origin.span()), (&RouteTarget::HeadInterface, line(46)));
        assert!(plan.nat_gateways.is_empty() && plan.head_interface.is_some());
    }
}

#[test]
fn s3_leaves_an_existing_private_subnet_alone() {
    let mut intent = one_existing_subnet();
    intent.queues[0].subnets = vec![at(45, existing("subnet-0123456789abcdef1"))];
    intent.queues[0].public_address = at(12, PublicAddress::None);
    let plan = planned(&intent);
    assert!(
        plan.subnets.is_empty() && plan.route_tables.is_empty() && plan.nat_gateways.is_empty()
    );
    assert_eq!(plan.security_groups.len(), 2);
}

/// Turns public addresses off and a proxy on.
fn without_public_addresses(mut intent: ClusterIntent) -> ClusterIntent {
    intent.head.public_address = at(12, PublicAddress::None);
    intent.queues[0].public_address = at(12, PublicAddress::None);
    intent.head.proxy = Some(at(14, "http://10.1.0.9:3128".to_owned()));
    intent.queues[0].proxy = intent.head.proxy.clone();
    for subnet in &mut intent.network.subnets {
        subnet.kind = at(12, SubnetKind::Private);
    }
    intent
}

#[test]
fn s4_new_has_no_internet_gateway_and_learns_the_routes_of_the_site() {
    check_around_groups(
        &without_public_addresses(one_new_subnet()),
        &[
            "Private head node and compute nodes with a virtual private gateway in euw1-az1, new \
             VPC 10.0.0.0/16",
            "new VPC 10.0.0.0/16",
            "virtual private gateway",
            "private subnet head in euw1-az1 10.0.0.0/24, 251 addresses for 51 needed, for head \
             node, queue compute",
            "private route table of euw1-az1 for head in euw1-az1, learns from the virtual private gateway",
            "endpoint com.amazonaws.eu-west-1.dynamodb by routes of private route table of \
             euw1-az1, policy open",
            "endpoint com.amazonaws.eu-west-1.s3 by routes of private route table of euw1-az1, \
             policy open",
        ],
        &[
            "head interface in head in euw1-az1, security group head, no public address",
            "head node uses head in euw1-az1",
            "queue compute uses head in euw1-az1",
        ],
    );
}

#[test]
fn s4_existing_has_no_public_address_anywhere() {
    let plan = planned(&without_public_addresses(one_existing_subnet()));
    let interface = plan.head_interface.expect("an interface");
    assert_eq!(interface.public_address.value, PlannedPublicAddress::None);
    assert!(
        plan.vpn_gateway.is_none()
            && plan.nat_gateways.is_empty()
            && plan.internet_gateway.is_none()
    );
}

#[test]
fn s5_aws_batch_with_public_addresses_takes_them_from_the_subnet() {
    let mut intent = one_new_subnet();
    intent.scheduler = at(20, Scheduler::AwsBatch);
    intent.queues[0].public_address = at(12, PublicAddress::SubnetDecides);
    assert!(planned(&intent).subnets[0].maps_public_addresses.value);
    let mut behind_nat = with_private_compute(intent, "10.0.16.0/20");
    behind_nat.queues[0].public_address = at(12, PublicAddress::SubnetDecides);
    let plan = planned(&behind_nat);
    assert!(plan.subnets.iter().all(|subnet| !subnet.maps_public_addresses.value));
    assert_eq!(plan.nat_gateways.len(), 1);
}

#[test]
fn a_group_of_the_users_stands_in_for_both_and_additional_ones_stand_beside() {
    let mut intent = one_existing_subnet();
    intent.head.security.additional = vec![at(47, parse("sg-0123456789abcdef1"))];
    let interface = planned(&intent).head_interface.expect("an interface");
    assert_eq!(interface.groups.len(), 2);
    intent.head.security.replacing = vec![at(48, parse("sg-0123456789abcdef2"))];
    intent.queues[0].security.replacing = intent.head.security.replacing.clone();
    let plan = planned(&intent);
    assert!(plan.security_groups.is_empty());
    let groups = plan.head_interface.map(|interface| interface.groups).unwrap_or_default();
    assert!(groups.len() == 2 && groups.iter().all(|group| matches!(group, GroupRef::Existing(_))));
}

#[test]
fn a_dynamic_placement_group_is_one_for_the_cluster_or_one_per_queue() {
    let mut intent = one_existing_subnet();
    intent.queues[0].compute_resources[0].placement_group = at(36, PlacementGroup::Managed);
    let names = |intent: &ClusterIntent| -> Vec<String> {
        planned(intent).placement_groups.into_iter().map(|group| group.name.value).collect()
    };
    assert_eq!(names(&intent), ["cluster"]);
    intent.queues[0].name = at(30, "spot".to_owned());
    assert_eq!(names(&intent), ["spot"]);
}
