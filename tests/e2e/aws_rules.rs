//! The rules of AWS Control Tower as AWS publishes them, none of them touched: they run, and they
//! say what they are for.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::cases::case;
use crate::emulator::Emulator;
use crate::tools::{TOOLS, here};

/// How many rule files the pinned package has.
const N_FILES: usize = 237;

/// Holds everything against a template or config and returns the rules that it breaks.
fn broken(emulator: &Emulator, rules: &str, input: &str) -> BTreeSet<String> {
    let answer = emulator.netloom(&["check", input, "--rules", rules, "--format", "json"]);
    let findings: Vec<Value> = serde_json::from_str(&answer.stdout)
        .unwrap_or_else(|error| panic!("{input}: {error}\n{}{}", answer.stdout, answer.stderr));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let about_rules: Vec<&Value> =
        findings.iter().filter(|one| text(one, "code").starts_with("GRD")).collect();
    // A file that cannot be read, run or decided would be a finding with another code.
    let other =
        about_rules.iter().find(|one| !["GRD001", "GRD005"].contains(&text(one, "code").as_str()));
    assert!(other.is_none(), "{input}: {other:?}");
    let failures = about_rules.into_iter().filter(|one| text(one, "code") == "GRD001");
    failures
        .map(|one| {
            let message = text(one, "message");
            message
                .split("breaks rule `")
                .nth(1)
                .and_then(|rest| rest.split('`').next())
                .expect("a rule")
                .to_owned()
        })
        .collect()
}

#[test]
fn rules_of_aws_run_as_they_are() {
    let emulator = Emulator::start();
    let folder = emulator.folder().join("aws-rules");
    let (script, rules) =
        (here("aws_rules.py").display().to_string(), folder.display().to_string());
    emulator
        .tool(TOOLS, "python", "eu-west-1", &[&script, &rules])
        .expect_success("unpacking the rules")
        .expect("rules");
    assert_eq!(fs::read_dir(&folder).expect("the rules").count(), N_FILES);

    let open = "\
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, \
                MapPublicIpOnLaunch: true}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: everything
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]
";
    let path = emulator.write("open.yaml", open).display().to_string();
    let expected = [
        "subnet_auto_assign_public_ip_disabled_check",
        "vpc_sg_open_only_to_authorized_ports_check",
        "vpc_sg_restricted_common_ports_check",
    ];
    assert_eq!(broken(&emulator, &rules, &path), expected.map(ToOwned::to_owned).into());

    // Batch starts its instances in a subnet that gives them public addresses, and that is all.
    let case = case("batch-public-ips", "yaml");
    let path = emulator.write(&case.file_name, &case.text).display().to_string();
    assert_eq!(broken(&emulator, &rules, &path), BTreeSet::from([expected[0].to_owned()]));
}
