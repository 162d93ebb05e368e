//! Releases: a note where a file without one is not for every release, an error when the file's own
//! release is named.

use super::{CLEAN, findings};
use crate::{LoadOptions, Release};

const LOGIN: &str = "LoginNodes:\n  Pools:\n    - {Name: p1, InstanceType: t3.micro, Count: 1, \
                     Networking: {SubnetIds: [head]}}\n";

fn check(text: &str, release: Option<&str>, expected: &[&str]) {
    let release: Option<Release> = release.map(|release| release.parse().expect("a release"));
    let options = LoadOptions { release, ..LoadOptions::default() };
    assert_eq!(findings(text, &options), expected, "{text}");
}

#[test]
fn login_nodes_came_with_3_7() {
    let text = format!("{CLEAN}{LOGIN}");
    check(&text, None, &["info REL001 17: LoginNodes"]);
    check(&text, Some("3.7.0"), &[]);
    check(&text, Some("3.6.1"), &["error REL001 17: LoginNodes"]);
}

#[test]
fn a_second_pool_came_with_3_11() {
    let text = format!(
        "{CLEAN}{}",
        LOGIN.replace("    - {", "    - {Name: p2, InstanceType: t3.micro, Count: 1}\n    - {")
    );
    check(&text, Some("3.10.1"), &["error REL001 18: Pools"]);
    check(&text, Some("3.11.0"), &[]);
}

#[test]
fn aws_batch_went_with_3_16() {
    let text = CLEAN
        .replace("slurm", "awsbatch")
        .replace("SlurmQueues", "AwsBatchQueues")
        .replace("InstanceType: c5.large", "InstanceTypes: [optimal]");
    check(&text, None, &["warning REL002 8: awsbatch"]);
    check(&text, Some("3.15.0"), &[]);
    check(&text, Some("3.16.1"), &["error REL002 8: awsbatch"]);
    // Login nodes are clients of Slurm.
    check(&format!("{text}{LOGIN}"), Some("3.15.0"), &["error CFG111 17: LoginNodes"]);
}

#[test]
fn eleven_queues_came_with_3_6() {
    let queue = "    - {Name: qN, ComputeResources: [{Name: c, InstanceType: c5.large}]}\n";
    let more: String = (2..=11).map(|n| queue.replace("qN", &format!("q{n}"))).collect();
    let text = format!("{CLEAN}{more}");
    check(&text, None, &["warning REL003 9: SlurmQueues"]);
    check(&text, Some("3.5.1"), &["error REL003 9: SlurmQueues"]);
    check(&text, Some("3.6.0"), &[]);
}

#[test]
fn a_yaml_file_is_not_for_a_2_x_release() {
    check(CLEAN, Some("2.11.9"), &["error REL001 1: Region"]);
}
