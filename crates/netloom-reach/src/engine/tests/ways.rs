//! Names, lists of services' addresses, and ways that only an id covers: each by one change to a
//! VPC with a NAT gateway.

use crate::explain::assumptions_of;
use netloom_diag::Sources;
use netloom_template::{ReadOptions, read_template};

use super::{DEPENDS, DOES_NOT, REACHES};
use crate::{Answer, Verdict, certify};
use netloom_network::Id;
use netloom_network::sets::addresses::parse_block;
use netloom_network::{Network, network_of_template};
use netloom_question::{Expect, Party, Prepared, Question, traffic_from_words};

const BASE: &str = r#"
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Igw: {Type: AWS::EC2::InternetGateway}
  IgwAt: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Pub: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}}
  Prv: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}}
  PubT: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrvT: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PubA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Pub, RouteTableId: !Ref PubT}}
  PrvA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Prv, RouteTableId: !Ref PrvT}}
  PubR: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PubT, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
  PrvR: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrvT, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  Eip: {Type: AWS::EC2::EIP}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Pub, AllocationId: !GetAtt Eip.AllocationId}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]}}
  Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Prv, GroupSet: [!Ref Group]}}
"#;

/// A gateway endpoint of the private subnet's table.
const S3: &str = "  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: \
                  com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref PrvT]}}\n";
const NO_NAT: (&str, &str) = ("  PrvR:", "  # Gone:");
/// Only requests to web servers may leave.
const WEB_ONLY: (&str, &str) = (
    "SecurityGroupIngress:",
    "SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}], \
     SecurityGroupIngress:",
);

fn network(changes: &[(&str, &str)]) -> Network {
    let mut text = BASE.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old} is not in the template");
        text = if old.is_empty() { text + new } else { text.replacen(old, new, 1) };
    }
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    network_of_template(&read.template.expect("a template")).network
}

fn asked(
    network: Network,
    from: &str,
    to: &str,
    (protocol, port): (&str, &str),
) -> (Verdict, Verdict) {
    let party = |text: &str| Party::from_text(text, &network).expect("a party");
    let question = Question::new(
        party(from),
        party(to),
        traffic_from_words(protocol, Some(port)).expect("traffic"),
    );
    let prepared = Prepared::new(network);
    let of = |expect| {
        let answer = Answer::of(&prepared, &question, expect);
        if let Ok(certificate) = certify(&answer, &prepared) {
            assert_eq!(certificate.replay(&prepared, &question), Ok(()), "{certificate:?}");
        }
        answer.verdict
    };
    (of(Expect::Reachable), of(Expect::Unreachable))
}

#[track_caller]
fn check(changes: &[(&str, &str)], from: &str, to: &str, expected: (Verdict, Verdict)) {
    assert_eq!(asked(network(changes), from, to, ("tcp", "443")), expected);
}

fn assumptions(changes: &[(&str, &str)], from: &str, to: &str) -> String {
    let network = network(changes);
    let party = |text: &str| Party::from_text(text, &network).expect("a party");
    let question = Question::new(
        party(from),
        party(to),
        traffic_from_words("tcp", Some("443")).expect("traffic"),
    );
    let prepared = Prepared::new(network);
    assumptions_of(&prepared, &Answer::of(&prepared, &question, Expect::Reachable)).join("\n")
}

fn options(servers: &str) -> String {
    format!(
        "  Opt: {{Type: AWS::EC2::DHCPOptions, Properties: {{DomainNameServers: \
         [{servers}]}}}}\n  OptA: {{Type: AWS::EC2::VPCDHCPOptionsAssociation, Properties: \
         {{VpcId: !Ref Vpc, DhcpOptionsId: !Ref Opt}}}}\n"
    )
}

