//! Nothing is lost in a large report.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::run;

/// Returns a template in which each of 500 resources breaks both rules.
fn template() -> String {
    let mut template = String::from("Resources:\n");
    for n in 0..500 {
        let lines = [
            format!("  Rule{n}:"),
            "    Type: AWS::EC2::SecurityGroupIngress".to_owned(),
            "    Properties:".to_owned(),
            format!("      GroupId: sg-{n}"),
            "      CidrIp: 0.0.0.0/0".to_owned(),
        ];
        writeln!(template, "{}", lines.join("\n")).expect("a text takes everything");
    }
    template
}

#[test]
fn every_failure_of_five_hundred_resources_is_told() {
    let rules = (0..20).map(|n| {
        let clause = if n % 2 == 0 { "Description exists" } else { "CidrIp != '0.0.0.0/0'" };
        format!("rule R{n:02} {{ Resources.*.Properties.{clause} <<{}>> }}\n", "why ".repeat(20))
    });
    let rules: String = rules.collect();
    let run = run("t.yaml", &template(), &[&rules]);
    assert_eq!(run.report.diagnostics.len(), 500 * 20);
    let told: BTreeSet<(&str, &str)> = run
        .report
        .diagnostics
        .iter()
        .map(|finding| {
            let rule = finding.message.split("rule `").nth(1).expect("the rule is named");
            (finding.about.as_str(), &rule[..3])
        })
        .collect();
    assert_eq!(told.len(), 500 * 20);
    for finding in &run.report.diagnostics {
        let line = run.sources.line_column(finding.primary.span).line;
        let n: usize =
            finding.about.trim_start_matches("Rule").parse().expect("the id ends in a number");
        let is_missing = finding.message.contains("is missing");
        assert_eq!(line, 2 + n * 5 + if is_missing { 0 } else { 4 }, "{}", finding.message);
    }
}
