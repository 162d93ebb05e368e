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
        "  {id}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: \
         {url}\n      Parameters: \
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
    let site =
        Site::with("stacks/net.yaml", parent("./parts/child.yaml", "{Block: 10.0.0.128/25}"));
    site.write("stacks/parts/child.yaml", CHILD);
    site.run(&["check", "stacks/parts/child.yaml"]).exits(0);
    let run = site
        .run(&["check", "stacks/net.yaml"])
        .exits(1)
        .prints("error[CFN022]")
        .prints("parts/child.yaml:6:");
    assert!(!run.stdout.contains("CFN070"), "{}", run.stdout);
    site.write("stacks/net.yaml", parent("parts/child.yaml", "{Block: 10.0.2.0/24}"));
    let run = site.run(&["check", "stacks/net.yaml"]).exits(0);
    assert!(!run.stdout.contains("CFN070"), "{}", run.stdout);
}

#[test]
fn a_parameter_that_is_known_after_deployment_is_not_the_childs_default() {
    let outer = "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n";
    let child = CHILD.replace("Default: 10.0.1.0/24", "Default: 10.0.0.128/25");
    let site = Site::with(
        "net.yaml",
        format!("{outer}{}", stack("Inner", "child.yaml", "{Block: !GetAtt Queue.Arn}")),
    );
    site.write("child.yaml", child);
    site.run(&["check", "child.yaml"]).exits(1).prints("error[CFN022]");
    let run = site.run(&["check", "net.yaml"]).exits(0);
    assert!(!run.stdout.contains("error[CFN022]"), "{}", run.stdout);
}

#[test]
fn a_child_that_cannot_be_read_is_an_error_and_stays_unchecked() {
    let site = Site::with("net.yaml", parent("child.yaml", "{}"));
    site.run(&["check", "net.yaml"])
        .exits(1)
        .prints("error[FIL001]")
        .prints("warning[CFN070]")
        .prints("net.yaml:2:");
    for text in ["just words\n", "[1, 2]\n", "Region: eu-west-1\nHeadNode: {}\nScheduling: {}\n"] {
        site.write("child.yaml", text);
        let run =
            site.run(&["check", "net.yaml"]).exits(1).prints("error[RDT").prints("warning[CFN070]");
        assert!(run.stdout.contains("child.yaml:"), "{}", run.stdout);
    }
    let site = Site::with("net.yaml", parent("/etc/hostname", "{}"));
    site.run(&["check", "net.yaml"]).exits(0).prints("warning[CFN070]");
}

#[test]
fn a_file_that_is_nested_twice_is_checked_with_both_sets_of_values() {
    let second = stack("Other", "child.yaml", "{Block: 10.0.0.128/25}");
    let site =
        Site::with("net.yaml", format!("{}{second}", parent("child.yaml", "{Block: 10.0.2.0/24}")));
    site.write("child.yaml", CHILD);
    site.run(&["check", "net.yaml"]).exits(1).prints("error[CFN022]").prints("10.0.0.128/25");
    let third = stack("Third", "child.yaml", "{Block: 10.0.0.128/25}");
    site.write("net.yaml", site.read("net.yaml") + &third);
    let run =
        site.run(&["check", "net.yaml"]).exits(1).prints("`Other/First`").prints("`Third/First`");
    assert_eq!(run.stdout.matches("error[").count(), 2, "{}", run.stdout);
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
fn claims_over_a_parent_are_decided_when_its_stacks_are_read() {
    let site = Site::with("net.yaml", CLOSED);
    let claim = |from: &str, expect| {
        format!("claims: [{{from: {from}, to: Nic, port: 22, expect: {expect}}}]\n")
    };
    site.write("claims.yaml", claim("internet", "unreachable"));
    let arguments = ["check", "net.yaml", "--claims", "claims.yaml"];
    site.run(&arguments).exits(0).says("1 claim: 1 proved");
    site.write("child.yaml", CHILD);
    for parameters in ["{Group: !GetAtt Group.GroupId, Table: !Ref Vpc}", "{}"] {
        site.write("net.yaml", format!("{CLOSED}{}", stack("Inner", URL, parameters)));
        site.run(&arguments).exits(1).prints("error[RCH061]").says("1 claim: 1 undecided");
    }
    site.write("net.yaml", format!("{CLOSED}{}", stack("Inner", "child.yaml", "{}")));
    site.run(&arguments).exits(0).says("1 claim: 1 proved");
    // With the file on the command line a stack by its URL is read as well.
    site.write("net.yaml", format!("{CLOSED}{}", stack("Inner", URL, "{}")));
    let given = [&arguments[..], &["--child", "Inner=child.yaml"]].concat();
    site.run(&given).exits(0).says("1 claim: 1 proved");
    let wrong = [&arguments[..], &["--child", "Iner=child.yaml"]].concat();
    site.run(&wrong).exits(1).prints("error[FIL011]").prints("did you mean `Inner`?");
}

/// A child that opens the group that it is given, behind an internet gateway for the table that it
/// is given.
const OPENING: &str = "\
Parameters:
  Group: {Type: AWS::EC2::SecurityGroup::Id}
  Vpc: {Type: AWS::EC2::VPC::Id}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Resources:
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                       InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default:
    Type: AWS::EC2::Route
    DependsOn: Attachment
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  At:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Select [1, !Ref Subnets]}
  Ssh:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
