//! What rules see of a template.

use super::{check, run};

#[test]
fn parameters_conditions_and_mappings_are_worked_out() {
    let template = "\
Parameters:
  From: {Type: String, Default: 0.0.0.0/0}
  IsOpen: {Type: String, Default: 'yes'}
Conditions:
  Open: !Equals [!Ref IsOpen, 'yes']
Resources:
  A: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {CidrIp: !Ref From}}
  B: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {CidrIp: !If [Open, 0.0.0.0/0, \
                    10.0.0.0/8]}}
  C: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {CidrIp: !Join ['/', [0.0.0.0, 0]]}}
";
    let told =
        run("t.yaml", template, &["rule CLOSED { Resources.*.Properties.CidrIp != '0.0.0.0/0' }"])
            .told();
    let lines: Vec<_> = told.lines().map(|line| line.split(" breaks").next()).collect();
    let expected = [
        "t.yaml:7:68: error[GRD001] `A`",
        "t.yaml:8:79: error[GRD001] `B`",
        "t.yaml:9:68: error[GRD001] `C`",
    ];
    assert_eq!(lines, expected.map(Some));
}

#[test]
fn what_is_not_known_stays_as_written() {
    let template = "\
Parameters:
  From: {Type: String}
Resources:
  Vpc: {Type: 'AWS::EC2::VPC'}
  A:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Ref From
      Tags: [{Key: Name, Value: !Sub '${AWS::StackName}-a'}]
      Zone: !GetAtt Vpc.DefaultNetworkAcl
      Other: !Select [0, !GetAZs '']
";
    let rule = "\
rule SEEN {
    Resources.A.Properties {
        VpcId.Ref == 'Vpc'
        CidrBlock.Ref == 'From'
        Tags[0].Value.'Fn::Sub' == '${AWS::StackName}-a'
        Zone.'Fn::GetAtt'[0] == 'Vpc'
        Other.'Fn::Select'[0] == 0
    }
}
";
    let run = run("t.yaml", template, &[rule]);
    assert_eq!(run.told(), "");
    assert_eq!(run.outcomes(), "1.guard SEEN passed\n");
}

#[test]
fn what_the_stack_never_has_is_not_seen() {
    let template = "\
Conditions:
  Never: !Equals [a, b]
Resources:
  A: {Type: 'AWS::EC2::VPC', Condition: Never}
  B: {Type: 'AWS::EC2::VPC'}
";
    let run = run(
        "t.yaml",
        template,
        &["rule NAMED { Resources.*[ Type == 'AWS::EC2::VPC' ].Properties exists }"],
    );
    assert_eq!(
        run.told(),
        "t.yaml:5:3: error[GRD001] `B` breaks rule `NAMED`: `Properties` is missing\n"
    );
    assert_eq!(run.report.not_made, ["A"]);
}

#[test]
fn texts_are_numbers_and_truth_values_where_the_property_is_one() {
    let template = "\
Parameters:
  Port: {Type: String, Default: '8443'}
Resources:
  A: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {FromPort: '22', ToPort: !Ref Port, \
                    Description: '22'}}
  B: {Type: 'AWS::EC2::Subnet', Properties: {MapPublicIpOnLaunch: 'true', AvailabilityZone: 'true'}}
  C: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {Protocol: '6', PortRange: {From: '22'}, \
                    Egress: 'false'}}
  D: {Type: 'AWS::EC2::Instance', Properties: {Monitoring: 'true', BlockDeviceMappings: [{Ebs: \
                    {VolumeSize: '8'}}]}}
";
    let rule = "\
rule SEEN {
    Resources.A.Properties { FromPort == 22 ToPort == 8443 Description == '22' }
    Resources.B.Properties { MapPublicIpOnLaunch == true AvailabilityZone == 'true' }
    Resources.C.Properties { Protocol == 6 PortRange.From < 23 Egress == false }
    Resources.D.Properties { Monitoring == true BlockDeviceMappings[*].Ebs.VolumeSize == 8 }
}
";
    assert_eq!(run("t.yaml", template, &[rule]).outcomes(), "1.guard SEEN passed\n");
}

