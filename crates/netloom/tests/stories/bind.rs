//! `netloom bind`.

use serde_json::{Value, json};

use crate::harness::{DERIVED_YAML, Site};

#[test]
fn both_inputs_cannot_be_standard_input() {
    let site = Site::new();
    site.run(&["bind", "-", "--outputs", "-"])
        .exits(2)
        .prints_nothing()
        .says("standard input is named twice");
}

#[test]
fn outputs_that_are_none_write_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let (whole, line) = ("--> stack.json\n", "stack.json:1:");
    for (text, code, place) in
        [("", 2, whole), ("nonsense", 1, line), ("{}", 1, line), (r#"{"Stacks": []}"#, 1, line)]
    {
        site.write("stack.json", text);
        let run =
            site.run(&["bind", "cluster.yaml", "--outputs", "stack.json", "-o", "bound.yaml"]);
        run.exits(code).prints_nothing().says(place);
        assert!(!site.path("bound.yaml").exists(), "{text}");
    }
}

/// A site with a starter config and what `describe-stacks` says of its stack, with this status.
fn deployed(dialect: &str, status: &str) -> (Site, String) {
    let site = Site::new();
    let config = format!("cluster.{dialect}");
    site.run(&["init", "--dialect", dialect, "-o", &config]).exits(0);
    let rendered = site.run(&["render", &config, "--format", "json", "--no-lock"]).exits(0);
    let template: Value = serde_json::from_str(&rendered.stdout).expect("it is JSON");
    let outputs = template["Outputs"].as_object().expect("it has outputs").iter();
    let outputs: Vec<Value> = outputs
        .enumerate()
        .map(|(at, (name, output))| json!({ "OutputKey": name, "OutputValue": value_of(name, at, &output["Value"]) }))
        .collect();
    let stack = json!({ "StackName": "hpc-net", "StackStatus": status, "Outputs": outputs });
    site.write("stack.json", json!({ "Stacks": [stack] }).to_string());
    (site, config)
}

/// An id of the kind that the output's name promises; what the template says in so many words
/// stays.
fn value_of(name: &str, at: usize, written: &Value) -> String {
    let kinds = [
        ("Vpc", "vpc"),
        ("Subnet", "subnet"),
        ("SecurityGroup", "sg"),
        ("HeadNodeInterface", "eni"),
    ];
    match kinds.iter().find(|(start, _)| name.starts_with(start)) {
        _ if written.is_string() => written.as_str().unwrap_or_default().to_owned(),
        Some((_, prefix)) => format!("{prefix}-{at:017x}"),
        None => "192.0.2.1".to_owned(),
    }
}

#[test]
fn names_become_ids_and_everything_else_stays() {
    for dialect in ["yaml", "ini"] {
        let (site, config) = deployed(dialect, "CREATE_COMPLETE");
        site.run(&["bind", &config, "--outputs", "stack.json", "-o", "bound"])
            .exits(0)
            .prints_nothing();
        let bound = site.read("bound");
        assert!(bound.contains("subnet-0000000000000"), "{bound}");
        for gone in ["\nNetwork:", "\nvpc_cidr", "\nnat =", "compute_subnet_hosts ="] {
            assert!(!bound.contains(gone), "`{gone}` is still in\n{bound}");
        }
        assert!(bound.contains("who may connect"), "a comment is gone from\n{bound}");
        let piped = site
            .run_with_stdin(&["bind", &config, "--outputs", "-"], &site.read("stack.json"))
            .exits(0);
        assert_eq!(piped.stdout, bound);
    }
}

#[test]
fn a_stack_that_is_not_complete_writes_nothing() {
    let (site, config) = deployed("yaml", "ROLLBACK_COMPLETE");
    site.run(&["bind", &config, "--outputs", "stack.json", "-o", "bound"])
        .exits(1)
        .prints_nothing()
        .says("error[BND");
    assert!(!site.path("bound").exists());
}

#[test]
fn a_stack_of_another_config_writes_nothing() {
    let (site, config) = deployed("yaml", "CREATE_COMPLETE");
    site.write(&config, site.read(&config).replace("10.0.0.0/16", "10.1.0.0/16"));
    site.run(&["bind", &config, "--outputs", "stack.json"])
        .exits(1)
        .prints_nothing()
        .says("error[BND");
}