Outputs:
  Table: {Value: !Ref Table}
";

/// The network of [`CLOSED`] as a stack, with what it is made of as outputs.
fn closed_child() -> String {
    let outputs = "Outputs:\n  Vpc: {Value: !Ref Vpc}\n  Group: {Value: !GetAtt Group.GroupId}\n  \
                   Subnets: {Value: \
                   !Join [',', [subnet-0123456789abcdef0, !Ref Sub]]}\n";
    let public = CLOSED.replace("10.0.0.0/24}}", "10.0.0.0/24, MapPublicIpOnLaunch: true}}");
    format!("{}{outputs}", public.replace("GroupSet: [!Ref Group]}}", "GroupSet: [!Ref Group]}}\n"))
}

#[test]
fn outputs_of_one_stack_are_the_parameters_of_another() {
    let hands_on = "{Vpc: !GetAtt Network.Outputs.Vpc, Group: !GetAtt Network.Outputs.Group, \
                    Subnets: !GetAtt \
                    Network.Outputs.Subnets}";
    // The stack that is read first stands second.
    let parent =
        format!("{}{}", parent("opening.yaml", hands_on), stack("Network", "network.yaml", "{}"));
    let address = "  Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}\n  Given: {Type: \
                   AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
                   Address.AllocationId, \
                   NetworkInterfaceId: !Ref Nic}}\n";
    let site = Site::with("net.yaml", parent);
    site.write("opening.yaml", OPENING);
    site.write(
        "network.yaml",
        closed_child().replace("Outputs:\n", &format!("{address}Outputs:\n")),
    );
    let arguments =
        ["trace", "net.yaml", "--from", "internet", "--to", "Network/Nic", "--port", "22"];
    let run = site
        .run(&arguments)
        .exits(0)
        .prints("proved")
        .prints("`Inner/Ssh`")
        .prints("(opening.yaml:");
    assert!(run.stdout.contains("(opening.yaml:"), "{}", run.stdout);
    site.write("opening.yaml", OPENING.replace("CidrIp: 0.0.0.0/0", "CidrIp: 10.0.0.0/8"));
    site.run(&arguments).exits(1).prints("refuted");
    // A change of a child is a change of the whole.
    site.write("parts/net.yaml", site.read("net.yaml"));
    site.write("parts/opening.yaml", OPENING);
    site.write("parts/network.yaml", site.read("network.yaml"));
    site.run(&["diff", "net.yaml", "parts/net.yaml"])
        .exits(3)
        .prints("exposed")
        .prints("parts/opening.yaml:");
    site.run(&["diff", "net.yaml", "net.yaml"])
        .exits(0)
        .prints("none: nothing changes in the network");
    site.write("net.yaml", site.read("net.yaml").replace("Outputs.Vpc", "Outputs.Vcp"));
    site.run(&["check", "net.yaml"])
        .exits(1)
        .prints("has no output `Vcp`")
        .prints("did you mean `Vpc`?");
}

