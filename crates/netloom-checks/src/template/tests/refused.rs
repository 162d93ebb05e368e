//! Launches, rules and routes that EC2 rejects, beside those that it accepts.

use super::check;

fn resource(kind: &str, properties: &str) -> String {
    format!("  X: {{Type: 'AWS::{kind}', DependsOn: Attachment, Properties: {{{properties}}}}}")
}

#[test]
fn groups_of_a_created_vpc_are_not_in_the_default_vpc() {
    let instance = |properties: &str| resource("EC2::Instance", properties);
    for wrong in ["SecurityGroupIds: [!Ref Group]", "SecurityGroupIds: [!GetAtt Group.GroupId]"] {
        check(&[("", &instance(wrong))], &["CFN058"]);
    }
    for right in [
        "SecurityGroupIds: [!Ref Group], SubnetId: !Ref Private",
        "SecurityGroupIds: [!Ref Group], SubnetId: !Ref AnySubnet",
        "SecurityGroupIds: [!Ref Group], SubnetId: !If [Chosen, !Ref Private, !Ref AWS::NoValue]",
        "SecurityGroupIds: [!Ref Group], LaunchTemplate: {LaunchTemplateId: lt-1, Version: '1'}",
        "SecurityGroupIds: [!Ref AnyGroup]",
        "ImageId: ami-1",
    ] {
        check(&[("", &instance(right))], &[]);
    }
    // A group of an existing VPC, which may be the default one, and one of the default VPC.
    let (of_template, anywhere) = ("VpcId: !Ref Vpc}}\n  Acl", "VpcId: !Ref AnyVpc}}\n  Acl");
    let with_group = instance("SecurityGroupIds: [!Ref Group]");
    check(&[(of_template, anywhere), ("", &with_group)], &[]);
    let association = "  Y: {Type: AWS::EC2::SecurityGroupVpcAssociation, Properties: {GroupId: \
                       !Ref Group, VpcId: !Ref AnyVpc}}";
    check(&[("", &with_group), ("", association)], &[]);
    let database =
        |more: &str| resource("RDS::DBInstance", &format!("VPCSecurityGroups: [!Ref Group]{more}"));
    check(&[("", &database(""))], &["CFN058"]);
    check(&[("", &database(", DBSubnetGroupName: mine"))], &[]);
    check(&[("", &database(", DBClusterIdentifier: mine"))], &[]);
}

const FIRST: &str = "{DeviceIndex: '0', SubnetId: !Ref Private, AssociatePublicIpAddress: true}";
const SECOND: &str = "{DeviceIndex: '1', SubnetId: !Ref Private}";

#[test]
fn several_interfaces_have_no_public_address_at_launch() {
    let launch = |kind: &str, data: &str| match kind {
        "EC2::Instance" => resource(kind, data),
        "EC2::LaunchTemplate" => resource(kind, &format!("LaunchTemplateData: {{{data}}}")),
        _ => resource(
            kind,
            &format!("SpotFleetRequestConfigData: {{LaunchSpecifications: [{{{data}}}]}}"),
        ),
    };
    for (kind, found) in [
        ("EC2::Instance", "CFN059"),
        ("EC2::LaunchTemplate", "CFN059 warning"),
        ("EC2::SpotFleet", "CFN059 warning"),
    ] {
        let of = |interfaces: &str| launch(kind, &format!("NetworkInterfaces: [{interfaces}]"));
        check(&[("", &of(&format!("{FIRST}, {SECOND}")))], &[found]);
        check(&[("", &of(FIRST))], &[]);
        check(&[("", &of(&format!("{SECOND}, {SECOND}")))], &[]);
        check(&[("", &of(&format!("{FIRST}, {SECOND}").replace("true", "false")))], &[]);
        check(&[("", &of(&format!("{FIRST}, !If [Chosen, {SECOND}, !Ref AWS::NoValue]")))], &[]);
    }
}

#[test]
fn subnets_and_groups_belong_in_the_interfaces() {
    let of = |kind: &str, data: &str| match kind {
        "EC2::Instance" => resource(kind, data),
        _ => resource(kind, &format!("LaunchTemplateData: {{{data}}}")),
    };
    for beside in [
        "SubnetId: !Ref Private",
        "SecurityGroupIds: [!Ref Group]",
        "PrivateIpAddress: 10.0.1.7",
        "Ipv6AddressCount: 1",
    ] {
        let data = format!("NetworkInterfaces: [{SECOND}], {beside}");
        check(&[("", &of("EC2::Instance", &data))], &["CFN060"]);
    }
    let groups = format!("NetworkInterfaces: [{SECOND}], SecurityGroupIds: [!Ref Group]");
    check(&[("", &of("EC2::LaunchTemplate", &groups))], &["CFN060 warning"]);
    for right in [
        "SubnetId: !Ref Private, SecurityGroupIds: [!Ref Group]".to_owned(),
        "SubnetId: !Ref Private, NetworkInterfaces: []".to_owned(),
        "SubnetId: !Ref Private, NetworkInterfaces: !Ref AWS::NoValue".to_owned(),
        format!("NetworkInterfaces: [{SECOND}], SubnetId: !Ref AWS::NoValue"),
        format!("NetworkInterfaces: [{SECOND}], SecurityGroupIds: []"),
        format!(
            "NetworkInterfaces: !If [Chosen, [{SECOND}], !Ref AWS::NoValue], SubnetId: !Ref Private"
        ),
    ] {
        check(&[("", &of("EC2::Instance", &right))], &[]);
    }
}

