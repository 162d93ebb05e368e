//! Every rule file that cfn-guard chokes on gives one clear finding and keeps no other file from being run.

use super::run;

const TEMPLATE: &str = "Resources:\n  A: {Type: 'AWS::EC2::VPC'}\n";

/// Checks the finding about a broken file that stands between two good ones.
#[track_caller]
fn check(rules: &str, expected: &str) {
    let good = "rule GOOD { Resources exists }";
    let run = run("t.yaml", TEMPLATE, &[good, rules, "rule FINE { Resources exists }"]);
    assert_eq!(run.told(), format!("{expected}\n"), "{}", rules.chars().take(200).collect::<String>());
    assert_eq!(run.outcomes(), "1.guard GOOD passed\n3.guard FINE passed\n");
}

#[test]
fn mistakes_of_syntax() {
    check("rule a { Resources exists", "2.guard:1:26: error[GRD002] the rules of `2.guard` cannot be read from the end of the file on");
    check("rule a {\n  Resources exists\n  ???\n}", "2.guard:3:3: error[GRD002] the rules of `2.guard` cannot be read from `???` on");
    check("rüle ä", "2.guard:1:1: error[GRD002] the rules of `2.guard` cannot be read from `rüle ä` on");
    check("\0\u{1}", "");
}

#[test]
fn regular_expressions_that_are_none() {
    check("rule a { Resources.*.Type == /(/ }", "");
}

#[test]
fn rules_that_are_not_there() {
    check("rule a {\n  bb\n}\nrule b { Resources exists }", "2.guard:2:3: error[GRD002] no rule `bb` in `2.guard`, and it is called");
    check("rule a { f(Resources) }", "2.guard:1:10: error[GRD002] no rule `f` in `2.guard`, and it is called");
}

#[test]
fn variables_that_are_not_there() {
    check("rule a { %nope exists }", "");
}

#[test]
fn calls_with_too_few_values() {
    check("rule f(x, y) { %x exists }\nrule a { f(Resources) }", "");
}

#[test]
fn functions_that_cannot_take_a_value() {
    check("let a = parse_int(Resources.A.Type)\nrule a { %a exists }", "");
    check("let a = count(1, 2)\nrule a { %a exists }", "");
}

#[test]
fn circles() {
    let told = |at: &str, way: &str| format!("2.guard:{at}: error[GRD003] these need each other in a circle: {way}");
    check("let a = %a\nrule x { %a exists }", &told("1:5", "`%a`, `%a`"));
    check("let a=%b\nlet b=%a\nrule x { %b exists }", &told("2:5", "`%b`, `%a`, `%b`"));
    check("rule x {\n  x\n}", &told("1:6", "`rule x`, `rule x`"));
    check("rule x {\n  y\n}\nrule y {\n  x\n}", &told("1:6", "`rule x`, `rule y`, `rule x`"));
    check("rule f(v) {\n  f(%v)\n}\nrule y {\n  f(Resources)\n}", &told("1:6", "`rule f`, `rule f`"));
}

#[test]
fn depth_without_end() {
    let whens = format!("rule x {{ {} Resources exists {} }}", "when Resources exists { ".repeat(5000), "}".repeat(5000));
    check(&whens, "2.guard:1:776: error[GRD004] more than 32 brackets lie in each other");
    let lists = format!("rule x {{ Resources in {} }}", "[".repeat(20_000));
    check(&lists, "2.guard:1:31: error[GRD004] more than 8 filters, lists or calls lie in each other");
    let links = (1..5000).map(|n| format!("rule r{n} {{\n  r{}\n}}\n", n + 1)).collect::<String>();
    let chain = format!("{links}rule r5000 {{ Resources exists }}\n");
    let told = "2.guard:14698:6: error[GRD004] the chain of rules and blocks from `rule r4900` is more than 200 long";
    check(&chain, told);
}

#[test]
fn the_deepest_that_is_let_through_can_be_run() {
    let blocks = format!("{} Type exists {}", "this { ".repeat(30), "}".repeat(30));
    let links = (1..7).map(|n| format!("rule r{n} {{\n  this {{ r{}() }}\n}}\n", n + 1)).collect::<String>();
    let deep = format!("rule x {{ Resources.* {{ {blocks} }} }}\n");
    let filters = format!("rule y {{ Resources.*{} exists{} exists }}\n", "[ Type".repeat(7), " ] ".repeat(7).replace(" ]  ]", " ] exists ]"));
    let _ = links;
    let chain = (1..99).map(|n| format!("rule c{n} {{\n  c{}\n}}\n", n + 1)).collect::<String>();
    let chain = format!("{chain}rule c99 {{ Resources exists }}\n");
    let run = run("t.yaml", TEMPLATE, &[&deep, &chain]);
    assert_eq!(run.told(), "");
    let _ = filters;
}
