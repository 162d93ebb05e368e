//! Each rule of EC2's routing and filtering, by one change to a network in which everything works.

mod beyond;
mod members;

use std::net::Ipv4Addr;

use netloom_diag::Sources;
use netloom_template::{ReadOptions, TemplateDocument, read_template};

use crate::*;

/// A public subnet with a head node, a private one with a compute node behind a NAT gateway, and a
/// host in a VPC beyond a peering connection.
const WORKING: &str = r#"
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrivateTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PublicDefault: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}
  PrivateDefault: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  PublicAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}}
  PrivateAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable}}
  NatAddress: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt NatAddress.AllocationId}}
  HeadGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: head, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}]}}
  FromCompute: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref HeadGroup, IpProtocol: "-1", SourceSecurityGroupId: !Ref ComputeGroup}}
  ComputeGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: compute, VpcId: !Ref Vpc, SecurityGroupIngress: []}}
  FromHead: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref ComputeGroup, IpProtocol: "-1", SourceSecurityGroupId: !Ref HeadGroup}}
  Head: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Public, GroupSet: [!Ref HeadGroup]}}
  HeadAddress: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  HeadAssociation: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt HeadAddress.AllocationId, NetworkInterfaceId: !Ref Head}}
  Compute: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, GroupSet: [!Ref ComputeGroup]}}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  AclAssociation: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Private, NetworkAclId: !Ref Acl}}
  AclIn: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}
  AclOut: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: true, CidrBlock: 0.0.0.0/0}}
  Peer: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  PeerSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Peer, CidrBlock: 10.9.0.0/24}}
  PeerTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Peer}}
  PeerAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref PeerSubnet, RouteTableId: !Ref PeerTable}}
  PeerGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: peer, VpcId: !Ref Peer, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 10.0.0.0/16}]}}
  PeerHost: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref PeerSubnet, GroupSet: [!Ref PeerGroup]}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref Peer}}
  There: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
  Back: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PeerTable, DestinationCidrBlock: 10.0.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
"#;

const ENDPOINT: &str = r#"
  EndpointGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: endpoint, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/24}]}}
  Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-west-1.logs, SubnetIds: [!Ref Public], SecurityGroupIds: [!Ref EndpointGroup], PrivateDnsEnabled: true}}
"#;

const S3: &str = "
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: \
                  com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref PrivateTable]}}
";

const VPN: &str = "
  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}
  VpnAttachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                   VpnGatewayId: !Ref Vpn}}
";

fn head() -> Origin {
    Origin::Interface { id: "Head".to_owned(), address: Ipv4Addr::new(10, 0, 0, 10).into() }
}

fn compute() -> Origin {
    Origin::Interface { id: "Compute".to_owned(), address: Ipv4Addr::new(10, 0, 1, 10).into() }
}

fn interface(id: &str, address: [u8; 4]) -> Goal {
    Goal::Interface { id: id.to_owned(), address: address.into() }
}

fn to_head() -> Goal {
    interface("Head", [10, 0, 0, 10])
}

fn to_compute() -> Goal {
    interface("Compute", [10, 0, 1, 10])
}

fn to_peer() -> Goal {
    interface("PeerHost", [10, 9, 0, 10])
}

fn web() -> Goal {
    Goal::Address(Ipv4Addr::new(52, 1, 2, 3).into())
}

fn service(name: &str) -> Goal {
    Goal::Service { name: name.to_owned(), address: Ipv4Addr::new(52, 1, 2, 3).into() }
}

fn user() -> Origin {
    Origin::Internet(Ipv4Addr::new(203, 0, 113, 9).into())
}

fn anyone() -> Origin {
    Origin::Internet(Ipv4Addr::new(8, 8, 8, 8).into())
}

fn tcp(origin: Origin, goal: Goal, port: u16) -> Connection {
    Connection {
        origin,
        goal,
        protocol: 6,
        source_port: 40_000,
        destination_port: port,
        nat_port: 1_500,
        gateway_offset: 20,
        endpoint_subnet: None,
        endpoint_offset: 30,
        transit_entry: 0,
        transit_return: 0,
    }
}

