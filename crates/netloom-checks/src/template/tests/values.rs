//! Numbers, texts, zones and blocks that AWS rejects, or that do not work together.

use super::check;

fn rule(properties: &str) -> String {
    format!(
        "  X: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref Group, \
         {properties}, CidrIp: 10.0.0.0/16}}}}"
    )
}

fn entry(properties: &str) -> String {
    format!(
        "  X: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, \
         RuleAction: allow, CidrBlock: 10.0.0.0/16, {properties}}}}}"
    )
}

#[test]
fn ports_are_in_order_and_there() {
    for right in [
        "IpProtocol: tcp, FromPort: 80, ToPort: 443",
        "IpProtocol: tcp, FromPort: 0, ToPort: 65535",
        "IpProtocol: udp, FromPort: !Ref Choice, ToPort: 80",
        "IpProtocol: icmp, FromPort: 8, ToPort: -1",
        "IpProtocol: -1",
        "IpProtocol: -1, FromPort: 443, ToPort: 80",
        "IpProtocol: '50'",
    ] {
        check(&[("", &rule(right))], &[]);
    }
    for wrong in [
        "IpProtocol: tcp, FromPort: 443, ToPort: 80",
        "IpProtocol: '17', FromPort: '443', ToPort: '80'",
        "IpProtocol: tcp, FromPort: 22, ToPort: 70000",
        "IpProtocol: tcp, FromPort: -1, ToPort: -1",
        "IpProtocol: tcp, FromPort: 22",
        "IpProtocol: udp",
        "IpProtocol: icmp, FromPort: 300, ToPort: 0",
    ] {
        check(&[("", &rule(wrong))], &["CFN042"]);
    }
    let inside = |rule: &str| {
        (
            "GroupDescription: nodes",
            format!("GroupDescription: nodes, SecurityGroupIngress: [{rule}]"),
        )
    };
    let (old, new) = inside("{IpProtocol: tcp, FromPort: 9, ToPort: 8, CidrIp: 10.0.0.0/16}");
    check(&[(old, &new)], &["CFN042"]);
    let listener = |port: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {{VpcId: !Ref \
             Vpc, Port: {port}, Protocol: TCP}}}}"
        )
    };
    check(&[("", &listener("70000"))], &["CFN042"]);
    check(&[("", &listener("8080"))], &[]);
}

#[test]
fn entries_of_acls_have_ports_and_numbers() {
    check(&[("", &entry("RuleNumber: 100, Protocol: 6, PortRange: {From: 80, To: 443}"))], &[]);
    check(&[("", &entry("RuleNumber: 100, Protocol: -1"))], &[]);
    check(&[("", &entry("RuleNumber: 100, Protocol: 1, Icmp: {Type: -1, Code: -1}"))], &[]);
    check(
        &[("", &entry("RuleNumber: 100, Protocol: 6, PortRange: {From: 443, To: 80}"))],
        &["CFN042"],
    );
    check(&[("", &entry("RuleNumber: 100, Protocol: 6"))], &["CFN042"]);
    check(
        &[(
            "",
            &entry(
                "RuleNumber: 100, Protocol: 6, PortRange: !If [Chosen, {From: 1, To: 2}, !Ref \
                 AWS::NoValue]",
            ),
        )],
        &[],
    );
    check(&[("", &entry("RuleNumber: 32767, Protocol: -1"))], &["CFN044"]);
    check(&[("", &entry("RuleNumber: 0, Protocol: -1"))], &["CFN044"]);
    check(&[("", &entry("RuleNumber: !Ref Choice, Protocol: -1"))], &[]);
}

#[test]
fn texts_hold_what_aws_takes() {
    let text = |text: &str| ("GroupDescription: nodes", format!("GroupDescription: {text}"));
    for (name, expected) in [
        ("'all nodes, 10.0.0.0/16 (tcp)'", &[][..]),
        ("!Sub 'nodes of ${AWS::StackName}'", &[]),
        ("'{{resolve:ssm:/text|x}}'", &[]),
        ("naïve", &["CFN043"]),
        ("a — b", &["CFN043"]),
        ("\"the head's nodes\"", &["CFN043"]),
        ("!Sub 'größe von ${AWS::StackName}'", &["CFN043"]),
    ] {
        let (old, new) = text(name);
        check(&[(old, &new)], expected);
    }
    let (old, new) = text(&"x".repeat(256));
    check(&[(old, &new)], &["CFN043"]);
    check(
        &[("", &rule("IpProtocol: tcp, FromPort: 1, ToPort: 2, Description: 'a? b'"))],
        &["CFN043"],
    );
    let balancer = |name: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Name: {name}, \
             Scheme: internal, Subnets: [!Ref Private, !Ref Second]}}}}"
        )
    };
    check(&[("", &balancer("login_nodes"))], &["CFN043"]);
    check(&[("", &balancer("login-nodes"))], &[]);
}

