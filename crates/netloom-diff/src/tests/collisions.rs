//! What AWS does not take twice.

use super::{BASE, compare, edited, told};

/// Compares two templates and expects one resource to collide with another one.
#[track_caller]
fn check(old: &str, new: &str, id: &str, with: &str) {
    let review = compare(old, new);
    let change =
        review.resources.iter().find(|change| change.id == id).expect("the resource changes");
    assert!(change.collisions.iter().any(|collision| collision.with == with), "{change:#?}");
    assert!(told(&review).contains(&format!("{id} WillFail")), "{}", told(&review));
}

#[track_caller]
fn check_nothing_collides(old: &str, new: &str) {
    let review = compare(old, new);
    assert!(
        review.resources.iter().all(|change| change.collisions.is_empty()),
        "{:#?}",
        review.resources
    );
}

/// Both templates hold the resource, under another logical id each.
#[track_caller]
fn check_renamed(resource: &str) {
    let with = |id: &str| edited(&[("", &format!("  {id}: {resource}\n"))]);
    check(&with("Former"), &with("Latter"), "Latter", "Former");
}

#[test]
fn a_second_route_for_one_destination_fails() {
    let review = compare(BASE, &edited(&[("  Default: {", "  PublicDefault: {")]));
    let route = review.resources.first().expect("the route");
    assert_eq!(route.collisions.first().map(|one| one.with.as_str()), Some("Default"));
}

#[test]
fn a_second_gateway_for_a_vpc_fails() {
    let review = compare(
        BASE,
        &edited(&[(
            "",
            "  Gateway2: {Type: AWS::EC2::InternetGateway}\n  Attachment2: {Type: \
             AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: \
             !Ref Gateway2}}\n",
        )]),
    );
    assert!(told(&review).starts_with("+ Attachment2 WillFail"), "{}", told(&review));
}

#[test]
fn a_gateway_of_a_vpc_that_is_replaced_is_still_attached() {
    check(
        BASE,
        &BASE.replace(
            "AWS::EC2::VPC, Properties: {CidrBlock: 10.0",
            "AWS::EC2::VPC, Properties: {CidrBlock: 10.1",
        ),
        "Attachment",
        "Attachment",
    );
}

#[test]
fn a_group_with_a_name_of_its_own_cannot_be_replaced() {
    let named =
        BASE.replace("GroupDescription: nodes", "GroupName: nodes, GroupDescription: nodes");
    let review =
        compare(&named, &named.replace("GroupDescription: nodes", "GroupDescription: all nodes"));
    assert!(told(&review).starts_with("~ Group WillFail"), "{}", told(&review));
}

#[test]
fn a_subnet_of_a_vpc_that_a_parameter_names_collides() {
    let subnet = |id: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref VpcId, CidrBlock: \
             10.0.0.0/24}}}}\nParameters: {{VpcId: {{Type: String}}}}\n"
        )
    };
    let review = compare(&subnet("A"), &subnet("B"));
    assert_eq!(told(&review).trim(), "A > B WillFail");
}

#[test]
fn many_routes_of_one_table_do_not_collide() {
    let route = |id: &str, to: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: rtb-1, \
             DestinationCidrBlock: {to}, GatewayId: igw-1}}}}\n"
        )
    };
    let old = route("First", "192.0.2.0/24");
    let review = compare(&old, &format!("{old}{}", route("Second", "198.51.100.0/24")));
    assert_eq!(told(&review).trim(), "+ Second NoInterruption");
}

#[test]
fn a_second_private_name_fails() {
    let endpoint = |id: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, \
             VpcEndpointType: Interface, PrivateDnsEnabled: true, ServiceName: \
             com.amazonaws.eu-west-1.logs, SubnetIds: [!Ref Subnet]}}}}\n"
        )
    };
    let review =
        compare(&edited(&[("", &endpoint("Logs"))]), &edited(&[("", &endpoint("LogsEndpoint"))]));
    assert!(told(&review).contains("Logs > LogsEndpoint WillFail"), "{}", told(&review));
}

#[test]
fn a_second_gateway_endpoint_in_a_table_fails() {
    let endpoint = |id: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, ServiceName: \
             com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Table]}}}}\n"
        )
    };
    let review =
        compare(&edited(&[("", &endpoint("S3"))]), &edited(&[("", &endpoint("S3Endpoint"))]));
    assert!(told(&review).contains("S3 > S3Endpoint WillFail"), "{}", told(&review));
}

#[test]
fn an_entry_with_the_same_number_fails() {
    let acl = |id: &str| {
        format!(
            "  Acl: {{Type: AWS::EC2::NetworkAcl, Properties: {{VpcId: !Ref Vpc}}}}\n  {id}: \
             {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, RuleNumber: \
             100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}\n"
        )
    };
    let review = compare(&edited(&[("", &acl("In"))]), &edited(&[("", &acl("AllowIn"))]));
    assert!(told(&review).contains("In > AllowIn WillFail"), "{}", told(&review));
}

