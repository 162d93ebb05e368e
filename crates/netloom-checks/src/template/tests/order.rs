//! What must be made before what.

use super::check;

const NAT: &str = "DependsOn: PublicRoute, Properties: {SubnetId: !Ref Public, AllocationId: \
                   !GetAtt Address.AllocationId}";

#[test]
fn an_address_of_a_nat_gateway_need_not_wait_and_one_of_an_instance_must() {
    let instance = "  Node: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, \
                    SecurityGroupIds: [!Ref Group]}}";
    check(
        &[
            ("", instance),
            ("", "  Own: {Type: AWS::EC2::EIP, Properties: {InstanceId: !Ref Node}}"),
        ],
        &["CFN002 warning"],
    );
    let waits =
        "  Own: {Type: AWS::EC2::EIP, DependsOn: Attachment, Properties: {InstanceId: !Ref Node}}";
    check(&[("", instance), ("", waits)], &[]);
    let associated = "  Join: {Type: AWS::EC2::EIPAssociation, Properties: {InstanceId: !Ref \
                      Node, AllocationId: !GetAtt Own.AllocationId}}";
    check(
        &[("", instance), ("", "  Own: {Type: AWS::EC2::EIP}"), ("", associated)],
        &["CFN002 warning"],
    );
    // What waits for something that waits has waited, too.
    let waits = "  Own: {Type: AWS::EC2::EIP, DependsOn: PublicRoute}";
    check(&[("", instance), ("", waits), ("", associated)], &[]);
}

#[test]
fn a_nat_gateway_waits_for_the_attachment_of_its_vpc() {
    let given = "Properties: {SubnetId: !Ref Public, AllocationId: eipalloc-0123456789abcdef0}";
    check(&[(NAT, given)], &["CFN003 info", "CFN030 warning"]);
    check(&[(NAT, &format!("DependsOn: PublicRoute, {given}"))], &[]);
    check(&[(NAT, &format!("DependsOn: Attachment, {given}"))], &["CFN003 info"]);
    // The address waits and is referred to.
    let address = (
        "Address: {Type: AWS::EC2::EIP, ",
        "Address: {Type: AWS::EC2::EIP, DependsOn: Attachment, ",
    );
    check(
        &[
            address,
            (
                "Nat: {Type: AWS::EC2::NatGateway, DependsOn: PublicRoute, ",
                "Nat: {Type: AWS::EC2::NatGateway, ",
            ),
        ],
        &["CFN003 info"],
    );
    check(
        &[(NAT, "Properties: {VpcId: !Ref Vpc, AvailabilityMode: regional}")],
        &["CFN030 warning"],
    );
    check(&[(NAT, "Properties: {SubnetId: !Ref Private, ConnectivityType: private}")], &["CFN008"]);
}

#[test]
fn an_ipv6_subnet_waits_for_the_ipv6_block() {
    let block = "  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
                 AmazonProvidedIpv6CidrBlock: true}}";
    let first = "!Select [0, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 4, 64]]";
    let subnet = |waits: &str, block: &str| {
        format!(
            "  New: {{Type: AWS::EC2::Subnet, {waits}Properties: {{VpcId: !Ref Vpc, CidrBlock: \
             10.0.9.0/24, AvailabilityZone: eu-west-1a, Ipv6CidrBlock: {block}}}}}\n  \
             NewAssociation: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
             {{SubnetId: !Ref New, RouteTableId: !Ref PrivateTable}}}}"
        )
    };
    check(&[("", block), ("", &subnet("", first))], &["CFN031 warning"]);
    check(&[("", block), ("", &subnet("DependsOn: Six, ", first))], &[]);
    check(&[("", block), ("", &subnet("", "2001:db8:0:1::/64"))], &["CFN031 warning"]);
    // An IPv4 block brings none, and a block that an earlier stack made is there.
    let ipv4 = "  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                100.64.0.0/16}}";
    check(&[("", ipv4), ("", &subnet("", first))], &[]);
    check(&[("", &subnet("", first))], &[]);
}

#[test]
fn a_subnet_block_is_waited_for_in_any_branch() {
    let block = "  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
                 AmazonProvidedIpv6CidrBlock: true}}";
    let subnet = "  New: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                  10.0.9.0/24, AvailabilityZone: eu-west-1a, Ipv6CidrBlock: 2001:db8:0:1::/64, \
                  Tags: [{Key: by, Value: !If [Chosen, !Ref Six, '']}]}}\n  NewAssociation: \
                  {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref New, \
                  RouteTableId: !Ref PrivateTable}}";
    check(&[("", block), ("", subnet)], &[]);
    let joined = subnet.replace("!If [Chosen, !Ref Six, '']", "!Sub 'x-${Six}'");
    check(&[("", block), ("", &joined)], &[]);
}

