//! What stands behind conditions that are false with the values that a template is read with.

use crate::harness::Site;

/// Two subnets that overlap, behind a parameter whose default makes neither.
const BEHIND_A_CONDITION: &str = "\
Parameters:
  Extra: {Type: String, Default: 'no', AllowedValues: ['yes', 'no']}
Conditions:
  HasExtra: !Equals [!Ref Extra, 'yes']
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  First:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
  Second:
    Type: AWS::EC2::Subnet
    Condition: HasExtra
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.128/25, AvailabilityZone: eu-west-1a}
";

#[test]
fn a_fault_behind_a_false_condition_is_reported_with_its_values() {
    let site = Site::with("net.yaml", BEHIND_A_CONDITION);
    let run = site
        .run(&["check", "net.yaml"])
        .exits(1)
        .prints("error[CFN022]")
        .prints("holds with `Extra` = yes, not with");
    assert_eq!(run.stdout.matches("error[").count(), 1, "{}", run.stdout);
}

/// A reference to a resource that one value of a parameter leaves out.
const LEFT_OUT: &str = "\
Parameters:
  Extra: {Type: String, Default: 'yes', AllowedValues: ['yes', 'no']}
Conditions:
  HasExtra: !Equals [!Ref Extra, 'yes']
Resources:
  Queue: {Type: AWS::SQS::Queue, Condition: HasExtra}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt Queue.QueueName}}
";

#[test]
fn a_reference_that_leads_nowhere_with_other_values_is_no_error() {
    let site = Site::with("net.yaml", LEFT_OUT);
    site.run(&["check", "net.yaml"])
        .exits(0)
        .prints("warning[RDT011]")
        .prints("holds with `Extra` = no, not with");
    let given = ["check", "net.yaml", "--parameter", "Extra=no"];
    site.run(&given).exits(1).prints("error[RDT011]");
}

/// A subnet outside of its VPC by the defaults of two parameters, and one that is outside anyway.
const OUTSIDE_BY_DEFAULT: &str = "\
Parameters:
  VpcCidr: {Type: String, Default: 10.0.0.0/16}
  SubnetCidr: {Type: String, Default: 10.1.0.0/24}
  Unused: {Type: String, Default: 10.2.0.0/24}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref VpcCidr}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Ref SubnetCidr}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Nothing}}
";

#[test]
fn a_finding_says_on_which_defaults_it_rests() {
    let site = Site::with("net.yaml", OUTSIDE_BY_DEFAULT);
    let note = "holds with the defaults of `VpcCidr`, `SubnetCidr`";
    let run = site.run(&["check", "net.yaml"]).exits(1).prints("error[CFN021]").prints(note);
    // The name that the template lacks is missing with every value.
    assert!(run.stdout.contains("error[RDT009]"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("holds with").count(), 1, "{}", run.stdout);
    let given = ["check", "net.yaml", "--parameter", "SubnetCidr=10.1.0.0/24"];
    site.run(&given).exits(1).prints("holds with the default of `VpcCidr`");
    let both = ["--parameter", "VpcCidr=10.0.0.0/16"];
    let run = site.run(&[&given[..], &both[..]].concat()).exits(1).prints("error[CFN021]");
    assert!(!run.stdout.contains("holds with"), "{}", run.stdout);
}

#[test]
fn a_value_that_was_given_is_not_turned() {
    let site = Site::with("net.yaml", BEHIND_A_CONDITION);
    site.run(&["check", "net.yaml", "--parameter", "Extra=no"])
        .exits(0)
        .prints("info[RDT017]")
        .prints("`Second`");
    let run = site
        .run(&["check", "net.yaml", "--parameter", "Extra=yes"])
        .exits(1)
        .prints("error[CFN022]");
    assert!(!run.stdout.contains("holds with"), "{}", run.stdout);
}

#[test]
fn a_fault_that_stands_with_every_value_is_reported_once() {
    let always = BEHIND_A_CONDITION.replace("    Condition: HasExtra\n", "");
    let other = "  Third:\n    Type: AWS::EC2::Subnet\n    Condition: HasExtra\n    Properties: \
                 {VpcId: !Ref Vpc, \
                 CidrBlock: 10.0.1.0/24}\n";
    let site = Site::with("net.yaml", format!("{always}{other}"));
    let run = site.run(&["check", "net.yaml"]).exits(1).prints("error[CFN022]");
    assert_eq!(run.stdout.matches("error[").count(), 1, "{}", run.stdout);
    assert!(!run.stdout.contains("holds with"), "{}", run.stdout);
}

#[test]
fn what_no_value_brings_is_said() {
    let never = BEHIND_A_CONDITION.replace("!Equals [!Ref Extra, 'yes']", "!Equals [a, b]");
    let site = Site::with("net.yaml", never);
    site.run(&["check", "net.yaml"])
        .exits(0)
        .prints("info[RDT017]: `Second` is not made with the values that were tried")
        .prints("net.yaml:10:");
}

/// A peering that is off by default, with ids that are empty by default.
const EMPTY_BY_DEFAULT: &str = "\
Parameters:
  Other: {Type: String, Default: ''}
  FirstTable: {Type: String, Default: ''}
  SecondTable: {Type: String, Default: ''}
  Site: {Type: String, Default: ''}
Conditions:
  Peers: !Not [!Equals [!Ref Other, '']]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.10.0.0/16}}
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Condition: Peers
    Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref Other}
  First:
    Type: AWS::EC2::Route
    Condition: Peers
    Properties:
      RouteTableId: !Ref FirstTable
      DestinationCidrBlock: 10.20.0.0/16
      VpcPeeringConnectionId: !Ref Peering
  Second:
    Type: AWS::EC2::Route
    Condition: Peers
    Properties:
      RouteTableId: !Ref SecondTable
      DestinationCidrBlock: 10.20.0.0/16
      VpcPeeringConnectionId: !Ref Peering
  Third:
    Type: AWS::EC2::Route
    Condition: Peers
    Properties:
      RouteTableId: !Sub 'rtb-${SecondTable}'
      DestinationCidrBlock: !Ref Site
      VpcPeeringConnectionId: !Ref Peering
";

#[test]
fn empty_parameters_are_given_some_value_beside_those_that_are_turned() {
    let site = Site::with("net.yaml", EMPTY_BY_DEFAULT);
    let run = site.run(&["check", "net.yaml"]).exits(0);
    assert!(!run.stdout.contains("CFN0"), "{}", run.stdout);
    // Two routes of a table that the stack creates are a fault with any values.
    let table = "  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n";
    let text = EMPTY_BY_DEFAULT
        .replace("RouteTableId: !Ref FirstTable", "RouteTableId: !Ref Table")
        .replace("RouteTableId: !Ref SecondTable", "RouteTableId: !Ref Table");
    let text = format!("{text}{table}");
    Site::with("net.yaml", text)
        .run(&["check", "net.yaml"])
        .exits(1)
        .prints("error[CFN009]")
        .prints("holds with `Other` other than the empty text");
}