/// The working network after replacing texts; an empty first text adds the second one.
fn document(changes: &[(&str, &str)]) -> TemplateDocument {
    let mut text = WORKING.to_owned();
    for (old, new) in changes {
        if old.is_empty() {
            text.push_str(new);
            continue;
        }
        assert!(text.contains(old), "{old} is not in the template");
        text = text.replacen(old, new, 1);
    }
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    read.template.expect("a template")
}

/// `connect` in the working network after replacing texts.
fn after(changes: &[(&str, &str)], connection: &Connection) -> Fate {
    connect(&World::new(&document(changes)), connection)
}

#[track_caller]
fn delivers(changes: &[(&str, &str)], connection: &Connection) {
    assert_eq!(after(changes, connection), Fate::Delivered);
}

#[track_caller]
fn drops(changes: &[(&str, &str)], connection: &Connection, why: &str) {
    match after(changes, connection) {
        Fate::Dropped(reason) => assert!(reason.contains(why), "{reason}"),
        other => panic!("{other:?}"),
    }
}

/// A resource with this type written differently, which takes it away.
fn without(resource: &str) -> (String, String) {
    let line = WORKING
        .lines()
        .find(|line| line.trim_start().starts_with(&format!("{resource}: ")))
        .expect("a resource");
    (line.to_owned(), String::new())
}

#[test]
fn in_the_working_network_everything_works() {
    for connection in [
        tcp(user(), to_head(), 22),
        tcp(head(), web(), 443),
        tcp(compute(), web(), 443),
        tcp(compute(), service("s3"), 443),
        tcp(compute(), to_head(), 2049),
        tcp(head(), to_compute(), 6818),
        tcp(head(), to_peer(), 443),
    ] {
        delivers(&[], &connection);
    }
}

#[test]
fn the_longest_route_wins() {
    let longer = "\n  Longer: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref \
                  PrivateTable, DestinationCidrBlock: 52.0.0.0/8, GatewayId: !Ref Internet}}\n";
    drops(&[("", longer)], &tcp(compute(), web(), 443), "no public address");
}

#[test]
fn a_subnet_without_an_association_has_local_routes_only() {
    let (old, new) = without("PrivateAssociation");
    drops(&[(&old, &new)], &tcp(compute(), web(), 443), "no route from Private");
    delivers(&[(&old, &new)], &tcp(compute(), to_head(), 2049));
}

#[test]
fn within_a_subnet_only_groups_filter() {
    let near = ("SubnetId: !Ref Private, GroupSet", "SubnetId: !Ref Public, GroupSet");
    let neighbour =
        Origin::Interface { id: "Compute".to_owned(), address: Ipv4Addr::new(10, 0, 0, 20).into() };
    let (acl_in, none) = without("AclIn");
    delivers(&[near, (&acl_in, &none)], &tcp(neighbour, to_head(), 2049));
}

#[test]
fn out_of_an_internet_gateway_needs_a_public_address() {
    let (old, new) = without("HeadAssociation");
    drops(&[(&old, &new)], &tcp(head(), web(), 443), "no public address");
    drops(&[(&old, &new)], &tcp(user(), to_head(), 22), "no public address");
}

#[test]
fn an_internet_gateway_must_be_attached() {
    let (old, new) = without("Attachment");
    drops(&[(&old, &new)], &tcp(head(), web(), 443), "not attached");
    drops(&[(&old, &new)], &tcp(compute(), web(), 443), "not attached");
    drops(&[(&old, &new)], &tcp(user(), to_head(), 22), "no gateway");
}

#[test]
fn an_internet_gateway_takes_no_private_addresses() {
    drops(
        &[],
        &tcp(head(), Goal::Address(Ipv4Addr::new(192, 168, 1, 1).into()), 443),
        "private destination",
    );
    drops(
        &[],
        &tcp(Origin::Internet(Ipv4Addr::new(10, 77, 0, 1).into()), to_head(), 22),
        "private source",
    );
}