#[test]
fn a_rule_stands_in_a_group_once() {
    let two = |second: &str| {
        let first = "{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, CidrIp: 10.0.0.0/16}";
        (
            "GroupDescription: nodes",
            format!("GroupDescription: nodes, SecurityGroupIngress: [{first}, {second}]"),
        )
    };
    for (second, expected) in [
        (
            "{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, CidrIp: 10.0.0.0/16, Description: \
             again}",
            &["CFN041 warning"][..],
        ),
        (
            "{IpProtocol: '6', FromPort: '2049', ToPort: '2049', CidrIp: 10.0.0.0/16}",
            &["CFN041 warning"],
        ),
        ("{IpProtocol: udp, FromPort: 2049, ToPort: 2049, CidrIp: 10.0.0.0/16}", &[]),
        ("{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, CidrIp: 10.1.0.0/16}", &[]),
        ("{IpProtocol: tcp, FromPort: 2049, ToPort: 2049, CidrIp: !Ref Choice}", &[]),
    ] {
        let (old, new) = two(second);
        check(&[(old, &new)], expected);
    }
    let (old, new) = two("{IpProtocol: udp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/16}");
    check(
        &[(old, &new), ("", &rule("IpProtocol: tcp, FromPort: 2049, ToPort: 2049"))],
        &["CFN041 warning"],
    );
}

#[test]
fn peerings_connect_two_vpcs_with_blocks_of_their_own() {
    let other = |block: &str| {
        format!("  Other: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: {block}}}}}")
    };
    let peer = |name: &str, vpc: &str, other: &str| {
        format!(
            "  {name}: {{Type: AWS::EC2::VPCPeeringConnection, Properties: {{VpcId: !Ref {vpc}, \
             PeerVpcId: {other}}}}}"
        )
    };
    check(&[("", &other("10.1.0.0/16")), ("", &peer("X", "Vpc", "!Ref Other"))], &[]);
    check(&[("", &other("10.0.128.0/17")), ("", &peer("X", "Vpc", "!Ref Other"))], &["CFN045"]);
    check(&[("", &other("!Ref Choice")), ("", &peer("X", "Vpc", "!Ref Other"))], &[]);
    check(&[("", &peer("X", "Vpc", "!Ref Vpc"))], &["CFN045"]);
    check(&[("", &peer("X", "Vpc", "!Ref AnyVpc"))], &[]);
    let twice = format!("{}\n{}", peer("X", "Vpc", "!Ref Other"), peer("Y", "Other", "!Ref Vpc"));
    check(&[("", &other("10.1.0.0/16")), ("", &twice)], &["CFN045"]);
    let block = "  Added: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Other, \
                 CidrBlock: 10.0.0.0/20}}";
    check(
        &[("", &other("10.2.0.0/16")), ("", block), ("", &peer("X", "Vpc", "!Ref Other"))],
        &["CFN045"],
    );
}

