//! Endpoints, load balancers, gateways and DHCP options: what each of them accepts.

use super::check;

fn endpoint(id: &str, properties: &str) -> String {
    format!(
        "  {id}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, {properties}}}}}"
    )
}

#[test]
fn an_egress_only_gateway_carries_ipv6() {
    let gateway =
        "  Eigw: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}";
    let route = |destination: &str, target: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref PrivateTable, \
             {destination}, {target}}}}}"
        )
    };
    let (ipv4, ipv6) = ("DestinationCidrBlock: 192.0.2.0/24", "DestinationIpv6CidrBlock: '::/0'");
    for target in [
        "EgressOnlyInternetGatewayId: !Ref Eigw",
        "EgressOnlyInternetGatewayId: !GetAtt Eigw.Id",
        "GatewayId: !Ref Eigw",
        "EgressOnlyInternetGatewayId: eigw-0123456789abcdef0",
    ] {
        check(&[("", gateway), ("", &route(ipv4, target))], &["CFN068"]);
        check(&[("", gateway), ("", &route(ipv6, target))], &[]);
    }
    check(&[("", gateway), ("", &route(ipv4, "NatGatewayId: !Ref Nat"))], &[]);
    let open = route("DestinationCidrBlock: !Ref Choice", "EgressOnlyInternetGatewayId: !Ref Eigw");
    check(&[("", gateway), ("", &open)], &[]);
}

#[test]
fn a_listener_has_a_protocol_of_its_load_balancer() {
    let balancer = |kind: &str| {
        format!(
            "  Lb: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{{kind}Subnets: \
             [!Ref Private, !Ref Second]}}}}"
        )
    };
    let listener = |protocol: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {{LoadBalancerArn: \
             !Ref Lb, Port: 443, Certificates: [{{CertificateArn: arn}}], {protocol}DefaultActions: \
             []}}}}"
        )
    };
    let with = |kind: &str, protocol: &str, expected: &[&str]| {
        let kind = format!("{kind}, ").replace("default, ", "Scheme: internal, ");
        let protocol = format!("Protocol: {protocol}, ").replace("Protocol: none, ", "");
        check(&[("", &balancer(&kind)), ("", &listener(&protocol))], expected);
    };
    let network = "Type: network, Scheme: internal";
    let application = "Type: application, Scheme: internal";
    for (kind, foreign, own) in [
        (network, &["HTTP", "HTTPS"][..], &["TCP", "TLS", "UDP", "TCP_UDP"][..]),
        (application, &["TCP", "TLS", "UDP"], &["HTTP", "HTTPS"]),
        ("default", &["TCP", "TCP_UDP"], &["HTTP", "HTTPS"]),
        ("Type: gateway", &["TCP", "HTTP"], &["none"]),
    ] {
        foreign.iter().for_each(|protocol| with(kind, protocol, &["CFN069"]));
        own.iter().for_each(|protocol| with(kind, protocol, &[]));
        with(kind, "!Ref Choice", &[]);
    }
    with("Type: !Ref Choice, Scheme: internal", "HTTP", &[]);
    let elsewhere = listener("Protocol: HTTP, ").replace("!Ref Lb", "!Ref Choice");
    check(&[("", &balancer("Type: network, Scheme: internal, ")), ("", &elsewhere)], &[]);
}

#[test]
fn a_gateway_load_balancer_has_no_security_groups() {
    let balancer = |kind: &str, groups: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Type: {kind}, \
             Subnets: [!Ref Private, !Ref Second], {groups}}}}}"
        )
    };
    let groups = "SecurityGroups: [!Ref Group]";
    check(&[("", &balancer("gateway", groups))], &["CFN069"]);
    check(&[("", &balancer("gateway", "SecurityGroups: []"))], &[]);
    check(&[("", &balancer("gateway", "Name: inspection"))], &[]);
    check(&[("", &balancer("network", &format!("Scheme: internal, {groups}")))], &[]);
    check(&[("", &balancer("!Ref Choice", &format!("Scheme: internal, {groups}")))], &[]);
}

#[test]
fn a_route_table_has_one_gateway_endpoint_of_a_service() {
    let gateway = |id: &str, service: &str, tables: &str| {
        endpoint(id, &format!("ServiceName: com.amazonaws.{service}, RouteTableIds: [{tables}]"))
    };
    let both = "!Ref PrivateTable, !Ref PublicTable";
    for service in ["eu-west-1.s3", "eu-west-1.dynamodb"] {
        let one = gateway("X", service, both);
        check(&[("", &one), ("", &gateway("Y", service, "!Ref PrivateTable"))], &["CFN071"]);
        // A table that exists is none of the template's, which the endpoint misses then.
        let elsewhere = gateway("Y", service, "!Ref Choice");
        check(&[("", &one), ("", &elsewhere)], &["CFN012 warning"]);
    }
    let one = gateway("X", "eu-west-1.s3", both);
    check(&[("", &one)], &[]);
    check(&[("", &one), ("", &gateway("Y", "eu-west-1.dynamodb", both))], &[]);
    let apart = gateway("X", "eu-west-1.s3", "!Ref PublicTable");
    check(
        &[("", &apart), ("", &gateway("Y", "eu-west-1.s3", "!Ref PrivateTable"))],
        &["CFN012 warning"],
    );
    let [one, other] = [("X", "Chosen"), ("Y", "NotChosen")].map(|(id, condition)| {
        gateway(id, "eu-west-1.s3", both)
            .replace(", Properties", &format!(", Condition: {condition}, Properties"))
    });
    check(&[("", &one), ("", &other)], &[]);
}