#[test]
fn what_aws_takes_once_cannot_be_renamed() {
    for resource in [
        "{Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.4.0/24}}",
        "{Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, Ipv6Native: true, Ipv6CidrBlock: \
         '2001:db8::/64'}}",
        "{Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.9.0.0/16}}",
        "{Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         192.0.2.0/24, NatGatewayId: !Ref Nat}}",
        "{Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: \
         eipalloc-1}}",
        "{Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
         Address.AllocationId, NetworkInterfaceId: eni-1}}",
        "{Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet, PrivateIpAddress: \
         10.0.0.9}}",
        "{Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: \
         vgw-1}}",
        "{Type: AWS::EC2::TransitGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
         TransitGatewayId: tgw-1, SubnetIds: [!Ref Subnet]}}",
        "{Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Vpc, ResourceType: VPC, \
         TrafficType: ALL, LogDestination: 'arn:aws:s3:::logs'}}",
        "{Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: \
         tcp, FromPort: 80, ToPort: 80, CidrIp: 192.0.2.0/24}}",
        "{Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref Group, IpProtocol: \
         '-1', CidrIp: 192.0.2.0/24}}",
        "{Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-1, SubnetId: !Ref Subnet, \
         SecurityGroups: [!Ref Group]}}",
        "{Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateName: nodes, \
         LaunchTemplateData: {}}}",
        "{Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'results-${AWS::AccountId}'}}",
        "{Type: AWS::IAM::Role, Properties: {RoleName: head, AssumeRolePolicyDocument: {}}}",
    ] {
        check_renamed(resource);
    }
}

#[test]
fn a_rule_for_the_same_addresses_under_another_spelling_is_lost() {
    let rule = |block: &str| {
        edited(&[(
            "",
            &format!(
                "  Ssh: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref \
                 Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: {block}}}}}\n"
            ),
        )])
    };
    check(&rule("10.17.0.0/15"), &rule("10.16.0.0/15"), "Ssh", "Ssh");
    check_nothing_collides(&rule("10.16.0.0/16"), &rule("10.17.0.0/16"));
}

const INLINE: &str = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.0.2.0/24}";
const BESIDE: &str = "  Ssh: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref \
                      Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.0.2.0/24}}\n";

#[test]
fn a_rule_that_moves_out_of_its_group_does_not_collide() {
    check_nothing_collides(BASE, &edited(&[(&format!("{INLINE}, "), ""), ("", BESIDE)]));
}

#[test]
fn a_rule_that_its_group_keeps_collides() {
    check(BASE, &edited(&[("", BESIDE)]), "Ssh", "Group");
}

#[test]
fn a_rule_that_moves_into_its_group_is_lost() {
    check(&edited(&[(&format!("{INLINE}, "), ""), ("", BESIDE)]), BASE, "Group", "Ssh");
}

#[test]
fn mount_targets_in_other_zones_do_not_collide() {
    let target = |id: &str, subnet: &str, zone: &str, block: &str| {
        format!(
            "  {subnet}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: vpc-1, CidrBlock: \
             {block}, AvailabilityZone: {zone}}}}}\n  {id}: {{Type: AWS::EFS::MountTarget, \
             Properties: {{FileSystemId: fs-1, SubnetId: !Ref {subnet}, SecurityGroups: \
             [sg-1]}}}}\n"
        )
    };
    let first = target("MountA", "SubnetA", "eu-west-1a", "10.0.0.0/24");
    let other = target("MountB", "SubnetB", "eu-west-1b", "10.0.1.0/24");
    check_nothing_collides(&first, &format!("{first}{other}"));
    // Another subnet of the same zone: the target is recreated while the old one is there.
    check(&first, &first.replace("10.0.0.0/24", "10.0.7.0/24"), "MountA", "MountA");
    check_nothing_collides(
        &first,
        &first.replace(
            "10.0.0.0/24, AvailabilityZone: eu-west-1a",
            "10.0.7.0/24, AvailabilityZone: eu-west-1c",
        ),
    );
}

#[test]
fn an_instance_with_an_address_of_its_own_cannot_be_replaced() {
    let with = BASE
        .replace("InstanceType: c5.large", "InstanceType: c5.large, PrivateIpAddress: 10.0.0.10");
    check(&with, &with.replace("ami-0123456789abcdef0", "ami-0fedcba9876543210"), "Head", "Head");
    check_nothing_collides(BASE, &BASE.replace("ami-0123456789abcdef0", "ami-0fedcba9876543210"));
}

#[test]
fn what_is_there_only_otherwise_is_not_in_the_way() {
    let rest = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a], D: !Not \
                [!Condition C]}\n";
    let subnet = |id: &str, condition: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::Subnet, Condition: {condition}, Properties: {{VpcId: \
             vpc-1, CidrBlock: 10.0.0.0/24}}}}\n"
        )
    };
    let old = subnet("A", "C");
    check_nothing_collides(&format!("{old}{rest}"), &format!("{old}{}{rest}", subnet("B", "D")));
    check(&format!("{old}{rest}"), &format!("{old}{}{rest}", subnet("B", "C")), "B", "A");
}
