//! `netloom check`.

use crate::harness::{DERIVED_YAML, Site, WRONG_INI};

#[test]
fn a_clean_config_ends_with_0() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["check", "cluster.yaml"]).exits(0).says("netloom: 1 file");
}

#[test]
fn findings_go_to_standard_output_and_the_summary_to_standard_error() {
    let site = Site::with("cluster.ini", WRONG_INI);
    let run = site
        .run(&["check", "cluster.ini"])
        .exits(1)
        .prints("error[CFG002]")
        .prints("cluster.ini:6:20");
    assert!(
        run.stderr.starts_with("netloom: 1 file, ") && run.stderr.contains(" error"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("CFG002"), "{}", run.stderr);
}

#[test]
fn the_one_line_form_stands_alone() {
    let site = Site::with("cluster.ini", WRONG_INI);
    let run = site.run(&["check", "cluster.ini", "--format", "concise"]).exits(1);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("cluster.ini:6:20: error[CFG002] ")),
        "{}",
        run.stdout
    );
}

#[test]
fn several_files_keep_the_order_in_which_they_were_named() {
    let site = Site::with("b.ini", WRONG_INI);
    site.write("a.ini", WRONG_INI);
    let run = site.run(&["check", "b.ini", "missing.ini", "a.ini", "--format", "json"]).exits(2);
    let records: Vec<serde_json::Value> =
        serde_json::from_str(&run.stdout).expect("it is a JSON array");
    let mut files: Vec<_> = records
        .iter()
        .map(|record| record["primary"]["file"].as_str().unwrap_or_default())
        .collect();
    files.dedup();
    assert_eq!(files, ["b.ini", "missing.ini", "a.ini"]);
}

#[test]
fn when_no_file_can_be_read_it_ends_with_2() {
    let site = Site::with("binary.ini", b"\x89PNG\0");
    site.run(&["check", "binary.ini", "missing.ini"])
        .exits(2)
        .prints("error[FIL004]")
        .prints("error[FIL001]");
}

#[test]
fn a_finding_about_a_file_without_text_shows_no_line_of_it() {
    let site = Site::with("empty.ini", "");
    for file in ["missing.ini", "empty.ini"] {
        let run = site.run(&["check", file]).prints(&format!("--> {file}\n"));
        assert!(!run.stdout.contains("1 |"), "{}", run.stdout);
    }
}

#[test]
fn a_huge_file_is_refused_at_once() {
    let site = Site::new();
    let file = std::fs::File::create(site.path("huge.ini")).expect("it is new");
    file.set_len(50_000_000).expect("a sparse file");
    site.run(&["check", "huge.ini"]).exits(2).prints("error[FIL006]");
}

#[test]
fn standard_input_can_be_named_once() {
    let site = Site::new();
    site.run(&["check", "-", "-"]).exits(2).prints_nothing().says("standard input is named twice");
}

#[test]
fn no_byte_sequence_makes_it_panic() {
    let site = Site::new();
    for (at, bytes) in
        [&b"\xff\xfe[\0v\0"[..], b"[", b"a: [", b"\xef\xbb\xbf[vpc a]\n", b"- - - -", b"%", b"]]]]"]
            .iter()
            .enumerate()
    {
        for extension in ["ini", "yaml", "txt"] {
            let name = format!("{at}.{extension}");
            site.write(&name, bytes);
            let run = site.run(&["check", &name]);
            assert!(
                (1..=2).contains(&run.code) && !run.stderr.contains("panicked"),
                "{name}: {run:#?}"
            );
            assert!(run.stdout.contains("error["), "{name}: {run:#?}");
        }
    }
}

#[test]
fn what_is_named_and_cannot_be_read_ends_with_2() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    std::fs::create_dir(site.path("empty")).expect("a folder");
    site.write("broken/subnets.json", "{");
    for option in ["--facts", "--claims", "--rules"] {
        site.run(&["check", "cluster.yaml", option, "nope"]).exits(2).prints("error[FIL001]");
    }
    site.write("claims.yaml", "claims: [{from: head");
    site.run(&["check", "cluster.yaml", "--claims", "claims.yaml"]).exits(2).prints("RDT001");
    site.write("own.guard", "rule x {");
    site.run(&["check", "cluster.yaml", "--rules", "own.guard"]).exits(2).prints("GRD002");
    for facts in ["nope", "empty", "broken"] {
        site.run(&["check", "cluster.yaml", "--facts", facts]).exits(2);
        site.run(&[
            "trace",
            "cluster.yaml",
            "--facts",
            facts,
            "--from",
            "head",
            "--to",
            "internet",
        ])
        .exits(2)
        .prints_nothing();
        site.run(&["diff", "cluster.yaml", "cluster.yaml", "--facts", facts])
            .exits(2)
            .prints_nothing();
    }
}

