//! Networks as people publish them.

use super::*;

/// The shape of the templates that ParallelCluster and AWS's recipes for HPC publish: a VPC that
/// may exist already, with conditions on empty parameters.
const OPTIONAL_VPC: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups: [{Label: {default: VPC}, Parameters: [VpcId]}]
Parameters:
  AvailabilityZone: {Type: String}
  VpcId: {Type: String, Default: ''}
  PublicCIDR:
    AllowedPattern: "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}/(1[6-9]|2[0-9]|3[0-2])$"
    Default: 10.0.0.0/24
    Type: String
Conditions:
  CreateVpc: !Equals [!Ref VpcId, '']
Resources:
  Vpc:
    Condition: CreateVpc
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      Tags:
        - Key: "Name"
          Value: !Sub '${AWS::StackName}:HPC'
  Public:
    Properties:
      AvailabilityZone:
        Ref: AvailabilityZone
      CidrBlock: !Ref PublicCIDR
      VpcId:
        Fn::If:
        - CreateVpc
        - Ref: Vpc
        - Ref: VpcId
    Type: AWS::EC2::Subnet
Outputs:
  Subnet:
    Value: !Ref Public
    Export:
      Name: !Sub "${AWS::StackName}-DefaultPublicSubnet"
"#;

fn subnet(options: &ReadOptions) -> (Presence, String) {
    let document = document_with(OPTIONAL_VPC, options);
    let vpc = document.resource("Vpc").expect("the VPC").presence.clone();
    (vpc, show(&document.of_kind("AWS::EC2::Subnet").next().expect("the subnet").properties))
}

#[test]
fn a_vpc_that_may_exist_is_chosen_by_its_parameter() {
    let zone = "?(parameter `AvailabilityZone` has no value)";
    let new = (
        Presence::Always,
        format!("{{AvailabilityZone: {zone}, CidrBlock: '10.0.0.0/24', VpcId: <Vpc>}}"),
    );
    assert_eq!(subnet(&ReadOptions::default()), new);
    let existing = (
        Presence::Never,
        format!("{{AvailabilityZone: {zone}, CidrBlock: '10.0.0.0/24', VpcId: 'vpc-1'}}"),
    );
    assert_eq!(subnet(&given(&["VpcId=vpc-1"])), existing);
}

#[test]
fn every_value_knows_its_place() {
    let document = document(OPTIONAL_VPC);
    let at = |span: Span| OPTIONAL_VPC.get(span.range()).unwrap_or_default();
    let subnet = document.resource("Public").expect("the subnet");
    assert_eq!((at(subnet.span), at(subnet.kind_span)), ("Public", "AWS::EC2::Subnet"));
    let entry = subnet.properties.entry("CidrBlock").expect("the block");
    assert_eq!((at(entry.key_span), at(entry.node.span)), ("CidrBlock", "!Ref PublicCIDR"));
    let vpc = document.resource("Vpc").expect("the VPC");
    let tag = vpc
        .properties
        .get("Tags")
        .and_then(Node::as_list)
        .and_then(<[Node]>::first)
        .expect("the tag");
    assert_eq!(tag.get("Key").map(|key| at(key.span)), Some("\"Name\""));
    assert_eq!(tag.get("Value").map(|value| at(value.span)), Some("!Sub '${AWS::StackName}:HPC'"));
    assert_eq!(tag.get("Value").map(show).as_deref(), Some("?(`AWS::StackName`):HPC"));
    assert!(document.metadata.is_some());
}
