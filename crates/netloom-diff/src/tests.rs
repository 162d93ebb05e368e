//! What two templates come to, told in one line per resource.

mod collisions;
mod drift;
mod effects;
mod entrances;
mod laws;
mod renames;
mod unknown;

use std::collections::BTreeMap;
use std::fmt::Write;

use netloom_diag::Sources;
use netloom_network::network_of_template;
use netloom_template::{ReadOptions, TemplateDocument, read_template};

use crate::money::Prices;
use crate::resources::Action;
use crate::review::{Input, Review, Severity, review};
use crate::revision::Revision;

const BASE: &str = "
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                    InternetGatewayId: !Ref Gateway}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, \
                    MapPublicIpOnLaunch: true, Tags: [{Key: Name, Value: head}, {Key: Owner, \
                    Value: hpc}]}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default: {Type: AWS::EC2::Route, DependsOn: Attachment, Properties: {RouteTableId: !Ref Table, \
                    DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Association: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, \
                    RouteTableId: !Ref Table}}
  Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: !GetAtt \
                    Address.AllocationId}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: nodes, VpcId: !Ref Vpc, \
                    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: \
                    192.0.2.0/24}, {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: \
                    192.0.2.0/24}]}}
  Head: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, InstanceType: \
                    c5.large, SubnetId: !Ref Subnet, SecurityGroupIds: [!GetAtt Group.GroupId]}}
";

fn read(text: &str, name: &str, sources: &mut Sources) -> TemplateDocument {
    read_whole(format!("Resources:\n{text}"), name, sources)
}