#[test]
fn a_vpc_has_one_instance_connect_endpoint() {
    let door = |id: &str, subnet: &str| {
        format!(
            "  {id}: {{Type: AWS::EC2::InstanceConnectEndpoint, Properties: {{SubnetId: {subnet}, \
             SecurityGroupIds: [!Ref Group]}}}}"
        )
    };
    let one = door("X", "!Ref Private");
    check(&[("", &one), ("", &door("Y", "!Ref Second"))], &["CFN072 warning"]);
    check(&[("", &one)], &[]);
    check(&[("", &one), ("", &door("Y", "!Ref AnySubnet"))], &[]);
    let other = door("Y", "!Ref Far").replace("[!Ref Group]", "[]");
    let vpc = "  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  Far: {Type: \
               AWS::EC2::Subnet, Properties: {VpcId: !Ref Other, CidrBlock: 10.1.0.0/24, \
               AvailabilityZone: eu-west-1b}}\n  FarTable: {Type: AWS::EC2::RouteTable, \
               Properties: {VpcId: !Ref Other}}\n  FarAssociation: {Type: \
               AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Far, \
               RouteTableId: !Ref FarTable}}";
    check(&[("", vpc), ("", &one), ("", &other)], &[]);
}

#[test]
fn dhcp_options_have_four_servers_of_a_kind() {
    let options =
        |servers: &str| format!("  X: {{Type: AWS::EC2::DHCPOptions, Properties: {{{servers}}}}}");
    let list = |n: u8| {
        let servers: Vec<String> = (1..=n).map(|n| format!("10.0.1.{}", n + 10)).collect();
        servers.join(", ")
    };
    for key in ["DomainNameServers", "NtpServers", "NetbiosNameServers"] {
        check(&[("", &options(&format!("{key}: [{}]", list(5))))], &["CFN073"]);
        check(&[("", &options(&format!("{key}: [{}]", list(4))))], &[]);
        check(&[("", &options(&format!("{key}: ['{}']", list(5))))], &["CFN073"]);
        check(&[("", &options(&format!("{key}: [{}, !Ref Choice]", list(4))))], &[]);
    }
    let six = "'fd00::1', 'fd00::2', 'fd00::3', 'fd00::4'";
    check(&[("", &options(&format!("NtpServers: [{}, {six}]", list(4))))], &[]);
    check(&[("", &options(&format!("NtpServers: [{six}, 'fd00::5']")))], &["CFN073"]);
    check(&[("", &options(&format!("DomainNameServers: [{}, {six}]", list(1))))], &["CFN073"]);
}

#[test]
fn private_names_of_s3_need_a_gateway_endpoint() {
    let s3 = |more: &str| {
        endpoint(
            "X",
            &format!(
                "VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-west-1.s3, SubnetIds: \
                 [!Ref Private], SecurityGroupIds: [!Ref Group]{more}"
            ),
        )
    };
    let names = ", PrivateDnsEnabled: true";
    let options = |who: &str| {
        format!("{names}, DnsOptions: {{PrivateDnsOnlyForInboundResolverEndpoint: {who}}}")
    };
    check(&[("", &s3(names))], &["CFN074"]);
    check(&[("", &s3(&options("OnlyInboundResolver")))], &["CFN074"]);
    check(&[("", &s3(&options("AllResolvers")))], &[]);
    check(&[("", &s3(&options("!Ref Choice")))], &[]);
    check(&[("", &s3(""))], &[]);
    check(&[("", &s3(names).replace(".s3,", ".logs,"))], &[]);
    check(&[("", &s3(names).replace("!Ref Vpc,", "!Ref AnyVpc,"))], &[]);
    let gateway = endpoint(
        "Way",
        "ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref PrivateTable, !Ref \
         PublicTable]",
    );
    check(&[("", &s3(names)), ("", &gateway)], &["CFN078 warning"]);
    check(&[("", &s3(&options("AllResolvers"))), ("", &gateway)], &[]);
    let waits = s3(names).replace("VPCEndpoint,", "VPCEndpoint, DependsOn: Way,");
    check(&[("", &waits), ("", &gateway)], &[]);
    check(&[("", &s3(names)), ("", &gateway.replace(".s3", ".dynamodb"))], &["CFN074"]);
    let made = "  Made: {Type: Custom::Gateway, Properties: {ServiceToken: arn, Vpc: !Ref Vpc}}";
    check(&[("", &s3(names)), ("", made)], &[]);
}