#[test]
fn a_rule_has_one_source() {
    let inline = |key: &str, ends: &str| {
        (
            "GroupDescription: nodes",
            format!(
                "GroupDescription: nodes, {key}: [{{IpProtocol: tcp, FromPort: 1, ToPort: \
                 1{ends}}}]"
            ),
        )
    };
    for (key, ends, expected) in [
        ("SecurityGroupIngress", "", &["CFN061 warning"][..]),
        ("SecurityGroupEgress", "", &["CFN061 warning"]),
        ("SecurityGroupIngress", ", CidrIp: 10.0.0.0/8, CidrIpv6: '::/0'", &["CFN061 warning"]),
        (
            "SecurityGroupIngress",
            ", CidrIp: 10.0.0.0/8, SourceSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup",
            &["CFN061 warning"],
        ),
        ("SecurityGroupIngress", ", CidrIp: 10.0.0.0/8", &[]),
        ("SecurityGroupIngress", ", CidrIp: !Ref Choice", &[]),
        ("SecurityGroupIngress", ", SourceSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup", &[]),
        ("SecurityGroupEgress", ", DestinationPrefixListId: pl-0123456789abcdef0", &[]),
        (
            "SecurityGroupIngress",
            ", CidrIp: !If [Chosen, 10.0.0.0/8, !Ref AWS::NoValue], CidrIpv6: !If [NotChosen, \
             '::/0', !Ref AWS::NoValue]",
            &[],
        ),
    ] {
        let (old, new) = inline(key, ends);
        check(&[(old, &new)], expected);
    }
    let alone = |kind: &str, ends: &str| {
        resource(kind, &format!("GroupId: !Ref Group, IpProtocol: '-1'{ends}"))
    };
    check(&[("", &alone("EC2::SecurityGroupIngress", ""))], &["CFN061 warning"]);
    check(&[("", &alone("EC2::SecurityGroupEgress", ""))], &["CFN061 warning"]);
    check(&[("", &alone("EC2::SecurityGroupEgress", ", CidrIp: 0.0.0.0/0"))], &[]);
}

#[test]
fn some_names_of_groups_are_reserved() {
    for (name, expected) in [
        ("sg-nodes", &["CFN024 info", "CFN062"][..]),
        ("!Sub 'sg-${AWS::StackName}'", &["CFN024 info", "CFN062"]),
        ("default", &["CFN024 info", "CFN062"]),
        ("nodes-sg-1", &["CFN024 info"]),
        ("!Sub '${AWS::StackName}-sg-'", &["CFN024 info"]),
        ("!Ref Choice", &["CFN024 info"]),
    ] {
        let named = format!("GroupDescription: nodes, GroupName: {name}");
        check(&[("GroupDescription: nodes", &named)], expected);
    }
}

#[test]
fn entries_of_acls_have_a_number_and_icmp_a_type() {
    let entry = |properties: &str| {
        resource(
            "EC2::NetworkAclEntry",
            &format!("NetworkAclId: !Ref Acl, RuleNumber: 7, RuleAction: allow, {properties}"),
        )
    };
    for (properties, expected) in [
        ("CidrBlock: 10.0.0.0/8, Protocol: 1", &["CFN063"][..]),
        ("Ipv6CidrBlock: '::/0', Protocol: 58", &["CFN063"]),
        ("CidrBlock: 10.0.0.0/8, Protocol: 58", &[]),
        ("CidrBlock: 10.0.0.0/8, Protocol: 1, Icmp: {Type: 8, Code: -1}", &[]),
        (
            "CidrBlock: 10.0.0.0/8, Protocol: 1, Icmp: !If [Chosen, {Type: 8, Code: 0}, !Ref \
          AWS::NoValue]",
            &[],
        ),
        ("CidrBlock: 10.0.0.0/8, Protocol: tcp, PortRange: {From: 1, To: 1}", &["CFN064"]),
        ("CidrBlock: 10.0.0.0/8, Protocol: all", &["CFN064"]),
        ("CidrBlock: 10.0.0.0/8, Protocol: '-1'", &[]),
        ("CidrBlock: 10.0.0.0/8, Protocol: !Ref Choice", &[]),
    ] {
        check(&[("", &entry(properties))], expected);
    }
}

#[test]
fn a_table_has_the_local_route_already() {
    let route = |properties: &str| {
        resource("EC2::Route", &format!("RouteTableId: !Ref PrivateTable, {properties}"))
    };
    for (properties, expected) in [
        ("DestinationCidrBlock: 10.0.0.0/16, NatGatewayId: !Ref Nat", &["CFN010"][..]),
        ("DestinationCidrBlock: 10.0.0.0/16, TransitGatewayId: tgw-0123456789abcdef0", &["CFN010"]),
        ("DestinationCidrBlock: 10.0.0.0/24, NatGatewayId: !Ref Nat", &[]),
        ("DestinationCidrBlock: 10.0.0.0/25, NatGatewayId: !Ref Nat", &["CFN010"]),
        ("DestinationCidrBlock: 10.0.0.0/8, NatGatewayId: !Ref Nat", &[]),
        ("DestinationCidrBlock: !Ref Choice, NatGatewayId: !Ref Nat", &[]),
    ] {
        check(&[("", &route(properties))], expected);
    }
    let second = "  Added: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                  10.1.0.0/16}}";
    let properties = "DestinationCidrBlock: 10.1.0.0/16, NatGatewayId: !Ref Nat";
    check(&[("", second), ("", &route(properties))], &["CFN010"]);
}
