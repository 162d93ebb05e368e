//! What belongs to which VPC, which id belongs where, and what can be had once only.

use super::check;

const OTHER: &str = "  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  Far: \
                     {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Other, CidrBlock: \
                     10.1.0.0/24, AvailabilityZone: eu-west-1b}}\n  FarTable: {Type: \
                     AWS::EC2::RouteTable, Properties: {VpcId: !Ref Other}}\n  FarAssociation: \
                     {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref \
                     Far, RouteTableId: !Ref FarTable}}\n  FarGroup: {Type: \
                     AWS::EC2::SecurityGroup, Properties: {GroupDescription: far, VpcId: !Ref \
                     Other}}";

#[test]
fn groups_tables_and_gateways_are_of_one_vpc() {
    let of_two = [
        "  X: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, SecurityGroupIds: \
         [!Ref Group, !Ref FarGroup]}}",
        "  X: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', \
         SubnetId: !Ref Private, GroupSet: [!GetAtt FarGroup.GroupId]}]}}",
        "  X: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, SecurityGroupIds: \
         [!GetAtt Other.DefaultSecurityGroup]}}",
        "  X: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, GroupSet: \
         [!Ref FarGroup]}}",
        "  X: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref FarTable, \
         DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}",
        "  X: {Type: AWS::EC2::Route, DependsOn: Attachment, Properties: {RouteTableId: !Ref \
         FarTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}",
        "  X: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: \
         com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref PrivateTable, !Ref FarTable]}}",
        "  X: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: \
         Interface, ServiceName: com.amazonaws.eu-west-1.logs, SubnetIds: [!Ref Private], \
         SecurityGroupIds: [!Ref FarGroup]}}",
        "  X: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal, \
         Subnets: [!Ref Private, !Ref Far]}}",
        "  X: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-0123456789abcdef0, \
         SubnetId: !Ref Private, SecurityGroups: [!Ref FarGroup]}}",
        "  X: {Type: AWS::FSx::FileSystem, Properties: {FileSystemType: LUSTRE, SubnetIds: [!Ref \
         Private], SecurityGroupIds: [!Ref FarGroup]}}",
        "  X: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref Private], \
         SecurityGroupIds: [!Ref FarGroup]}}}",
    ];
    for resource in of_two {
        check(&[("", OTHER), ("", resource)], &["CFN038"]);
        let at_home = resource
            .replace("FarGroup", "Group")
            .replace("FarTable", "PrivateTable")
            .replace("Other.", "Vpc.");
        // A second route to everywhere in one table is another fault.
        let at_home =
            at_home.replace("0.0.0.0/0", "192.0.2.0/24").replace("!Ref Far]", "!Ref Second]");
        check(&[("", OTHER), ("", &at_home)], &[]);
    }
}

#[test]
fn associations_are_of_one_vpc() {
    let changed = (
        "SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable",
        "SubnetId: !Ref Private, RouteTableId: !Ref FarTable",
    );
    check(&[changed, ("", OTHER)], &["CFN038"]);
    let acl = |subnet: &str| {
        format!(
            "  X: {{Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {{SubnetId: !Ref \
             {subnet}, NetworkAclId: !Ref Acl}}}}"
        )
    };
    check(&[("", OTHER), ("", &acl("Far"))], &["CFN038"]);
    check(&[("", OTHER), ("", &acl("Private"))], &[]);
}