#[test]
fn certificates_are_not_replaced_by_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["check", "cluster.yaml", "--certificates", "proofs.json"]).exits(0);
    let proofs = site.read("proofs.json");
    site.run(&["check", "nope.yaml", "--certificates", "proofs.json"]).exits(2);
    site.run(&["check", "cluster.yaml", "nope.yaml", "--certificates", "proofs.json"]).exits(2);
    assert_eq!(site.read("proofs.json"), proofs);
}

#[test]
fn an_undecided_claim_of_a_claims_file_is_no_pass() {
    let template = "Parameters:\n  Group: {Type: AWS::EC2::SecurityGroup::Id}\nResources:\n  Vpc: \
                    {Type: AWS::EC2::VPC, \
                    Properties: {CidrBlock: 10.0.0.0/16}}\n  Sub: {Type: AWS::EC2::Subnet, \
                    Properties: {VpcId: !Ref Vpc, \
                    CidrBlock: 10.0.0.0/24}}\n  Nic: {Type: AWS::EC2::NetworkInterface, \
                    Properties: {SubnetId: !Ref Sub, \
                    GroupSet: [!Ref Group]}}\n";
    let site = Site::with("net.yaml", template);
    site.write(
        "claims.yaml",
        "claims: [{from: 10.0.0.0/24, to: Nic, port: 22, expect: unreachable}]\n",
    );
    let arguments = ["check", "net.yaml", "--claims", "claims.yaml"];
    site.run(&arguments).exits(1).prints("error[RCH061]").says("1 claim: 1 undecided");
    site.run(&[&arguments[..], &["--allow-undecided"]].concat()).exits(0).prints("info[RCH061]");
    site.run(&[&arguments[..], &["--format", "sarif"]].concat())
        .exits(1)
        .prints("\"level\": \"error\"");
    site.run(&[&arguments[..], &["--format", "junit"]].concat()).exits(1).prints("failures=\"1\"");
    site.run(&["trace", "net.yaml", "--from", "10.0.0.0/24", "--to", "Nic", "--port", "22"])
        .exits(1)
        .prints("unknown");
}

#[test]
fn it_is_said_how_many_claims_were_proved_and_which() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["check", "cluster.yaml", "-v"]).exits(0).says(" claims: ");
    assert!(
        run.stderr.lines().filter(|line| line.starts_with("proved: ")).count() > 10,
        "{}",
        run.stderr
    );
    let assumed: Vec<&str> =
        run.stderr.lines().filter(|line| line.starts_with("assuming: ")).collect();
    let mut once = assumed.clone();
    once.sort_unstable();
    once.dedup();
    assert!(!assumed.is_empty() && assumed.len() == once.len(), "{}", run.stderr);
    site.write("net.yaml", crate::harness::FOREIGN_TEMPLATE);
    site.run(&["check", "net.yaml"]).says("; 0 claims");
    std::fs::create_dir(site.path("facts")).expect("a folder");
    site.write("facts/vpcs.json", "{\"Vpcs\": []}");
    site.run(&["check", "--facts", "facts"]).exits(2).says("there is nothing to check");
}

#[test]
fn a_rendered_template_says_which_subnets_are_private() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    site.run(&["check", "net.yaml"]).exits(0).says("1 claim: 1 proved");
}

/// A config whose nodes mount an EFS file system that exists, in a VPC that exists.
const MOUNTING: &str = "\
Region: eu-west-1
HeadNode:
  InstanceType: c5.large
  Networking: {SubnetId: subnet-0123456789abcdef0}
  Ssh: {AllowedIps: 10.0.0.0/24}