#[test]
fn numbers_stay_as_written_where_the_property_is_a_text() {
    let rules = "rule NUMBER { Resources.*.Properties.IpProtocol == -1 }\nrule TEXT { \
                 Resources.*.Properties.IpProtocol == '-1' }";
    let told = |written: &str| {
        let properties = format!("{{IpProtocol: {written}}}");
        let template = format!(
            "Resources:\n  A: {{Type: 'AWS::EC2::SecurityGroupIngress', Properties: \
             {properties}}}\n"
        );
        run("t.yaml", &template, &[rules]).told()
    };
    assert_eq!(
        told("-1"),
        "t.yaml:2:72: error[GRD001] `A` breaks rule `TEXT`: `IpProtocol` is the number `-1`, \
         expected the text `-1`\n"
    );
    assert_eq!(
        told("'-1'"),
        "t.yaml:2:72: error[GRD001] `A` breaks rule `NUMBER`: `IpProtocol` is the text `-1`, \
         expected the number `-1`\n"
    );
}

#[test]
fn texts_come_through_whatever_signs_they_hold() {
    let tricky = "ä\u{85}\u{2028}\u{fffe}\u{7f}\u{1}👀\"\\' #{}[]: - %\t";
    let template = serde_json::json!({"Resources": {"A": {"Type": "AWS::EC2::VPC", "Metadata": {tricky: tricky}}}});
    let rule = "rule SEEN { Resources.A.Metadata.* == 'no' }";
    let run = run("t.json", &template.to_string(), &[rule]);
    assert_eq!(run.outcomes(), "1.guard SEEN failed\n");
    // The value was found again by its path, which is made of the same text.
    assert_eq!(run.report.diagnostics[0].about, "A");
    assert!(run.told().contains("👀"), "{}", run.told());
}

#[test]
fn aliases_are_followed() {
    let template = "\
Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {Tags: &tags [{Key: Name, Value: net}]}}
  B: {Type: 'AWS::EC2::Subnet', Properties: {Tags: *tags}}
";
    let rule = "rule NAMED { Resources.*.Properties.Tags[*].Key == 'Name' }";
    assert_eq!(run("t.yaml", template, &[rule]).outcomes(), "1.guard NAMED passed\n");
}

#[test]
fn filters_by_key_leave_no_trace_of_their_own() {
    let template = "\
Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: x}}
  B: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: y}}
";
    let rule =
        "let ids = ['A']\nrule CIDR { Resources[ keys in %ids ].Properties.CidrBlock == 'z' }";
    check(
        template,
        rule,
        "t.yaml:2:54: error[GRD001] `A` breaks rule `CIDR`: `CidrBlock` is `x`, expected `z`\n",
    );
}

#[test]
fn the_message_at_the_call_of_a_rule_is_told() {
    check(
        "Resources:\n  S: {Type: AWS::EC2::Subnet, Properties: {MapPublicIpOnLaunch: true}}\n",
        "rule private_subnets {\n  check_subnet(Resources.*.Properties) <<\n    [CT.1]: Require \
         private subnets\n    [FIX]: Set it to \
         false.\n  >>\n}\nrule check_subnet(properties) { %properties { MapPublicIpOnLaunch != \
         true } }\n",
        "t.yaml:2:65: error[GRD001] `S` breaks rule `private_subnets`: [CT.1]: Require private \
         subnets; `MapPublicIpOnLaunch` is \
         `true`, expected anything but `true`\n",
    );
}

#[test]
fn a_call_that_applies_to_nothing_is_told_as_what_it_is() {
    let template = "Resources:\n  S: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: \
                    10.0.0.0/24, Tags: [{Key: a, Value: b}]}}\n";
    check(
        template,
        "rule direct when Resources exists { no_public(Resources.*.Properties) }\nrule \
         no_public(all) { %all[ \
         MapPublicIpOnLaunch exists ] { MapPublicIpOnLaunch != true } }\n",
        "t.yaml:1:1: error[GRD001] the template breaks rule `direct`: cfn-guard does not say \
         which of its clauses fails, as when a \
         rule that it calls applies to nothing\n",
    );
    check(
        template,
        "rule tags when Resources exists { of_all(Resources.*.Properties) <<[X]: owned>> }\nrule \
         of_all(all) { %all[ Tags !empty ] \
         { Tags[*] { of_one(this) } } }\nrule of_one(tag) { %tag[ Key == 'owner' ] { Value == \
         'hpc' } }\n",
        "t.yaml:1:1: error[GRD001] the template breaks rule `tags`: `of_all`, which it calls, \
         applies to nothing, and cfn-guard takes \
         that for a failure\n",
    );
}
