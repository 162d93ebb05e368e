//! A clean cluster to break one fact of.

use netloom_config::{ClusterIntent, LoadOptions, load_config};
use netloom_diag::{Severity, Sources};
use netloom_plan::{NetworkPlan, plan_network};

use crate::check_network;

/// A public head node and private compute nodes behind a NAT gateway.
pub(crate) const EXAMPLE_INI: &str = "\
[aws]
aws_region_name = eu-west-1

[cluster default]
scheduler = slurm
vpc_settings = site
max_queue_size = 50

[vpc site]
vpc_cidr = 10.0.0.0/16
master_subnet_cidr = 10.0.0.0/24
compute_subnet_cidr = 10.0.16.0/22
ssh_from = 192.0.2.0/24
cluster_resources = true
";

/// The same in the other dialect.
pub(crate) const EXAMPLE_YAML: &str = "\
Region: eu-west-1
HeadNode:
  InstanceType: c5.large
  Networking:
    SubnetId: head
    ElasticIp: true
  Ssh:
    KeyName: admin
    AllowedIps: 192.0.2.0/24
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources:
        - Name: small
          InstanceType: c5.xlarge
          MaxCount: 50
      Networking:
        SubnetIds: [compute]
Network:
  CidrBlock: 10.0.0.0/16
  Subnets:
    - Name: head
      Kind: public
    - Name: compute
      Kind: private
";

/// Reads and plans a config that has to be readable and to have a plan.
pub(crate) fn planned(name: &str, text: &str) -> (ClusterIntent, NetworkPlan) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let file = sources.get(id).expect("it was just added");
    let loaded = load_config(file, &LoadOptions::default());
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let intent = loaded.intent.expect("an intent");
    let planned = plan_network(&intent, &netloom_plan::Memory::default());
    let plan = planned.plan.unwrap_or_else(|| panic!("{:#?}", planned.diagnostics));
    (intent, plan)
}

/// Breaks one fact of the INI example and compares the codes of what is found, facts (severity
/// info) among them.
pub(crate) fn check_ini(from: &str, to: &str, expected: &[&str]) {
    check_text("config.ini", EXAMPLE_INI, from, to, expected);
}

/// Breaks one fact of the YAML example.
pub(crate) fn check_yaml(from: &str, to: &str, expected: &[&str]) {
    check_text("config.yaml", EXAMPLE_YAML, from, to, expected);
}

fn check_text(name: &str, example: &str, from: &str, to: &str, expected: &[&str]) {
    assert!(example.contains(from), "`{from}` is not in the example");
    let (intent, plan) = planned(name, &example.replacen(from, to, 1));
    let findings = check_network(&intent, &plan);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.id).collect();
    assert_eq!(codes, expected, "{to}: {findings:#?}");
    for finding in findings.iter().filter(|finding| finding.severity != Severity::Info) {
        assert!(!finding.help.is_empty(), "{} says nothing to type", finding.code);
    }
}

#[test]
fn the_examples_are_clean() {
    check_ini("50", "50", &[]);
    check_yaml("50", "50", &[]);
}