#[test]
fn names_resolve_by_the_servers_that_dhcp_options_give() {
    check(&[], "Node", "service:s3", REACHES);
    check(&[("", &options("AmazonProvidedDNS"))], "Node", "service:s3", REACHES);
    check(&[("", &options("10.0.0.2"))], "Node", "service:s3", REACHES);
    // Nothing leads there.
    check(&[("", &options("10.50.0.2")), NO_NAT, ("", S3)], "Node", "service:s3", DOES_NOT);
    // A server in the VPC, whose groups are taken to admit it; but not by a group that opens 443
    // only.
    check(&[("", &options("10.0.1.53"))], "Node", "service:s3", REACHES);
    check(&[("", &options("10.0.1.53")), WEB_ONLY], "Node", "service:s3", DOES_NOT);
    // A public one by way of the NAT gateway, and the next one where the first is not reached.
    check(&[("", &options("9.9.9.9"))], "Node", "service:s3", REACHES);
    check(
        &[("", &options("10.50.0.2, 10.0.1.53")), NO_NAT, ("", S3)],
        "Node",
        "service:s3",
        REACHES,
    );
    let told = assumptions(&[("", &options("10.0.1.53"))], "Node", "service:s3");
    assert!(told.contains("the name servers of `Vpc` (10.0.1.53) resolve"), "{told}");
}

#[test]
fn options_that_are_not_known_leave_names_open() {
    let by_id = options("x").replace("!Ref Opt}", "dopt-0123456789abcdef0}");
    check(&[("", &by_id)], "Node", "service:s3", DEPENDS);
    let none = options("x").replace("!Ref Opt}", "default}");
    check(&[("", &none)], "Node", "service:s3", REACHES);
    assert!(assumptions(&[("", &none)], "Node", "service:s3").contains("Nitro"));
    let without = options("x").replace("DomainNameServers: [x]", "DomainName: example.com");
    check(&[("", &without)], "Node", "service:s3", DEPENDS);
}

/// Private names for all that ask in the VPC.
const ALL_RESOLVERS: &str = "DnsOptions: {PrivateDnsOnlyForInboundResolverEndpoint: AllResolvers}";

/// An interface endpoint with private DNS, and options of its own.
fn interface(further: &str) -> String {
    format!(
        "  Logs: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, ServiceName: \
         com.amazonaws.eu-west-1.s3, VpcEndpointType: Interface, SubnetIds: [!Ref Prv], \
         SecurityGroupIds: [!Ref Group], {further}}}}}\n"
    )
}

#[test]
fn private_names_are_known_to_amazons_resolver_only() {
    let endpoint = interface(&format!("PrivateDnsEnabled: true, {ALL_RESOLVERS}"));
    check(&[("", &endpoint), NO_NAT], "Node", "service:s3", REACHES);
    check(&[("", &endpoint), NO_NAT, ("", &options("10.0.1.53"))], "Node", "service:s3", DEPENDS);
    // Whether the endpoint takes the name is a parameter: it may, and it may not.
    let parameter = ("Resources:", "Parameters: {Private: {Type: String}}\nResources:");
    check(
        &[
            parameter,
            ("", &interface(&format!("PrivateDnsEnabled: !Ref Private, {ALL_RESOLVERS}"))),
            NO_NAT,
        ],
        "Node",
        "service:s3",
        DEPENDS,
    );
    let inbound = "PrivateDnsEnabled: true, DnsOptions: \
                   {PrivateDnsOnlyForInboundResolverEndpoint: OnlyInboundResolver}";
    check(&[("", &interface(inbound)), NO_NAT], "Node", "service:s3", DOES_NOT);
    // For S3 that is what EC2 takes where nothing else is specified.
    let by_default = interface("PrivateDnsEnabled: true");
    check(&[("", &by_default), NO_NAT], "Node", "service:s3", DOES_NOT);
    let of_logs = by_default.replace("eu-west-1.s3", "eu-west-1.logs");
    check(&[("", &of_logs), NO_NAT], "Node", "service:logs", REACHES);
    check(&[("", &interface(inbound))], "Node", "service:s3", REACHES);
}

