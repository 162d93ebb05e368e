//! The v3 reader against the schemas of ParallelCluster itself: the packages 3.16.1 and 3.9.3, offline.
//!
//! `agreement.py` makes some five hundred variations of every network key and asks both sides; `differences.json` lists the
//! differences that are meant, each with its reason. `make e2e` installs the packages and builds the binary first.

use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the binary that was built beside this test.
fn netloom() -> PathBuf {
    let this = std::env::current_exe().expect("a test has a path");
    let folder = this.ancestors().nth(2).expect("a test stands in target/<profile>/deps");
    let binary = folder.join("netloom");
    assert!(binary.exists(), "{} is not there: run `make e2e`", binary.display());
    binary
}

fn check(environment: &str) {
    let python = repository().join("target/e2e").join(environment).join("bin/python");
    assert!(python.exists(), "{} is not there: run `make e2e`", python.display());
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/schema");
    let output = Command::new(python)
        .arg(scripts.join("agreement.py"))
        .arg(netloom())
        .arg(scripts.join("differences.json"))
        .env_remove("AWS_ENDPOINT_URL")
        .output()
        .expect("the comparison runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_newest_release_agrees_on_what_a_config_may_say() {
    check("tools");
}

#[test]
fn release_3_9_agrees_on_what_a_config_may_say() {
    check("pcluster-3.9");
}
