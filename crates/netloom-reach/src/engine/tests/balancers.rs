//! What network load balancers forward with the address of the client kept.

use super::*;
use netloom_network::sets::traffic::ICMP;

/// A private node behind a network load balancer that faces the internet.
const BALANCED: &str = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Nodes: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, AvailabilityZone: eu-west-1a}}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, InternetGatewayId: !Ref Internet}}
  Door: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Nodes, GroupSet: [!Ref Group], PrivateIpAddress: 10.1.0.77}}
  Other: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Nodes, GroupSet: [!Ref Group]}}
  Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, Scheme: internet-facing, Subnets: [!Ref Nodes], SecurityGroups: [!Ref Door]}}
  Ear: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Nlb, Port: 2222, Protocol: TCP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]}}
  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Protocol: TCP, Port: 22, Targets: [{Id: !Ref Node}]}}
"#;

#[track_caller]
fn check(changes: &[(&str, &str)], to: &str, expected: (Verdict, Verdict)) {
    assert_eq!(verdicts_of(BALANCED, changes, Party::internet(), node(to)), expected);
}

#[test]
fn what_a_load_balancer_forwards_with_the_address_of_the_client_may_be_from_the_internet() {
    check(&[], "Node", DEPENDS);
    check(&[], "Other", DOES_NOT);
    check(&[("Port: 22,", "Port: 23,")], "Node", DOES_NOT);
    check(&[("internet-facing", "internal")], "Node", DOES_NOT);
    check(&[("Protocol: TCP, Port: 22", "Protocol: HTTP, Port: 22")], "Node", DOES_NOT);
}

/// The way to the target: the node is an instance.
const WAY: &[(&str, &str)] = &[
    (
        "Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Nodes, GroupSet: [!Ref Group], PrivateIpAddress: 10.1.0.77}}",
        "Node: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Nodes, SecurityGroupIds: [!Ref Group]}}",
    ),
    (
        "AWS::EC2::InternetGateway}\n",
        "AWS::EC2::InternetGateway}\n  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}\n  \
      Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}\n  \
      Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Nodes, RouteTableId: !Ref Table}}\n",
    ),
];

#[test]
fn a_listener_that_is_reached_exposes_the_instance_behind_it() {
    let exposed = (Verdict::Unknown, Verdict::Refuted);
    let with = |changes: &[(&'static str, &'static str)]| [WAY, changes].concat();
    check(&with(&[]), "Node", exposed);
    check(
        &with(&[("Protocol: TCP, DefaultActions", "Protocol: TLS, DefaultActions")]),
        "Node",
        DEPENDS,
    );
    check(
        &with(&[(
            "GroupDescription: d, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: \"-1\", CidrIp: 0.0.0.0/0}]",
            "GroupDescription: d, VpcId: !Ref A",
        )]),
        "Node",
        DEPENDS,
    );
    check(
        &with(&[(
            "GroupDescription: d, ",
            "GroupDescription: d, SecurityGroupEgress: [{IpProtocol: udp, CidrIp: 0.0.0.0/0}], ",
        )]),
        "Node",
        DEPENDS,
    );
    check(
        &with(&[("Targets: [{Id: !Ref Node}]", "Targets: [{Id: !Ref Node, Port: 23}]")]),
        "Node",
        DEPENDS,
    );
    check(
        &with(&[(
            "Targets: [{Id: !Ref Node}]",
            "Targets: [{Id: !Ref Node}], TargetGroupAttributes: [{Key: preserve_client_ip.enabled, Value: false}]",
        )]),
        "Node",
        DOES_NOT,
    );
    check(&with(&[("", CLOSED)]), "Node", DEPENDS);
}

const CLOSED: &str = "  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref A}}\n  UseAcl: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Nodes, NetworkAclId: !Ref Acl}}\n";

#[test]
fn the_groups_of_the_target_admit_the_client_or_the_load_balancer() {
    let rule = "GroupDescription: g, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: \"-1\", CidrIp: 0.0.0.0/0}]";
    let with = |peer: &str| rule.replace("CidrIp: 0.0.0.0/0", peer);
    check(&[(rule, &with("CidrIp: 10.1.0.0/16"))], "Node", DOES_NOT);
    check(&[(rule, &with("SourceSecurityGroupId: !Ref Door"))], "Node", DEPENDS);
    check(&[(rule, &with("SourceSecurityGroupId: !Ref Group"))], "Node", DOES_NOT);
}

#[test]
fn targets_by_address_are_whatever_has_it() {
    let by_address = |address: &str| format!("TargetType: ip, Targets: [{{Id: {address}}}]");
    let old = "Protocol: TCP, Port: 22, Targets: [{Id: !Ref Node}]";
    let udp = |address: &str| format!("Protocol: TCP_UDP, Port: 22, {}", by_address(address));
    check(&[(old, &udp("10.1.0.77"))], "Node", DEPENDS);
    check(&[(old, &udp("10.1.0.78"))], "Node", DOES_NOT);
    let tcp = format!("Protocol: TCP, Port: 22, {}", by_address("10.1.0.77"));
    check(&[(old, &tcp)], "Node", DOES_NOT);
    // Which interface has an address that AWS picks is not known.
    let subnet = Party::Subnet(Id::new("Nodes"));
    let asked = |address: &str| {
        verdicts_of(BALANCED, &[(old, &udp(address))], Party::internet(), subnet.clone())
    };
    assert_eq!(asked("10.1.0.78").1, Verdict::Unknown);
}