#[test]
fn a_vpc_that_is_not_known_is_not_another_one() {
    let group = |vpc: &str| {
        format!(
            "  Given: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: \
             given{vpc}}}}}"
        )
    };
    let node = |subnet: &str, group: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Instance, Properties: {{SubnetId: {subnet}, SecurityGroupIds: \
             [{group}]}}}}"
        )
    };
    check(&[("", &group(", VpcId: !Ref AnyVpc")), ("", &node("!Ref Private", "!Ref Given"))], &[]);
    check(&[("", &node("!Ref AnySubnet", "!Ref Group"))], &[]);
    check(&[("", &node("!Ref Private", "!Ref AnyGroup"))], &[]);
    let either = group(", VpcId: !If [Chosen, !Ref Vpc, !Ref AnyVpc]");
    check(&[("", &either), ("", &node("!Ref Private", "!Ref Given"))], &[]);
    // One without a VPC is of the default VPC, which the template does not make; one by id exists.
    check(&[("", &group("")), ("", &node("!Ref Private", "!Ref Given"))], &["CFN038"]);
    check(
        &[
            ("", &group(", VpcId: vpc-0123456789abcdef0")),
            ("", &node("!Ref Private", "!Ref Given")),
        ],
        &["CFN038"],
    );
}

#[test]
fn a_group_that_is_associated_with_a_vpc_may_be_used_there() {
    let join = "  Join: {Type: AWS::EC2::SecurityGroupVpcAssociation, Properties: {GroupId: !Ref \
                FarGroup, VpcId: !Ref Vpc}}";
    let node = "  X: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, \
                SecurityGroupIds: [!Ref FarGroup]}}";
    check(&[("", OTHER), ("", join), ("", node)], &[]);
}

#[test]
fn ids_are_of_the_kind_that_is_wanted() {
    let transit = "  Transit: {Type: AWS::EC2::TransitGateway}\n  Joined: {Type: \
                   AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref \
                   Transit, VpcId: !Ref Vpc, SubnetIds: [!Ref Private]}}";
    let route = |target: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Route, DependsOn: Joined, Properties: {{RouteTableId: !Ref \
             PrivateTable, DestinationCidrBlock: 172.20.0.0/16, {target}}}}}"
        )
    };
    check(&[("", transit), ("", &route("TransitGatewayId: !Ref Joined"))], &["CFN040"]);
    check(&[("", transit), ("", &route("TransitGatewayId: !Ref Transit"))], &[]);
    check(
        &[("", transit), ("", &route("TransitGatewayId: tgw-attach-0123456789abcdef0"))],
        &["CFN040"],
    );
    check(&[("", transit), ("", &route("TransitGatewayId: tgw-0123456789abcdef0"))], &[]);
    check(&[("", transit), ("", &route("GatewayId: !Ref Attachment"))], &["CFN040"]);
    check(&[("", transit), ("", &route("NetworkInterfaceId: !Ref Private"))], &["CFN040"]);
    // EC2 takes a NAT gateway under either name, and what is not known may be right.
    check(&[("", transit), ("", &route("GatewayId: !Ref Nat"))], &[]);
    check(&[("", transit), ("", &route("TransitGatewayId: !Ref Choice"))], &[]);
    check(&[("", transit), ("", &route("TransitGatewayId: tgw-attach-xxxxxxxx"))], &[]);
    check(&[("!GetAtt Address.AllocationId", "!Ref Address")], &["CFN040"]);
    check(&[("VpcId: !Ref Vpc}}\n  Acl", "VpcId: !GetAtt Private.VpcId}}\n  Acl")], &[]);
    check(&[("VpcId: !Ref Vpc}}\n  Acl", "VpcId: !Ref Private}}\n  Acl")], &["CFN040"]);
}

