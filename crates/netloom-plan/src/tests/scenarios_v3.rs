//! The layouts of the user guide in the 3.x dialect, existing and new.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    NatMode, PublicAddress, Scheduler, SubnetKind, SubnetSize, VpcIntent,
};

use super::examples::{check, planned};
use crate::example::{at, example_intent, example_subnet, existing, line, named, parse};
use crate::plan::{NatKey, RouteTarget, SubnetPlace};

/// The example, as if it said nothing about the network.
fn derived() -> ClusterIntent {
    let mut intent = example_intent();
    intent.network.vpc = None;
    intent.network.subnets.clear();
    intent.network.is_written = false;
    intent.head.subnet = None;
    intent.queues[0].subnets.clear();
    intent
}

/// The example in subnets that exist.
fn in_existing_subnets() -> ClusterIntent {
    let mut intent = derived();
    intent.head.subnet = Some(at(11, existing("subnet-0123456789abcdef0")));
    intent.queues[0].subnets = vec![at(31, existing("subnet-0123456789abcdef1"))];
    intent
}

fn existing_vpc() -> VpcIntent {
    VpcIntent::Existing {
        id: at(41, parse("vpc-0123456789abcdef0")),
        cidrs: vec![at(42, parse("10.9.0.0/16"))],
        internet_gateway: Some(at(43, parse("igw-0123456789abcdef0"))),
    }
}

fn zones(intent: &mut ClusterIntent, zones: &[&str]) {
    intent.network.zones = zones.iter().map(|zone| at(44, parse(zone))).collect();
}

/// Returns the zones of the subnets `a`, `b` and so on that one queue lists, each with the zones
/// that the file writes for it.
fn zones_of_neighbours(network: &[&str], written: &[&[&str]]) -> Vec<String> {
    let mut intent = example_intent();
    zones(&mut intent, network);
    let names = ["a", "b", "c"];
    intent.queues[0].subnets =
        names.iter().take(written.len()).map(|name| at(31, named(name))).collect();
    intent.network.subnets.remove(0);
    for (number, (name, own)) in names.iter().zip(written).enumerate() {
        let mut subnet = example_subnet(60 + number, name, SubnetKind::Private);
        subnet.zones = own.iter().map(|zone| at(60, parse(zone))).collect();
        intent.network.subnets.insert(number, subnet);
    }
    let plan = crate::plan_network(&intent, &crate::Memory::default()).plan.expect("a plan");
    let private = plan.subnets.iter().filter(|subnet| subnet.kind.value == SubnetKind::Private);
    private.map(|subnet| subnet.key.to_string()).collect()
}

#[test]
fn subnets_that_a_queue_lists_side_by_side_are_in_a_zone_each() {
    let two = ["a in euw1-az1", "b in euw1-az2"];
    assert_eq!(zones_of_neighbours(&["euw1-az1", "euw1-az2"], &[&[], &[]]), two);
    assert_eq!(zones_of_neighbours(&[], &[&[], &[]]), two, "zones of the region");
    let swapped = ["a in euw1-az2", "b in euw1-az1"];
    assert_eq!(zones_of_neighbours(&["euw1-az1", "euw1-az2"], &[&[], &["euw1-az1"]]), swapped);
    let three = ["a in euw1-az1", "b in euw1-az2", "c in euw1-az1"];
    assert_eq!(
        zones_of_neighbours(&["euw1-az1", "euw1-az2"], &[&[], &[], &[]]),
        three,
        "too few, which a check reports"
    );
    assert_eq!(
        zones_of_neighbours(&["euw1-az1", "euw1-az2"], &[&[]]),
        ["a in euw1-az1", "a in euw1-az2"],
        "no neighbour"
    );
}