SharedStorage:
  - {Name: work, MountDir: /work, StorageType: Efs, EfsSettings: {FileSystemId: \
                        fs-0123456789abcdef0}}
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources: [{Name: small, InstanceType: c5.xlarge}]
      Networking: {SubnetIds: [compute], Proxy: {HttpProxyAddress: \"http://10.0.0.8:3128\"}}
Network:
  VpcId: vpc-0123456789abcdef0
  CidrBlocks: [10.0.0.0/16]
  Nat: none
  Subnets:
    - {Name: compute, CidrBlock: 10.0.16.0/24}
";

const FACTS_OF_FILE_SYSTEM: &str = r#"{
"Vpcs": [{"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}],
"Subnets": [{"SubnetId": "subnet-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/24",
  "AvailabilityZoneId": "euw1-az1", "MapPublicIpOnLaunch": false}],
"RouteTables": [{"RouteTableId": "rtb-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0",
  "Associations": [{"Main": true, "RouteTableId": "rtb-0123456789abcdef0"}],
  "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]}],
"NetworkAcls": [],
"SecurityGroups": [{"GroupId": "sg-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0", "IpPermissionsEgress": [],
  "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]}],
"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0",
  "SubnetId": "subnet-0123456789abcdef0", "PrivateIpAddress": "10.0.0.9", "Status": "in-use", "RequesterManaged": true,
  "Description": "EFS mount target for fs-0123456789abcdef0 (fsmt-0123456789abcdef0)",
  "Groups": [{"GroupId": "sg-0123456789abcdef0"}]}]
}"#;

#[test]
fn a_file_system_that_exists_is_claimed_where_facts_show_it() {
    let site = Site::with("cluster.yaml", MOUNTING);
    site.run(&["check", "cluster.yaml"]).prints("info[NET076]");
    site.write("facts/all.json", FACTS_OF_FILE_SYSTEM);
    let run = site.run(&["check", "cluster.yaml", "--facts", "facts", "-v"]);
    assert!(!run.stdout.contains("NET076"), "{}", run.stdout);
    run.says(
        "the head node reaches the file system `fs-0123456789abcdef0` at \
              `eni-0123456789abcdef0` (tcp 2049)",
    );
    site.write(
        "facts/all.json",
        FACTS_OF_FILE_SYSTEM.replace("10.0.0.0/16\"}]}]}]", "10.0.0.0/24\"}]}]}]"),
    );
    site.run(&["check", "cluster.yaml", "--facts", "facts"])
        .exits(1)
        .prints("error[RCH006]")
        .prints("queue `cpu`");
}

#[test]
fn a_region_of_the_command_line_is_reported_as_such() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["check", "--region", "mars-1", "cluster.yaml"])
        .exits(1)
        .prints("region `mars-1` of `--region` is not known to this build")
        .prints("such as `--region eu-west-1`")
        .prints("the zones of region `mars-1`, which `--region` gives, are not known");
    site.run(&["check", "--region", "eu-west-1a", "cluster.yaml"])
        .exits(1)
        .prints("`--region eu-west-1a` is the name of a zone")
        .prints("write `--region eu-west-1`");
}

/// Users with addresses of the VPC itself, to the head node and to a login pool.
const USERS_INSIDE: &str = "\
Region: eu-west-1
Image: {Os: alinux2023}
HeadNode:
  InstanceType: m6i.xlarge
  Networking: {SubnetId: head}
  Ssh: {AllowedIps: 10.0.0.0/16}
LoginNodes:
  Pools:
    - Name: login
      InstanceType: m6i.xlarge
      Count: 1
      Networking: {SubnetIds: [head]}
      Ssh: {AllowedIps: 10.0.0.0/16}
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources: [{Name: c6i, InstanceType: c6i.4xlarge, MaxCount: 16}]
      Networking: {SubnetIds: [compute]}
Network:
  CidrBlock: 10.0.0.0/16
  Subnets:
    - {Name: head, Kind: public}
    - {Name: compute, Kind: private}
";

#[test]
fn what_to_type_for_users_that_are_shut_out_is_a_matter_of_the_config() {
    let site = Site::with("cluster.yaml", USERS_INSIDE);
    let inside = "admit the network of your users instead, without addresses of the VPC, in";
    let run = site.run(&["check", "cluster.yaml"]).exits(1);
    let run = run.prints(&format!("{inside} `HeadNode.Ssh`"));
    let run = run.prints(&format!("{inside} the `Ssh` of the pool"));
    assert!(!run.stdout.contains("add a route"), "{run:#?}");
    let elsewhere = USERS_INSIDE.replace("AllowedIps: 10.0", "AllowedIps: 10.9");
    let site = Site::with("cluster.yaml", &elsewhere);
    site.run(&["check", "cluster.yaml"])
        .exits(1)
        .prints("add a gateway to the site: `VirtualPrivateGateway: true` under `Network`");
}