#[test]
fn an_address_is_used_once() {
    let nat = |address: &str| {
        format!(
            "  NatTwo: {{Type: AWS::EC2::NatGateway, DependsOn: PublicRoute, Properties: \
             {{SubnetId: !Ref Public, AllocationId: {address}}}}}"
        )
    };
    check(&[("", &nat("!GetAtt Address.AllocationId"))], &["CFN036"]);
    check(
        &[
            ("", "  AddressTwo: {Type: AWS::EC2::EIP}"),
            ("", &nat("!GetAtt AddressTwo.AllocationId")),
        ],
        &[],
    );
    let card = "  Card: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, \
                GroupSet: [!Ref Group]}}";
    let join = |address: &str| {
        format!(
            "  Join: {{Type: AWS::EC2::EIPAssociation, DependsOn: Attachment, Properties: \
             {{NetworkInterfaceId: !Ref Card, {address}}}}}"
        )
    };
    check(&[("", card), ("", &join("AllocationId: !GetAtt Address.AllocationId"))], &["CFN036"]);
    check(&[("", card), ("", &join("AllocationId: eipalloc-0123456789abcdef0"))], &[]);
    let both = ("!GetAtt Address.AllocationId", "eipalloc-0123456789abcdef0");
    check(&[both, ("", &nat("eipalloc-0123456789abcdef0"))], &["CFN036"]);
    check(&[("!GetAtt Address.AllocationId", "eipalloc-xxxx"), ("", &nat("eipalloc-xxxx"))], &[]);
    // One of the two is made.
    let either =
        nat("!GetAtt Address.AllocationId").replace("DependsOn", "Condition: Chosen, DependsOn");
    check(&[("", &either)], &[]);
}

#[test]
fn a_subnet_has_one_table_and_a_vpc_one_internet_gateway() {
    let again = "  Again: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: \
                 !Ref Private, RouteTableId: !Ref PublicTable}}";
    check(&[("", again)], &["CFN037"]);
    check(&[("", &again.replace(", Properties", ", Condition: Chosen, Properties"))], &[]);
    check(&[("", &again.replace("!Ref Private", "!Ref AnySubnet"))], &[]);
    let acl = |name: &str| {
        format!(
            "  {name}: {{Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {{SubnetId: \
             !Ref Private, NetworkAclId: !Ref Acl}}}}"
        )
    };
    check(&[("", &acl("One")), ("", &acl("Two"))], &["CFN037 warning"]);
    let gateway = "  GatewayTwo: {Type: AWS::EC2::InternetGateway}\n  Two: {Type: \
                   AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                   InternetGatewayId: !Ref GatewayTwo}}";
    check(&[("", gateway)], &["CFN039"]);
    check(&[("", OTHER), ("", &gateway.replace("!Ref Vpc", "!Ref Other"))], &[]);
    check(
        &[
            ("", OTHER),
            (
                "",
                "  Two: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Other, \
                 InternetGatewayId: !Ref Gateway}}",
            ),
        ],
        &["CFN039"],
    );
    let vpn = "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  Two: {Type: \
               AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: !Ref \
               Vpn}}";
    check(&[("", vpn)], &[]);
    let vpns = format!(
        "{vpn}\n{}",
        vpn.replace("Vpn:", "VpnTwo:")
            .replace("Two: {", "Three: {")
            .replace("!Ref Vpn}", "!Ref VpnTwo}")
            .replace("VpnThree", "VpnTwo")
    );
    check(&[("", &vpns)], &["CFN039"]);
}