#[test]
fn s1_one_public_subnet_for_all_nodes() {
    let mut intent = example_intent();
    intent.queues[0].subnets = vec![at(31, named("head"))];
    intent.network.subnets.remove(0);
    check(
        &intent,
        &[
            "Public head node and compute nodes in euw1-az1, new VPC 10.0.0.0/16",
            "new VPC 10.0.0.0/16",
            "new internet gateway",
            "public subnet head in euw1-az1 10.0.0.0/24, 251 addresses for 51 needed, gives \
             public addresses, for head \
             node, queue cpu",
            "public route table for head in euw1-az1",
            "  0.0.0.0/0 to internet gateway",
            "head node uses head in euw1-az1",
            "queue cpu uses head in euw1-az1",
        ],
    );
}

#[test]
fn s1_and_s3_subnets_that_exist_leave_nothing_to_make() {
    let plan = planned(&in_existing_subnets());
    assert!(plan.is_empty());
    assert_eq!(plan.bindings.len(), 2);
}

#[test]
fn s2_a_new_private_subnet_beside_an_existing_head_subnet() {
    let mut intent = in_existing_subnets();
    intent.network.vpc = Some(existing_vpc());
    intent.queues[0].subnets = vec![at(31, named("compute"))];
    check(
        &intent,
        &[
            "Head node in subnet-0123456789abcdef0 and private compute nodes behind one NAT \
             gateway, existing VPC \
             vpc-0123456789abcdef0",
            "existing VPC vpc-0123456789abcdef0 10.9.0.0/16",
            "private subnet compute 10.9.16.0/24, 251 addresses for 50 needed, in the zone of \
             subnet-0123456789abcdef0 \
             (not known), for queue cpu",
            "NAT gateway in subnet-0123456789abcdef0",
            "private route table for compute",
            "  0.0.0.0/0 to NAT gateway",
            "head node uses subnet-0123456789abcdef0",
            "queue cpu uses compute",
        ],
    );
}

#[test]
fn s2_learning_the_zone_of_the_head_subnet_changes_no_key_and_no_block() {
    let mut intent = in_existing_subnets();
    intent.network.vpc = Some(existing_vpc());
    intent.queues[0].subnets = vec![at(31, named("compute"))];
    let unknown = planned(&intent);
    zones(&mut intent, &["euw1-az3"]);
    let known = planned(&intent);
    assert_ne!(unknown.subnets[0].zone, known.subnets[0].zone);
    assert_eq!(
        (&unknown.subnets[0].key, unknown.subnets[0].cidr),
        (&known.subnets[0].key, known.subnets[0].cidr)
    );
}

#[test]
fn s4_a_private_cluster_with_a_proxy_and_a_line_of_its_own() {
    let mut intent = example_intent();
    intent.head.public_address = at(12, PublicAddress::SubnetDecides);
    intent.head.proxy = Some(at(14, "http://proxy:3128".to_owned()));
    intent.queues[0].proxy = Some(at(37, "http://proxy:3128".to_owned()));
    intent.network.subnets[1].kind = at(50, SubnetKind::Private);
    check(
        &intent,
        &[
            "Private head node and compute nodes with a virtual private gateway in euw1-az1, new \
             VPC 10.0.0.0/16",
            "new VPC 10.0.0.0/16",
            "virtual private gateway",
            "private subnet compute in euw1-az1 10.0.16.0/24, 251 addresses for 50 needed, for \
             queue cpu",
            "private subnet head in euw1-az1 10.0.0.0/24, 251 addresses for 1 needed, for head \
             node",
            "private route table of euw1-az1 for compute in euw1-az1, head in euw1-az1, learns from the \
             virtual private gateway",
            "endpoint com.amazonaws.eu-west-1.dynamodb by routes of private route table of \
             euw1-az1, policy open",
            "endpoint com.amazonaws.eu-west-1.s3 by routes of private route table of euw1-az1, \
             policy open",
            "head node uses head in euw1-az1",
            "queue cpu uses compute in euw1-az1",
        ],
    );
}