#[test]
fn a_policy_that_denies_everything_is_read() {
    let deny =
        "PolicyDocument: {Statement: [{Effect: Deny, Principal: '*', Action: '*', Resource: '*'}]}";
    let some = "PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: '*', \
                Resource: '*'}, {Effect: Deny, Principal: '*', Action: 's3:PutObject', Resource: \
                '*'}]}";
    let with = |policy: &str| S3.replace("RouteTableIds", &format!("{policy}, RouteTableIds"));
    check(&[("", &with(deny))], "Node", "service:s3", DOES_NOT);
    check(&[("", &with(some))], "Node", "service:s3", REACHES);
    let private =
        |policy: &str| interface(&format!("PrivateDnsEnabled: true, {ALL_RESOLVERS}, {policy}"));
    check(&[("", &private(deny))], "Node", "service:s3", DOES_NOT);
    check(&[("", &private(some))], "Node", "service:s3", REACHES);
    for (statements, expected) in [
        ("{Effect: Deny, Principal: '*', Action: 's3:GetObject', Resource: 'a'}", DOES_NOT),
        (
            "{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}, {Effect: Deny, \
             Principal: {AWS: '*'}, Action: ['s3:*'], Resource: ['*']}",
            DOES_NOT,
        ),
        ("{Effect: Allow, Principal: '*', Action: 'dynamodb:*', Resource: '*'}", DOES_NOT),
        ("{Effect: Allow, Principal: '*', Action: 's?:Get*', Resource: 'a'}", REACHES),
        ("{Effect: Allow, Principal: '*', NotAction: 'dynamodb:*', Resource: '*'}", DEPENDS),
        (
            "{Effect: Allow, Principal: '*', Action: '*', Resource: '*', Condition: {Bool: {a: \
             b}}}",
            DEPENDS,
        ),
    ] {
        let policy = format!("PolicyDocument: {{Statement: [{statements}]}}");
        check(&[("", &with(&policy))], "Node", "service:s3", expected);
    }
}

#[test]
fn the_resolver_is_not_filtered_and_nothing_else_is_there() {
    let ask =
        |changes: &[(&str, &str)], to: &str, traffic| asked(network(changes), "Node", to, traffic);
    assert_eq!(ask(&[WEB_ONLY], "10.0.0.2", ("udp", "53")), REACHES);
    assert_eq!(ask(&[WEB_ONLY], "10.0.0.2", ("tcp", "22")), DOES_NOT);
    assert_eq!(ask(&[WEB_ONLY], "10.0.0.3", ("udp", "53")), DOES_NOT);
    let off = ("EnableDnsHostnames: true", "EnableDnsSupport: false");
    assert_eq!(ask(&[WEB_ONLY, off], "10.0.0.2", ("udp", "53")), DOES_NOT);
    // A block in which it lies reaches it, too, and so does its other address; nothing else is
    // there.
    let vpc_base = ("10.0.0.0/24", ("udp", "53"));
    assert_eq!(ask(&[WEB_ONLY], vpc_base.0, vpc_base.1).1, Verdict::Refuted);
    assert_eq!(ask(&[WEB_ONLY], "10.0.0.0/16", vpc_base.1).1, Verdict::Refuted);
    assert_eq!(ask(&[WEB_ONLY, off], vpc_base.0, vpc_base.1).1, Verdict::Proved);
    assert_eq!(ask(&[WEB_ONLY], "10.0.0.4/30", vpc_base.1).1, Verdict::Proved);
    assert_eq!(ask(&[WEB_ONLY], "169.254.169.253", vpc_base.1), REACHES);
    assert_eq!(ask(&[WEB_ONLY, off], "169.254.169.253", vpc_base.1), DOES_NOT);
    assert_eq!(ask(&[WEB_ONLY], "169.254.169.253", ("tcp", "443")), DOES_NOT);
    assert_eq!(ask(&[WEB_ONLY], "169.254.169.254", ("tcp", "80")), REACHES);
    assert_eq!(ask(&[WEB_ONLY], "169.254.1.1", ("tcp", "80")), DEPENDS);
    // The base of a further block is none.
    let more = "  More: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                10.1.0.0/16}}\n";
    assert_eq!(ask(&[WEB_ONLY, ("", more)], "10.1.0.2", ("udp", "53")), DOES_NOT);
}