#[test]
fn stacks_import_what_others_export() {
    let exports =
        "Outputs:\n  Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-Vpc'}}\n";
    let site = Site::with("network.yaml", format!("{CLOSED}{exports}"));
    let imports = "Resources:\n  Sub: {Type: AWS::EC2::Subnet, Properties: {VpcId: !ImportValue \
                   hpc-Vpc, CidrBlock: \
                   10.0.0.128/25}}\n";
    site.write("cluster.yaml", imports);
    let together = ["check", "network.yaml", "cluster.yaml", "--together"];
    let run = site.run(&together).exits(0).prints("warning[RDT019]").prints("--stack NAME=FILE");
    assert!(!run.stdout.contains("CFN022"), "{}", run.stdout);
    let named = [&together[..], &["--stack", "hpc=network.yaml"]].concat();
    let run = site
        .run(&named)
        .exits(1)
        .prints("error[CFN022]")
        .prints("`hpc/Sub`")
        .prints("`cluster/Sub`");
    assert!(!run.stdout.contains("RDT019"), "{}", run.stdout);
    // A stack beside the input leaves the input's names as they are.
    let beside = ["check", "cluster.yaml", "--stack", "hpc=network.yaml"];
    site.run(&beside).exits(1).prints("error[CFN022]").prints("`Sub`");
    site.write(
        "again.yaml",
        format!("{CLOSED}{}", exports.replace("!Sub '${AWS::StackName}-Vpc'", "hpc-Vpc")),
    );
    let twice =
        [&["check", "again.yaml"], &together[1..], &["--stack", "hpc=network.yaml"]].concat();
    site.run(&twice).exits(1).prints("error[RDT018]").prints("again.yaml:");
    site.write("other/cluster.yaml", imports);
    site.run(&["check", "other/cluster.yaml", "cluster.yaml", "--together"])
        .exits(1)
        .prints("error[FIL012]");
    site.write("config.yaml", crate::harness::DERIVED_YAML);
    site.run(&["check", "config.yaml", "cluster.yaml", "--together"])
        .exits(1)
        .prints("error[FIL012]");
}

#[test]
fn claims_are_asked_with_other_values_of_parameters_too() {
    let parameter = "Parameters:\n  Open: {Type: String, Default: 'no', AllowedValues: ['yes', \
                     'no']}\nConditions:\n  \
                     IsOpen: !Equals [!Ref Open, 'yes']\n";
    let rule = "  Ssh: {Type: AWS::EC2::SecurityGroupIngress, Condition: IsOpen, Properties: \
                {GroupId: !Ref Group, \
                IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}}\n";
    let site = Site::with("net.yaml", format!("{parameter}{CLOSED}{rule}"));
    site.write(
        "claims.yaml",
        "claims: [{from: 10.0.0.0/16, to: Nic, port: 22, expect: unreachable}]\n",
    );
    let arguments = ["check", "net.yaml", "--claims", "claims.yaml"];
    site.run(&arguments)
        .exits(0)
        .prints("warning[RCH020]")
        .prints("holds with `Open` = yes")
        .says("1 proved");
    // Behind a nested stack's parameter as well.
    site.write("parent.yaml", format!("{parameter}{}", parent("net.yaml", "{Open: !Ref Open}")));
    site.write(
        "claims.yaml",
        "claims: [{from: 10.0.0.0/16, to: Inner/Nic, port: 22, expect: unreachable}]\n",
    );
    let arguments = ["check", "parent.yaml", "--claims", "claims.yaml"];
    site.run(&arguments)
        .exits(0)
        .prints("warning[RCH020]")
        .prints("holds with `Open` = yes")
        .says("1 proved");
    let given = [&arguments[..], &["--parameter", "Open=no"]].concat();
    let run = site.run(&given).exits(0);
    assert!(!run.stdout.contains("RCH020"), "{}", run.stdout);
}

#[test]
fn a_trace_and_a_review_say_that_nested_stacks_are_no_part_of_them() {
    let site = Site::with("old.yaml", CLOSED);
    site.write(
        "net.yaml",
        format!("{CLOSED}{}", stack("Inner", URL, "{Group: !GetAtt Group.GroupId}")),
    );
    site.run(&["trace", "net.yaml", "--from", "internet", "--to", "Nic", "--port", "22"])
        .exits(1)
        .prints("unknown")
        .says("warning[CFN070]");
    site.run(&["diff", "net.yaml", "net.yaml"])
        .exits(0)
        .prints("nested stack `Inner` are not compared");
    site.write("new.yaml", site.read("net.yaml").replace("GroupId}", "GroupId, From: 0.0.0.0/0}"));
    let run =
        site.run(&["diff", "net.yaml", "new.yaml"]).prints("nested stack `Inner` are not compared");
    assert!(run.code == 3, "{run:#?}");
}

#[test]
fn a_stack_that_other_values_bring_is_checked_with_its_file() {
    let head = "Parameters:\n  Has: {Type: String, Default: 'no'}\nConditions:\n  HasInner: !Equals [!Ref Has, 'yes']\n";
    let inner = parent(URL, "{Block: 10.0.0.128/25}").replace(
        "    Type: AWS::CloudFormation::Stack\n",
        "    Type: AWS::CloudFormation::Stack\n    Condition: HasInner\n",
    );
    let site = Site::with("net.yaml", format!("{head}{inner}"));
    site.write("child.yaml", CHILD);
    let run = site.run(&["check", "net.yaml", "--child", "Inner=child.yaml"]).exits(1);
    let run = run.prints("error[CFN022]").prints("holds with `Has` = yes");
    assert!(!run.stdout.contains("CFN070"), "{}", run.stdout);
}
