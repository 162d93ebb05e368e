//! Every rule file that cfn-guard chokes on gives one clear finding and keeps no other file from
//! being run.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::run;

const TEMPLATE: &str = "Resources:\n  A: {Type: 'AWS::EC2::VPC'}\n";

/// Checks the finding about a broken file that stands between two good ones.
#[track_caller]
fn check(rules: &str, expected: &str) {
    let good = "rule GOOD { Resources exists }";
    let run = run("t.yaml", TEMPLATE, &[good, rules, "rule FINE { Resources exists }"]);
    assert_eq!(
        run.told(),
        format!("{expected}\n"),
        "{}",
        rules.chars().take(200).collect::<String>()
    );
    assert_eq!(run.outcomes(), "1.guard GOOD passed\n3.guard FINE passed\n");
}

#[test]
fn mistakes_of_syntax() {
    check(
        "rule a { Resources exists",
        "2.guard:1:26: error[GRD002] the rules of `2.guard` cannot be read from the end of the \
         file on",
    );
    check(
        "rule a {\n  Resources exists\n  ???\n}",
        "2.guard:3:3: error[GRD002] the rules of `2.guard` cannot be read from `???` on",
    );
    check(
        "rüle ä",
        "2.guard:1:1: error[GRD002] the rules of `2.guard` cannot be read from `rüle ä` on",
    );
    let told =
        "2.guard:1:1: error[GRD002] the rules of `2.guard` cannot be read from `\\u{0}\\u{1}` on";
    check("\0\u{1}", told);
}

#[test]
fn regular_expressions_that_are_none() {
    let told = "2.guard:1:30: error[GRD002] the rules of `2.guard` cannot be read from `/(/ }` on";
    check("rule a { Resources.*.Type == /(/ }", told);
}

#[test]
fn rules_that_are_not_there() {
    check(
        "rule a {\n  bb\n}\nrule b { Resources exists }",
        "2.guard:2:3: error[GRD002] no rule `bb` in `2.guard`, and it is called",
    );
    check(
        "rule a { f(Resources) }",
        "2.guard:1:10: error[GRD002] no rule `f` in `2.guard`, and it is called",
    );
}

#[test]
fn variables_that_are_not_there() {
    let told = "2.guard:1:10: error[GRD010] the rules of `2.guard` cannot be run: Could not \
                resolve variable by \
        name nope across scopes";
    check("rule a { %nope exists }", told);
}

#[test]
fn calls_with_too_few_values() {
    let told = "2.guard:1:1: error[GRD010] the rules of `2.guard` cannot be run: Arity mismatch \
                for called \
        parameter rule f, expected 2, got 1";
    check("rule f(x, y) { %x exists }\nrule a { f(Resources) }", told);
}

#[test]
fn functions_that_cannot_take_a_value() {
    let run =
        run("t.yaml", TEMPLATE, &["let a = parse_int(Resources.A.Type)\nrule a { %a exists }"]);
    let told = "t.yaml:2:13: error[GRD001] `A` breaks rule `a`: failed to convert a string: \
                AWS::EC2::VPC into an integer\n";
    assert_eq!(run.told(), told);
    let told = "2.guard:1:14: error[GRD002] the rules of `2.guard` cannot be read from `(1, 2)` on";
    check("let a = count(1, 2)\nrule a { %a exists }", told);
}

#[test]
fn what_makes_cfn_guard_panic() {
    let told = "2.guard:1:1: error[GRD010] the rules of `2.guard` cannot be run: cfn-guard gave \
                up on them; a \
        filter right behind a filter, `a[ .. ][ .. ]`, makes it do so";
    check("rule a { Resources.*[ Type exists ][ Type exists ] exists }", told);
}

