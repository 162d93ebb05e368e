//! The groups that a 3.x network makes, and the rules in them.

use netloom_config::ClusterIntent;
use netloom_config::intent::{
    AccessSource, DcvIntent, LoginPoolIntent, NodeSecurity, SecurityGroupsMode,
};

use super::examples::planned;
use crate::describe_plan;
use crate::example::{at, example_intent, example_queue, named, parse};

pub(super) fn login_pool(name: &str, count: u32) -> LoginPoolIntent {
    LoginPoolIntent {
        name: at(60, name.to_owned()),
        subnet: Some(at(61, named("head"))),
        count: at(62, count),
        security: NodeSecurity::default(),
        ssh_allowed_from: at(63, AccessSource::PrefixList(parse("pl-0123456789abcdef0"))),
        dcv: None,
        proxy: None,
    }
}

fn with_groups() -> ClusterIntent {
    let mut intent = example_intent();
    intent.network.security_groups = at(43, SecurityGroupsMode::Create);
    intent
}

/// Compares the groups and rules of a plan.
fn check(intent: &ClusterIntent, expected: &[&str]) {
    let text = describe_plan(&planned(intent));
    let lines = text.lines().skip_while(|line| !line.starts_with("security group"));
    let seen: Vec<&str> = lines.take_while(|line| !line.contains(" uses ")).collect();
    assert_eq!(seen.join("\n"), expected.join("\n"));
}

#[test]
fn head_and_compute_nodes_admit_each_other_and_users() {
    let mut intent = with_groups();
    intent.head.dcv = Some(DcvIntent {
        port: at(15, 8443),
        allowed_from: at(16, AccessSource::Cidr(parse("198.51.100.0/24"))),
    });
    check(
        &intent,
        &[
            "security group head (Head node)",
            "  in: tcp 22 from 192.0.2.0/24",
            "  in: tcp 8443 from 198.51.100.0/24",
            "  in: everything from security group compute",
            "security group compute (Compute nodes)",
            "  in: everything from security group head",
            "  in: everything from security group compute",
            "  out: everything to 0.0.0.0/0",
            "  out: everything to security group compute",
        ],
    );
}

#[test]
fn login_nodes_reach_slurm_and_nfs_of_the_head_node_and_admit_their_load_balancer() {
    let mut intent = with_groups();
    intent.login_pools = vec![login_pool("users", 2)];
    check(
        &intent,
        &[
            "security group head (Head node)",
            "  in: tcp 22 from 192.0.2.0/24",
            "  in: everything from security group compute",
            "  in: tcp 2049 from security group login users",
            "  in: tcp 6819 to 6829 from security group login users",
            "security group compute (Compute nodes)",
            "  in: everything from security group head",
            "  in: everything from security group compute",
            "  in: everything from security group login users",
            "  out: everything to 0.0.0.0/0",
            "  out: everything to security group compute",
            "security group login users (Login nodes)",
            "  in: tcp 22 from pl-0123456789abcdef0",
            "  in: everything from security group head",
            "  in: everything from security group compute",
            "  in: tcp 22 from security group login users",
        ],
    );
}

#[test]
fn groups_that_are_made_admit_the_groups_that_the_file_brings() {
    let mut intent = with_groups();
    let mut own = example_queue("gpu", 10);
    own.security.replacing = vec![at(38, parse("sg-0123456789abcdef1"))];
    intent.queues.push(own);
    check(
        &intent,
        &[
            "security group head (Head node)",
            "  in: tcp 22 from 192.0.2.0/24",
            "  in: everything from security group compute",
            "  in: everything from sg-0123456789abcdef1",
            "security group compute (Compute nodes)",
            "  in: everything from security group head",
            "  in: everything from security group compute",
            "  in: everything from sg-0123456789abcdef1",
            "  out: everything to 0.0.0.0/0",
            "  out: everything to security group compute",
        ],
    );
    let plan = planned(&intent);
    let n_groups: Vec<usize> = plan.bindings.iter().map(|binding| binding.groups.len()).collect();
    assert_eq!(n_groups, [1, 1, 0], "head and cpu use what is made, gpu keeps its own");
}

#[test]
fn a_head_node_with_a_group_of_its_own_gets_none() {
    let mut intent = with_groups();
    intent.head.security.replacing = vec![at(17, parse("sg-0123456789abcdef2"))];
    check(
        &intent,
        &[
            "security group compute (Compute nodes)",
            "  in: everything from security group compute",
            "  in: everything from sg-0123456789abcdef2",
            "  out: everything to 0.0.0.0/0",
            "  out: everything to security group compute",
        ],
    );
}