#[test]
fn load_balancers_and_databases_have_subnets_in_two_zones() {
    let balancer = |subnets: &str, kind: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Scheme: \
             internal, {kind}Subnets: [{subnets}]}}}}"
        )
    };
    check(&[("", &balancer("!Ref Private, !Ref Second", ""))], &[]);
    check(&[("", &balancer("!Ref Private, !Ref Public", ""))], &["CFN046"]);
    check(&[("", &balancer("!Ref Private, !Ref Public", "Type: network, "))], &["CFN046"]);
    check(&[("", &balancer("!Ref Private", ""))], &["CFN046"]);
    check(&[("", &balancer("!Ref Private", "Type: network, "))], &[]);
    check(&[("", &balancer("!Ref Private, !Ref AnySubnet", ""))], &[]);
    let database = |subnets: &str| {
        format!(
            "  X: {{Type: AWS::RDS::DBSubnetGroup, Properties: {{DBSubnetGroupDescription: d, \
             SubnetIds: [{subnets}]}}}}"
        )
    };
    check(&[("", &database("!Ref Private, !Ref Second"))], &[]);
    check(&[("", &database("!Ref Private, !Ref Public"))], &["CFN047"]);
    check(&[("", &database("!Ref Private, !Ref AnySubnet"))], &[]);
    let by_position = |zone: &str| {
        let zones = (
            "AvailabilityZone: eu-west-1a}}\n  Second",
            "AvailabilityZone: !Select [0, !GetAZs '']}}\n  Second".to_owned(),
        );
        (zones, ("AvailabilityZone: eu-west-1b", format!("AvailabilityZone: {zone}")))
    };
    let ((a, b), (c, d)) = by_position("!Select [0, !GetAZs '']");
    check(
        &[(a, &b), (c, &d), ("", &database("!Ref Private, !Ref Second"))],
        &["CFN023 info", "CFN047"],
    );
    let ((a, b), (c, d)) = by_position("!Select [1, !GetAZs '']");
    check(&[(a, &b), (c, &d), ("", &database("!Ref Private, !Ref Second"))], &["CFN023 info"]);
    let ((a, b), (c, d)) = by_position("!Sub '${AWS::Region}a'");
    check(&[(a, &b), (c, &d), ("", &database("!Ref Private, !Ref Second"))], &["CFN023 info"]);
    // Where there is one zone only, one is enough.
    let near = (
        "AvailabilityZone: eu-west-1a}}\n  Second",
        "AvailabilityZone: us-west-2-lax-1a}}\n  Second",
    );
    check(&[near, ("", &balancer("!Ref Private", ""))], &[]);
    check(&[near, ("", &database("!Ref Private"))], &[]);
    let directory = "  X: {Type: AWS::DirectoryService::MicrosoftAD, Properties: {VpcSettings: \
                     {VpcId: !Ref Vpc, SubnetIds: [!Ref Private, !Ref Public]}}}";
    check(&[("", directory)], &["CFN047"]);
}

#[test]
fn what_takes_one_subnet_per_zone_has_no_second() {
    let transit = |subnets: &str| {
        format!(
            "  Transit: {{Type: AWS::EC2::TransitGateway}}\n  Joined: {{Type: \
             AWS::EC2::TransitGatewayAttachment, Properties: {{TransitGatewayId: !Ref Transit, \
             VpcId: !Ref Vpc, SubnetIds: [{subnets}]}}}}"
        )
    };
    check(&[("", &transit("!Ref Private, !Ref Public"))], &["CFN016"]);
    check(&[("", &transit("!Ref Private, !Ref Second"))], &[]);
    // Items of the zones of a region are known to be one zone, too.
    let item = ("AvailabilityZone: eu-west-1a", "AvailabilityZone: !Select [0, !GetAZs '']");
    check(&[item, ("", &transit("!Ref Private, !Ref Public"))], &["CFN016", "CFN023 info"]);
}

#[test]
fn a_file_system_has_one_mount_target_per_zone() {
    let target = |name: &str, subnet: &str| {
        format!(
            "  {name}: {{Type: AWS::EFS::MountTarget, Properties: {{FileSystemId: \
             fs-0123456789abcdef0, SubnetId: !Ref {subnet}, SecurityGroups: [!Ref Group]}}}}"
        )
    };
    check(&[("", &target("One", "Private")), ("", &target("Two", "Public"))], &["CFN055"]);
    check(&[("", &target("One", "Private")), ("", &target("Two", "Second"))], &[]);
    check(&[("", &target("One", "Private")), ("", &target("Two", "AnySubnet"))], &[]);
    let other = target("Two", "Public").replace("fs-0123456789abcdef0", "fs-0123456789abcdef1");
    check(&[("", &target("One", "Private")), ("", &other)], &[]);
}

#[test]
fn storage_is_in_a_zone_with_compute() {
    let storage = |subnet: &str| {
        format!(
            "  Storage: {{Type: AWS::FSx::FileSystem, Properties: {{FileSystemType: LUSTRE, \
             SubnetIds: [!Ref {subnet}], SecurityGroupIds: [!Ref Group]}}}}"
        )
    };
    let node = |subnet: &str| {
        format!(
            "  Node: {{Type: AWS::EC2::Instance, Properties: {{SubnetId: !Ref {subnet}, \
             SecurityGroupIds: [!Ref Group]}}}}"
        )
    };
    check(&[("", &storage("Second")), ("", &node("Private"))], &["CFN048 warning"]);
    check(&[("", &storage("Second")), ("", &node("Second"))], &[]);
    check(&[("", &storage("Second")), ("", &node("AnySubnet"))], &[]);
    check(&[("", &storage("Second"))], &[]);
}