#[test]
fn a_gateway_endpoint_carries_public_addresses() {
    // By the NAT gateway or by the endpoint, both arrive.
    check(&[("", S3)], "Node", "52.216.0.0/16", REACHES);
    check(&[("", S3)], "Node", "internet", REACHES);
    check(&[("", S3), NO_NAT], "Node", "52.216.0.0/16", DEPENDS);
    check(&[("", S3), NO_NAT], "Node", "internet", DEPENDS);
    // Another table has none, and no list holds private addresses.
    check(&[("", S3), NO_NAT], "Node", "10.9.0.0/16", DOES_NOT);
    check(
        &[("", S3), ("RouteTableIds: [!Ref PrvT]", "RouteTableIds: [!Ref PubT]"), NO_NAT],
        "Node",
        "internet",
        DOES_NOT,
    );
    let denied = S3.replace(
        "RouteTableIds",
        "PolicyDocument: {Statement: {Effect: Deny, \
                                        Principal: {AWS: '*'}, Action: ['*'], Resource: '*'}}, \
                                        RouteTableIds",
    );
    check(&[("", &denied), NO_NAT], "Node", "internet", DOES_NOT);
}

#[test]
fn what_comes_in_by_a_gateway_that_is_only_named_is_not_known() {
    for target in [
        "TransitGatewayId: tgw-0123456789abcdef0",
        "VpcPeeringConnectionId: pcx-0123456789abcdef0",
        "LocalGatewayId: lgw-0123456789abcdef0",
        "CoreNetworkArn: arn:aws:networkmanager::123456789012:core-network/core-network-1",
        "GatewayId: vgw-0123456789abcdef0",
    ] {
        let route = format!(
            "  Far: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref PrvT, \
             DestinationCidrBlock: 10.99.0.0/16, {target}}}}}\n"
        );
        let (reaches, does_not) =
            asked(network(&[("", &route)]), "10.99.0.0/16", "Node", ("tcp", "443"));
        assert_ne!((reaches, does_not), DOES_NOT, "{target}");
        assert_ne!(does_not, Verdict::Proved, "{target}");
        // The groups count whichever way it comes.
        assert_eq!(
            asked(network(&[("", &route)]), "10.99.0.0/16", "Node", ("tcp", "22")).1,
            Verdict::Proved,
            "{target}"
        );
    }
    check(&[], "10.99.0.0/16", "Node", DOES_NOT);
}

#[test]
fn nat_gateways_translate_ipv6_addresses_that_stand_for_ipv4() {
    let ipv6 = "  V6: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, Ipv6CidrBlock: \
                '2600:1f00:0:100::/56', Ipv6Pool: p}}\n  R64: {Type: AWS::EC2::Route, Properties: \
                {RouteTableId: !Ref PrvT, DestinationIpv6CidrBlock: '64:ff9b::/96', NatGatewayId: \
                !Ref Nat}}\n";
    let has = (
        "CidrBlock: 10.0.1.0/24,",
        "CidrBlock: 10.0.1.0/24, Ipv6CidrBlock: '2600:1f00:0:100::/64', \
         AssignIpv6AddressOnCreation: true,",
    );
    let open = (
        "SecurityGroupIngress:",
        "SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}, {IpProtocol: '-1', \
         CidrIpv6: '::/0'}], SecurityGroupIngress:",
    );
    let all = [("", ipv6), has, open];
    check(&all, "Node", "64:ff9b::808:0/112", REACHES);
    // The way on from the NAT gateway is for IPv4.
    check(
        &[("", ipv6), has, open, ("  PubR:", "  # Gone:")],
        "Node",
        "64:ff9b::808:0/112",
        DOES_NOT,
    );
    check(&all, "Node", "64:ff9b::a00:0/112", DEPENDS);
    check(&all, "Node", "2001:4860::/32", DOES_NOT);
    // With DNS64 names get such addresses.
    let dns64 = ("CidrBlock: 10.0.1.0/24,", "EnableDns64: true, CidrBlock: 10.0.1.0/24,");
    check(&[("", ipv6), dns64, has, open], "Node", "service:s3", DEPENDS);
}

