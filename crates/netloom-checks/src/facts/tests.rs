//! A config that builds into the VPC of the facts, then one thing is different in the facts or in
//! the config.

use netloom_diag::{Severity, Sources};
use netloom_facts::existing::ExistingNetwork;
use netloom_network::network_of_facts;

use super::check_against_facts;
use crate::example::planned;

const CONFIG: &str = "\
Region: eu-west-1
HeadNode:
  InstanceType: c5.large
  Networking:
    SubnetId: subnet-0123456789abcdef0
  Ssh:
    AllowedIps: 192.0.2.0/24
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources:
        - Name: small
          InstanceType: c5.xlarge
      Networking:
        SubnetIds: [compute]
Network:
  VpcId: vpc-0123456789abcdef0
  CidrBlocks: [10.0.0.0/16]
  InternetGatewayId: igw-0123456789abcdef0
  VirtualPrivateGateway: false
  Subnets:
    - Name: compute
      CidrBlock: 10.0.16.0/24
    - Name: nat
      Kind: public
      CidrBlock: 10.0.17.0/28
";

const FACTS: &str = r#"{
"Vpcs": [{"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}],
"Subnets": [
  {"SubnetId": "subnet-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/24",
   "AvailabilityZoneId": "euw1-az1", "Tags": []},
  {"SubnetId": "subnet-0123456789abcdef1", "VpcId": "vpc-0123456789abcdef1", "CidrBlock": "10.0.16.0/24",
   "AvailabilityZoneId": "euw1-az1"}],
"InternetGateways": [
  {"InternetGatewayId": "igw-0123456789abcdef0",
   "Attachments": [{"State": "available", "VpcId": "vpc-0123456789abcdef0"}]},
  {"InternetGatewayId": "igw-0123456789abcdef1",
   "Attachments": [{"State": "available", "VpcId": "vpc-0123456789abcdef1"}]},
  {"InternetGatewayId": "igw-0123456789abcdef2", "Attachments": []}],
"VpnGateways": [
  {"VpnGatewayId": "vgw-0123456789abcdef1", "VpcAttachments": [{"State": "detached", "VpcId": "vpc-0123456789abcdef0"}]}]
}"#;

fn check(config: (&str, &str), facts: (&str, &str), expected: &[(&str, Severity)]) {
    assert!(CONFIG.contains(config.0) && FACTS.contains(facts.0), "{config:?}, {facts:?}");
    let (intent, plan) = planned("config.yaml", &CONFIG.replacen(config.0, config.1, 1));
    let mut sources = Sources::default();
    let file = sources.add("facts.json", FACTS.replacen(facts.0, facts.1, 1));
    let built = network_of_facts(&[sources.get(file).expect("it was just added")]);
    assert!(built.diagnostics.is_empty(), "{:#?}", built.diagnostics);
    let existing = ExistingNetwork::of_facts(&[sources.get(file).expect("it was just added")]);
    let findings = check_against_facts(&intent, &plan, (&built.network, Some(&existing)), None);
    let found: Vec<_> =
        findings.iter().map(|finding| (finding.code.id, finding.severity)).collect();
    assert_eq!(found, expected, "{findings:#?}");
    let unhelped = findings.iter().find(|finding| finding.is_error() && finding.help.is_empty());
    assert_eq!(unhelped, None);
}

const SAME: (&str, &str) = ("", "");

fn error(code: &'static str) -> [(&'static str, Severity); 1] {
    [(code, Severity::Error)]
}

#[test]
fn a_config_that_agrees_with_the_facts_is_clean() {
    check(SAME, SAME, &[]);
    check(("CidrBlocks: [10.0.0.0/16]", "CidrBlocks: [10.0.0.0/17]"), SAME, &[]);
}

