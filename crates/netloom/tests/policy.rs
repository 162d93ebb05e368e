//! `netloom check --rules`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests read their files and stop at the first thing that is not as told"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn netloom(arguments: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_netloom"))
        .args(arguments)
        .output()
        .expect("netloom starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("it ends"))
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let folders = fs::read_dir(root).expect("the cases").map(|entry| entry.expect("one").path());
    let mut configs: Vec<PathBuf> = folders
        .flat_map(|folder| ["config.ini", "config.yaml"].map(|name| folder.join(name)))
        .collect();
    configs.retain(|path| path.exists());
    configs.sort();
    configs
}

#[test]
fn the_default_pack_refuses_nothing_of_a_network_that_netloom_makes() {
    for config in cases() {
        let path = config.to_str().expect("UTF-8");
        let (found, _, _) = netloom(&["check", path, "--rules", "default", "--format", "concise"]);
        let refused: Vec<_> = found.lines().filter(|line| line.contains("[GRD")).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}

#[test]
fn a_violation_names_the_line_of_the_config_and_of_the_template() {
    let case =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/batch-nat/config.yaml");
    let (found, said, code) =
        netloom(&["check", case.to_str().expect("UTF-8"), "--rules", "strict"]);
    assert_eq!(code, 1);
    assert!(
        found.contains("`NatGatewayUsw2Az1Eip` breaks rule `EGRESS_ADDRESSES_ARE_RETAINED`"),
        "{found}"
    );
    assert!(
        found.contains("config.yaml:29:13") && found.contains("(its template):110:3"),
        "{found}"
    );
    assert!(said.contains("rules: "), "{said}");
    // No rule writes into a template that the next rendering replaces.
    assert!(!found.contains("SuppressedRules"), "{found}");
}

#[test]
fn a_folder_of_rules_is_read_and_a_circle_does_not_end_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("it can be written")
    };
    fs::create_dir(folder.path().join("company")).expect("a folder");
    write("company/circle.guard", "let a = %b\nlet b = %a\nrule R { %a exists }\n");
    write(
        "company/tags.guard",
        "rule HAS_OWNER when Resources.*[ Type == 'AWS::EC2::VPC' ] !empty {\n  some \
         Resources.Vpc.Properties.Tags[*].Key == 'Owner' <<who pays?>>\n}\n",
    );
    write(
        "network.yaml",
        "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: \
         10.0.0.0/16\n      Tags: [{Key: Name, Value: x}]\n",
    );
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (found, _, code) = netloom(&["check", &path("network.yaml"), "--rules", &path("company")]);
    assert_eq!(code, 1);
    assert!(found.contains("error[GRD003]") && found.contains("`%b`, `%a`, `%b`"), "{found}");
    assert!(found.contains("breaks rule `HAS_OWNER`: who pays?"), "{found}");
}

#[test]
fn rules_of_a_folder_that_have_nothing_to_say_are_one_fact() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("it can be written")
    };
    fs::create_dir(folder.path().join("company")).expect("a folder");
    for name in ["a", "b"] {
        let text = format!(
            "rule R_{name} when Resources.*[ Type == 'AWS::S3::Bucket' ] !empty {{ Resources \
             exists }}\n"
        );
        write(&format!("company/{name}.guard"), &text);
    }
    write(
        "network.yaml",
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n",
    );
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let check = || {
        netloom(&[
            "check",
            &path("network.yaml"),
            "--rules",
            &path("company"),
            "--format",
            "concise",
        ])
        .0
    };
    let found = check();
    assert!(
        found.contains("warning[GRD005] no rule of the 2 files in") && found.lines().count() == 1,
        "{found}"
    );
    write(
        "company/c.guard",
        "rule C when Resources.*[ Type == 'AWS::EC2::VPC' ] !empty { Resources exists }\n",
    );
    let found = check();
    assert!(
        found.contains("info[GRD005] 2 of 3 files in") && found.lines().count() == 1,
        "{found}"
    );
}