#[test]
fn a_public_nat_gateway_needs_an_address_and_a_way_out() {
    const WHOLE: &str = "{SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId}";
    check(&[(WHOLE, "{SubnetId: !Ref Public}")], &["CFN035"]);
    check(
        &[(
            WHOLE,
            "{SubnetId: !Ref Public, AllocationId: !If [Chosen, !GetAtt Address.AllocationId, \
             !Ref AWS::NoValue]}",
        )],
        &[],
    );
    check(&[(WHOLE, "{SubnetId: !Ref Public, ConnectivityType: !Ref Choice}")], &[]);
    check(&[(WHOLE, "{VpcId: !Ref Vpc, AvailabilityMode: regional}")], &[]);
    let closed = "  Closed: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                  10.0.3.0/24, AvailabilityZone: eu-west-1a}}\n  ClosedTable: {Type: \
                  AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n  ClosedAssociation: \
                  {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref \
                  Closed, RouteTableId: !Ref ClosedTable}}";
    let moved = (WHOLE, "{SubnetId: !Ref Closed, AllocationId: !GetAtt Address.AllocationId}");
    check(&[moved, ("", closed)], &["CFN034"]);
    let route = |target: &str| {
        format!(
            "  Way: {{Type: AWS::EC2::Route, DependsOn: Attachment, Properties: {{RouteTableId: \
             !Ref ClosedTable, DestinationCidrBlock: 0.0.0.0/0, {target}}}}}"
        )
    };
    check(&[moved, ("", closed), ("", &route("GatewayId: !Ref Gateway"))], &["CFN003 info"]);
    check(&[moved, ("", closed), ("", &route("VpcEndpointId: vpce-0123456789abcdef0"))], &[]);
    // Another stack may add the route to a table that an output names.
    let output = "Outputs:\n  Table: {Value: !Ref ClosedTable}";
    check(&[moved, ("", closed), ("", output)], &["CFN034 warning"]);
    let elsewhere =
        (WHOLE, "{SubnetId: !Ref AnySubnet, AllocationId: !GetAtt Address.AllocationId}");
    check(&[elsewhere], &[]);
}

#[test]
fn what_is_public_needs_a_vpc_with_an_internet_gateway() {
    let lone = "  Lone: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}\n  Inner: \
                {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Lone, CidrBlock: 10.2.0.0/24, \
                AvailabilityZone: eu-west-1a}}\n  Outer: {Type: AWS::EC2::Subnet, Properties: \
                {VpcId: !Ref Lone, CidrBlock: 10.2.1.0/24, AvailabilityZone: eu-west-1b}}\n  \
                LoneTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Lone}}\n  \
                InnerAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: \
                {SubnetId: !Ref Inner, RouteTableId: !Ref LoneTable}}\n  OuterAssociation: {Type: \
                AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Outer, \
                RouteTableId: !Ref LoneTable}}";
    let things = [
        "  X: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Inner, AllocationId: \
         eipalloc-0123456789abcdef0}}",
        "  X: {Type: AWS::EC2::NatGateway, Properties: {VpcId: !Ref Lone, AvailabilityMode: \
         regional}}",
        "  X: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: \
         internet-facing, Subnets: [!Ref Inner, !Ref Outer]}}",
        "  Node: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Inner}}\n  X: {Type: \
         AWS::EC2::EIP, Properties: {InstanceId: !Ref Node}}",
    ];
    for thing in things {
        check(&[("", lone), ("", thing)], &["CFN054"]);
        let custom =
            "  Made: {Type: Custom::Gateway, Properties: {ServiceToken: arn, Vpc: !Ref Lone}}";
        check(&[("", lone), ("", thing), ("", custom)], &[]);
    }
    check(
        &[
            ("", lone),
            (
                "",
                "  X: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Inner, \
                 ConnectivityType: private}}",
            ),
        ],
        &[],
    );
}

#[test]
fn a_rule_names_groups_of_connected_vpcs() {
    let rule = |group: &str| {
        format!(
            "  X: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref Group, \
             IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: {group}}}}}"
        )
    };
    check(&[("", OTHER), ("", &rule("!Ref FarGroup"))], &["CFN057"]);
    check(&[("", OTHER), ("", &rule("!GetAtt Other.DefaultSecurityGroup"))], &["CFN057"]);
    check(&[("", OTHER), ("", &rule("!Ref Group"))], &[]);
    check(&[("", OTHER), ("", &rule("!Ref AnyGroup"))], &[]);
    let inside = OTHER.replace(
        "GroupDescription: far, ",
        "GroupDescription: far, SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: \
         !Ref Group}], ",
    );
    check(&[("", &inside)], &["CFN057"]);
    let peering = "  Peer: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, \
                   PeerVpcId: !Ref Other}}";
    check(&[("", OTHER), ("", peering), ("", &rule("!Ref FarGroup"))], &[]);
}
