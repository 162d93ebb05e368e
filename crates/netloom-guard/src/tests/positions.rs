//! Findings point at what they are about.

use super::{check, run};

const YAML: &str = "\
Resources:
  Head:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Head node
      SecurityGroupIngress:
        - IpProtocol: tcp
          CidrIp: 0.0.0.0/0
          FromPort: 22
        - {IpProtocol: tcp, CidrIp: 10.0.0.0/8, FromPort: 22}
";

const JSON: &str = r#"{
  "Resources": {
    "Head": {
      "Type": "AWS::EC2::SecurityGroup",
      "Properties": {
        "GroupDescription": "Köpfe 👀",
        "SecurityGroupIngress": [{"IpProtocol": "tcp", "CidrIp": "0.0.0.0/0"}]
      }
    }
  }
}
"#;

#[test]
fn a_value_is_pointed_at_in_yaml() {
    let rule =
        "rule CLOSED { Resources.*.Properties.SecurityGroupIngress[*].CidrIp != '0.0.0.0/0' }";
    let told = "t.yaml:8:19: error[GRD001] `Head` breaks rule `CLOSED`: \
                `SecurityGroupIngress[0].CidrIp` is \
        `0.0.0.0/0`, expected anything but `0.0.0.0/0`\n";
    check(YAML, rule, told);
}

#[test]
fn a_value_is_pointed_at_in_json() {
    let rule =
        "rule CLOSED { Resources.*.Properties.SecurityGroupIngress[*].CidrIp != '0.0.0.0/0' }";
    let run = run("t.json", JSON, &[rule]);
    let told = "t.json:7:66: error[GRD001] `Head` breaks rule `CLOSED`: \
                `SecurityGroupIngress[0].CidrIp` is \
        `0.0.0.0/0`, expected anything but `0.0.0.0/0`\n";
    assert_eq!(run.told(), told);
    let span = run.report.diagnostics[0].primary.span;
    assert_eq!(&JSON[span.range()], "\"0.0.0.0/0\"");
}

#[test]
fn what_a_resource_lacks_is_said_of_the_resource() {
    let rule = "rule NAMED { Resources.*.Properties.Tags exists }";
    check(YAML, rule, "t.yaml:2:3: error[GRD001] `Head` breaks rule `NAMED`: `Tags` is missing\n");
}

#[test]
fn what_an_item_lacks_is_said_of_the_item() {
    let rule = "rule SAID { Resources.*.Properties.SecurityGroupIngress[*].Description exists }";
    let told = "\
t.yaml:7:11: error[GRD001] `Head` breaks rule `SAID`: `SecurityGroupIngress[0].Description` is \
                missing
t.yaml:10:12: error[GRD001] `Head` breaks rule `SAID`: `SecurityGroupIngress[1].Description` is \
                missing
";
    check(YAML, rule, told);
}

#[test]
fn what_the_template_lacks_is_said_of_its_resources() {
    let rule = "rule LOGS {\n  let logs = Resources.*[ Type == 'AWS::EC2::FlowLog' ]\n  %logs \
                !empty <<no flow log>>\n}";
    check(
        YAML,
        rule,
        "t.yaml:1:1: error[GRD001] the template breaks rule `LOGS`: no flow log; the template \
         does not meet `%logs \
            not EMPTY`\n",
    );
}

#[test]
fn keys_with_slashes_are_found() {
    let template =
        "Resources:\n  A:\n    Type: AWS::EC2::VPC\n    Metadata: {a/b: {c: {a: 1, a/b/c: 5}}}\n";
    let rule = "rule FIVE { Resources.A.Metadata.'a/b'.c.'a/b/c' == 6 }";
    check(
        template,
        rule,
        "t.yaml:4:39: error[GRD001] `A` breaks rule `FIVE`: `Metadata.a/b.c.a/b/c` is `5`, \
         expected `6`\n",
    );
}

#[test]
fn a_value_outside_of_resources_is_pointed_at() {
    let template = "Outputs:\n  Id: {Value: x}\nResources:\n  A: {Type: 'AWS::EC2::VPC'}\n";
    let rule = "rule EXPORTED { Outputs.*.Export exists\n Outputs.*.Value == 'y' }";
    let told = "\
t.yaml:2:3: error[GRD001] the template breaks rule `EXPORTED`: `Outputs.Id.Export` is missing
t.yaml:2:15: error[GRD001] the template breaks rule `EXPORTED`: `Outputs.Id.Value` is `x`, \
                expected `y`
";
    check(template, rule, told);
}

#[test]
fn alternatives_are_one_finding_per_resource() {
    let rule = "rule PORTS { Resources.*.Properties.SecurityGroupIngress[*] { FromPort > 22 or \
                CidrIp == /^10\\./ <<SSH>> } }";
    let told = "t.yaml:9:21: error[GRD001] `Head` breaks rule `PORTS`: SSH; \
                `SecurityGroupIngress[0].FromPort` is \
        `22`, expected more than `22`; nor does it help that `SecurityGroupIngress[0].CidrIp` is \
                `0.0.0.0/0`, expected \
        `/^10\\./`\n";
    check(YAML, rule, told);
}

#[test]
fn the_advice_of_a_rule_becomes_message_and_help() {
    let rule = "rule NAMED {\n  Resources.*.Properties.Tags exists <<\n    Violation: no \
                tags\n    Fix: add the \
        tag Name\n  >>\n}";
    let run = run("t.yaml", YAML, &[rule]);
    assert_eq!(
        run.told(),
        "t.yaml:2:3: error[GRD001] `Head` breaks rule `NAMED`: no tags; `Tags` is missing\n"
    );
    let finding = &run.report.diagnostics[0];
    let suppress = "where it is meant, write `NAMED` into its `Metadata.guard.SuppressedRules`";
    assert_eq!(finding.help, ["add the tag Name", suppress]);
    assert_eq!(finding.notes, ["the rule is written at `1.guard:1`"]);
    assert_eq!(finding.about, "Head");
}