#[test]
fn a_nat_gateway_in_the_subnet_it_serves_gets_its_own_packet_back() {
    let home = (
        "Properties: {SubnetId: !Ref Public, AllocationId",
        "Properties: {SubnetId: !Ref Private, AllocationId",
    );
    drops(&[home], &tcp(compute(), web(), 443), "gets its own packet back");
}

#[test]
fn a_private_nat_gateway_does_not_reach_the_internet() {
    let private = ("AllocationId: !GetAtt NatAddress.AllocationId", "ConnectivityType: private");
    drops(&[private], &tcp(compute(), web(), 443), "no public address");
}

#[test]
fn a_nat_gateway_carries_tcp_udp_and_icmp() {
    let mut other = tcp(compute(), web(), 0);
    other.protocol = 47;
    drops(&[], &other, "NAT gateways carry");
}

#[test]
fn answers_come_back_to_the_ports_that_the_nat_gateway_picked() {
    // The ACL of the NAT gateway's subnet must admit 1024-65535, not only what Linux picks.
    let moved = (
        "AclAssociation, Properties: {SubnetId: !Ref Private",
        "AclAssociation, Properties: {SubnetId: !Ref Public",
    );
    let moved = (
        moved.0.replace("AclAssociation, ", "{Type: AWS::EC2::SubnetNetworkAclAssociation, "),
        moved.1.replace("AclAssociation, ", "{Type: AWS::EC2::SubnetNetworkAclAssociation, "),
    );
    let https = (
        "RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0",
        "RuleNumber: 100, Protocol: 6, PortRange: {From: 32768, To: 61000}, RuleAction: allow, \
         CidrBlock: 0.0.0.0/0",
    );
    let inside = "\n  AclInside: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: \
                  !Ref Acl, RuleNumber: 90, Protocol: -1, RuleAction: allow, CidrBlock: \
                  10.0.0.0/16}}\n";
    let changes = [(moved.0.as_str(), moved.1.as_str()), https, ("", inside)];
    drops(&changes, &tcp(compute(), web(), 443), "answer: ACL into Public");
    delivers(&changes, &Connection { nat_port: 40_000, ..tcp(compute(), web(), 443) });
}

#[test]
fn an_instance_that_translates_must_not_check_its_packets() {
    let route = ("NatGatewayId: !Ref Nat}", "NetworkInterfaceId: !Ref Head}");
    drops(&[route], &tcp(compute(), web(), 443), "checks source and destination");
    let lax = (
        "SubnetId: !Ref Public, GroupSet",
        "SubnetId: !Ref Public, SourceDestCheck: false, GroupSet",
    );
    delivers(&[route, lax], &tcp(compute(), web(), 443));
    let (old, new) = without("FromCompute");
    drops(&[route, lax, (&old, &new)], &tcp(compute(), web(), 443), "security groups into Head");
}

#[test]
fn an_instance_of_2_x_translates_the_primary_block_only() {
    let route = ("NatGatewayId: !Ref Nat}", "NetworkInterfaceId: !Ref Head}");
    let lax = (
        "SubnetId: !Ref Public, GroupSet",
        "SubnetId: !Ref Public, SourceDestCheck: false, GroupSet",
    );
    let second = "\n  Second: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
                  CidrBlock: 10.5.0.0/16}}\n";
    let block = ("CidrBlock: 10.0.1.0/24", "CidrBlock: 10.5.1.0/24");
    let from =
        Origin::Interface { id: "Compute".to_owned(), address: Ipv4Addr::new(10, 5, 1, 10).into() };
    drops(&[route, lax, block, ("", second)], &tcp(from, web(), 443), "only the primary block");
}

#[test]
fn groups_admit_what_a_rule_names_and_nothing_else() {
    drops(&[], &tcp(anyone(), to_head(), 22), "security groups of the receiver");
    drops(&[], &tcp(user(), to_head(), 443), "security groups of the receiver");
}