/// A load balancer in both families that faces the internet, with a listener for port 22.
const FACING: &str = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref A, Ipv6CidrBlock: "2001:db8:1::/56", Ipv6Pool: p}}
  Nodes: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, Ipv6CidrBlock: "2001:db8:1::/64", AvailabilityZone: eu-west-1a}}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, InternetGatewayId: !Ref Internet}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}
  Out6: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Internet}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Nodes, RouteTableId: !Ref Table}}
  Door: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}, {IpProtocol: "-1", CidrIpv6: "::/0"}]}}
  Lb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, IpAddressType: ipv4, Subnets: [!Ref Nodes], SecurityGroups: [!Ref Door]}}
  Ear: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Lb, Port: 22, Protocol: HTTP, DefaultActions: [{Type: fixed-response}]}}
"#;

#[track_caller]
fn check_facing(changes: &[(&str, &str)], expected: (Verdict, Verdict)) {
    assert_eq!(verdicts_of(FACING, changes, Party::internet(), node("Lb")), expected);
}

#[test]
fn a_load_balancer_accepts_nothing_without_a_listener() {
    check_facing(&[], REACHES);
    check_facing(&[("Port: 22,", "Port: 23,")], DOES_NOT);
    check_facing(&[("LoadBalancerArn: !Ref Lb", "LoadBalancerArn: arn")], DOES_NOT);
    let any = "LoadBalancerArn: !ImportValue some";
    check_facing(&[("LoadBalancerArn: !Ref Lb", any)], DEPENDS);
}

#[test]
fn a_load_balancer_may_have_public_addresses_of_ipv6_alone() {
    let alone = ("IpAddressType: ipv4", "IpAddressType: dualstack-without-public-ipv4");
    check_facing(&[alone, ("{IpProtocol: \"-1\", CidrIpv6: \"::/0\"}", "")], DOES_NOT);
    check_facing(&[alone], (Verdict::Refuted, Verdict::Refuted));
    let six = "SecurityGroupIngress: [{IpProtocol: \"-1\", CidrIp: 0.0.0.0/0}, ";
    check_facing(&[alone, (six, "SecurityGroupIngress: [")], (Verdict::Refuted, Verdict::Refuted));
}

#[test]
fn internal_load_balancers_are_closed_to_the_internet_by_ipv6() {
    let dual = ("IpAddressType: ipv4", "IpAddressType: dualstack");
    check_facing(&[dual], REACHES);
    let internal = ("internet-facing", "internal");
    check_facing(&[internal, dual], DOES_NOT);
    let said = |value: &str| {
        format!("LoadBalancerAttributes: [{{Key: ipv6.deny_all_igw_traffic, Value: {value}}}], ")
    };
    let with = |value: &str| said(value) + "IpAddressType: dualstack";
    let both = (Verdict::Refuted, Verdict::Refuted);
    check_facing(&[internal, ("IpAddressType: ipv4", &with("'false'"))], both);
    check_facing(&[("IpAddressType: ipv4", &with("'true'"))], both);
    // From the internet it has no IPv4 address anyway.
    let half_open = (Verdict::Refuted, Verdict::Unknown);
    check_facing(&[internal, ("IpAddressType: ipv4", &with("!ImportValue x"))], half_open);
}

#[test]
fn pings_to_a_network_load_balancer_are_dropped() {
    let asked = |kind: u128, changes: &[(&str, &str)]| {
        let traffic = Traffic::new(ICMP, RangeSet::single(kind * 256));
        verdicts_about(&traffic, FACING, changes, (Party::internet(), node("Lb")))
    };
    assert_eq!(asked(8, &[]), REACHES);
    let network = [("Scheme: internet-facing", "Type: network")];
    assert_eq!(asked(8, &network), DOES_NOT);
    assert_eq!(asked(3, &network).1, Verdict::Refuted);
}

#[test]
fn an_endpoint_that_keeps_the_addresses_of_its_clients_sends_from_unknown_ones() {
    let door = "  Eice: {Type: AWS::EC2::InstanceConnectEndpoint, Properties: {SubnetId: !Ref Nodes, SecurityGroupIds: [!Ref Door], PreserveClientIp: false}}\n";
    let asked = |door: &str| verdicts_of(BALANCED, &[("", door)], node("Eice"), node("Other"));
    assert_eq!(asked(door), REACHES);
    assert_eq!(asked(&door.replace("false", "true")), DEPENDS);
    assert_eq!(asked(&door.replace("false", "!ImportValue x")), DEPENDS);
}

#[test]
fn a_route_in_some_table_may_be_in_that_of_an_attachment() {
    let template = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Nodes: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, AvailabilityZone: eu-west-1a}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: !Ref Hub}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Nodes, RouteTableId: !Ref Table}}
  Hub: {Type: AWS::EC2::TransitGateway}
  Spoke: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref A, SubnetIds: [!Ref Nodes]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref A}}
  Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Nodes, GroupSet: [!Ref Group]}}
"#;
    let asked =
        |changes: &[(&str, &str)]| verdicts_of(template, changes, node("Node"), Party::internet());
    assert_eq!(asked(&[]), DOES_NOT);
    let elsewhere = "  More: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: tgw-rtb-0123456789abcdef0, DestinationCidrBlock: 192.168.99.0/24, TransitGatewayAttachmentId: !Ref Spoke}}\n";
    assert_eq!(asked(&[("", elsewhere)]), DEPENDS);
}
