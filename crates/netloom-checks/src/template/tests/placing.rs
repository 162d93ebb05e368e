//! Blocks, addresses and zones: what fits beside what.

use super::check;

#[test]
fn a_further_block_fits_beside_the_first() {
    let further = |block: &str| {
        format!("  X: {{Type: AWS::EC2::VPCCidrBlock, Properties: {{VpcId: !Ref Vpc, {block}}}}}")
    };
    let with = |block: &str, expected: &[&str]| {
        check(&[("", &further(&format!("CidrBlock: {block}")))], expected);
    };
    for overlapping in ["10.0.64.0/18", "10.0.128.0/20"] {
        with(overlapping, &["CFN065"]);
    }
    for restricted in ["172.16.0.0/16", "192.168.7.0/24", "198.19.4.0/24"] {
        with(restricted, &["CFN065"]);
    }
    for valid in ["10.1.0.0/16", "10.200.0.0/20", "100.64.0.0/16", "198.18.0.0/24", "44.0.0.0/16"] {
        with(valid, &[]);
    }
    with("!Ref Choice", &[]);
    check(&[("", &further("AmazonProvidedIpv6CidrBlock: true"))], &[]);
    check(&[("", &further("CidrBlock: 172.16.0.0/16").replace("!Ref Vpc", "!Ref AnyVpc"))], &[]);
}

#[test]
fn further_blocks_fit_beside_each_other_and_beside_any_first_block() {
    let further = |id: &str, vpc: &str, block: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::VPCCidrBlock, Properties: {{VpcId: !Ref {vpc}, CidrBlock: \
             {block}}}}}"
        )
    };
    let (one, other) = (further("X", "Vpc", "10.1.0.0/16"), further("Y", "Vpc", "10.1.64.0/24"));
    check(&[("", &one), ("", &other)], &["CFN065"]);
    check(&[("", &one), ("", &other.replace("10.1.64", "10.2.64"))], &[]);
    check(&[("", &one), ("", &other.replace("!Ref Vpc", "!Ref AnyVpc"))], &[]);
    // One of the two is associated.
    let [one, other] = [(one, "Chosen"), (other, "NotChosen")].map(|(block, condition)| {
        block.replace(", Properties", &format!(", Condition: {condition}, Properties"))
    });
    check(&[("", &one), ("", &other)], &[]);
    for (first, block, expected) in [
        ("10.8.0.0/16", "10.8.0.0/16", &["CFN065"][..]),
        ("172.16.0.0/16", "172.31.8.0/24", &["CFN065 warning"]),
        ("172.16.0.0/16", "172.20.0.0/16", &[]),
        ("10.1.0.0/16", "10.0.0.0/20", &["CFN065 warning"]),
        ("10.2.0.0/16", "10.0.0.0/20", &[]),
        ("100.64.0.0/16", "10.3.0.0/16", &["CFN065"]),
        ("44.0.0.0/16", "192.168.0.0/24", &["CFN065"]),
        ("44.0.0.0/16", "100.64.0.0/16", &[]),
        ("198.19.0.0/20", "198.19.16.0/20", &[]),
    ] {
        let vpc = format!("  New: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: {first}}}}}");
        check(&[("", &vpc), ("", &further("X", "New", block))], expected);
    }
}