#[test]
fn a_regional_nat_gateway_lists_the_zones_that_use_it() {
    const WHOLE: &str = "{SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId}";
    let regional = |entries: &[&str]| {
        let entries =
            entries.iter().map(|entry| format!("{{{entry}}}")).collect::<Vec<_>>().join(", ");
        format!(
            "{{VpcId: !Ref Vpc, AvailabilityMode: regional, AvailabilityZoneAddresses: \
             [{entries}]}}"
        )
    };
    let first = "AvailabilityZone: eu-west-1a, AllocationIds: [!GetAtt Address.AllocationId]";
    let second = "AvailabilityZone: eu-west-1b, AllocationIds: [eipalloc-0123456789abcdef0]";
    check(&[(WHOLE, &regional(&[first, second]))], &[]);
    check(&[(WHOLE, &regional(&[first]))], &["CFN049"]);
    check(&[(WHOLE, &regional(&[first, "AvailabilityZone: !Ref Choice"]))], &[]);
    // A zone's name and its id cannot be compared.
    check(&[(WHOLE, &regional(&[first, "AvailabilityZoneId: euw1-az2"]))], &[]);
    check(&[(WHOLE, "{VpcId: !Ref Vpc, AvailabilityMode: regional}")], &[]);
}

#[test]
fn a_default_route_to_a_vpn_gateway_needs_a_site() {
    let vpn = "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  Two: {Type: \
               AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: !Ref \
               Vpn}}";
    let route = (
        "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat",
        "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Vpn",
    );
    let waits = (
        "PrivateRoute: {Type: AWS::EC2::Route, ",
        "PrivateRoute: {Type: AWS::EC2::Route, DependsOn: Two, ",
    );
    check(&[route, waits, ("", vpn)], &["CFN050 info"]);
    let site = "  Site: {Type: AWS::EC2::CustomerGateway, Properties: {Type: ipsec.1, IpAddress: \
                192.0.2.1}}\n  Tunnel: {Type: AWS::EC2::VPNConnection, Properties: {Type: \
                ipsec.1, VpnGatewayId: !Ref Vpn, CustomerGatewayId: !Ref Site}}";
    check(&[route, waits, ("", vpn), ("", site)], &[]);
}

#[test]
fn efa_needs_rules_to_the_group_itself() {
    let launch = |kind: &str, group: &str| {
        format!(
            "  Launch: {{Type: AWS::EC2::LaunchTemplate, Properties: {{LaunchTemplateData: \
             {{NetworkInterfaces: [{{DeviceIndex: 0, InterfaceType: {kind}, Groups: \
             [{group}]}}]}}}}}}"
        )
    };
    let inbound = "  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, \
                   IpProtocol: -1, SourceSecurityGroupId: !Ref Group}}";
    let outbound = "  Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref \
                    Group, IpProtocol: -1, DestinationSecurityGroupId: !Ref Group}}";
    check(&[("", &launch("efa", "!Ref Group")), ("", inbound), ("", outbound)], &[]);
    check(&[("", &launch("efa", "!Ref Group")), ("", inbound)], &["CFN051 warning"]);
    check(&[("", &launch("efa-only", "!Ref Group")), ("", outbound)], &["CFN051 warning"]);
    check(&[("", &launch("interface", "!Ref Group"))], &[]);
    check(&[("", &launch("efa", "!Ref AnyGroup"))], &[]);
}

#[test]
fn a_route_has_one_target_and_one_destination() {
    let route = |rest: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref PrivateTable, \
             {rest}}}}}"
        )
    };
    check(&[("", &route("DestinationCidrBlock: 192.0.2.0/24"))], &["CFN052"]);
    check(&[("", &route("NatGatewayId: !Ref Nat"))], &["CFN052"]);
    check(
        &[(
            "",
            &route(
                "DestinationCidrBlock: 192.0.2.0/24, NatGatewayId: !Ref Nat, GatewayId: \
                 igw-0123456789abcdef0",
            ),
        )],
        &["CFN052"],
    );
    check(&[("", &route("DestinationCidrBlock: 192.0.2.0/24, NatGatewayId: !Ref Nat"))], &[]);
    check(
        &[(
            "",
            &route(
                "DestinationCidrBlock: 192.0.2.0/24, NatGatewayId: !If [Chosen, !Ref Nat, !Ref \
                 AWS::NoValue], TransitGatewayId: !If [Chosen, !Ref AWS::NoValue, !Ref Choice]",
            ),
        )],
        &[],
    );
    check(&[("", &route("DestinationCidrBlock: 192.0.2.0/24, CoreNetworkArn: !Ref Choice"))], &[]);
}

