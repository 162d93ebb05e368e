//! The generated pages of the documentation.

use std::path::PathBuf;

use crate::harness::Site;

/// Compares a page with what the code says now.
fn check(page: &str) {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(format!("{page}.md"));
    let now = Site::new().run(&["docs", page]).exits(0).stdout;
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == now, "docs/{page}.md is out of date: run `make docs`");
}

#[test]
fn the_reference_of_commands_is_up_to_date() {
    check("cli");
}

#[test]
fn the_reference_of_findings_is_up_to_date() {
    check("checks");
}

#[test]
fn every_command_has_examples_and_the_hidden_one_stays_hidden() {
    let site = Site::new();
    for command in ["init", "render", "check", "bind", "egress", "deploy", "facts", "explain"] {
        site.run(&[command, "--help"]).exits(0).prints("Examples:\n");
    }
    let help = site.run(&["--help"]).exits(0).prints("Exit codes:\n");
    assert!(!help.stdout.contains("docs"), "{}", help.stdout);
}

#[test]
fn the_reference_of_config_keys_is_up_to_date() {
    check("config");
}

#[test]
fn the_reference_of_resource_types_is_up_to_date() {
    check("resources");
}

#[test]
fn the_schema_of_configs_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/config.json");
    let now = Site::new().run(&["schema", "--for", "config"]).exits(0).stdout;
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == now, "schemas/config.json is out of date: run `make docs`");
}

#[test]
fn templates_carry_the_version_of_the_program() {
    let version = Site::new().run(&["--version"]).exits(0).stdout;
    assert_eq!(version.trim(), format!("netloom {}", netloom_driver::pipeline::TOOL_VERSION));
}