#[test]
fn private_addresses_are_of_their_subnet_and_not_reserved() {
    let things = [
        "  X: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, \
         PrivateIpAddress: ADDRESS}}",
        "  X: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, \
         PrivateIpAddresses: [{PrivateIpAddress: 10.0.1.77, Primary: true}, {PrivateIpAddress: \
         ADDRESS, Primary: false}]}}",
        "  X: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, PrivateIpAddress: \
         ADDRESS}}",
        "  X: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', \
         SubnetId: !Ref Private, PrivateIpAddress: ADDRESS}]}}",
        "  X: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Private, ConnectivityType: \
         private, PrivateIpAddress: ADDRESS}}",
        "  X: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-0123456789abcdef0, \
         SubnetId: !Ref Private, IpAddress: ADDRESS}}",
        "  X: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, \
         Scheme: internal, SubnetMappings: [{SubnetId: !Ref Private, PrivateIPv4Address: \
         ADDRESS}]}}",
        "  X: {Type: AWS::Route53Resolver::ResolverEndpoint, Properties: {Direction: INBOUND, \
         SecurityGroupIds: [!Ref Group], IpAddresses: [{SubnetId: !Ref Private, Ip: ADDRESS}, \
         {SubnetId: !Ref Second}]}}",
    ];
    for thing in things {
        let with = |address: &str| thing.replace("ADDRESS", address);
        for refused in ["10.0.1.0", "10.0.1.3", "10.0.1.255", "10.0.2.9", "10.0.0.200", "1.2.3.4"] {
            check(&[("", &with(refused))], &["CFN066"]);
        }
        for valid in ["10.0.1.4", "10.0.1.254", "!Ref Choice"] {
            check(&[("", &with(valid))], &[]);
        }
        // In a subnet that is not known, each address may be right.
        let elsewhere = with("10.0.1.1").replace("!Ref Private", "!Ref AnySubnet");
        check(&[("", &elsewhere)], &[]);
    }
}

#[test]
fn one_private_address_is_for_one_interface() {
    let card = |id: &str, subnet: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: {subnet}, \
             PrivateIpAddress: 10.0.1.9}}}}"
        )
    };
    let one = card("X", "!Ref Private");
    check(&[("", &one), ("", &card("Y", "!Ref Private"))], &["CFN066"]);
    check(&[("", &one), ("", &card("Y", "!Ref Private").replace("1.9", "1.10"))], &[]);
    check(&[("", &one), ("", &card("Y", "!Ref AnySubnet"))], &[]);
    let node = "  Y: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private, \
                PrivateIpAddress: 10.0.1.9}}";
    check(&[("", &one), ("", node)], &["CFN066"]);
    check(
        &[("", &one), ("", &node.replace(", Properties", ", Condition: Chosen, Properties"))],
        &[],
    );
    // The first address of an interface, specified twice.
    let own = "  X: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, \
               PrivateIpAddress: 10.0.1.9, PrivateIpAddresses: [{PrivateIpAddress: 10.0.1.9, \
               Primary: true}]}}";
    check(&[("", own)], &[]);
}

#[test]
fn an_instance_is_in_one_zone() {
    let node = |interfaces: &str| {
        format!("  X: {{Type: AWS::EC2::Instance, Properties: {{{interfaces}}}}}")
    };
    let two = |second: &str| {
        node(&format!(
            "NetworkInterfaces: [{{DeviceIndex: '0', SubnetId: !Ref Private}}, {{DeviceIndex: \
             '1', SubnetId: {second}}}]"
        ))
    };
    check(&[("", &two("!Ref Second"))], &["CFN067"]);
    check(&[("", &two("!Ref Public"))], &[]);
    check(&[("", &two("!Ref AnySubnet"))], &[]);
    let in_zone = |zone: &str| node(&format!("SubnetId: !Ref Private, AvailabilityZone: {zone}"));
    check(&[("", &in_zone("eu-west-1b"))], &["CFN067"]);
    check(&[("", &in_zone("eu-west-1a"))], &[]);
    // The id of a zone is another one in each account.
    check(&[("", &in_zone("euw1-az2"))], &[]);
    check(&[("", &in_zone("!Ref Choice"))], &[]);
    let template = two("!Ref Second")
        .replace("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate")
        .replace("Properties: {", "Properties: {LaunchTemplateData: {")
        + "}";
    check(&[("", &template)], &["CFN067 warning"]);
    check(&[("", &template.replace("!Ref Second", "!Ref Public"))], &[]);
}

