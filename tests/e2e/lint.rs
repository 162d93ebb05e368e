//! cfn-lint on every template, in both forms.

use crate::cases::cases;
use crate::emulator::Emulator;
use crate::tools::TOOLS;

#[test]
fn cfn_lint_finds_nothing_in_any_template() {
    let emulator = Emulator::start();
    let mut templates = Vec::new();
    for case in ["ini", "yaml"].into_iter().flat_map(cases) {
        let config = emulator.write(&case.file_name, &case.text).display().to_string();
        for format in ["yaml", "json"] {
            let rendered = emulator.netloom(&["render", &config, "--format", format, "--no-lock"]);
            let rendered = rendered
                .expect_success(&format!("netloom render of {}", case.name))
                .expect("it renders");
            let dialect = case.file_name.trim_start_matches("config.");
            let path = emulator.write(&format!("{}-{dialect}.{format}", case.name), &rendered);
            templates.push(path.display().to_string());
        }
    }
    // W3010 is about zone names that are written out; what is written out here are zone ids, which
    // is the point.
    let mut arguments = vec!["--ignore-checks", "W3010", "--format", "parseable", "--"];
    arguments.extend(templates.iter().map(String::as_str));
    let answer = emulator.tool(TOOLS, "cfn-lint", "eu-west-1", &arguments);
    assert!(answer.is_success, "cfn-lint finds:\n{}{}", answer.stdout, answer.stderr);
}

#[test]
fn regions_and_network_cards_are_what_the_packages_say() {
    let emulator = Emulator::start();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools/aws-tables.py");
    let answer = emulator.tool(TOOLS, "python", "eu-west-1", &[script, "--check"]);
    assert!(answer.is_success, "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn what_updates_do_is_what_the_schemas_say() {
    let emulator = Emulator::start();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools/resource-tables.py");
    let answer = emulator.tool(TOOLS, "python", "eu-west-1", &[script, "--check"]);
    assert!(answer.is_success, "{}{}", answer.stdout, answer.stderr);
}
