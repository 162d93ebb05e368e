//! `netloom render`.

use crate::harness::{DERIVED_YAML, Site, UNKNOWN_ZONE_INI, WRONG_INI};

#[test]
fn a_template_goes_to_standard_output_and_its_size_to_standard_error() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site
        .run(&["render", "cluster.yaml"])
        .exits(0)
        .prints("\nResources:\n")
        .says(" bytes, fits inline; ")
        .says(" claims proved\n");
    assert!(run.stdout.ends_with('\n'));
    assert!(!run.stdout.contains("netloom: "), "{}", run.stdout);
}

#[test]
fn json_is_asked_for_by_name() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["render", "cluster.yaml", "--format", "json"]).exits(0);
    let template: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert!(template.get("Resources").is_some_and(serde_json::Value::is_object));
}

#[test]
fn a_config_is_read_from_standard_input() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let from_file = site.run(&["render", "cluster.yaml"]).exits(0);
    let from_pipe = site.run_with_stdin(&["render", "-"], DERIVED_YAML).exits(0);
    assert_eq!(from_file.stdout, from_pipe.stdout);
}

#[test]
fn with_an_error_nothing_is_printed_and_the_old_file_stays() {
    let site = Site::with("cluster.ini", WRONG_INI);
    site.write("net.yaml", "old");
    site.run(&["render", "cluster.ini"])
        .exits(1)
        .prints_nothing()
        .says("cluster.ini:6:20")
        .says("error[CFG002]");
    site.run(&["render", "cluster.ini", "-o", "net.yaml"]).exits(1).prints_nothing();
    assert_eq!(site.read("net.yaml"), "old");
}

#[test]
fn a_config_without_anything_to_make_is_told_so() {
    let existing = DERIVED_YAML
        .replace(
            "HeadNode:\n",
            "HeadNode:\n  Networking:\n    SubnetId: subnet-0123456789abcdef0\n",
        )
        .replace(
            "    - Name: cpu\n",
            "    - Name: cpu\n      Networking:\n        SubnetIds: [subnet-0123456789abcdef0]\n",
        );
    let site = Site::with("cluster.yaml", existing);
    site.run(&["render", "cluster.yaml"])
        .exits(1)
        .prints_nothing()
        .says("error[FIL007]")
        .says("to `pcluster` as it is");
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let site = Site::with("empty.ini", "");
    for name in ["missing.ini", "empty.ini", "tmp"] {
        site.run(&["render", name]).exits(2).prints_nothing().says("error[FIL00");
    }
}

#[test]
fn wrong_arguments_end_with_2() {
    let site = Site::new();
    site.run(&["render"]).exits(2).prints_nothing().says("Usage: netloom render");
    site.run(&["rendr", "x"]).exits(2).prints_nothing().says("render");
    site.run(&["render", "x", "--pcluster-version", "4"])
        .exits(2)
        .says("such as `3.9.3` or `2.11`");
}

/// The config admits all of 10.0.0.0/8, which holds the VPC itself, by way of the site's gateway.
const REFUTED_YAML: &str = "\
Region: eu-west-1
Image: {Os: alinux2023}
HeadNode:
  InstanceType: m6i.xlarge
  Networking: {SubnetId: private}
  Ssh: {AllowedIps: 10.0.0.0/8}
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources: [{Name: c6i, InstanceType: c6i.4xlarge, MaxCount: 16}]
      Networking: {SubnetIds: [private]}
Network:
  CidrBlock: 10.20.0.0/16
  Zones: [euw1-az1]
  Subnets: [{Name: private, Kind: private}]
  VirtualPrivateGateway: true
";

#[test]
fn a_refuted_claim_stops_it() {
    let site = Site::with("cluster.yaml", REFUTED_YAML);
    let refuted = site.run(&["check", "cluster.yaml"]).exits(1).stdout;
    assert!(refuted.contains("error[RCH"), "{refuted}");
    site.write("net.yaml", "old");
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"])
        .exits(1)
        .says("error[RCH")
        .says("`--unproved`");
    assert_eq!(site.read("net.yaml"), "old");
    site.run(&["render", "cluster.yaml", "-o", "net.yaml", "--unproved"])
        .exits(0)
        .says("warning[RCH");
    assert!(site.read("net.yaml").contains("Resources:"));
}

#[test]
fn no_input_is_written_over() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    std::os::unix::fs::symlink("cluster.yaml", site.path("link.yaml")).expect("a link");
    std::fs::hard_link(site.path("cluster.yaml"), site.path("hard.yaml")).expect("another name");
    for output in
        ["cluster.yaml", "./cluster.yaml", "link.yaml", "hard.yaml", "tmp/../cluster.yaml"]
    {
        let run = site.run(&["render", "cluster.yaml", "-o", output]).exits(2);
        run.says("is one of the inputs");
        site.run(&["check", "cluster.yaml", "--certificates", output])
            .exits(2)
            .says("is one of the inputs");
        assert_eq!(site.read("cluster.yaml"), DERIVED_YAML, "{output}");
    }
}

#[test]
fn what_the_template_needs_at_deployment_is_said_with_each_way_to_answer_it() {
    let site = Site::with("cluster.ini", UNKNOWN_ZONE_INI);
    site.run(&["render", "cluster.ini"])
        .exits(0)
        .says("the template needs `HeadSubnetZoneId`, the zone id of `subnet-0123456789abcdef0`")
        .says("`--parameter-overrides HeadSubnetZoneId=euw1-az1`")
        .says("`availability_zone = euw1-az1`");
    let answered = format!("{UNKNOWN_ZONE_INI}availability_zone = euw1-az1\n");
    site.write("cluster.ini", answered);
    let run = site.run(&["render", "cluster.ini", "--no-lock"]).exits(0);
    assert!(!run.stderr.contains("HeadSubnetZoneId"), "{run:?}");
}

#[test]
fn the_key_of_a_3_x_config_answers_it_as_well() {
    let config = DERIVED_YAML
        .replace("  InstanceType: m6i.xlarge\n", "  InstanceType: m6i.xlarge\n  Networking:\n    SubnetId: subnet-0123456789abcdef0\n")
        .replace("Scheduling:", "Network:\n  VpcId: vpc-0123456789abcdef0\n  Subnets:\n    - Name: compute\n      CidrBlock: 10.0.16.0/24\nScheduling:")
        + "      Networking:\n        SubnetIds: [compute]\n";
    let site = Site::with("cluster.yaml", &config);
    site.run(&["render", "cluster.yaml", "--unproved"])
        .exits(0)
        .says("or write `Zones: [euw1-az1]`");
    site.write(
        "cluster.yaml",
        config.replace("      CidrBlock: 10", "      Zones: [euw1-az1]\n      CidrBlock: 10"),
    );
    let run = site.run(&["render", "cluster.yaml", "--unproved", "--no-lock"]).exits(0);
    assert!(!run.stderr.contains("HeadSubnetZoneId"), "{run:?}");
}