#[test]
fn rules_that_are_not_there_are_told_with_the_packs_that_are() {
    let case =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/batch-nat/config.yaml");
    let (found, _, code) = netloom(&["check", case.to_str().expect("UTF-8"), "--rules", "strickt"]);
    assert_eq!(code, 2);
    assert!(
        found.contains("error[FIL001]") && found.contains("the packs are `default` and `strict`"),
        "{found}"
    );
}

#[test]
fn a_rule_that_cfn_guard_gives_up_on_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("it can be written");
        folder.path().join(name).to_str().expect("UTF-8").to_owned()
    };
    let template = write(
        "network.yaml",
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n",
    );
    let rules = write(
        "filters.guard",
        "rule R { Resources.*[ Type exists ][ Properties exists ].Properties.CidrBlock exists }\n",
    );
    let (found, said, code) = netloom(&["check", &template, "--rules", &rules]);
    assert_eq!(code, 1);
    assert!(
        found.contains("error[GRD010]") && found.contains("write both conditions into one filter"),
        "{found}"
    );
    assert_eq!(said, "netloom: 1 file, 1 error; 0 claims\n");
}

#[test]
fn what_came_of_the_rules_is_counted_suppressed_ones_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("network.yaml");
    let vpc = "Vpc: {Type: AWS::EC2::VPC, Metadata: {guard: {SuppressedRules: [TAGGED]}}, \
               Properties: {CidrBlock: 10.0.0.0/16}}";
    fs::write(&path, format!("Resources:\n  {vpc}\n")).expect("it can be written");
    let rules = folder.path().join("r.guard");
    let text = "rule TAGGED { Resources.*.Properties.Tags exists }\nrule SIZED { \
                Resources.*.Properties.CidrBlock exists }\n\
        rule NAMED { Resources.Vpc.DeletionPolicy exists }\n";
    fs::write(&rules, text).expect("it can be written");
    let (_, said, code) =
        netloom(&["check", path.to_str().unwrap(), "--rules", rules.to_str().unwrap()]);
    assert_eq!(
        (said.as_str(), code),
        (
            "netloom: 1 file, 1 error, 1 note; 0 claims; 3 rules: 1 passed, 1 failed, 1 suppressed\n",
            1
        )
    );
}

#[test]
fn rules_that_no_input_could_be_held_to_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("network.yaml");
    fs::write(
        &path,
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block}}\n",
    )
    .expect("written");
    let (found, _, code) =
        netloom(&["check", path.to_str().unwrap(), "--rules", "default", "--format", "concise"]);
    assert!(found.contains("warning[GRD011]") && found.contains("error[RDT009]"), "{found}");
    assert_eq!(code, 1);
    let facts = folder.path().to_str().unwrap();
    let (_, said, code) = netloom(&["check", "--facts", facts, "--rules", "default"]);
    assert!(said.contains("there is nothing to check"), "{said}");
    assert_eq!(code, 2);
}

#[test]
fn links_of_a_folder_in_a_circle_end_and_each_rule_runs_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for name in ["rules", "rules/a", "rules/b"] {
        fs::create_dir(path(name)).expect("a folder");
    }
    fs::write(path("rules/a/r.guard"), "rule SIZED { Resources.*.Properties.CidrBlock exists }\n")
        .expect("a file");
    for (link, target) in
        [("a/b", "../b"), ("b/a", "../a"), ("self", "."), ("b/again.guard", "../a/r.guard")]
    {
        std::os::unix::fs::symlink(target, path("rules").join(link)).expect("a link");
    }
    let template = path("network.yaml");
    fs::write(
        &template,
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n",
    )
    .expect("a file");
    let (_, said, _) =
        netloom(&["check", template.to_str().unwrap(), "--rules", path("rules").to_str().unwrap()]);
    assert!(said.contains("; 1 rule: 1 passed"), "{said}");
}
