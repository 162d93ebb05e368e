//! `netloom diff`.

use std::process::Command;

use crate::harness::{DERIVED_YAML, FOREIGN_TEMPLATE, Site, WRONG_INI};

fn git(site: &Site, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(site.path("."))
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments);
    let output = command.output().expect("git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn repository() -> Site {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.write("notes.yaml", "just: notes\n");
    git(&site, &["init", "-q", "-b", "main", "."]);
    git(&site, &["add", "cluster.yaml", "notes.yaml"]);
    git(&site, &["commit", "-q", "-m", "first"]);
    site
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let run = site.run(&["diff", "cluster.yaml", "cluster.yaml"]).exits(0);
    assert_eq!(run.stdout, "none: nothing changes in the network\n");
}

#[test]
fn a_value_is_for_the_side_that_declares_its_parameter() {
    let template = |name: &str| {
        format!(
            "Parameters:\n  {name}: {{Type: String, Default: 192.0.2.0/24}}\nResources:\n  Vpc: \
             {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n  Sg: {{Type: \
             AWS::EC2::SecurityGroup, Properties: {{GroupDescription: x, VpcId: !Ref Vpc, \
             SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref \
             {name}}}]}}}}\n"
        )
    };
    let site = Site::with("old.yaml", template("Office"));
    site.write("new.yaml", template("Campus"));
    let diff = |given: &str| site.run(&["diff", "old.yaml", "new.yaml", "--parameter", given]);
    diff("Campus=198.51.100.0/24").exits(1).prints("CidrIp: 198.51.100.0/24");
    diff("Office=198.51.100.0/24").exits(1).prints("CidrIp: 198.51.100.0/24");
    // What neither declares is misspelt.
    diff("Ofice=198.51.100.0/24").exits(3).prints("not compared");
}

#[test]
fn one_input_is_no_pair() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["diff", "cluster.yaml"])
        .exits(2)
        .prints_nothing()
        .says("compares two inputs")
        .says("--git main");
}

#[test]
fn what_cannot_be_compiled_cannot_be_compared() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.write("wrong.ini", WRONG_INI);
    site.run(&["diff", "cluster.yaml", "wrong.ini"])
        .exits(2)
        .prints_nothing()
        .says("error[CFG002]");
    site.run(&["diff", "missing.yaml", "cluster.yaml"]).exits(2).says("error[FIL001]");
}

#[test]
fn the_working_tree_is_compared_with_a_revision() {
    let site = repository();
    site.write("cluster.yaml", format!("{DERIVED_YAML}Network:\n  CidrBlock: 10.200.0.0/16\n"));
    site.run(&["diff", "--git", "main", "cluster.yaml"])
        .exits(3)
        .prints("a change of `CidrBlock` recreates the resource");
    // Without a name every config and template that differs; other files are none of our business.
    site.write("notes.yaml", "other: notes\n");
    site.run(&["diff", "--git", "HEAD"]).exits(3).prints("Vpc");
}

#[test]
fn two_revisions_are_compared_and_new_files_are_all_new() {
    let site = repository();
    site.write("network.yaml", FOREIGN_TEMPLATE);
    git(&site, &["add", "network.yaml"]);
    git(&site, &["commit", "-q", "-m", "second"]);
    site.run(&["diff", "--git", "HEAD~1..HEAD"]).exits(1).prints("+ added  Vpc");
    site.run(&["diff", "--git", "HEAD..HEAD"]).exits(0).prints("no config or template differs");
}

/// Users of one network alone, as no file says by default.
const SSH_OF_A_SITE: &str = "  Ssh:\n    AllowedIps: 10.99.0.0/16\n";

#[test]
fn a_file_that_was_moved_is_compared_with_what_it_was() {
    let site = repository();
    git(&site, &["mv", "cluster.yaml", "prod.yaml"]);
    git(&site, &["commit", "-q", "-m", "moved"]);
    let told = "nothing changes in the network\nnote: the file was `cluster.yaml`;";
    site.run(&["diff", "--git", "HEAD~1..HEAD"]).exits(0).prints(told);
    // A name that is given is meant for both sides.
    let added = ["diff", "--git", "HEAD~1..HEAD", "prod.yaml"];
    site.run(&added).exits(3).prints("+ added").prints("exposed      the internet → head: tcp 22");
    let with_ssh_of_a_site =
        site.read("prod.yaml").replace("HeadNode:\n", &format!("HeadNode:\n{SSH_OF_A_SITE}"));
    site.write("prod.yaml", with_ssh_of_a_site);
    git(&site, &["commit", "-q", "-a", "--amend", "-m", "moved"]);
    site.run(&added).exits(1).prints("+ added").prints("gained       head → queue:cpu");
}