fn read_whole(text: String, name: &str, sources: &mut Sources) -> TemplateDocument {
    let file = sources.add(name, text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.template.expect("a template")
}

fn compare(old: &str, new: &str) -> Review {
    let mut sources = Sources::default();
    let (old, new) = (read(old, "old.yaml", &mut sources), read(new, "new.yaml", &mut sources));
    compare_documents(&old, &new, &sources)
}

fn compare_documents(old: &TemplateDocument, new: &TemplateDocument, sources: &Sources) -> Review {
    let networks = (network_of_template(old).network, network_of_template(new).network);
    let origins = BTreeMap::new();
    review(&Input {
        networks: Some((&networks.0, &networks.1)),
        prices: Prices::built_in().as_ref(),
        ..Input::of(
            Revision { document: old, origins: &origins },
            Revision { document: new, origins: &origins },
            sources,
        )
    })
}

/// The base after replacing texts; an empty first text adds the second one.
fn edited(changes: &[(&str, &str)]) -> String {
    let mut text = BASE.to_owned();
    for (old, new) in changes {
        if old.is_empty() {
            text.push_str(new);
            continue;
        }
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    text
}

fn told(review: &Review) -> String {
    let mut text = String::new();
    for change in &review.resources {
        let action = match &change.action {
            Action::Added => "+".to_owned(),
            Action::Removed => "-".to_owned(),
            Action::Changed => "~".to_owned(),
            Action::Renamed { from } => format!("{from} >"),
        };
        _ = write!(text, "{action} {} {:?}", change.id, change.effect);
        for property in &change.properties {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            _ = write!(
                text,
                "; {} {} -> {}",
                property.path,
                shown(&property.before),
                shown(&property.after)
            );
        }
        text.push('\n');
    }
    text
}

#[track_caller]
fn check(changes: &[(&str, &str)], expected: &str) -> Review {
    let review = compare(BASE, &edited(changes));
    assert_eq!(told(&review).trim(), expected.trim());
    review
}

#[test]
fn a_template_is_the_same_as_itself() {
    let review = check(&[], "");
    assert_eq!(
        (review.severity, review.verdict.as_str()),
        (Severity::None, "nothing changes in the network")
    );
}

#[test]
fn rules_are_a_set() {
    let swapped = "[{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 192.0.2.0/24}, \
                   {IpProtocol: tcp, FromPort: '22', ToPort: 22, CidrIp: 192.0.2.0/24}]";
    let (_, rest) = BASE.split_once("SecurityGroupIngress: ").expect("rules");
    let (written, _) = rest.split_once("}}\n").expect("an end");
    check(&[(written, swapped)], "");
}

#[test]
fn tags_are_compared_by_key() {
    check(
        &[(
            "{Key: Name, Value: head}, {Key: Owner, Value: hpc}",
            "{Key: Owner, Value: net}, {Key: Name, Value: head}",
        )],
        "~ Subnet NoInterruption; Tags.Owner hpc -> net",
    );
}

#[test]
fn a_rule_that_is_added_is_all_that_is_told() {
    let review = check(
        &[(
            "SecurityGroupIngress: [",
            "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8443, ToPort: 8443, CidrIp: \
             0.0.0.0/0}, ",
        )],
        "~ Group NoInterruption; SecurityGroupIngress - -> {CidrIp: 0.0.0.0/0, FromPort: 8443, \
         IpProtocol: tcp, ToPort: 8443}",
    );
    assert_eq!(review.severity, Severity::Critical);
    let first = review.traffic.connections.first().expect("an exposure");
    assert_eq!(
        (first.from.as_str(), first.to.as_str(), first.traffic.as_str()),
        ("the internet", "Head", "tcp 8443")
    );
    assert!(first.sources.is_empty());
}

#[test]
fn replacement_is_passed_on_by_references() {
    let review = check(
        &[("CidrBlock: 10.0.0.0/24", "CidrBlock: 10.0.7.0/24")],
        "~ Nat WillFail\n~ Association Replacement\n~ Head Replacement\n~ Subnet Replacement; \
         CidrBlock 10.0.0.0/24 -> 10.0.7.0/24",
    );
    let nat = review.resources.first().expect("the NAT gateway");
    assert!(
        nat.reasons
            .iter()
            .any(|reason| reason == "`SubnetId` refers to `Subnet`, which is replaced"),
        "{nat:?}"
    );
    assert!(nat.collisions.iter().any(|collision| collision.with == "Nat"));
}

#[test]
fn replacement_is_passed_on_by_sub() {
    let old = "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n  Log: {Type: \
               AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/flow/${Vpc}'}}\n";
    let review = compare(old, &old.replace("10.0.0.0/16", "10.8.0.0/16"));
    assert!(told(&review).contains("~ Log Replacement"), "{}", told(&review));
}

#[test]
fn a_new_target_needs_no_replacement() {
    check(
        &[("GatewayId: !Ref Gateway}}\n  Association", "NatGatewayId: !Ref Nat}}\n  Association")],
        "~ Default NoInterruption; GatewayId !Ref Gateway -> -; NatGatewayId - -> !Ref Nat",
    );
}

#[test]
fn another_type_cannot_be_deployed() {
    let review = compare(
        "  A: {Type: AWS::EC2::InternetGateway}\n",
        "  A: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n",
    );
    assert_eq!(told(&review).trim(), "~ A WillFail");
}

#[test]
fn an_instance_type_interrupts() {
    check(
        &[("c5.large", "c5.xlarge")],
        "~ Head SomeInterruption; InstanceType c5.large -> c5.xlarge",
    );
}

#[test]
fn a_new_name_is_a_rename_and_fails_where_both_cannot_be() {
    let review = check(
        &[
            ("  Subnet: {", "  SubnetHead: {"),
            ("SubnetId: !Ref Subnet, RouteTableId", "SubnetId: !Ref SubnetHead, RouteTableId"),
            ("SubnetId: !Ref Subnet, AllocationId", "SubnetId: !Ref SubnetHead, AllocationId"),
            (
                "SubnetId: !Ref Subnet, SecurityGroupIds",
                "SubnetId: !Ref SubnetHead, SecurityGroupIds",
            ),
        ],
        "~ Nat WillFail; SubnetId !Ref Subnet -> !Ref SubnetHead\nSubnet > SubnetHead WillFail\n~ \
         Association Replacement; SubnetId !Ref Subnet -> !Ref SubnetHead\n~ Head Replacement; \
         SubnetId !Ref Subnet -> !Ref SubnetHead",
    );
    let rename = review.resources.iter().find(|change| change.id == "SubnetHead").expect("it");
    assert!(
        rename.collisions.iter().any(|collision| collision.why.contains("10.0.0.0/24")),
        "{rename:?}"
    );
}

#[test]
fn what_is_paid_by_the_hour_is_counted() {
    let review = compare(
        BASE,
        &edited(&[(
            "",
            "  Address2: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}\n  Nat2: {Type: \
             AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: !GetAtt \
             Address2.AllocationId}}\n",
        )]),
    );
    let bill = review.bill.expect("a bill");
    assert!((bill.monthly - 36.5).abs() < 0.001, "{bill:?}");
}

#[test]
fn what_is_never_read_back_is_told() {
    let review = check(
        &[(
            "AllocationId: !GetAtt Address.AllocationId",
            "AllocationId: !GetAtt Address.AllocationId, MaxDrainDurationSeconds: 60",
        )],
        "~ Nat NoInterruption; MaxDrainDurationSeconds - -> 60",
    );
    let nat = review.resources.first().expect("the NAT gateway");
    assert!(nat.reasons.iter().any(|reason| reason.contains("never reads")), "{nat:?}");
}

#[test]
fn a_lost_way_is_told() {
    let review = compare(
        BASE,
        &edited(&[(
            "  Association: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: \
             !Ref Subnet, RouteTableId: !Ref Table}}\n",
            "",
        )]),
    );
    let lost: Vec<&str> = review.traffic.connections.iter().map(|one| one.to.as_str()).collect();
    assert!(lost.contains(&"the internet") && lost.contains(&"service s3"), "{:?}", review.traffic);
    assert_eq!(review.severity, Severity::Medium);
}