#[test]
fn everything_may_go_out_until_a_rule_says_what() {
    let only = (
        "GroupDescription: compute,",
        "GroupDescription: compute, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, \
         ToPort: 443, CidrIp: 0.0.0.0/0}],",
    );
    delivers(&[only], &tcp(compute(), web(), 443));
    drops(&[only], &tcp(compute(), to_head(), 2049), "security groups out of Compute");
}

#[test]
fn answers_pass_the_groups_that_let_the_question_through() {
    // The head node has no rule for what comes from port 443.
    delivers(&[], &tcp(head(), web(), 443));
}

#[test]
fn a_reference_to_a_group_does_not_survive_a_public_address() {
    let any_head = ("CidrIp: 203.0.113.0/24}", "SourceSecurityGroupId: !Ref ComputeGroup}");
    drops(&[any_head], &tcp(user(), to_head(), 22), "security groups of the receiver");
}

#[test]
fn two_halves_of_the_internet_are_the_internet() {
    let halves = (
        "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}",
        "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/1}, {IpProtocol: tcp, \
         FromPort: 22, ToPort: 22, CidrIp: 128.0.0.0/1}",
    );
    delivers(&[halves], &tcp(anyone(), to_head(), 22));
}

#[test]
fn minus_one_ignores_ports() {
    let open = (
        "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}",
        "{IpProtocol: \"-1\", FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}",
    );
    delivers(&[open], &tcp(anyone(), to_head(), 9_999));
}

#[test]
fn the_first_entry_that_matches_decides() {
    let deny = "\n  Deny: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, \
                RuleNumber: 90, Protocol: 6, PortRange: {From: 443, To: 443}, RuleAction: deny, \
                Egress: true, CidrBlock: 0.0.0.0/0}}\n";
    drops(&[("", deny)], &tcp(compute(), web(), 443), "ACL out of Private");
    delivers(&[("", &deny.replace("90", "110"))], &tcp(compute(), web(), 443));
}

#[test]
fn an_acl_without_entries_denies_everything_both_ways() {
    let (acl_in, _) = without("AclIn");
    let (acl_out, _) = without("AclOut");
    drops(&[(&acl_out, "")], &tcp(compute(), web(), 443), "ACL out of Private");
    drops(&[(&acl_in, "")], &tcp(compute(), web(), 443), "answer: ACL into Private");
}

#[test]
fn names_need_the_resolver() {
    let off = (
        "CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true",
        "CidrBlock: 10.0.0.0/16, EnableDnsSupport: false",
    );
    drops(&[off], &tcp(compute(), service("s3"), 443), "no resolver");
    delivers(&[off], &tcp(compute(), web(), 443));
}

#[test]
fn private_names_need_hostnames() {
    let off = ("EnableDnsHostnames: true", "EnableDnsHostnames: false");
    drops(
        &[off, ("", ENDPOINT)],
        &tcp(compute(), service("logs"), 443),
        "private names need hostnames",
    );
}

#[test]
fn an_endpoint_takes_the_name_of_the_whole_vpc() {
    // Its group admits the head node's subnet; with the endpoint gone the NAT gateway would have
    // done.
    drops(
        &[("", ENDPOINT)],
        &tcp(compute(), service("logs"), 443),
        "security groups of the receiver",
    );
    delivers(&[("", ENDPOINT)], &tcp(head(), service("logs"), 443));
    delivers(&[], &tcp(compute(), service("logs"), 443));
}

#[test]
fn endpoints_carry_tcp() {
    let open = ENDPOINT.replace(
        "IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/24",
        "IpProtocol: \"-1\", CidrIp: 0.0.0.0/0",
    );
    let mut datagram = tcp(head(), service("logs"), 443);
    datagram.protocol = 17;
    drops(&[("", &open)], &datagram, "endpoints carry TCP");
}

