//! What a real `aws ec2 describe-…` says of a network that is untouched is no drift, and what
//! was done by hand is.

use std::fs;

use serde_json::json;

use crate::cases::case;
use crate::emulator::Emulator;
use crate::stack::Stack;
use crate::tools::TOOLS;

/// The calls of which facts are made.
const CALLS: [&str; 15] = [
    "describe-addresses",
    "describe-egress-only-internet-gateways",
    "describe-internet-gateways",
    "describe-nat-gateways",
    "describe-network-acls",
    "describe-network-interfaces",
    "describe-route-tables",
    "describe-security-groups",
    "describe-subnets",
    "describe-transit-gateway-attachments",
    "describe-transit-gateway-vpc-attachments",
    "describe-vpc-endpoints",
    "describe-vpc-peering-connections",
    "describe-vpcs",
    "describe-vpn-gateways",
];

/// Writes facts of the account with the AWS CLI and returns the folder.
fn facts(stack: &Stack<'_>) -> Result<String, String> {
    let folder = stack.emulator.folder().join("facts");
    _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a writable home");
    let tell = |name: &str, arguments: &[&str]| -> Result<(), String> {
        let told =
            stack.emulator.tool(TOOLS, "aws", &stack.region, arguments).expect_success(name)?;
        fs::write(folder.join(format!("{name}.json")), told).map_err(|error| error.to_string())
    };
    for call in CALLS {
        tell(call, &["ec2", call, "--output", "json"])?;
    }
    if let Some(vpc) = stack.resources().get("Vpc") {
        for attribute in ["enableDnsSupport", "enableDnsHostnames"] {
            tell(
                attribute,
                &["ec2", "describe-vpc-attribute", "--vpc-id", vpc, "--attribute", attribute],
            )?;
        }
    }
    Ok(folder.display().to_string())
}

/// Expects that the network is as its config says, by the facts.
pub(crate) fn expect_no_drift(stack: &Stack<'_>) -> Result<(), String> {
    let facts = facts(stack)?;
    let told = stack.emulator.netloom(&["diff", &facts, &stack.config]);
    // Whether compute nodes get out by the head node is not known: ParallelCluster makes an
    // interface of its own for it.
    let is_by_head_node = told.stdout.contains("whether the head node uses `HeadNodeInterface`");
    let has_changes =
        told.stdout.lines().any(|line| matches!(line, "traffic" | "resources" | "who is hit"));
    let is_same = told.stdout.starts_with("none: nothing changes in the network\n")
        || (is_by_head_node && !has_changes);
    if is_same { Ok(()) } else { Err(format!("{}\n{}", told.stdout, told.stderr)) }
}

#[test]
fn what_somebody_did_by_hand_is_drift() {
    let emulator = Emulator::start();
    let case = case("private-compute-new-vpc", "ini");
    let stack =
        Stack::deploy(&emulator, "net", &case.file_name, &case.text).expect("the network deploys");
    let ids = stack.resources();
    let everybody = json!([{"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]);
    let group = ids.get("SecurityGroupHead").expect("a group");
    stack.ec2(
        "authorize_security_group_ingress",
        json!({"GroupId": group, "IpPermissions": everybody}),
    );
    let table = ids.get("RouteTablePublic").expect("a table");
    stack.ec2(
        "create_tags",
        json!({"Resources": [table], "Tags": [{"Key": "owner", "Value": "me"}]}),
    );
    let facts = facts(&stack).expect("facts");
    // The deployed network is the new one, so that what opened is exposure.
    let told = emulator.netloom(&["diff", &stack.config, &facts]);
    for said in ["critical: 1 exposed", "SecurityGroupHead", "tcp 8443", "Key: owner, Value: me"] {
        assert!(told.stdout.contains(said), "{said}\n{}{}", told.stdout, told.stderr);
    }
    let n_resources = told.stdout.lines().filter(|line| line.contains("EC2::")).count();
    assert_eq!(n_resources, 2, "{}", told.stdout);
}