#[test]
fn a_review_from_a_folder_of_the_repository_is_of_all_of_it() {
    let site = Site::new();
    let template = |block: &str| {
        format!("Resources:\n  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: {block}}}}}\n")
    };
    for folder in ["network", "apps"] {
        std::fs::create_dir(site.path(folder)).expect("a folder");
    }
    site.write("network/vpc.yaml", template("10.0.0.0/16"));
    site.write("top.yaml", template("10.1.0.0/16"));
    git(&site, &["init", "-q", "-b", "main", "."]);
    git(&site, &["config", "diff.relative", "true"]);
    git(&site, &["add", "network", "top.yaml"]);
    git(&site, &["commit", "-q", "-m", "first"]);
    site.write("network/vpc.yaml", template("10.8.0.0/16"));
    site.write("top.yaml", template("10.9.0.0/16"));
    let reviewed = |arguments: &[&str], folder: &str| {
        let mut command = site.command(arguments);
        let output = command.current_dir(site.path(folder)).output().expect("netloom starts");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let all = |arguments: &[&str]| {
        let (code, told) = reviewed(arguments, "apps");
        assert!(told.contains("../network/vpc.yaml") && told.contains("../top.yaml"), "{told}");
        assert_eq!(code, Some(3), "{told}");
    };
    all(&["diff", "--git", "HEAD"]);
    git(&site, &["commit", "-q", "-a", "-m", "second"]);
    all(&["diff", "--git", "HEAD~1..HEAD"]);
    let (code, told) = reviewed(&["diff", "--git", "HEAD~1..HEAD", "../top.yaml"], "apps");
    assert!(code == Some(3) && !told.contains("network"), "{told}");
    let (_, told) = reviewed(&["diff", "--git", "HEAD~1..HEAD"], "network");
    assert!(told.contains("\nvpc.yaml") || told.starts_with("vpc.yaml"), "{told}");
}

#[test]
fn what_git_does_not_know_is_told() {
    let site = repository();
    site.run(&["diff", "--git", "nowhere", "cluster.yaml"]).exits(2).says("not a revision");
    site.run(&["diff", "--git", "main", "missing.yaml"])
        .exits(2)
        .says("neither side has `missing.yaml`");
}

#[test]
fn prices_and_templates_can_be_the_users_own() {
    let site = Site::with("old.yaml", FOREIGN_TEMPLATE);
    site.write("new.yaml", format!("{FOREIGN_TEMPLATE}  Address:\n    Type: AWS::EC2::EIP\n"));
    site.run(&["diff", "old.yaml", "new.yaml"]).exits(1).prints("+3.65 USD");
    let prices = r#"{"source": "s", "date": "2026-01-01", "region": "eu-west-1", "currency": "EUR",
        "hours_per_month": 100, "per_hour": {"public_ipv4_address": 0.1}}"#;
    site.write("prices.json", prices);
    site.run(&["diff", "old.yaml", "new.yaml", "--prices", "prices.json"])
        .exits(1)
        .prints("+10.00 EUR");
    site.write("prices.json", "{}");
    site.run(&["diff", "old.yaml", "new.yaml", "--prices", "prices.json"])
        .exits(2)
        .says("is not a price table");
    site.write(
        "own.hbs",
        "verdict: {{verdict}}\n{{#each review.resources}}{{id}} {{effect}}\n{{/each}}",
    );
    let own = ["diff", "old.yaml", "new.yaml", "--format", "markdown", "--template", "own.hbs"];
    site.run(&own).exits(1).prints("verdict: 1 added").prints("Address no-interruption");
    site.write("own.hbs", "{{nothing.like.this}}");
    site.run(&own).exits(2).says("cannot render the review");
}

#[test]
fn a_living_vpc_against_its_config_is_drift() {
    let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/networks/living-vpc/facts");
    let config = include_str!("../../../../tests/cases/private-compute-new-vpc/config.ini");
    let site = Site::with("cluster.ini", config);
    site.run(&["diff", facts, facts]).exits(0).prints("nothing changes").prints("drift");
    // The emulator that gave these facts has other zones and no tags on addresses; everything else
    // is as planned.
    let run = site
        .run(&["diff", facts, "cluster.ini"])
        .exits(3)
        .prints("AvailabilityZoneId: use1-az6 → euw1-az1");
    for same in ["SecurityGroup", "RouteTablePublic", "InternetGateway", "Vpc "] {
        assert!(
            !run.stdout.lines().any(|line| line.contains(&format!("  {same}"))),
            "{same}: {}",
            run.stdout
        );
    }
    // A rule that was added by hand.
    site.write("cluster.ini", config.replace("192.0.2.0/24", "192.0.0.0/16"));
    site.run(&["diff", facts, "cluster.ini"])
        .exits(3)
        .prints("SecurityGroupIngress: + {CidrIp: 192.0.0.0/16");
}
