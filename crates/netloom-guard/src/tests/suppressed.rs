//! Exceptions, and rules of which nothing comes.

use super::{check, run};

const TEMPLATE: &str = "\
Resources:
  A:
    Type: AWS::EC2::VPC
    Metadata: {guard: {SuppressedRules: [NAMED]}}
  B:
    Type: AWS::EC2::VPC
";

const NAMED: &str = "rule NAMED { Resources.*.Properties exists }";

#[test]
fn a_suppressed_failure_is_a_fact() {
    let run = run("t.yaml", TEMPLATE, &[NAMED]);
    let told = "\
t.yaml:5:3: error[GRD001] `B` breaks rule `NAMED`: `Properties` is missing
t.yaml:2:3: info[GRD006] suppressed: `A` breaks rule `NAMED`: `Properties` is missing
";
    assert_eq!(run.told(), told);
    let suppressed = &run.report.suppressed[0];
    assert_eq!((suppressed.rule.as_str(), suppressed.resource.as_str()), ("NAMED", "A"));
    assert_eq!(run.outcomes(), "1.guard NAMED failed\n");
}

#[test]
fn rules_that_look_at_suppressions_themselves_give_the_same() {
    // The form that AWS's rule registry gives to all its rules.
    let rule = "\
let vpcs = Resources.*[ Type == 'AWS::EC2::VPC'
  Metadata.guard.SuppressedRules not exists or
  Metadata.guard.SuppressedRules.* != \"NAMED\"
]
rule NAMED when %vpcs !empty {
  %vpcs.Properties exists
}
";
    assert_eq!(run("t.yaml", TEMPLATE, &[rule]).told(), run("t.yaml", TEMPLATE, &[NAMED]).told());
}

#[test]
fn the_template_suppresses_for_all() {
    let template =
        "Metadata: {guard: {SuppressedRules: [LOGS]}}\nResources:\n  A: {Type: 'AWS::EC2::VPC'}\n";
    let rule = "let logs = Resources.*[ Type == 'AWS::EC2::FlowLog' ]\nrule LOGS { %logs !empty }";
    let told = "t.yaml:2:1: info[GRD006] suppressed: the template breaks rule `LOGS`: the \
                template does not meet \
        `%logs not EMPTY`\n";
    check(template, rule, told);
}

#[test]
fn what_follows_from_suppressed_failures_is_suppressed() {
    let template =
        "Resources:\n  A: {Type: 'AWS::EC2::VPC', Metadata: {guard: {SuppressedRules: [NAMED]}}}\n";
    let rules = format!("{NAMED}\nrule ALL {{\n  NAMED\n}}\n");
    let run = run("t.yaml", template, &[&rules]);
    assert!(
        run.report.diagnostics.iter().all(|finding| finding.code.id == "GRD006"),
        "{}",
        run.told()
    );
    assert_eq!(run.report.suppressed.len(), 2);
    assert_eq!(run.outcomes(), "1.guard ALL suppressed\n1.guard NAMED suppressed\n");
}

#[test]
fn a_rule_that_fails_with_another_says_so() {
    let template = "Resources:\n  A: {Type: 'AWS::EC2::VPC'}\n";
    let told = "\
t.yaml:1:1: error[GRD001] the template breaks rule `ALL`: rule `NAMED`, on which it depends, does \
                not come out as it has to
t.yaml:2:3: error[GRD001] `A` breaks rule `NAMED`: `Properties` is missing
";
    check(template, &format!("{NAMED}\nrule ALL {{\n  NAMED\n}}\n"), told);
}

#[test]
fn suppressions_that_do_nothing_are_told() {
    let template = "\
Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: x}, Metadata: {guard: {SuppressedRules: \
                    [NAMED, NAMES]}}}
";
    let told = "\
t.yaml:2:95: info[GRD008] suppression of rule `NAMED` is not needed: `A` does not fail it
t.yaml:2:102: warning[GRD007] suppression of rule `NAMES`, which no rule file of this run has
";
    check(template, NAMED, told);
}

#[test]
fn files_of_which_no_rule_applies_are_told() {
    let template = "Resources:\n  A: {Type: 'AWS::EC2::VPC'}\n";
    let rule = "let buckets = Resources.*[ Type == 'AWS::S3::Bucket' ]\nrule S3 when %buckets \
                !empty { \
        %buckets.Properties exists }";
    let run = run("t.yaml", template, &[rule, "# nothing\n", "", "rule HAS { Resources exists }"]);
    let told = "\
1.guard:1:1: warning[GRD005] no rule of `1.guard` applies to the template, so nothing was checked
2.guard:1:1: warning[GRD005] `2.guard` has no rule, so nothing was checked
3.guard:1:1: warning[GRD005] `3.guard` has no rule, so nothing was checked
";
    assert_eq!(run.told(), told);
    assert_eq!(run.outcomes(), "1.guard S3 not applicable\n4.guard HAS passed\n");
}

#[test]
fn a_rule_that_could_not_be_decided_is_told() {
    let template = "Resources:\n  A: {Type: 'AWS::EC2::Volume', Properties: {Size: large}}\n";
    let rule = "rule BIG when Resources.*.Properties.Size > 10 { Resources.*.Properties.Encrypted \
                == true }";
    let told = run("t.yaml", template, &[rule]).told();
    let undecided = "1.guard:1:6: warning[GRD009] rule `BIG` was not held against the template: a \
                     condition \
        compares unlike values\n";
    assert!(told.ends_with(undecided), "{told}");
}

#[test]
fn rules_of_one_name_in_several_files_are_rules_of_each() {
    let template = "Resources:\n  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: x}}\n";
    let x = "rule CIDR { Resources.*.Properties.CidrBlock == 'x' }";
    let y = "rule CIDR { Resources.*.Properties.CidrBlock == 'y' }";
    let run = run("t.yaml", template, &[x, y, x]);
    assert_eq!(run.outcomes(), "1.guard CIDR passed\n2.guard CIDR failed\n3.guard CIDR passed\n");
    assert_eq!(run.report.diagnostics[0].notes, ["the rule is written at `2.guard:1`"]);
}

#[test]
fn clauses_outside_of_rules_are_the_rule_default() {
    let template = "Resources:\n  A: {Type: 'AWS::EC2::VPC'}\n";
    let run = run("t.yaml", template, &["Resources exists", "AWS::EC2::VPC Properties exists\n"]);
    assert_eq!(run.outcomes(), "1.guard default passed\n2.guard default failed\n");
    assert_eq!(
        run.told(),
        "t.yaml:2:3: error[GRD001] `A` breaks rule `default`: `Properties` is missing\n"
    );
}