#[test]
fn an_attached_interface_is_in_the_zone_of_its_instance() {
    let node = "  Node: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Private}}";
    let card = |subnet: &str| {
        format!("  Card: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: {subnet}}}}}")
    };
    let join = "  X: {Type: AWS::EC2::NetworkInterfaceAttachment, Properties: {DeviceIndex: '1', \
                InstanceId: !Ref Node, NetworkInterfaceId: !Ref Card}}";
    check(&[("", node), ("", &card("!Ref Second")), ("", join)], &["CFN067"]);
    check(&[("", node), ("", &card("!Ref Public")), ("", join)], &[]);
    check(&[("", node), ("", &card("!Ref AnySubnet")), ("", join)], &[]);
    let given = "  Node: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: \
                 [{DeviceIndex: '0', NetworkInterfaceId: !Ref Card}, {DeviceIndex: '1', SubnetId: \
                 !Ref Private}]}}";
    check(&[("", given), ("", &card("!Ref Second"))], &["CFN067"]);
    check(&[("", given), ("", &card("!Ref Private"))], &[]);
}

#[test]
fn items_of_the_zones_of_a_region_are_different_zones() {
    let zone = |item: u8| format!("AvailabilityZone: !Select [{item}, !GetAZs '']");
    let one = ("AvailabilityZone: eu-west-1a", zone(0));
    let two = |item: u8| ("AvailabilityZone: eu-west-1b", zone(item));
    let node = "  X: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: \
                '0', SubnetId: !Ref Private}, {DeviceIndex: '1', SubnetId: !Ref Second}]}}";
    let with = |item: u8, expected: &[&str]| {
        let (other, zone) = two(item);
        check(&[(one.0, &one.1), (other, &zone), ("", node)], expected);
    };
    let placed = |item: u8, expected: &[&str]| {
        let node = format!(
            "  X: {{Type: AWS::EC2::Instance, Properties: {{SubnetId: !Ref Second, {}}}}}",
            zone(item)
        );
        check(&[(one.0, &one.1), (two(1).0, &two(1).1), ("", &node)], expected);
    };
    placed(0, &["CFN023 info", "CFN067"]);
    placed(1, &["CFN023 info"]);
    with(1, &["CFN023 info", "CFN067"]);
    with(0, &["CFN023 info"]);
    // Of zones that are picked in two ways it is not known whether they differ.
    let (other, _) = two(1);
    check(
        &[(one.0, &one.1), (other, "AvailabilityZone: !Ref Choice"), ("", node)],
        &["CFN023 info"],
    );
}

#[test]
fn a_subnet_that_assigns_ipv6_addresses_has_an_ipv6_block() {
    let subnet = |more: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: \
             10.0.9.0/24, AvailabilityZone: eu-west-1a, AssignIpv6AddressOnCreation: true{more}}}}}"
        )
    };
    let joined = "  XJoined: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: \
                  !Ref X, RouteTableId: !Ref PrivateTable}}";
    check(&[("", &subnet("")), ("", joined)], &["CFN076"]);
    let off = subnet("").replace("Creation: true", "Creation: false");
    check(&[("", &off), ("", joined)], &[]);
    let open = subnet("").replace("Creation: true", "Creation: !Ref Choice");
    check(&[("", &open), ("", joined)], &[]);
    let vpc_block = "  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
                     AmazonProvidedIpv6CidrBlock: true}}";
    let block = ", Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 1, \
                 64]]";
    let waits = subnet(block).replace("Subnet, Prop", "Subnet, DependsOn: Six, Prop");
    check(&[("", vpc_block), ("", &waits), ("", joined)], &[]);
    let later = "  Later: {Type: AWS::EC2::SubnetCidrBlock, DependsOn: Six, Properties: \
                 {SubnetId: !Ref X, Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt \
                 Vpc.Ipv6CidrBlocks], 1, 64]]}}";
    check(&[("", vpc_block), ("", &subnet("")), ("", joined), ("", later)], &["CFN076 warning"]);
}
