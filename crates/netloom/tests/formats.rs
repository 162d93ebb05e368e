//! What netloom writes for machines is what their schemas say: SARIF 2.1.0 by the schema of OASIS,
//! the rest by our own.
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

use jsonschema::Validator;
use netloom_tests::case_file::CaseFile;
use serde_json::Value;

fn netloom(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_netloom"))
        .args(arguments)
        .output()
        .expect("netloom starts");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("one").path())
        .collect();
    files.retain(|path| {
        path.is_file() && path.extension().is_some_and(|ending| ending != "expected")
    });
    files.sort();
    files
}

/// Compiles a schema, which costs more than holding a text to it.
fn compiled(schema: &Value) -> Validator {
    jsonschema::validator_for(schema).expect("a schema")
}

#[track_caller]
fn check(schema: &Validator, text: &str, about: &str) {
    let value: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{about}: {error}"));
    let faults: Vec<String> = schema
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .take(3)
        .collect();
    assert!(faults.is_empty(), "{about}: {}", faults.join("; "));
}

fn own(name: &str) -> Validator {
    compiled(&serde_json::from_str(&netloom(&["schema", "--for", name])).expect("JSON"))
}

fn sarif() -> Validator {
    let text = fs::read_to_string(root().join("tests/schemas/sarif-2.1.0.json")).expect("it");
    compiled(&serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn findings_are_what_their_schemas_say() {
    let (own, sarif) = (own("check"), sarif());
    for folder in ["tests/invalid", "tests/invalid/templates"] {
        for path in files(folder) {
            let path = path.to_str().expect("UTF-8");
            check(&own, &netloom(&["check", path, "--format", "json"]), path);
            check(&sarif, &netloom(&["check", path, "--format", "sarif"]), path);
        }
    }
}

/// Holds every second case to the schemas, from one on.
fn check_reviews(first: usize) {
    let (own, sarif) = (own("diff"), sarif());
    let mut cases: Vec<PathBuf> = fs::read_dir(root().join("tests/diffs"))
        .expect("the cases")
        .map(|case| case.expect("one").path())
        .collect();
    cases.sort();
    for case in cases.iter().skip(first).step_by(2) {
        let case = CaseFile::read(case);
        let folder = tempfile::tempdir().expect("a folder");
        case.write_files(folder.path());
        let side = |stem: &str| folder.path().join(case.file(stem).expect("a side").0);
        let (old, new) = (side("old"), side("new"));
        let (old, new) = (old.to_str().expect("UTF-8"), new.to_str().expect("UTF-8"));
        check(&own, &netloom(&["diff", old, new, "--format", "json"]), new);
        check(&sarif, &netloom(&["diff", old, new, "--format", "sarif"]), new);
        let xml = netloom(&["diff", old, new, "--format", "junit"]);
        assert!(xml.starts_with("<?xml") && xml.ends_with("</testsuites>\n"), "{xml}");
    }
}

// Two tests, so that they run side by side.
#[test]
fn reviews_are_what_their_schemas_say() {
    check_reviews(0);
}

#[test]
fn the_other_reviews_are_what_their_schemas_say() {
    check_reviews(1);
}

#[test]
fn the_claims_and_configs_of_the_tests_are_what_their_schemas_say() {
    let (claims, config) = (own("claims"), own("config"));
    for network in fs::read_dir(root().join("tests/networks")).expect("the networks") {
        let path = network.expect("one").path().join("claims.yaml");
        check(&claims, &as_json(&path), &path.display().to_string());
    }
    for case in fs::read_dir(root().join("tests/cases")).expect("the cases") {
        let path = case.expect("one").path().join("config.yaml");
        if path.exists() {
            check(&config, &as_json(&path), &path.display().to_string());
        }
    }
    let wrong = serde_json::json!({ "Network": { "CidrBlok": "10.0.0.0/16" } });
    assert!(!config.is_valid(&wrong));
}

#[test]
fn the_locks_of_the_cases_are_what_their_schema_says() {
    let schema = own("lock");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut n_locks = 0;
    for case in fs::read_dir(root().join("tests/cases")).expect("the cases") {
        let case = case.expect("one").path();
        for name in
            ["config.yaml", "config.ini"].into_iter().filter(|name| case.join(name).exists())
        {
            let config = folder.path().join(name);
            fs::copy(case.join(name), &config).expect("a copy");
            let lock = folder.path().join(format!("{name}.lock"));
            netloom(&["render", config.to_str().expect("UTF-8")]);
            if lock.exists() {
                check(&schema, &as_json(&lock), &case.display().to_string());
                fs::remove_file(lock).expect("it is ours");
                n_locks += 1;
            }
        }
    }
    assert!(n_locks >= 20, "{n_locks} locks");
}

fn as_json(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a file");
    let value: Value = serde_yaml::from_str(&text).expect("YAML");
    value.to_string()
}
