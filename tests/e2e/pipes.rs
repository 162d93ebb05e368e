//! The ways from a config into CloudFormation that the README shows, and what happens when
//! something is wrong on the way.

use serde_json::json;

use crate::cases::case;
use crate::emulator::Emulator;
use crate::facts::{Facts, deployed_facts, expect_same, planned_facts};
use crate::stack::Stack;

/// The case that goes through the pipes.
const CASE: &str = "private-compute-new-vpc";

/// Puts the case into a shell line as `cluster.yaml`, runs it, and expects a stack `net` that is as
/// planned.
fn check_deploys(line: &str) {
    let emulator = Emulator::start();
    let case = case(CASE, "yaml");
    emulator.write("cluster.yaml", &case.text);
    emulator.shell("eu-west-1", line).expect_success(line).expect("the line succeeds");
    let stack =
        Stack::found(&emulator, "net", "cluster.yaml", &case.text).expect("the stack is there");
    if let Err(difference) =
        expect_same(&planned_facts(&stack), &deployed_facts(&stack, &Facts::new()))
    {
        panic!("{line}\n{difference}");
    }
}

#[test]
fn a_rendered_template_goes_through_a_pipe_into_deploy() {
    check_deploys("netloom render cluster.yaml | netloom deploy - --stack-name net --yes");
}

#[test]
fn a_rendered_file_goes_into_the_aws_cli() {
    check_deploys(
        "netloom render cluster.yaml --format json > net.json && aws cloudformation deploy \
         --template-file net.json \
         --stack-name net --no-fail-on-empty-changeset",
    );
}

#[test]
fn a_rendered_template_goes_through_a_pipe_into_a_change_set() {
    check_deploys(
        "netloom render cluster.yaml | aws cloudformation create-change-set --stack-name net \
         --change-set-name review \
         --change-set-type CREATE --template-body file:///dev/stdin && \
         aws cloudformation execute-change-set --stack-name net --change-set-name review",
    );
}

#[test]
fn a_config_with_errors_puts_nothing_into_the_pipe() {
    let emulator = Emulator::start();
    let broken = case(CASE, "yaml").text.replace("10.0.16.0/20", "10.0.16.1/20");
    emulator.write("cluster.yaml", &broken);
    let piped = emulator.shell(
        "eu-west-1",
        "netloom render cluster.yaml | netloom deploy - --stack-name net --yes",
    );
    assert!(!piped.is_success, "{}", piped.stdout);
    let stacks = emulator.call("eu-west-1", "cloudformation", "describe_stacks", json!({}));
    assert_eq!(stacks["Stacks"], json!([]), "nothing was deployed");
}

#[test]
fn the_exit_code_of_the_aws_cli_is_passed_on() {
    let emulator = Emulator::start();
    emulator.write("cluster.yaml", &case(CASE, "yaml").text);
    let with = |flags: &str| {
        format!(
            "netloom deploy cluster.yaml --stack-name net --yes -- {flags}; echo \"exit code $?\""
        )
    };
    let refused = emulator.shell("eu-west-1", &with("--no-such-flag"));
    assert!(refused.stdout.contains("exit code 255\n"), "{}{}", refused.stdout, refused.stderr);
    let held = emulator.shell("eu-west-1", &with("--no-execute-changeset"));
    assert!(held.stdout.contains("exit code 0\n"), "{}{}", held.stdout, held.stderr);
    let gateways = emulator.call("eu-west-1", "ec2", "describe_nat_gateways", json!({}));
    assert_eq!(gateways["NatGateways"], json!([]), "the change set waits for a review");
}

#[test]
fn bind_refuses_the_outputs_of_another_network() {
    let emulator = Emulator::start();
    let case = case(CASE, "yaml");
    let stack =
        Stack::deploy(&emulator, "net", "cluster.yaml", &case.text).expect("the case deploys");
    emulator.write("cluster.yaml", &case.text.replace("10.0.16.0/20", "10.0.32.0/20"));
    let refused = stack.bind().expect_err("the config says another network");
    assert!(refused.contains("error[BND"), "{refused}");
}

#[test]
fn the_emulator_refuses_what_it_would_not_make() {
    let emulator = Emulator::start();
    let refuse = |resource: &str, expected: &str| {
        emulator.reset();
        emulator.write("template.yaml", &format!("Resources:\n  Thing: {resource}\n"));
        let line = "aws cloudformation create-stack --stack-name refused --template-body \
                    file://template.yaml";
        let answer = emulator.shell("eu-west-1", line);
        assert!(
            !answer.is_success && answer.stderr.contains(expected),
            "{}{}",
            answer.stdout,
            answer.stderr
        );
    };
    refuse(
        "{Type: 'AWS::EC2::FlowLog', Properties: {ResourceType: VPC}}",
        "does not make AWS::EC2::FlowLog",
    );
    refuse(
        "{Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16, Ipv4IpamPoolId: none}}",
        "passes over ['Ipv4IpamPoolId']",
    );
}