#[test]
fn host_bits_are_cleared_wherever_a_block_stands() {
    check(
        &[("", &rule("IpProtocol: -1").replace("10.0.0.0/16", "10.0.0.9/16"))],
        &["CFN020 warning"],
    );
    check(&[("CidrBlock: 10.0.1.0/24", "CidrBlock: 10.0.1.7/24")], &["CFN020 warning"]);
}

#[test]
fn a_vpc_is_where_hosts_can_be() {
    let vpc =
        |block: &str| format!("  X: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: {block}}}}}");
    for wrong in ["127.0.0.0/16", "0.0.0.0/16", "169.254.0.0/20", "224.0.0.0/16", "255.255.0.0/16"]
    {
        check(&[("", &vpc(wrong))], &["CFN056"]);
    }
    for right in
        ["10.9.0.0/16", "100.64.0.0/16", "172.168.0.0/16", "198.51.100.0/24", "!Ref Choice"]
    {
        check(&[("", &vpc(right))], &[]);
    }
}

#[test]
fn an_empty_text_is_no_id_and_no_block_of_a_resource_that_may_not_be_made() {
    let empty = (
        "  Choice: {Type: String}",
        "  Choice: {Type: String}\n  Given: {Type: String, \
                  Default: ''}\n  More: {Type: String, Default: ''}",
    );
    let two = |kind: &str, properties: &str, other: &str| {
        format!(
            "  X: {{Type: 'AWS::{kind}', Properties: {{{properties}}}}}\n  Y: {{Type: \
             'AWS::{kind}', Properties: {{{other}}}}}"
        )
    };
    let pairs = [
        (
            "EC2::Route",
            "RouteTableId: !Ref GIVEN, DestinationCidrBlock: 10.9.0.0/16, \
                        TransitGatewayId: tgw-0123456789abcdef0",
        ),
        (
            "EC2::SubnetRouteTableAssociation",
            "SubnetId: !Ref GIVEN, RouteTableId: !Ref \
                                              PrivateTable",
        ),
        ("EC2::VPCGatewayAttachment", "VpcId: !Ref GIVEN, InternetGatewayId: !Ref GIVEN"),
        (
            "EC2::NetworkAclEntry",
            "NetworkAclId: !Ref GIVEN, RuleNumber: 100, RuleAction: allow, \
                                  CidrBlock: 10.0.0.0/16, Protocol: -1",
        ),
        (
            "EC2::SecurityGroupIngress",
            "GroupId: !Ref GIVEN, IpProtocol: tcp, FromPort: 1, ToPort: \
                                       1, CidrIp: 10.0.0.0/16",
        ),
        ("EC2::EIPAssociation", "AllocationId: !Ref GIVEN, InstanceId: i-0123456789abcdef0"),
        ("EFS::MountTarget", "FileSystemId: !Ref GIVEN, SubnetId: !Ref Private"),
        (
            "EC2::VPCEndpoint",
            "VpcId: !Ref Vpc, ServiceName: !Ref GIVEN, VpcEndpointType: \
                              Interface, PrivateDnsEnabled: true, SubnetIds: [!Ref Private]",
        ),
    ];
    for (kind, properties) in pairs {
        let with = |name: &str| properties.replace("GIVEN", name);
        let text = two(kind, &with("Given"), &with("More"));
        check(&[empty, ("", &text)], &[]);
    }
    // Neither are two of them one VPC; the subnets have no table.
    let subnets = two(
        "EC2::Subnet",
        "VpcId: !Ref Given, CidrBlock: 10.0.7.0/24",
        "VpcId: !Ref More, CidrBlock: 10.0.7.0/24",
    );
    check(&[empty, ("", &subnets)], &["CFN011 warning"]);
    let subnet = |extra: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Subnet, {extra}Properties: {{VpcId: !Ref AnyVpc, CidrBlock: \
             !Ref Given}}}}"
        )
    };
    check(&[empty, ("", &subnet(""))], &["CFN011 warning", "CFN029 warning"]);
    check(&[empty, ("", &subnet("Condition: Chosen, "))], &["CFN011 warning"]);
    check(&[("", &subnet("").replace("!Ref Given", "''"))], &["CFN011 warning", "CFN029"]);
}