#[test]
fn a_block_that_aws_chooses_has_a_local_route() {
    let ipv6 = "  V6: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
                AmazonProvidedIpv6CidrBlock: true}}\n  Far: {Type: AWS::EC2::NetworkInterface, \
                Properties: {SubnetId: !Ref Pub, GroupSet: [!Ref Open], Ipv6AddressCount: 1}}\n  \
                Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: o, VpcId: \
                !Ref Vpc, SecurityGroupIngress: [{IpProtocol: '-1', CidrIpv6: '::/0'}], \
                SecurityGroupEgress: [{IpProtocol: '-1', CidrIpv6: '::/0'}]}}\n";
    let block = |block: &str, number: u8| {
        (
            format!("CidrBlock: {block},"),
            format!(
                "CidrBlock: {block}, AssignIpv6AddressOnCreation: true, Ipv6CidrBlock: !Select \
                 [{number}, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 2, 64]],"
            ),
        )
    };
    let (one, other) = (block("10.0.1.0/24", 0), block("10.0.0.0/24", 1));
    let changes = [
        ("", ipv6),
        (one.0.as_str(), one.1.as_str()),
        (other.0.as_str(), other.1.as_str()),
        ("GroupSet: [!Ref Group]", "GroupSet: [!Ref Open]"),
    ];
    let (_, does_not) = asked(network(&changes), "Node", "Far", ("tcp", "443"));
    assert_eq!(does_not, Verdict::Refuted);
    // Named by its addresses, the block may be the VPC's own.
    let (_, does_not) = asked(network(&changes), "Node", "2600:1f00::/32", ("tcp", "443"));
    assert_eq!(does_not, Verdict::Unknown);
}

#[test]
fn the_internet_is_what_lies_outside_of_the_vpc() {
    let campus = [
        ("CidrBlock: 10.0.0.0/16", "CidrBlock: 172.168.0.0/16"),
        ("CidrBlock: 10.0.0.0/24", "CidrBlock: 172.168.0.0/24"),
        ("CidrBlock: 10.0.1.0/24", "CidrBlock: 172.168.1.0/24"),
    ];
    check(&campus, "Node", "internet", REACHES);
    check(&campus, "Node", "service:s3", REACHES);
    check(&campus, "Node", "172.168.9.0/24", DOES_NOT);
    // No service has an address of a block for documentation.
    let docs = "  Docs: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrvT, \
                DestinationCidrBlock: 203.0.113.0/24, NetworkInterfaceId: !Ref Node}}\n";
    check(&[("", docs)], "Node", "service:s3", REACHES);
}

/// A virtual private gateway whose routes the private table learns.
const VPN: &str = "  Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  VgwAt: \
                   {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                   VpnGatewayId: !Ref Vgw}}\n  Pro: {Type: AWS::EC2::VPNGatewayRoutePropagation, \
                   Properties: {RouteTableIds: [!Ref PrvT], VpnGatewayId: !Ref Vgw}}\n";

#[test]
fn what_a_site_announces_is_taken_for_granted_by_name() {
    check(&[("", VPN)], "Node", "9.9.9.0/24", REACHES);
    assert!(
        assumptions(&[("", VPN)], "Node", "9.9.9.0/24")
            .contains("announces no public blocks to `Vgw`")
    );
    assert!(!assumptions(&[], "Node", "9.9.9.0/24").contains("announces"));
    // Public blocks that are configured as on premises are the site's.
    let mut with_site = network(&[("", VPN)]);
    with_site.on_premises = parse_block("9.9.0.0/16").expect("a block").0;
    let prepared = Prepared::new(with_site.clone());
    let question = Question::new(
        Party::Interface(Id::new("Node")),
        Party::Addresses(parse_block("9.9.9.0/24").expect("a block").0),
        traffic_from_words("tcp", Some("443")).expect("traffic"),
    );
    let answer = Answer::of(&prepared, &question, Expect::Reachable);
    assert_eq!(answer.verdict, Verdict::Proved);
    assert!(
        assumptions_of(&prepared, &answer)
            .join("\n")
            .contains("the site announces its blocks to `Vgw`")
    );
}