#[test]
fn facts_of_another_vpc_do_not_have_the_one_of_the_config() {
    let other = (
        "\"VpcId\": \"vpc-0123456789abcdef0\", \"CidrBlock\": \"10.0.0.0/16\"",
        "\"VpcId\": \"vpc-0123456789abcdef7\"",
    );
    check(SAME, other, &[("NET084", Severity::Warning)]);
}

#[test]
fn a_planned_block_on_a_living_subnet_is_an_error() {
    check(SAME, ("10.0.0.0/24", "10.0.16.0/24"), &error("NET070"));
    check(SAME, ("10.0.0.0/24", "10.0.16.128/25"), &error("NET070"));
    check(SAME, ("10.0.0.0/24", "10.0.18.0/24"), &[]);
}

#[test]
fn the_subnet_of_a_stack_of_this_config_is_a_note() {
    let tagged = |block: &str, logical_id: &str| {
        format!(
            "\"10.0.{block}\", \"AvailabilityZoneId\": \"euw1-az1\", \"Tags\": \
             [{{\"Key\": \"aws:cloudformation:stack-name\", \
             \"Value\": \"net\"}}, \
             {{\"Key\": \"aws:cloudformation:logical-id\", \"Value\": \"{logical_id}\"}}], \"X\": ["
        )
    };
    let from = "\"10.0.0.0/24\",\n   \"AvailabilityZoneId\": \"euw1-az1\", \"Tags\": [";
    check(SAME, (from, &tagged("16.0/24", "SubnetCompute")), &[("NET070", Severity::Info)]);
    check(SAME, (from, &tagged("16.0/25", "SubnetCompute")), &error("NET070"));
    check(SAME, (from, &tagged("16.0/24", "SubnetOther")), &error("NET070"));
}

#[test]
fn a_second_virtual_private_gateway_is_an_error() {
    let wanted = ("VirtualPrivateGateway: false", "VirtualPrivateGateway: true");
    check(wanted, SAME, &[]);
    check(wanted, ("detached", "attached"), &error("NET071"));
    check(SAME, ("detached", "attached"), &[]);
}

#[test]
fn an_internet_gateway_of_another_vpc_or_of_none_is_an_error() {
    check(("igw-0123456789abcdef0", "igw-0123456789abcdef1"), SAME, &error("NET072"));
    check(("igw-0123456789abcdef0", "igw-0123456789abcdef2"), SAME, &error("NET072"));
}

#[test]
fn a_block_that_the_vpc_does_not_have_is_an_error() {
    check(SAME, ("\"10.0.0.0/16\"", "\"10.1.0.0/16\""), &error("NET073"));
    check(("[10.0.0.0/16]", "[10.0.0.0/16, 10.2.0.0/16]"), SAME, &error("NET073"));
    let second = "\"10.0.0.0/16\", \"CidrBlockAssociationSet\": [{\"CidrBlock\": \"10.2.0.0/16\"}]";
    check(("[10.0.0.0/16]", "[10.0.0.0/16, 10.2.0.0/16]"), ("\"10.0.0.0/16\"", second), &[]);
}

#[test]
fn a_subnet_of_another_vpc_is_an_error() {
    check(("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"), SAME, &error("NET074"));
}

#[test]
fn a_group_of_another_vpc_is_an_error() {
    let group = |vpc: &str| {
        format!(
            "{{\n\"SecurityGroups\": [{{\"GroupId\": \"sg-0123456789abcdef0\", \"VpcId\": \"{vpc}\"}}],"
        )
    };
    let config = (
        "    SubnetId: subnet-0123456789abcdef0\n",
        "    SubnetId: subnet-0123456789abcdef0\n    AdditionalSecurityGroups: [sg-0123456789abcdef0]\n",
    );
    check(config, ("{", &group("vpc-0123456789abcdef0")), &[]);
    check(config, ("{", &group("vpc-0123456789abcdef1")), &error("NET082"));
    check(config, SAME, &[]);
}