#[test]
fn s5_aws_batch_in_a_public_subnet_takes_its_addresses_from_the_subnet() {
    let mut intent = example_intent();
    intent.scheduler = at(20, Scheduler::AwsBatch);
    intent.queues[0].subnets = vec![at(31, named("head"))];
    intent.network.subnets.remove(0);
    let plan = planned(&intent);
    assert!(plan.subnets[0].maps_public_addresses.value && plan.nat_gateways.is_empty());
    assert!(
        plan.summary.starts_with("Public head node and AWS Batch compute nodes in euw1-az1"),
        "{}",
        plan.summary
    );
}

#[test]
fn s6_parallel_batch_jobs_take_a_second_address_on_every_node() {
    let mut intent = example_intent();
    intent.scheduler = at(20, Scheduler::AwsBatch);
    intent.multi_node_parallel = Some(at(45, true));
    let plan = planned(&intent);
    assert_eq!(plan.subnets[0].n_hosts_needed, 100);
    assert_eq!(plan.nat_gateways.len(), 1);
    intent.multi_node_parallel = Some(at(45, false));
    assert_eq!(planned(&intent).subnets[0].n_hosts_needed, 50);
}

#[test]
fn s7_a_cluster_that_says_nothing_gets_the_example() {
    let (derived, written) = (planned(&derived()), planned(&example_intent()));
    let blocks = |plan: &crate::NetworkPlan| -> Vec<_> {
        plan.subnets
            .iter()
            .map(|subnet| (subnet.key.clone(), subnet.cidr.value, subnet.kind.value))
            .collect()
    };
    assert_eq!(blocks(&derived), blocks(&written));
    assert_eq!(derived.summary, written.summary);
}

#[test]
fn s7_the_derived_vpc_keeps_off_the_networks_of_the_site() {
    let mut intent = derived();
    intent.network.on_premises_cidrs = vec![at(46, parse("10.0.0.0/15"))];
    intent.network.reserved_cidrs = vec![at(47, parse("10.2.8.0/24"))];
    assert_eq!(planned(&intent).vpc.map(|vpc| vpc.cidrs()[0].value), Some(parse("10.3.0.0/16")));
    intent.network.on_premises_cidrs =
        vec![at(46, parse("10.0.0.0/8")), at(46, parse("172.16.0.0/16"))];
    assert_eq!(planned(&intent).vpc.map(|vpc| vpc.cidrs()[0].value), Some(parse("172.18.0.0/16")));
}

#[test]
fn s8_each_zone_leaves_through_its_own_nat_gateway() {
    let mut intent = example_intent();
    zones(&mut intent, &["euw1-az1", "euw1-az2", "euw1-az3"]);
    intent.network.nat = Some(at(45, NatMode::PerZone));
    let plan = planned(&intent);
    assert_eq!((plan.subnets.len(), plan.nat_gateways.len(), plan.route_tables.len()), (6, 3, 4));
    for table in plan.route_tables.iter().filter(|table| table.key.kind == SubnetKind::Private) {
        let own = RouteTarget::NatGateway(NatKey { zone: table.key.zone.clone() });
        assert_eq!(table.routes.iter().map(|route| &route.target).collect::<Vec<_>>(), [&own]);
        assert!(table.subnets.iter().all(|subnet| subnet.zone == table.key.zone));
    }
    for nat in &plan.nat_gateways {
        assert!(
            matches!(nat.host(), Some(SubnetPlace::Planned(host)) if host.zone == nat.key.zone)
        );
    }
    // The head node lives in one zone, the queue in all of them.
    assert_eq!(
        plan.bindings.iter().map(|binding| binding.subnets.len()).collect::<Vec<_>>(),
        [1, 3]
    );
}