#[test]
fn circles() {
    let told = |at: &str, way: &str| {
        format!("2.guard:{at}: error[GRD003] these need each other in a circle: {way}")
    };
    check("let a = %a\nrule x { %a exists }", &told("1:5", "`%a`, `%a`"));
    check("let a=%b\nlet b=%a\nrule x { %b exists }", &told("2:5", "`%b`, `%a`, `%b`"));
    check("rule x {\n  x\n}", &told("1:6", "`rule x`, `rule x`"));
    check("rule x {\n  y\n}\nrule y {\n  x\n}", &told("1:6", "`rule x`, `rule y`, `rule x`"));
    check(
        "rule f(v) {\n  f(%v)\n}\nrule y {\n  f(Resources)\n}",
        &told("1:6", "`rule f`, `rule f`"),
    );
}

#[test]
fn depth_without_end() {
    let whens = format!(
        "rule x {{ {} Resources exists {} }}",
        "when Resources exists { ".repeat(5000),
        "}".repeat(5000)
    );
    check(&whens, "2.guard:1:776: error[GRD004] more than 32 brackets lie in each other");
    let lists = format!("rule x {{ Resources in {} }}", "[".repeat(20_000));
    check(
        &lists,
        "2.guard:1:31: error[GRD004] more than 8 filters, lists or calls lie in each other",
    );
    let links = (1..5000).map(|n| format!("rule r{n} {{\n  r{}\n}}\n", n + 1)).collect::<String>();
    let chain = format!("{links}rule r5000 {{ Resources exists }}\n");
    let told = "2.guard:14698:6: error[GRD004] the chain of rules and blocks from `rule r4900` is \
                more than 200 long";
    check(&chain, told);
}

#[test]
fn the_deepest_that_is_let_through_can_be_run() {
    let blocks = format!(
        "rule x {{ Resources.* {{ {} Type exists {} }} }}\n",
        "this { ".repeat(30),
        "}".repeat(30)
    );
    let filters = format!(
        "rule y {{ Resources.*{} exists {} exists }}\n",
        "[ Type".repeat(8),
        "] exists ".repeat(7) + "]"
    );
    let both = format!(
        "rule z {{ {} Type{} exists {} exists {} }}\n",
        "this { ".repeat(23),
        "[ Type".repeat(8),
        "] exists ".repeat(7) + "]",
        "}".repeat(23)
    );
    let calls: String = (1..100).map(|n| format!("rule c{n} {{\n  c{}\n}}\n", n + 1)).collect();
    let run = run(
        "t.yaml",
        TEMPLATE,
        &[&blocks, &filters, &both, &format!("{calls}rule c100 {{ Resources exists }}\n")],
    );
    let problems = run
        .report
        .diagnostics
        .iter()
        .filter(|finding| ["GRD002", "GRD004", "GRD010"].contains(&finding.code.id));
    assert_eq!(problems.count(), 0, "{}", run.told());
    assert_eq!(run.report.rules.len(), 3 + 100, "{}", run.outcomes());
}

proptest! {
    /// Whatever the pieces of a rule file, in whatever order: it is run, or one finding says why
    /// not.
    #[test]
    fn no_rule_file_stops_the_check(pieces in vec(select(PIECES), 0..40)) {
        let run = run("t.yaml", TEMPLATE, &[&pieces.concat()]);
        prop_assert!(!run.report.rules.is_empty() || !run.report.diagnostics.is_empty());
    }
}

const PIECES: &[&str] = &[
    "rule x ",
    "rule f(v) ",
    "x\n",
    "f(%v)",
    "when ",
    "let a = ",
    "%a ",
    "%v ",
    "Resources",
    ".*",
    "[ ",
    " ] ",
    "{ ",
    " }\n",
    "(",
    ")",
    " exists ",
    " !empty ",
    " == ",
    " in ",
    " or ",
    "not ",
    "some ",
    "'AWS::EC2::VPC'",
    "AWS::EC2::VPC ",
    "/^a/",
    "r[1, 5]",
    "count(",
    "regex_replace(",
    "substring(",
    "'ä'",
    "5",
    ", ",
    "<<why>>",
    "<<",
    "# no\n",
    "\n",
    "keys ",
    " | ",
    "this ",
    "Type",
];
