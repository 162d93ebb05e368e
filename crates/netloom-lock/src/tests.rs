//! What is written is read again, and nothing else is.

use netloom_diag::{Diagnostic, Origin, SourceFile, Sourced, Sources, Span, render_concise};
use netloom_plan::Memory;
use netloom_plan::example::example_plan;

use crate::{
    Lock, lock_changes, lock_of_another_config, lock_of_another_stack, read_lock, write_lock,
};

const TEXT: &str = "\
# Where the parts of the network stand, so that no later run moves them. Written by netloom; keep
# it beside the config and commit both.
Version: 1
Config: cluster.yaml
Region: eu-west-1
Vpc: 10.0.0.0/16
Subnets:
  - {Name: compute, Zone: euw1-az1, CidrBlock: 10.0.16.0/24}
  - {Name: head, Zone: euw1-az1, CidrBlock: 10.0.0.0/24}
NatGateways:
  - {Zone: euw1-az1, Subnet: head}
Nodes:
  - {Group: HeadNode, Subnet: head, Zone: euw1-az1}
";

fn source(text: &str) -> (Sources, SourceFile) {
    let mut sources = Sources::default();
    let file = sources.add("cluster.yaml.lock", text);
    let file = sources.get(file).expect("it was added").clone();
    (sources, file)
}

fn read(text: &str) -> (Option<Lock>, String) {
    let (sources, file) = source(text);
    let (lock, findings) = read_lock(&file);
    assert_eq!(lock.is_none(), findings.iter().any(Diagnostic::is_error));
    (lock, render_concise(&findings, &sources))
}

fn said<T>(value: T) -> Option<Sourced<T>> {
    let (_, file) = source("");
    Some(Sourced { value, origin: Origin::Written(Span::file_start(file.id())) })
}

fn example() -> Lock {
    Lock {
        config: said("cluster.yaml".to_owned()),
        cluster: None,
        region: said("eu-west-1".to_owned()),
        stack: None,
        memory: Memory::default().after(&example_plan()),
    }
}

#[test]
fn a_lock_has_a_line_for_each_fact() {
    assert_eq!(write_lock(&example()), TEXT);
}

#[test]
fn what_is_written_is_read_again() {
    let (lock, findings) = read(TEXT);
    assert_eq!(findings, "");
    let lock = lock.expect("it is sound");
    assert_eq!(write_lock(&lock), TEXT);
    assert_eq!(lock_changes(&lock, &example()), Vec::<String>::new());
}

#[test]
fn the_name_of_the_stack_is_read_again() {
    let text = TEXT.replace("Region: eu-west-1\n", "Region: eu-west-1\nStack: hpc-net\n");
    assert_ne!(text, TEXT);
    let (lock, findings) = read(&text);
    assert_eq!(findings, "");
    let lock = lock.expect("it is sound");
    assert_eq!(write_lock(&lock), text);
    assert!(lock_of_another_stack(&lock, "hpc-net").is_none());
    assert!(lock_of_another_stack(&lock, "hpc").is_some());
    let (unnamed, _) = read(TEXT);
    assert!(lock_of_another_stack(&unnamed.expect("it is sound"), "hpc").is_none());
}

#[test]
fn what_was_before_is_read_again() {
    let text = format!(
        "{TEXT}FormerSubnets:\n  \
         - {{Name: compute, Zone: euw1-az1, CidrBlock: 10.0.32.0/24, Gone: true}}\n  \
         - {{Name: gpu, Zone: euw1-az2, CidrBlock: 10.0.48.0/24}}\n\
         FormerNatGateways:\n  \
         - {{Zone: euw1-az2, Subnet: head, AllocationId: eipalloc-0123456789abcdef0, Retain: true}}\n"
    );
    let (lock, findings) = read(&text);
    assert_eq!(findings, "");
    assert_eq!(write_lock(&lock.expect("it is sound")), text);
    let (lock, findings) = read(&text.replace("Gone: true", "Gone: maybe"));
    assert!(lock.is_none() && findings.contains("`Gone` is not `true` or `false`"), "{findings}");
}

#[test]
fn file_names_of_every_kind_survive() {
    for name in ["a b.yaml", "yes", "12", "\"\\.yaml", "é\u{202e}\u{7f}\n.ini", "::error::x.yaml"]
    {
        let lock = Lock { config: said(name.to_owned()), ..example() };
        let text = write_lock(&lock);
        assert!(text.is_ascii(), "{text}");
        let read = read(&text).0.and_then(|lock| lock.config);
        assert_eq!(read.map(|config| config.value).as_deref(), Some(name));
    }
}

