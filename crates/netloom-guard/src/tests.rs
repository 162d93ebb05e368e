//! Rules against templates, in the form of cfn-guard's own tests and beyond.

use std::fmt::Write;

use netloom_cfn::read::{ReadOptions, read_template};
use netloom_diag::Sources;
use serde::Deserialize;

use crate::engine::evaluate;
use crate::outcome::read;
use crate::{PACKS, PolicyReport, check_policy};

/// A case of a test file, as `cfn-guard test` takes it.
#[derive(Deserialize)]
struct Case {
    name: String,
    input: serde_yaml::Value,
    expectations: Expectations,
}

#[derive(Deserialize)]
struct Expectations {
    rules: std::collections::BTreeMap<String, String>,
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the tests of the packs are files")]
fn every_rule_of_the_packs_passes_its_own_tests() {
    let mut untested = Vec::new();
    for pack in PACKS {
        for (name, text) in pack.files {
            let path = format!("{}/rules/tests/{}", env!("CARGO_MANIFEST_DIR"), name.replace(".guard", ".yaml"));
            let cases: Vec<Case> = serde_yaml::from_str(&std::fs::read_to_string(path).expect(name)).expect(name);
            let mut seen: std::collections::BTreeSet<(String, String)> = std::collections::BTreeSet::new();
            for case in cases {
                let input = serde_yaml::to_string(&case.input).expect("YAML");
                let outcome = read(&evaluate(&input, &[text]).expect(name)).expect("a report");
                for (rule, expected) in case.expectations.rules {
                    let failed = outcome.failures.iter().any(|failure| failure.rule == rule);
                    let status = if failed {
                        "FAIL"
                    } else if outcome.compliant.contains(&rule) {
                        "PASS"
                    } else {
                        "SKIP"
                    };
                    assert_eq!(status, expected, "{name}: {}: {rule}", case.name);
                    seen.insert((rule, expected));
                }
            }
            for rule in crate::rules::declared(text).rules() {
                for expected in ["PASS", "FAIL"] {
                    if !seen.contains(&(rule.to_owned(), expected.to_owned())) {
                        untested.push(format!("{name}: {rule} never {expected}"));
                    }
                }
            }
        }
    }
    assert!(untested.is_empty(), "{}", untested.join("\n"));
}

fn policy(template: &str, rules: &[&str]) -> (PolicyReport, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", template);
    let rules: Vec<_> =
        rules.iter().enumerate().map(|(n, text)| sources.add(format!("rules{n}.guard"), *text)).collect();
    let source = sources.get(file).expect("added");
    let document = read_template(source, &ReadOptions::default()).template.expect("a template");
    let rules: Vec<_> = rules.iter().filter_map(|id| sources.get(*id)).collect();
    (check_policy(source, &document, &rules), sources)
}

/// One line per finding: code, place and message.
fn told(template: &str, rules: &[&str]) -> String {
    let (report, sources) = policy(template, rules);
    let mut text = String::new();
    for finding in report.violations.iter().map(|violation| &violation.finding).chain(&report.diagnostics) {
        let place = sources.line_column(finding.primary.span);
        _ = writeln!(text, "{} {}:{} {}", finding.code.id, place.line, place.column, finding.message);
    }
    text
}

#[track_caller]
fn check(template: &str, rules: &[&str], expected: &str) {
    assert_eq!(told(template, rules).trim(), expected.trim());
}

const NO_MAPPING: &str = "let subnets = Resources.*[ Type == 'AWS::EC2::Subnet' ]\nrule NO_MAPPING when %subnets !empty {\n  %subnets.Properties.MapPublicIpOnLaunch != true <<no public addresses>>\n}\n";

const SUBNET: &str = "Resources:\n  Subnet:\n    Type: AWS::EC2::Subnet\n    Properties:\n      VpcId: vpc-1\n      CidrBlock: 10.0.0.0/24\n      MapPublicIpOnLaunch: true\n";

#[test]
fn a_violation_stands_where_the_value_stands() {
    check(SUBNET, &[NO_MAPPING], "GRD001 7:28 `Subnet.MapPublicIpOnLaunch` breaks `NO_MAPPING`: no public addresses");
    let json = "{\"Resources\": {\"Subnet\": {\"Type\": \"AWS::EC2::Subnet\",\n \"Properties\": {\"MapPublicIpOnLaunch\": true}}}}";
    check(json, &[NO_MAPPING], "GRD001 2:40 `Subnet.MapPublicIpOnLaunch` breaks `NO_MAPPING`: no public addresses");
}

#[test]
fn an_exception_is_listed() {
    let excepted = format!("{SUBNET}    Metadata:\n      guard:\n        SuppressedRules: [NO_MAPPING]\n");
    check(&excepted, &[NO_MAPPING], "GRD006 10:27 `Subnet` is excepted from `NO_MAPPING`");
    let stale = excepted.replace("[NO_MAPPING]", "[NO_MAPING]");
    let text = told(&stale, &[NO_MAPPING]);
    assert!(text.contains("GRD007 10:27") && text.contains("no rule file has such a rule"), "{text}");
    let needless = excepted.replace("MapPublicIpOnLaunch: true", "MapPublicIpOnLaunch: false");
    assert!(told(&needless, &[NO_MAPPING]).contains("it holds anyway"));
}

#[test]
fn no_rule_applied_is_told() {
    check(
        "Resources: {Topic: {Type: AWS::SNS::Topic}}\n",
        &[NO_MAPPING],
        "GRD005 1:1 no rule of `rules0.guard` applies to the template",
    );
    check(SUBNET, &["# nothing in here\n"], "GRD005 1:1 no rule of `rules0.guard` applies to the template");
}

#[test]
fn circles_are_found_before_the_engine_sees_them() {
    for (rules, expected) in [
        (
            "let a = %a\nrule R { %a exists }\n",
            "GRD003 1:1 rules or variables refer to each other in a circle: `%a` → `%a`",
        ),
        (
            "let a = %b\nlet b = %a\nrule R { %a exists }\n",
            "GRD003 1:1 rules or variables refer to each other in a circle: `%a` → `%b` → `%a`",
        ),
        ("rule X { X }\n", "GRD003 1:1 rules or variables refer to each other in a circle: `X` → `X`"),
        (
            "rule X { Y }\nrule Y { X }\n",
            "GRD003 1:1 rules or variables refer to each other in a circle: `X` → `Y` → `X`",
        ),
        (
            "rule X(p) { X(%p) }\nrule Y { X(Resources) }\n",
            "GRD003 1:1 rules or variables refer to each other in a circle: `X` → `X`",
        ),
        (
            "rule X when Y { Resources exists }\nrule Y when X { Resources exists }\n",
            "GRD003 1:1 rules or variables refer to each other in a circle: `X` → `Y` → `X`",
        ),
    ] {
        check(SUBNET, &[rules], expected);
    }
}

#[test]
fn depth_is_found_before_the_engine_sees_it() {
    let whens =
        format!("rule R {{ {} Resources exists {} }}\n", "when Resources exists { ".repeat(5_000), "}".repeat(5_000));
    assert!(told(SUBNET, &[&whens]).starts_with("GRD004 1:"), "{}", told(SUBNET, &[&whens]));
    let brackets = format!("let a = {}1{}\nrule R {{ %a exists }}\n", "[".repeat(20_000), "]".repeat(20_000));
    assert!(told(SUBNET, &[&brackets]).starts_with("GRD004 1:"));
}

#[test]
fn a_broken_file_is_told_and_the_others_count() {
    for broken in [
        "rule R { Resources exists\n",
        "rule R { %nobody exists }\n",
        "rule R { Nobody }\n",
        "rule R { Resources.*.Type == /(/ }\n",
        "rule P(a) { %a exists }\nrule R { P(Resources, Resources) }\n",
        "not guard at all {{{",
    ] {
        let text = told(SUBNET, &[broken, NO_MAPPING]);
        assert!(text.contains("GRD002") && text.contains("`rules0.guard`"), "{broken}: {text}");
        assert!(text.contains("GRD001 7:28"), "{broken}: {text}");
    }
}

#[test]
fn nothing_of_a_long_report_is_lost() {
    let mut template = String::from("Resources:\n");
    for number in 0..500 {
        _ = writeln!(
            template,
            "  Subnet{number}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: vpc-1, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}}}"
        );
    }
    let texts: Vec<&str> =
        PACKS.iter().flat_map(|pack| pack.files.iter().map(|(_, text)| *text)).chain([NO_MAPPING]).collect();
    let (report, _) = policy(&template, &texts);
    for rule in ["NO_MAPPING", "NETWORKS_HAVE_A_NAME", "RESOURCES_HAVE_AN_OWNER"] {
        let n = report.violations.iter().filter(|violation| violation.rule == rule).count();
        assert_eq!(n, 500, "{rule}");
    }
}

/// Five hundred resources that keep no rule of any pack: each rule is in the report.
#[test]
fn a_template_that_breaks_every_rule_has_every_rule_in_its_report() {
    const BROKEN: [(&str, &str); 10] = [
        ("AWS::EC2::VPC", "{CidrBlock: 10.0.0.0/16}"),
        ("AWS::EC2::Subnet", "{VpcId: vpc-1, CidrBlock: 10.0.0.0/24}"),
        ("AWS::EC2::Route", "{RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0}"),
        ("AWS::EC2::NatGateway", "{SubnetId: subnet-1}"),
        ("AWS::EC2::EIP", "{Domain: vpc}"),
        ("AWS::EC2::LaunchTemplate", "{LaunchTemplateData: {NetworkInterfaces: [{AssociatePublicIpAddress: true}]}}"),
        (
            "AWS::EC2::SecurityGroup",
            "{GroupDescription: g, SecurityGroupIngress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]}",
        ),
        (
            "AWS::EC2::SecurityGroup",
            "{GroupDescription: g, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]}",
        ),
        (
            "AWS::EC2::SecurityGroup",
            "{GroupDescription: g, SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]}",
        ),
        ("AWS::EC2::VPCEndpoint", "{VpcId: vpc-1, ServiceName: com.amazonaws.eu-west-1.s3}"),
    ];
    let mut template = String::from("Resources:\n");
    for number in 0..500 {
        let (kind, properties) = BROKEN[number % BROKEN.len()];
        _ = writeln!(template, "  Thing{number}: {{Type: '{kind}', Properties: {properties}}}");
    }
    let texts: Vec<&str> = PACKS.iter().flat_map(|pack| pack.files.iter().map(|(_, text)| *text)).collect();
    let (report, _) = policy(&template, &texts);
    for rule in
        texts.iter().flat_map(|text| crate::rules::declared(text).rules().map(str::to_owned).collect::<Vec<_>>())
    {
        let n = report.violations.iter().filter(|violation| violation.rule == rule).count();
        // There is an endpoint, since another rule is about its policy.
        assert_eq!(n == 0, rule == "S3_ENDPOINT_IS_PRESENT", "{rule}: {n}");
    }
    let on_subnets = report.violations.iter().filter(|violation| violation.rule == "RESOURCES_HAVE_AN_OWNER").count();
    assert_eq!(on_subnets, 200);
}
