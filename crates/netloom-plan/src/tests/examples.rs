//! The example is what it says, and the helper that compares a plan with its description.

use netloom_config::ClusterIntent;
use netloom_config::intent::{NodeGroup, SubnetKind};

use super::soundness::assert_sound;
use crate::example::{example_intent, example_plan};
use crate::{NetworkPlan, describe_plan, plan_network};

/// Plans an intent for which there has to be a sound plan, and nothing to say.
pub(super) fn planned(intent: &ClusterIntent) -> NetworkPlan {
    let planned = plan_network(intent, &crate::Memory::default());
    assert!(planned.diagnostics.is_empty(), "{:#?}", planned.diagnostics);
    let plan = planned.plan.expect("a plan");
    assert_sound(intent, &plan);
    plan
}

/// Compares the description of a plan, line by line, without the rules in brackets that say why.
pub(super) fn check(intent: &ClusterIntent, expected: &[&str]) {
    let text = describe_plan(&planned(intent));
    let without_rule = |line: &str| match line.find(" [") {
        Some(start) => {
            let rest = line
                .get(start..)
                .and_then(|rest| rest.split_once(']'))
                .map_or("", |(_, rest)| rest);
            format!("{}{rest}", &line[..start])
        }
        None => line.to_owned(),
    };
    let seen: Vec<String> = text.lines().map(without_rule).collect();
    assert_eq!(seen.join("\n"), expected.join("\n"));
}

#[test]
fn the_example_is_clean_and_leaves_through_one_nat_gateway() {
    assert_eq!(planned(&example_intent()), example_plan());
    check(
        &example_intent(),
        &[
            "Public head node and private compute nodes behind one NAT gateway in euw1-az1, new \
             VPC 10.0.0.0/16",
            "new VPC 10.0.0.0/16",
            "new internet gateway",
            "private subnet compute in euw1-az1 10.0.16.0/24, 251 addresses for 50 needed, for \
             queue cpu",
            "public subnet head in euw1-az1 10.0.0.0/24, 251 addresses for 2 needed, for NAT \
             gateway, head node",
            "NAT gateway of euw1-az1 in head in euw1-az1",
            "public route table for head in euw1-az1",
            "  0.0.0.0/0 to internet gateway",
            "private route table of euw1-az1 for compute in euw1-az1",
            "  0.0.0.0/0 to NAT gateway of euw1-az1",
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
fn a_plan_finds_its_subnets_by_key_and_by_kind() {
    let plan = example_plan();
    let public: Vec<&str> =
        plan.subnets_of_kind(SubnetKind::Public).map(|subnet| subnet.key.name.as_str()).collect();
    assert_eq!(public, ["head"]);
    assert!(
        !plan.is_empty()
            && plan.subnets.iter().all(|subnet| plan.subnet(&subnet.key) == Some(subnet))
    );
    assert_eq!(plan.bindings.first().map(|binding| &binding.nodes), Some(&NodeGroup::Head));
}