#[test]
fn changes_are_said_by_fact() {
    let (other, _) = read(&TEXT.replace("10.0.16.0/24", "10.0.32.0/24"));
    assert_eq!(
        lock_changes(&other.expect("it is sound"), &example()),
        [
            "- Subnets: Name: compute, Zone: euw1-az1, CidrBlock: 10.0.32.0/24",
            "+ Subnets: Name: compute, Zone: euw1-az1, CidrBlock: 10.0.16.0/24",
        ]
    );
}

#[test]
fn a_lock_belongs_to_one_config_and_one_region() {
    let lock = read(TEXT).0.expect("it is sound");
    let check = |config: &str, cluster: Option<&str>, region: Option<&str>, is_its_own: bool| {
        let own = Lock {
            config: said(config.to_owned()),
            cluster: cluster.and_then(|cluster| said(cluster.to_owned())),
            region: region.and_then(|region| said(region.to_owned())),
            ..Lock::default()
        };
        let lock = Lock { cluster: said("prod".to_owned()), ..lock.clone() };
        let found = lock_of_another_config(&lock, &own);
        assert_eq!(found.is_none(), is_its_own, "{config} {cluster:?} {region:?}");
    };
    check("cluster.yaml", None, Some("eu-west-1"), true);
    check("cluster.yaml", Some("prod"), None, true);
    check("other.yaml", None, Some("eu-west-1"), false);
    check("cluster.yaml", Some("test"), Some("eu-west-1"), false);
    check("cluster.yaml", None, Some("us-east-1"), false);
}

fn check_fault(old: &str, new: &str, expected: &str) {
    let (lock, findings) = read(&TEXT.replace(old, new));
    assert!(lock.is_none());
    assert!(findings.contains(expected), "{findings}");
}

#[test]
fn a_file_that_is_no_mapping_is_no_lock() {
    for text in ["- a", "abc", "null", "[1]"] {
        let (lock, findings) = read(text);
        assert!(lock.is_none());
        assert!(findings.contains("error[LCK001] the file is no lock"), "{findings}");
    }
}

#[test]
fn faults_are_errors_at_their_place() {
    check_fault("Version: 1\n", "", "LCK001] the lock has no `Version`");
    check_fault("Version: 1", "Version: 2", "lock:3:10: error[LCK002] the lock has version 2");
    check_fault("Version: 1", "Version: one", "LCK001] `Version` is not `1`");
    check_fault("Version: 1", "Version: [1]", "LCK001] `Version` is not `1`");
    check_fault("Subnets:", "Subnet:", "LCK001] the lock has an unknown key `Subnet`");
    check_fault("10.0.16.0/24", "10.0.16.1/24", "lock:8:48: error[LCK001] `CidrBlock` is");
    check_fault("Name: head", "Name: Head", "LCK001] `Name` is `Head`, expected the name");
    check_fault("Name: head", "Name: 1", "LCK001] `Name` is not a text");
    check_fault("Name: head, ", "", "LCK001] the entry has no `Name`");
    check_fault("Vpc: 10.0.0.0/16", "Vpc: 10.0", "LCK001] `Vpc` is not a text");
    check_fault("Vpc: 10.0.0.0/16", "Vpc: vpc", "LCK001] `Vpc` is `vpc`, expected a block");
    check_fault("Group: HeadNode", "Group: Queues/a", "LCK001] `Group` is `Queues/a`");
    check_fault("Name: head", "Name: compute", "lock:9:12: error[LCK001] the lock says this twice");
    check_fault("NatGateways:\n  -", "NatGateways:\n ", "LCK001] `NatGateways` is not a list");
    check_fault("Vpc:", "<<<<<<< ours\nVpc:", "lock:6:1: error[LCK001] the lock has a merge");
    check_fault("Config: cluster.yaml\n", "", "LCK001] the entry has no `Config`");
}

#[test]
fn lines_that_do_not_fit_together_are_errors() {
    let head = "  - {Name: head, Zone: euw1-az1, CidrBlock: 10.0.0.0/24}\n";
    check_fault(head, "", "lock:10:30: error[LCK001] the lock has no subnet `head in euw1-az1`");
    check_fault(head, "", "lock:12:31: error[LCK001] the lock has no subnet `head in euw1-az1`");
    check_fault("compute, Zone: euw1-az1", "compute", "LCK001] subnet `compute` has no `Zone`");
    check_fault("10.0.0.0/24}", "10.0.16.0/28}", "LCK001] `10.0.16.0/28` overlaps `10.0.16.0/24`");
    check_fault("10.0.0.0/24}", "10.1.0.0/24}", "LCK001] `10.1.0.0/24` is not in the VPC");
    check_fault("10.0.0.0/24}", "10.0.0.0/29}", "LCK001] no subnet can have `10.0.0.0/29`");
    check_fault(
        "Name: compute, Zone: euw1-az1",
        "Name: compute, Zone: use1-az1",
        "LCK001] `use1-az1` is not a zone of `eu-west-1`",
    );
}