#[test]
fn what_leads_on_from_a_gateway_without_a_site_is_not_known() {
    let by_vpn_gateway = ("NatGatewayId: !Ref Nat}", "GatewayId: !Ref Vgw}");
    check(&[("", VPN), by_vpn_gateway], "Node", "internet", DEPENDS);
    check(&[("", VPN), by_vpn_gateway], "Node", "192.168.0.0/16", REACHES);
    let line = "  Line: {Type: AWS::EC2::VPNConnection, Properties: {Type: ipsec.1, \
                CustomerGatewayId: cgw-1, VpnGatewayId: !Ref Vgw}}\n";
    check(&[("", VPN), ("", line), by_vpn_gateway], "Node", "internet", REACHES);
}

#[test]
fn a_static_vpn_announces_its_routes_and_nothing_else() {
    let line = |more: &str| {
        format!(
            "  Line: {{Type: AWS::EC2::VPNConnection, Properties: {{Type: ipsec.1, \
             CustomerGatewayId: cgw-1, VpnGatewayId: !Ref Vgw{more}}}}}\n  Way: {{Type: \
             AWS::EC2::VPNConnectionRoute, Properties: {{VpnConnectionId: !Ref Line, \
             DestinationCidrBlock: 192.168.0.0/16}}}}\n"
        )
    };
    let (fixed, spoken) = (line(", StaticRoutesOnly: true"), line(""));
    let static_vpn = [("", VPN), ("", fixed.as_str()), NO_NAT];
    check(&static_vpn, "Node", "192.168.7.0/24", REACHES);
    check(&static_vpn, "Node", "172.16.0.0/16", DOES_NOT);
    check(&[("", VPN), ("", &spoken), NO_NAT], "Node", "172.16.0.0/16", REACHES);
    // A second line that speaks BGP announces what it likes.
    let second = spoken.replace("Line", "Other").replace("Way", "OtherWay");
    let both = [("", VPN), ("", fixed.as_str()), ("", second.as_str()), NO_NAT];
    check(&both, "Node", "172.16.0.0/16", REACHES);
    // What is announced within the VPC's own block does not count.
    let inner = fixed.replace("192.168.0.0/16", "10.0.0.0/25");
    check(&[("", VPN), ("", &inner)], "Node", "192.168.7.0/24", DOES_NOT);
}

#[test]
fn what_is_excluded_from_the_block_of_public_access_passes() {
    let block = |mode: &str| {
        format!(
            "  Block: {{Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: \
             {{InternetGatewayBlockMode: {mode}}}}}\n"
        )
    };
    let exclusion = |mode: &str, of: &str| {
        format!(
            "  Ex{}: {{Type: AWS::EC2::VPCBlockPublicAccessExclusion, Properties: \
             {{InternetGatewayExclusionMode: {mode}, {of}}}}}\n",
            of.len()
        )
    };
    let (both, ingress) = (block("block-bidirectional"), block("block-ingress"));
    check(&[("", &both)], "Node", "internet", DOES_NOT);
    check(&[("", &ingress)], "Node", "internet", REACHES);
    check(&[("", &block("'off'"))], "Node", "internet", REACHES);
    for mode in ["allow-bidirectional", "allow-egress"] {
        let vpc = exclusion(mode, "VpcId: !Ref Vpc");
        check(&[("", &both), ("", &vpc)], "Node", "internet", REACHES);
        // Whether the exclusion of the NAT gateway's subnet is enough is not documented.
        let subnet = exclusion(mode, "SubnetId: !Ref Pub");
        check(&[("", &both), ("", &subnet)], "Node", "internet", DEPENDS);
        let other = exclusion(mode, "SubnetId: !Ref Prv");
        check(&[("", &both), ("", &other)], "Node", "internet", DOES_NOT);
    }
    let open = [
        ("SubnetId: !Ref Prv, GroupSet", "SubnetId: !Ref Pub, GroupSet"),
        ("CidrIp: 10.0.0.0/8", "CidrIp: 0.0.0.0/0"),
        (
            "",
            "  Own: {Type: AWS::EC2::EIP}\n  OwnAt: {Type: AWS::EC2::EIPAssociation, Properties: \
             {AllocationId: !GetAtt Own.AllocationId, NetworkInterfaceId: !Ref Node}}\n",
        ),
    ];
    let ask = |more: &[&str]| {
        let more = more.iter().map(|text| ("", *text));
        let changes: Vec<(&str, &str)> = open.into_iter().chain(more).collect();
        asked(network(&changes), "internet", "Node", ("tcp", "443"))
    };
    let inward = exclusion("allow-bidirectional", "SubnetId: !Ref Pub");
    let outward = exclusion("allow-egress", "SubnetId: !Ref Pub");
    assert_eq!(ask(&[]), REACHES);
    assert_eq!(ask(&[&both]), DOES_NOT);
    assert_eq!(ask(&[&ingress]), DOES_NOT);
    assert_eq!(ask(&[&both, &inward]), REACHES);
    assert_eq!(ask(&[&ingress, &inward]), REACHES);
    assert_eq!(ask(&[&both, &outward]), DOES_NOT);
}

