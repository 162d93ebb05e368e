//! The packs against the templates that netloom writes.

use std::collections::BTreeSet;
use std::path::Path;

use netloom_diag::{Diagnostic, Severity, Sources, render_concise};
use netloom_template::{ReadOptions, read_template};

use crate::packs::{PACKS, Pack, pack};
use crate::screen::{Screened, screen};
use crate::{RuleFile, WrittenBy, check_policy};

fn findings(name: &str, template: &str, pack: &Pack) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let template = sources.add(name, template);
    let ids: Vec<_> = pack.files.iter().map(|file| sources.add(file.name, file.text)).collect();
    let template = sources.get(template).expect("it was just added");
    let document =
        read_template(template, &ReadOptions::default()).template.expect("it is a template");
    let rules = ids.iter().map(|id| RuleFile {
        source: sources.get(*id).expect("it was just added"),
        severity: Severity::Error,
        is_built_in: true,
    });
    let report = check_policy(template, &document, &rules.collect::<Vec<_>>(), WrittenBy::People);
    (report.diagnostics, sources)
}

/// Returns the templates of all cases, as the snapshots keep them.
#[expect(clippy::disallowed_methods, reason = "the snapshots are files")]
fn templates() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots");
    let cases = root
        .read_dir()
        .expect("the snapshots are there")
        .map(|case| case.expect("it can be read").path());
    let files = cases.filter(|case| case.is_dir()).flat_map(|case| {
        case.read_dir()
            .expect("it can be read")
            .map(|file| file.expect("it can be read").path())
            .collect::<Vec<_>>()
    });
    let templates =
        files.filter(|file| file.to_string_lossy().ends_with("template.snap")).map(|file| {
            let text = std::fs::read_to_string(&file).expect("it is a text");
            let body = text.splitn(3, "---\n").nth(2).expect("a snapshot has a head").to_owned();
            (file.display().to_string(), body)
        });
    templates.collect()
}

/// They are not looked through again when they are run.
#[test]
fn every_rule_file_of_the_packs_is_safe_to_run_and_its_rules_are_known_by_their_lines() {
    for file in PACKS.iter().flat_map(|pack| pack.files) {
        let mut sources = Sources::default();
        let id = sources.add(file.name, file.text);
        let source = sources.get(id).expect("it was just added");
        let screened = screen(source).expect("it is safe to run");
        assert_eq!(Screened::of_names(source), screened, "{}", file.name);
        assert!(!screened.names.is_empty(), "{}", file.name);
    }
}

#[test]
fn every_template_of_netloom_passes_the_default_pack() {
    let templates = templates();
    assert!(templates.len() > 30, "{} templates", templates.len());
    for (name, template) in templates {
        if !template.contains("\nResources:") && !template.contains("\"Resources\"") {
            continue;
        }
        let (findings, sources) =
            findings(&name, &template, pack("default").expect("there is one"));
        let failures: Vec<_> =
            findings.into_iter().filter(|finding| finding.severity != Severity::Info).collect();
        assert_eq!(render_concise(&failures, &sources), "");
    }
}

/// One group of resources, each of which breaks rules; `@` is the number of the group.
const GROUP: &str = "
  Group@:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: open
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/1}]
      SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]
  Bare@: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: without rules}}
  All@: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group@, IpProtocol: -1, \
                     CidrIp: 0.0.0.0/0}}
  Vpc@: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: false}}
  Subnet@: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc@, MapPublicIpOnLaunch: true}}
  Table@: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc@}}
  Default@: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table@, NatGatewayId: nat-@}}
  Association@:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table@, SubnetId: !Ref Subnet@}
  Lost@: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table@}}
  Nat@: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet@}}
  Launch@:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {NetworkInterfaces: [{AssociatePublicIpAddress: 'true'}]}}
  Ec2@: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Interface, ServiceName: ec2}}
  Gate@:
    Type: AWS::EC2::VPCEndpoint
    Properties: {ServiceName: dynamodb, PolicyDocument: {Statement: [{Effect: Allow, Action: '*'}]}}
  Data@: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: true}}
  Files@: {Type: AWS::EFS::FileSystem}
  Address@: {Type: AWS::EC2::EIP}
  Flow@: {Type: AWS::EC2::FlowLog, Properties: {ResourceType: Subnet, TrafficType: REJECT}}
  Log@: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
  Entry@: {Type: AWS::EC2::NetworkAclEntry, Properties: {RuleAction: allow, Protocol: -1}}";

#[test]
fn every_rule_of_the_packs_fails_for_each_of_five_hundred_resources_that_break_it() {
    const N_GROUPS: usize = 27;
    let groups: String = (0..N_GROUPS).map(|n| GROUP.replace('@', &n.to_string())).collect();
    let template = format!("Resources:{groups}\n");
    assert_eq!(template.matches("Type: AWS::").count(), 19 * N_GROUPS);
    for pack in PACKS {
        let (findings, sources) = findings("t.yaml", &template, pack);
        let text = pack.files.iter().flat_map(|file| file.text.lines());
        let rules =
            text.filter_map(|line| line.strip_prefix("rule ")).filter(|rule| !rule.contains('('));
        for rule in rules.filter_map(|rule| rule.split(' ').next()) {
            let of_rule = findings
                .iter()
                .filter(|finding| finding.message.contains(&format!("rule `{rule}`")));
            let owners: BTreeSet<&str> = of_rule.map(|finding| finding.about.as_str()).collect();
            let is_about_all = ["FLOW_LOGS_ARE_ON", "S3_ENDPOINT_IS_PRESENT"].contains(&rule);
            match is_about_all {
                true => assert_eq!(owners, [""].into(), "{rule}"),
                // Each kind of resource that breaks the rule does so in every group.
                false => {
                    assert!(
                        !owners.is_empty() && owners.len().is_multiple_of(N_GROUPS),
                        "{rule}: {owners:?}"
                    )
                }
            }
        }
        assert_eq!(findings.iter().filter(|finding| finding.code.id != "GRD001").count(), 0);
        drop(sources);
    }
}