#[test]
fn a_gateway_endpoint_serves_the_tables_it_names() {
    let (nat, _) = without("PrivateDefault");
    drops(&[(&nat, "")], &tcp(compute(), service("s3"), 443), "no route");
    delivers(&[(&nat, ""), ("", S3)], &tcp(compute(), service("s3"), 443));
    let other = S3.replace("PrivateTable", "PublicTable");
    drops(&[(&nat, ""), ("", &other)], &tcp(compute(), service("s3"), 443), "no route");
}

#[test]
fn a_gateway_endpoint_is_for_its_service_only() {
    let (nat, _) = without("PrivateDefault");
    drops(&[(&nat, ""), ("", S3)], &tcp(compute(), service("dynamodb"), 443), "no route");
}

#[test]
fn a_written_route_for_a_services_address_leaves_it_open() {
    let route = "\n  Wide: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, \
                 DestinationCidrBlock: 52.0.0.0/8, NatGatewayId: !Ref Nat}}\n";
    let fate = after(&[("", S3), ("", route)], &tcp(compute(), service("s3"), 443));
    assert!(matches!(fate, Fate::Unknown(_)), "{fate:?}");
}

#[test]
fn a_site_comes_in_whatever_the_table_says_and_hears_nothing_without_a_route() {
    let site = Origin::Site(Ipv4Addr::new(192, 168, 7, 7).into());
    let open = ("CidrIp: 203.0.113.0/24", "CidrIp: 0.0.0.0/0");
    drops(&[open, ("", VPN)], &tcp(site.clone(), to_head(), 22), "answer: ");
    let route = "\n  Home: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, \
                 DestinationCidrBlock: 192.168.0.0/16, GatewayId: !Ref Vpn}}\n";
    delivers(&[open, ("", VPN), ("", route)], &tcp(site.clone(), to_head(), 22));
    let learned = "\n  Learned: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: \
                   {RouteTableIds: [!Ref PublicTable], VpnGatewayId: !Ref Vpn}}\n";
    delivers(&[open, ("", VPN), ("", learned)], &tcp(site.clone(), to_head(), 22));
    drops(&[open], &tcp(site, to_head(), 22), "no gateway");
}

#[test]
fn a_vpn_gateway_must_be_attached() {
    let loose =
        VPN.lines().filter(|line| !line.contains("VpnAttachment")).collect::<Vec<_>>().join("\n")
            + "\n";
    let route = "\n  Home: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, \
                 DestinationCidrBlock: 52.0.0.0/8, GatewayId: !Ref Vpn}}\n";
    drops(&[("", &loose), ("", route)], &tcp(head(), web(), 443), "not attached");
}

#[test]
fn peering_needs_a_route_on_both_sides_and_leads_no_further() {
    let (there, _) = without("There");
    let (back, _) = without("Back");
    drops(&[(&there, "")], &tcp(head(), to_peer(), 443), "private destination");
    drops(&[(&back, "")], &tcp(head(), to_peer(), 443), "answer: ");
    let beyond = ("DestinationCidrBlock: 10.9.0.0/16", "DestinationCidrBlock: 52.0.0.0/8");
    drops(&[beyond], &tcp(head(), web(), 443), "not an address of the other VPC");
}

#[test]
fn pings_are_answered_by_a_type_of_their_own() {
    let only = (
        "RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock",
        "RuleNumber: 100, Protocol: 1, Icmp: {Type: 8, Code: -1}, RuleAction: allow, CidrBlock",
    );
    let mut ping = tcp(compute(), to_head(), 8 * 256);
    ping.protocol = 1;
    ping.source_port = 0;
    delivers(&[], &ping);
    drops(&[only], &ping, "answer: ACL into Private");
}

#[test]
fn a_route_to_something_gone_leads_nowhere() {
    let lost = ("NatGatewayId: !Ref Nat}", "NatGatewayId: nat-0123456789abcdef0}");
    drops(&[lost], &tcp(compute(), web(), 443), "is gone");
}
