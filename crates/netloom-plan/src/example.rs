//! A small cluster and its plan, both without faults, for tests that break one fact.
//!
//! The values come from constants, so nothing here can fail on a user's input, and nothing outside
//! of tests calls it.

use std::fmt::Debug;
use std::str::FromStr;

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    AccessSource, ComputeResourceIntent, Dialect, HeadIntent, NetworkIntent, NodeSecurity,
    PlacementGroup, PublicAddress, QueueIntent, Scheduler, SecurityGroupsMode, SubnetIntent,
    SubnetKind, SubnetName, SubnetRef, SubnetSize, SubnetWays, VpcIntent,
};
use netloom_diag::{FileId, Sourced, Span};
use netloom_net::ids::SubnetId;

use crate::{Memory, NetworkPlan, plan_network};

/// Returns a cluster of the 3.x dialect in `eu-west-1`: a head node with an Elastic IP address in
/// the public subnet `head`, the queue `cpu` of at most 50 nodes in the private subnet `compute`,
/// both to be made in a new VPC of 10.0.0.0/16.
#[must_use]
pub fn example_intent() -> ClusterIntent {
    ClusterIntent {
        dialect: Dialect::V3Yaml,
        // The lines are those that a file of this cluster would have, each value at its own, so
        // that tests can distinguish where findings point.
        span: line(1),
        release: None,
        has_efa_with_addresses: false,
        label: None,
        region: Some(at(1, "eu-west-1".to_owned())),
        scheduler: at(20, Scheduler::Slurm),
        head: HeadIntent {
            span: line(10),
            subnet: Some(at(11, named("head"))),
            public_address: at(12, PublicAddress::NewElasticIp),
            security: NodeSecurity::default(),
            ssh_allowed_from: at(13, AccessSource::Cidr(parse("192.0.2.0/24"))),
            dcv: None,
            proxy: None,
        },
        login_pools: Vec::new(),
        queues: vec![example_queue("cpu", 50)],
        lambda_subnets: Vec::new(),
        storage: Vec::new(),
        servers: Vec::new(),
        aws_use: Default::default(),
        multi_node_parallel: None,
        network: NetworkIntent {
            vpc: Some(VpcIntent::New { cidr: at(41, parse("10.0.0.0/16")) }),
            subnets: vec![
                example_subnet(51, "compute", SubnetKind::Private),
                example_subnet(50, "head", SubnetKind::Public),
            ],
            security_groups: at(43, SecurityGroupsMode::Cluster),
            has_head_interface: at(43, false),
            ..NetworkIntent::unspecified(line(40), true, "an example")
        },
    }
}

/// Returns the plan of [`example_intent`].
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "the example is constant, and a test of this module plans it"
)]
pub fn example_plan() -> NetworkPlan {
    plan_network(&example_intent(), &Memory::default()).plan.expect("the example has a plan")
}

/// Returns a queue in the subnet `compute` with one kind of node, of one network card each.
#[must_use]
pub fn example_queue(name: &str, max_nodes: u64) -> QueueIntent {
    QueueIntent {
        name: at(30, name.to_owned()),
        subnets: vec![at(31, named("compute"))],
        public_address: Sourced::defaulted(
            PublicAddress::SubnetDecides,
            "the subnet decides",
            line(30),
        ),
        security: NodeSecurity::default(),
        proxy: None,
        compute_resources: vec![ComputeResourceIntent {
            name: at(32, "nodes".to_owned()),
            instance_types: vec![at(33, "c5.xlarge".to_owned())],
            max_nodes: at(34, max_nodes),
            has_efa: at(35, false),
            placement_group: at(36, PlacementGroup::None),
        }],
    }
}

/// Returns a subnet in all zones of the network, sized from the fleet, as if written in line
/// `number` of the file.
#[must_use]
pub fn example_subnet(number: usize, name: &str, kind: SubnetKind) -> SubnetIntent {
    SubnetIntent {
        renamed_from: None,
        ways: SubnetWays::default(),
        name: at(number, subnet_name(name)),
        kind: at(number, kind),
        zones: Vec::new(),
        size: SubnetSize::Fleet(line(number)),
    }
}

/// Returns a value as if written in line `number` of the file.
pub fn at<T>(number: usize, value: T) -> Sourced<T> {
    Sourced::written(value, line(number))
}

/// Returns the place of line `number`, in a file whose lines have 80 characters.
#[must_use]
pub fn line(number: usize) -> Span {
    Span::new(FileId::default(), number * 80..number * 80 + 79)
}

/// Returns a reference to a subnet that netloom makes.
#[must_use]
pub fn named(name: &str) -> SubnetRef {
    SubnetRef::Named(subnet_name(name))
}

/// Returns a reference to a subnet that exists.
#[must_use]
pub fn existing(id: &str) -> SubnetRef {
    SubnetRef::Existing(parse::<SubnetId>(id))
}

#[expect(clippy::expect_used, reason = "tests write the name")]
fn subnet_name(name: &str) -> SubnetName {
    SubnetName::new(name).expect("a subnet name")
}

/// Reads a value that a test wrote.
#[must_use]
#[expect(clippy::expect_used, reason = "tests write the text")]
pub fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a well-formed value")
}