#[test]
fn s8_one_nat_gateway_serves_all_zones_each_with_a_table_of_its_own() {
    let mut intent = example_intent();
    zones(&mut intent, &["euw1-az1", "euw1-az2", "euw1-az3"]);
    intent.network.nat = Some(at(45, NatMode::Single));
    let plan = planned(&intent);
    assert_eq!((plan.nat_gateways.len(), plan.route_tables.len()), (1, 4));
    assert!(
        plan.summary.contains("behind one NAT gateway in euw1-az1, euw1-az2, euw1-az3"),
        "{}",
        plan.summary
    );
}

#[test]
fn s8_zones_without_a_public_subnet_get_one_for_their_nat_gateway() {
    let mut intent = example_intent();
    zones(&mut intent, &["euw1-az1", "euw1-az2"]);
    intent.network.nat = Some(at(45, NatMode::PerZone));
    intent.network.subnets[1].zones = vec![at(50, parse("euw1-az1"))];
    let plan = planned(&intent);
    let public: Vec<String> =
        plan.subnets_of_kind(SubnetKind::Public).map(|subnet| subnet.key.to_string()).collect();
    assert_eq!(public, ["head in euw1-az1", "nat in euw1-az2"]);
    // A name of the file is left to the file.
    intent.network.subnets.push(example_subnet(52, "nat", SubnetKind::Isolated));
    let plan = planned(&intent);
    let public: Vec<String> =
        plan.subnets_of_kind(SubnetKind::Public).map(|subnet| subnet.key.to_string()).collect();
    assert_eq!(public, ["head in euw1-az1", "nat-2 in euw1-az2"]);
}

#[test]
fn the_nat_gateway_stands_in_the_subnet_of_the_head_node_whatever_its_name() {
    let mut intent = example_intent();
    intent.head.subnet = Some(at(11, named("login")));
    intent.network.subnets[1] = example_subnet(50, "access", SubnetKind::Public);
    intent.network.subnets.push(example_subnet(52, "login", SubnetKind::Public));
    let plan = planned(&intent);
    assert!(
        matches!(plan.nat_gateways[0].host(), Some(SubnetPlace::Planned(key)) if key.name.as_str() == "login")
    );
}

#[test]
fn blocks_that_are_written_stay_whatever_they_are() {
    let mut intent = example_intent();
    // Outside of the VPC: judging is for the checks.
    intent.network.subnets[0].size = SubnetSize::Blocks(vec![at(53, parse("192.168.7.0/24"))]);
    assert_eq!(planned(&intent).subnets[0].cidr, at(53, parse("192.168.7.0/24")));
}

#[test]
fn cards_login_nodes_and_load_balancers_count() {
    let mut intent = example_intent();
    intent.queues[0].compute_resources[0].instance_types = vec![at(33, "p4d.24xlarge".to_owned())];
    assert_eq!(planned(&intent).subnets[0].n_hosts_needed, 200);
    intent.network.subnets[0].size = SubnetSize::Fleet(line(51));
    intent.login_pools = vec![super::security_groups::login_pool("users", 3)];
    // Head node, NAT gateway, three login nodes and the eight addresses of their load balancer.
    assert_eq!(planned(&intent).subnets[1].n_hosts_needed, 13);
}

#[test]
fn a_long_summary_counts_its_zones() {
    let mut intent = in_existing_subnets();
    intent.scheduler = at(20, Scheduler::AwsBatch);
    intent.network.vpc = Some(existing_vpc());
    intent.network.nat = Some(at(45, NatMode::PerZone));
    intent.network.virtual_private_gateway = Some(at(46, true));
    intent.queues[0].subnets =
        vec![at(31, named("compute")), at(31, existing("subnet-0123456789abcdef1"))];
    intent.region = Some(at(1, "us-east-1".to_owned()));
    zones(&mut intent, &["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"]);
    assert_eq!(
        planned(&intent).summary,
        "Head node in subnet-0123456789abcdef0 and AWS Batch compute nodes in several subnets \
         behind one NAT gateway \
         per zone with a virtual private gateway in 6 zones, existing VPC vpc-0123456789abcdef0"
    );
}