#[test]
fn the_endpoint_of_a_gateway_load_balancer_has_one_subnet() {
    let wall = |more: &str| {
        endpoint(
            "X",
            &format!(
                "VpcEndpointType: GatewayLoadBalancer, ServiceName: \
                 com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0, {more}"
            ),
        )
    };
    check(&[("", &wall("SubnetIds: [!Ref Private, !Ref Second]"))], &["CFN075"]);
    check(&[("", &wall("SubnetIds: [!Ref Private]"))], &[]);
    check(&[("", &wall("SubnetIds: [!Ref Private, !Ref Choice]"))], &[]);
    check(&[("", &wall("SubnetIds: [!Ref Private], SecurityGroupIds: [!Ref Group]"))], &["CFN015"]);
}

#[test]
fn the_table_of_a_gateway_leads_into_the_vpc() {
    let edge = "  Edge: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n  UseEdge: \
                {Type: AWS::EC2::GatewayRouteTableAssociation, DependsOn: Attachment, Properties: \
                {GatewayId: !Ref Gateway, RouteTableId: !Ref Edge}}\n  Card: {Type: \
                AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Second, SourceDestCheck: \
                false}}\n  List: {Type: AWS::EC2::PrefixList, Properties: {PrefixListName: nodes, \
                AddressFamily: IPv4, MaxEntries: 2}}";
    let route = |destination: &str, target: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref Edge, {destination}, \
             {target}}}}}"
        )
    };
    let card = "NetworkInterfaceId: !Ref Card";
    for outside in [
        "DestinationCidrBlock: 0.0.0.0/0",
        "DestinationCidrBlock: 10.7.0.0/16",
        "DestinationCidrBlock: 10.0.0.0/15",
        "DestinationIpv6CidrBlock: '::/0'",
        "DestinationPrefixListId: !Ref List",
    ] {
        check(&[("", edge), ("", &route(outside, card))], &["CFN077"]);
        let of_subnets = route(outside, card).replace("!Ref Edge", "!Ref SpareTable");
        let spare = "  SpareTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}";
        check(&[("", edge), ("", spare), ("", &of_subnets)], &[]);
    }
    let inside = "DestinationCidrBlock: 10.0.1.0/24";
    check(&[("", edge), ("", &route(inside, card))], &[]);
    // Code that is given the VPC may add the block.
    let added = "  Added: {Type: Custom::Block, Properties: {ServiceToken: arn, VpcId: !Ref Vpc}}";
    let further = route("DestinationCidrBlock: 10.7.0.0/16", card);
    check(&[("", edge), ("", added), ("", &further)], &[]);
    check(&[("", edge), ("", &route(inside, "NatGatewayId: !Ref Nat"))], &["CFN077"]);
    // Public addresses that were brought to AWS come in by an internet gateway.
    check(&[("", edge), ("", &route("DestinationCidrBlock: 198.51.100.0/24", card))], &[]);
    let pool = |table: &str| {
        format!(
            "  Pool: {{Type: AWS::EC2::IpPoolRouteTableAssociation, Properties: {{PublicIpv4Pool: \
             ipv4pool-ec2-0123456789abcdef0, RouteTableId: !Ref {table}}}}}"
        )
    };
    let far = route("DestinationCidrBlock: 10.7.0.0/16", card);
    check(&[("", edge), ("", &pool("Edge")), ("", &far)], &[]);
    check(&[("", edge), ("", &pool("Choice")), ("", &far)], &[]);
    check(&[("", edge), ("", &pool("PrivateTable")), ("", &far)], &["CFN077"]);
    let vpn = "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  UseVpn: {Type: \
               AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: !Ref \
               Vpn}}";
    let by_vpn = edge.replace("Attachment, ", "UseVpn, ").replace("!Ref Gateway", "!Ref Vpn");
    let public = route("DestinationCidrBlock: 198.51.100.0/24", card);
    check(&[("", vpn), ("", &by_vpn), ("", &public)], &["CFN077"]);
    check(&[("", edge), ("", &route("DestinationCidrBlock: !Ref Choice", card))], &[]);
    check(&[("", edge), ("", &route(inside, "NetworkInterfaceId: !Ref Choice"))], &[]);
}

#[test]
fn the_endpoint_of_a_firewall_is_split_from_its_zone() {
    let wall = "  Wall: {Type: AWS::NetworkFirewall::Firewall, Properties: {FirewallName: wall, \
                FirewallPolicyArn: arn, VpcId: !Ref Vpc, SubnetMappings: [{SubnetId: !Ref \
                Second}]}}";
    let route = |target: &str| {
        format!(
            "  X: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref PrivateTable, \
             DestinationCidrBlock: 192.0.2.0/24, VpcEndpointId: {target}}}}}"
        )
    };
    for unsplit in [
        "!Select [0, !GetAtt Wall.EndpointIds]",
        "!GetAtt Wall.EndpointIds",
        "'eu-west-1a:vpce-0123456789abcdef0'",
    ] {
        check(&[("", wall), ("", &route(unsplit))], &["CFN040"]);
    }
    for split in [
        "!Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]",
        "vpce-0123456789abcdef0",
        "!Ref Choice",
    ] {
        check(&[("", wall), ("", &route(split))], &[]);
    }
}