#[test]
fn an_address_that_something_has_is_an_error() {
    let given = (
        "  VirtualPrivateGateway: false\n",
        "  VirtualPrivateGateway: false\n  Zones: [euw1-az1]\n  \
         Nat: {AllocationIds: {euw1-az1: eipalloc-0123456789abcdef0}}\n",
    );
    let address = |holder: &str, more: &str| {
        format!(
            "{{\n\"Addresses\": [{{\"AllocationId\": \"eipalloc-0123456789abcdef0\", \"PublicIp\": \
             \"192.0.2.1\"{holder}}}],{more}"
        )
    };
    let held = ", \"AssociationId\": \"eipassoc-1\", \"NetworkInterfaceId\": \"eni-1\"";
    let of_stack = |stack: &str, logical_id: &str| {
        format!(
            "\"NatGateways\": [{{\"NatGatewayId\": \"nat-0123456789abcdef0\", \"VpcId\": \"vpc-0123456789abcdef0\", \
             \"SubnetId\": \"subnet-0123456789abcdef0\", \"State\": \"available\", \
             \"NatGatewayAddresses\": [{{\"AllocationId\": \"eipalloc-0123456789abcdef0\"}}], \"Tags\": \
             [{{\"Key\": \"aws:cloudformation:stack-name\", \"Value\": \"{stack}\"}}, \
             {{\"Key\": \"aws:cloudformation:logical-id\", \"Value\": \"{logical_id}\"}}]}}],"
        )
    };
    check(given, ("{", &address("", "")), &[]);
    check(given, ("{", &address(held, "")), &error("NET083"));
    let own = of_stack("net", "NatGateway");
    check(given, ("{", &address(held, &own)), &[]);
    let other = of_stack("net", "OtherGateway");
    check(given, ("{", &address(held, &other)), &error("NET083"));
}

#[test]
fn an_id_that_the_facts_do_not_have_is_a_warning() {
    let warning = [("NET084", Severity::Warning)];
    check(("subnet-0123456789abcdef0", "subnet-0123456789abcdef7"), SAME, &warning);
    check(("igw-0123456789abcdef0", "igw-0123456789abcdef7"), SAME, &warning);
    // What was collected for another VPC does not speak of this one.
    let elsewhere = (
        "\"VpcId\": \"vpc-0123456789abcdef0\", \"CidrBlock\": \"10.0.0.0/24\"",
        "\"VpcId\": \"vpc-0123456789abcdef1\", \"CidrBlock\": \"10.0.0.0/24\"",
    );
    check(("subnet-0123456789abcdef0", "subnet-0123456789abcdef7"), elsewhere, &[]);
}

#[test]
fn addresses_beside_those_of_others_are_counted_up_to_the_quota() {
    let addresses = |n_of_others: u32, stack: &str| {
        let one = |number: u32| {
            let own = match number {
                0 => format!(
                    ", \"Tags\": [{{\"Key\": \"aws:cloudformation:stack-name\", \"Value\": \
                     \"{stack}\"}}, {{\"Key\": \"aws:cloudformation:logical-id\", \"Value\": \
                     \"NatGatewayAddress\"}}]"
                ),
                _ => String::new(),
            };
            format!(
                "{{\"AllocationId\": \"eipalloc-0123456789abcde{number:02x}\", \"PublicIp\": \
                 \"192.0.2.{number}\"{own}}}"
            )
        };
        let all: Vec<String> = (0..=n_of_others).map(one).collect();
        format!("{{\n\"Addresses\": [{}],", all.join(", "))
    };
    let warning = [("NET086", Severity::Warning)];
    let nat = ("Network:\n", "Network:\n  Nat: single\n");
    // The first one is that of this network, for all that is known.
    check(nat, ("{", &addresses(4, "net")), &[]);
    check(nat, ("{", &addresses(5, "net")), &warning);
    let granted = ("Network:\n", "Network:\n  Nat: single\n  Quotas: {ElasticIps: 6}\n");
    check(granted, ("{", &addresses(5, "net")), &[]);
}
