//! Templates with nested stacks: those that are files are checked, the others are named.

use crate::harness::Site;

/// A VPC with two subnets whose blocks the parent chooses.
const CHILD: &str = "\
Parameters:
  Block: {Type: String, Default: 10.0.1.0/24}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  First: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Second: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Ref Block}}
";

/// A parent of one nested stack.
fn parent(url: &str, parameters: &str) -> String {
    format!("Resources:\n{}", stack("Inner", url, parameters))
}

fn stack(id: &str, url: &str, parameters: &str) -> String {
    format!(
        "  {id}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n      Parameters: \
         {parameters}\n"
    )
}

const URL: &str = "https://bucket.s3.amazonaws.com/child.yaml";

#[test]
fn a_stack_by_url_is_not_checked_and_that_is_said() {
    let site = Site::with("net.yaml", parent(URL, "{}"));
    site.run(&["check", "net.yaml"]).exits(0).prints("warning[CFN070]").prints("`Inner`");
    site.run(&["check", "net.yaml", "--deny-warnings"]).exits(1);
}

#[test]
fn a_stack_by_path_is_checked_with_the_parents_parameters() {
    let site = Site::with("stacks/net.yaml", parent("./parts/child.yaml", "{Block: 10.0.0.128/25}"));
    site.write("stacks/parts/child.yaml", CHILD);
    site.run(&["check", "stacks/parts/child.yaml"]).exits(0);
    let run = site.run(&["check", "stacks/net.yaml"]).exits(1).prints("error[CFN022]").prints("parts/child.yaml:6:");
    assert!(!run.stdout.contains("CFN070"), "{}", run.stdout);
    site.write("stacks/net.yaml", parent("parts/child.yaml", "{Block: 10.0.2.0/24}"));
    let run = site.run(&["check", "stacks/net.yaml"]).exits(0);
    assert!(!run.stdout.contains("CFN070"), "{}", run.stdout);
}

#[test]
fn a_parameter_that_is_known_after_deployment_is_not_the_childs_default() {
    let outer = "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n";
    let child = CHILD.replace("Default: 10.0.1.0/24", "Default: 10.0.0.128/25");
    let site = Site::with("net.yaml", format!("{outer}{}", stack("Inner", "child.yaml", "{Block: !GetAtt Queue.Arn}")));
    site.write("child.yaml", child);
    site.run(&["check", "child.yaml"]).exits(1).prints("error[CFN022]");
    let run = site.run(&["check", "net.yaml"]).exits(0);
    assert!(!run.stdout.contains("error[CFN022]"), "{}", run.stdout);
}

#[test]
fn a_child_that_cannot_be_read_is_an_error_and_stays_unchecked() {
    let site = Site::with("net.yaml", parent("child.yaml", "{}"));
    site.run(&["check", "net.yaml"]).exits(1).prints("error[FIL001]").prints("warning[CFN070]").prints("net.yaml:2:");
    for text in ["just words\n", "[1, 2]\n", "Region: eu-west-1\nHeadNode: {}\nScheduling: {}\n"] {
        site.write("child.yaml", text);
        let run = site.run(&["check", "net.yaml"]).exits(1).prints("error[RDT").prints("warning[CFN070]");
        assert!(run.stdout.contains("child.yaml:"), "{}", run.stdout);
    }
    let site = Site::with("net.yaml", parent("/etc/hostname", "{}"));
    site.run(&["check", "net.yaml"]).exits(0).prints("warning[CFN070]");
}

#[test]
fn a_file_that_is_nested_twice_is_checked_with_both_sets_of_values() {
    let second = stack("Other", "child.yaml", "{Block: 10.0.0.128/25}");
    let site = Site::with("net.yaml", format!("{}{second}", parent("child.yaml", "{Block: 10.0.2.0/24}")));
    site.write("child.yaml", CHILD);
    site.run(&["check", "net.yaml"]).exits(1).prints("error[CFN022]").prints("10.0.0.128/25");
    let third = stack("Third", "child.yaml", "{Block: 10.0.0.128/25}");
    site.write("net.yaml", site.read("net.yaml") + &third);
    let run = site.run(&["check", "net.yaml"]).exits(1);
    assert_eq!(run.stdout.matches("error[").count(), 1, "{}", run.stdout);
}

#[test]
fn children_of_children_are_checked_and_a_circle_ends() {
    let site = Site::with("net.yaml", parent("middle.yaml", "{}"));
    site.write("middle.yaml", parent("child.yaml", "{Block: 10.0.0.128/25}"));
    site.write("child.yaml", CHILD);
    site.run(&["check", "net.yaml"]).exits(1).prints("error[CFN022]").prints("child.yaml:6:");
    site.write("net.yaml", parent("net.yaml", "{Depth: 1}"));
    site.run(&["check", "net.yaml"]).exits(0).prints("warning[CFN070]");
    site.write("net.yaml", parent("middle.yaml", "{}"));
    site.write("middle.yaml", parent("net.yaml", "{}"));
    site.run(&["check", "net.yaml"]).exits(0).prints("warning[CFN070]").prints("middle.yaml:2:");
    let twice = |url: &str| {
        let second = stack("Other", url, "{Depth: !Sub '${AWS::StackName}', B: 2}");
        format!("{}{second}", parent(url, "{Depth: 1}"))
    };
    for n in 0..40 {
        site.write(&format!("a{n}.yaml"), twice(&format!("a{}.yaml", n + 1)));
    }
    site.run(&["check", "a0.yaml"]).exits(1).prints("warning[CFN070]");
}

/// A network whose instance is closed, beside a nested stack that could open it.
const CLOSED: &str = "\
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Sub: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
  Nic: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Sub, GroupSet: [!Ref Group]}}
";

#[test]
fn claims_over_a_parent_are_undecided() {
    let site = Site::with("net.yaml", CLOSED);
    let claim = |from: &str, expect| format!("claims: [{{from: {from}, to: Nic, port: 22, expect: {expect}}}]\n");
    site.write("claims.yaml", claim("internet", "unreachable"));
    let arguments = ["check", "net.yaml", "--claims", "claims.yaml"];
    site.run(&arguments).exits(0).says("1 claim: 1 proved");
    site.write("child.yaml", CHILD);
    for url in [URL, "child.yaml"] {
        for parameters in ["{Group: !GetAtt Group.GroupId, Table: !Ref Vpc}", "{}"] {
            site.write("net.yaml", format!("{CLOSED}{}", stack("Inner", url, parameters)));
            site.run(&arguments).exits(1).prints("error[RCH061]").says("1 claim: 1 undecided");
        }
    }
}

#[test]
fn a_trace_and_a_review_say_that_nested_stacks_are_no_part_of_them() {
    let site = Site::with("old.yaml", CLOSED);
    site.write("net.yaml", format!("{CLOSED}{}", stack("Inner", URL, "{Group: !GetAtt Group.GroupId}")));
    site.run(&["trace", "net.yaml", "--from", "internet", "--to", "Nic", "--port", "22"])
        .exits(1)
        .prints("unknown")
        .says("warning[CFN070]");
    site.run(&["diff", "net.yaml", "net.yaml"]).exits(0).prints("nested stack `Inner` are not compared");
    site.write("new.yaml", site.read("net.yaml").replace("GroupId}", "GroupId, From: 0.0.0.0/0}"));
    let run = site.run(&["diff", "net.yaml", "new.yaml"]).prints("nested stack `Inner` are not compared");
    assert!(run.code == 3, "{run:#?}");
}
