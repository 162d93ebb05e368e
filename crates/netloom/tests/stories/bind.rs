//! `netloom bind`.

use crate::harness::{DERIVED_YAML, Site};

#[test]
fn both_inputs_cannot_be_standard_input() {
    let site = Site::new();
    site.run(&["bind", "-", "--outputs", "-"]).exits(2).prints_nothing().says("standard input is named twice");
}

#[test]
fn outputs_that_are_none_write_nothing() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    for (text, code) in [("", 2), ("nonsense", 1), ("{}", 1), (r#"{"Stacks": []}"#, 1)] {
        site.write("stack.json", text);
        let run = site.run(&["bind", "cluster.yaml", "--outputs", "stack.json", "-o", "bound.yaml"]);
        run.exits(code).prints_nothing().says("stack.json:1:");
        assert!(!site.path("bound.yaml").exists(), "{text}");
    }
}