#[test]
fn a_public_load_balancer_waits_for_the_attachment() {
    let balancer = |waits: &str, more: &str| {
        format!(
            "  Balancer: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, {waits}Properties: \
             {{{more}Subnets: [!Ref Public, !Ref Second]}}}}"
        )
    };
    check(&[("", &balancer("", ""))], &["CFN032 warning"]);
    check(&[("", &balancer("", "Scheme: internet-facing, Type: network, "))], &["CFN032 warning"]);
    check(&[("", &balancer("DependsOn: Attachment, ", ""))], &[]);
    check(&[("", &balancer("DependsOn: PublicRoute, ", ""))], &[]);
    check(&[("", &balancer("", "Scheme: internal, "))], &[]);
    check(&[("", &balancer("", "Scheme: !Ref Choice, "))], &[]);
    check(&[("", &balancer("", "Type: gateway, "))], &[]);
    let classic = "  Balancer: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: \
                   {Subnets: [!Ref Public], Listeners: [{LoadBalancerPort: '80', InstancePort: \
                   '80', Protocol: HTTP}]}}";
    check(&[("", classic)], &["CFN032 warning"]);
}

#[test]
fn a_public_instance_waits_for_the_attachment() {
    let node = |waits: &str, properties: &str| {
        format!("  Node: {{Type: AWS::EC2::Instance, {waits}Properties: {{{properties}}}}}")
    };
    let card = |public: &str| {
        format!(
            "NetworkInterfaces: [{{DeviceIndex: '0', AssociatePublicIpAddress: {public}, \
             SubnetId: !Ref Public, GroupSet: [!Ref Group]}}]"
        )
    };
    check(&[("", &node("", &card("true")))], &["CFN033 warning"]);
    check(&[("", &node("DependsOn: Attachment, ", &card("true")))], &[]);
    check(&[("", &node("", &card("false")))], &[]);
    check(&[("", &node("", "SubnetId: !Ref Public"))], &["CFN033 warning"]);
    check(&[("", &node("", "SubnetId: !Ref Private"))], &[]);
    check(&[("", &node("", "SubnetId: !Ref AnySubnet"))], &[]);
    let fleet = |subnet: &str| {
        format!(
            "  Fleet: {{Type: AWS::AutoScaling::AutoScalingGroup, Properties: {{MinSize: '0', \
             MaxSize: '1', VPCZoneIdentifier: [!Ref {subnet}]}}}}"
        )
    };
    check(&[("", &fleet("Public"))], &["CFN033 warning"]);
    check(&[("", &fleet("Private"))], &[]);
    let launch = |public: &str| {
        format!(
            "  Launch: {{Type: AWS::EC2::LaunchTemplate, Properties: {{LaunchTemplateData: \
             {{NetworkInterfaces: [{{DeviceIndex: 0, AssociatePublicIpAddress: {public}}}]}}}}}}"
        )
    };
    let by_template = fleet("Public").replace(
        "MinSize",
        "LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}, MinSize",
    );
    check(&[("", &launch("false")), ("", &by_template)], &[]);
    check(&[("", &launch("true")), ("", &by_template)], &["CFN033 warning"]);
    let database = |public: &str| {
        format!(
            "  Subnets: {{Type: AWS::RDS::DBSubnetGroup, Properties: {{DBSubnetGroupDescription: \
             d, SubnetIds: [!Ref Private, !Ref Second]}}}}\n  Database: {{Type: \
             AWS::RDS::DBInstance, Properties: {{DBSubnetGroupName: !Ref Subnets, \
             PubliclyAccessible: {public}}}}}"
        )
    };
    check(&[("", &database("true"))], &["CFN033 warning"]);
    check(&[("", &database("false"))], &[]);
}

#[test]
fn a_transit_route_waits_for_the_attachment_of_its_own_vpc() {
    let gateway = "  Transit: {Type: AWS::EC2::TransitGateway}\n  Joined: {Type: \
                   AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref \
                   Transit, VpcId: !Ref Vpc, SubnetIds: [!Ref Private]}}";
    let route = |waits: &str| {
        format!(
            "  Site: {{Type: AWS::EC2::Route, {waits}Properties: {{RouteTableId: !Ref \
             PrivateTable, DestinationCidrBlock: 172.20.0.0/16, TransitGatewayId: !Ref Transit}}}}"
        )
    };
    check(&[("", gateway), ("", &route(""))], &["CFN005 warning"]);
    check(&[("", gateway), ("", &route("DependsOn: Joined, "))], &[]);
    let other = "  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  Far: \
                 {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Other, CidrBlock: 10.1.0.0/24, \
                 AvailabilityZone: eu-west-1a}}\n  FarTable: {Type: AWS::EC2::RouteTable, \
                 Properties: {VpcId: !Ref Other}}\n  FarAssociation: {Type: \
                 AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Far, \
                 RouteTableId: !Ref FarTable}}\n  FarJoined: {Type: \
                 AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Transit, \
                 VpcId: !Ref Other, SubnetIds: [!Ref Far]}}";
    check(
        &[("", gateway), ("", other), ("", &route("DependsOn: FarJoined, "))],
        &["CFN005 warning"],
    );
}