#[test]
fn what_means_two_things_is_not_known() {
    let second = "  Again: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: \
                  !Ref Prv, RouteTableId: !Ref PubT}}\n";
    check(&[("", second)], "Node", "internet", DEPENDS);
    let other = "  Nat2: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Pub, \
                 AllocationId: !GetAtt Eip.AllocationId}}\n";
    check(&[("", other)], "Node", "internet", DEPENDS);
    let regional = |zone: &str| {
        format!(
            "AvailabilityMode: regional, VpcId: !Ref Vpc, AvailabilityZoneAddresses: \
             [{{AvailabilityZone: {zone}, AllocationIds: [!GetAtt Eip.AllocationId]}}]}}"
        )
    };
    let zonal = "SubnetId: !Ref Pub, AllocationId: !GetAtt Eip.AllocationId}";
    check(&[(zonal, &regional("eu-west-1b"))], "Node", "internet", REACHES);
    check(&[(zonal, &regional("eu-west-1a"))], "Node", "internet", DEPENDS);
}

#[test]
fn an_accelerator_may_lead_to_what_has_no_public_address() {
    let node = (
        "Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Prv, GroupSet: [!Ref \
         Group]}",
        "Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Prv, \
         SecurityGroupIds: [!Ref Group]}",
    );
    let open = ("CidrIp: 10.0.0.0/8", "CidrIp: 0.0.0.0/0");
    let group = "  Fast: {Type: AWS::GlobalAccelerator::EndpointGroup, Properties: {ListenerArn: \
                 a, EndpointGroupRegion: eu-west-1, EndpointConfigurations: [{EndpointId: !Ref \
                 Node}]}}\n";
    check(&[node, open], "internet", "Node", DOES_NOT);
    let (_, does_not) =
        asked(network(&[node, open, ("", group)]), "internet", "Node", ("tcp", "443"));
    assert_eq!(does_not, Verdict::Unknown);
    let fast = |more: &str| {
        group.replace("ListenerArn: a", &format!("ListenerArn: !Ref Heard{more}"))
            + "  Heard: {Type: AWS::GlobalAccelerator::Listener, Properties: {AcceleratorArn: \
               !Ref Whole, Protocol: TCP, PortRanges: [{FromPort: 443, ToPort: 443}]}}\n  Whole: \
               {Type: AWS::GlobalAccelerator::Accelerator, Properties: {Name: a}}\n"
    };
    let all = ("FromPort: 443, ToPort: 443, CidrIp", "FromPort: 22, ToPort: 443, CidrIp");
    let ask = |changes: &[(&str, &str)], port: &str| {
        asked(network(changes), "internet", "Node", ("tcp", port))
    };
    let plain = fast("");
    assert_eq!(ask(&[node, all, open, ("", &plain)], "443"), REACHES);
    assert_eq!(ask(&[node, all, open, ("", &plain)], "22"), DOES_NOT);
    let unattached = ("  IgwAt:", "  # Gone:");
    assert_eq!(ask(&[node, all, open, unattached, ("", &plain)], "443"), DOES_NOT);
    let moved = fast(", PortOverrides: [{ListenerPort: 443, EndpointPort: 22}]");
    assert_eq!(ask(&[node, all, open, ("", &moved)], "22").1, Verdict::Unknown);
}

#[test]
fn what_reaches_over_the_internet_reaches_whatever_further_ways_there_are() {
    let route = "  Far: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PubT, \
                 DestinationCidrBlock: 10.99.0.0/16, TransitGatewayId: tgw-0123456789abcdef0}}\n";
    let open = ("CidrIp: 10.0.0.0/8", "CidrIp: 0.0.0.0/0");
    let public = ("SubnetId: !Ref Prv, GroupSet", "SubnetId: !Ref Pub, GroupSet");
    let address = "  Own: {Type: AWS::EC2::EIP}\n  OwnAt: {Type: AWS::EC2::EIPAssociation, \
                   Properties: {AllocationId: !GetAtt Own.AllocationId, NetworkInterfaceId: !Ref \
                   Node}}\n";
    let changes = [("", route), ("", address), open, public];
    let ask = |changes: &[(&str, &str)], from: &str| {
        asked(network(changes), from, "Node", ("tcp", "443"))
    };
    assert_eq!(ask(&changes, "192.0.2.0/24"), REACHES);
    // By a further way it could still arrive, and a private host comes by no other.
    assert_eq!(ask(&[("", route), open], "192.0.2.0/24"), (Verdict::Refuted, Verdict::Unknown));
    assert_eq!(ask(&changes, "10.99.0.0/16"), DEPENDS);
}

/// Blocks that a parameter decides: the local route of the VPC is there whatever they are.
const OPEN_BLOCKS: &[(&str, &str)] = &[
    ("CidrBlock: 10.0.0.0/16", "CidrBlock: !Ref VpcBlock"),
    ("CidrBlock: 10.0.0.0/24", "CidrBlock: !Ref PubBlock"),
    ("CidrBlock: 10.0.1.0/24", "CidrBlock: !Ref PrvBlock"),
    (
        "Resources:",
        "Parameters: {VpcBlock: {Type: String}, PubBlock: {Type: String}, PrvBlock: {Type: \
         String}}\nResources:",
    ),
    ("", OTHER_NODE),
];
const OTHER_NODE: &str = "  Other: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref \
                          Pub, GroupSet: [!Ref Group]}}\n";

#[test]
fn a_vpc_whose_block_is_not_known_has_its_local_route() {
    check(&[("", OTHER_NODE)], "Other", "Node", REACHES);
    check(OPEN_BLOCKS, "Other", "Node", DEPENDS);
    check(OPEN_BLOCKS, "Node", "Other", DEPENDS);
    // What has no way there is still refuted.
    let shut = ("FromPort: 443, ToPort: 443", "FromPort: 22, ToPort: 22");
    let refuted = (Verdict::Refuted, Verdict::Unknown);
    check(&[OPEN_BLOCKS, &[shut]].concat(), "Other", "Node", refuted);
    // A route may be for a part of the block.
    let inner = "  Inner: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PubT, \
                 DestinationCidrBlock: 10.0.1.0/24, NetworkInterfaceId: !Ref Node}}\n";
    check(&[OPEN_BLOCKS, &[("", inner)]].concat(), "Other", "Node", DEPENDS);
}

#[test]
fn a_public_address_of_what_is_not_reached_is_an_assumption() {
    let other = OTHER_NODE.replace("!Ref Group", "!Ref Shut");
    let shut = "  Shut: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: s, VpcId: \
                !Ref Vpc}}\n  OtherEip: {Type: AWS::EC2::EIP}\n  Join: {Type: \
                AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
                OtherEip.AllocationId, NetworkInterfaceId: !Ref Other}}\n";
    let network = network(&[("", &other), ("", shut)]);
    let party = |text: &str| Party::from_text(text, &network).expect("a party");
    let ask = |from: &str, to: &str| {
        let traffic = traffic_from_words("tcp", Some("443")).expect("traffic");
        Question::new(party(from), party(to), traffic)
    };
    let (there, back) = (ask("Node", "Other"), ask("Other", "Node"));
    let prepared = Prepared::new(network.clone());
    let told = |question: &Question| {
        let answer = Answer::of(&prepared, question, Expect::Unreachable);
        assumptions_of(&prepared, &answer).join("\n")
    };
    assert!(told(&there).contains("a public address of `Other`"), "{}", told(&there));
    assert!(!told(&back).contains("a public address"), "{}", told(&back));
}
