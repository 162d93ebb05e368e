//! Single rules of EC2, each by one change to a network in which everything works.

mod balancers;
mod firewalls;
mod ways;

use netloom_diag::Sources;
use netloom_template::{ReadOptions, read_template};

use crate::{Answer, Verdict};
use netloom_network::Id;
use netloom_network::network_of_template;
use netloom_network::sets::RangeSet;
use netloom_network::sets::traffic::{TCP, Traffic};
use netloom_question::{Expect, Party, Prepared, Question};

/// Two VPCs behind a transit gateway, each with a node in a subnet of its own and the gateway in
/// another one of the same zone.
const TRANSIT: &str = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
  NodesA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, AvailabilityZone: eu-west-1a}}
  EdgeA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.1.0/28, AvailabilityZone: eu-west-1a}}
  NodesB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.0.0/24, AvailabilityZone: eu-west-1a}}
  EdgeB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.1.0/28, AvailabilityZone: eu-west-1a}}
  TableA: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableB: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref B}}
  UseA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref NodesA, RouteTableId: !Ref TableA}}
  UseB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref NodesB, RouteTableId: !Ref TableB}}
  ToB: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: !Ref Transit}}
  ToA: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableB, DestinationCidrBlock: 10.1.0.0/16, TransitGatewayId: !Ref Transit}}
  Transit: {Type: AWS::EC2::TransitGateway, Properties: {SecurityGroupReferencingSupport: enable}}
  ToTransitA: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: {TransitGatewayId: !Ref Transit, VpcId: !Ref A, SubnetIds: [!Ref EdgeA]}}
  ToTransitB: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: {TransitGatewayId: !Ref Transit, VpcId: !Ref B, SubnetIds: [!Ref EdgeB]}}
  GroupA: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, VpcId: !Ref A}}
  GroupB: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: b, VpcId: !Ref B, SecurityGroupIngress: [{IpProtocol: "-1", SourceSecurityGroupId: !Ref GroupA}]}}
  NodeA: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref NodesA, GroupSet: [!Ref GroupA]}}
  NodeB: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref NodesB, GroupSet: [!Ref GroupB]}}
"#;

/// Two VPCs with IPv6: a node that goes out by an egress-only gateway, and one with an internet
/// gateway.
const DUAL: &str = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
  BlockA: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref A, Ipv6CidrBlock: "2600:1f00:0:100::/56", Ipv6Pool: p}}
  BlockB: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref B, Ipv6CidrBlock: "2600:1f00:0:200::/56", Ipv6Pool: p}}
  NodesA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, Ipv6CidrBlock: "2600:1f00:0:100::/64", AssignIpv6AddressOnCreation: true}}
  NodesB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.0.0/24, Ipv6CidrBlock: "2600:1f00:0:200::/64"}}
  TableA: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableB: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref B}}
  UseA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref NodesA, RouteTableId: !Ref TableA}}
  UseB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref NodesB, RouteTableId: !Ref TableB}}
  Egress: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref A}}
  InternetB: {Type: AWS::EC2::InternetGateway}
  AttachmentB: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref B, InternetGatewayId: !Ref InternetB}}
  OutA: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: !Ref Egress}}
  OutB: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableB, DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref InternetB}}
  GroupA: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, VpcId: !Ref A}}
  GroupB: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: b, VpcId: !Ref B, SecurityGroupIngress: [{IpProtocol: "-1", CidrIpv6: "::/0"}]}}
  NodeA: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref NodesA, SecurityGroupIds: [!Ref GroupA]}}
  NodeB: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref NodesB, SecurityGroupIds: [!Ref GroupB], Ipv6AddressCount: 1}}
"#;

fn verdicts(changes: &[(&str, &str)], from: &str, to: &Party) -> (Verdict, Verdict) {
    verdicts_of(TRANSIT, changes, Party::Interface(Id::new(from)), to.clone())
}

fn verdicts_of(
    template: &str,
    changes: &[(&str, &str)],
    from: Party,
    to: Party,
) -> (Verdict, Verdict) {
    let traffic = Traffic::new(TCP, RangeSet::single(22));
    verdicts_about(&traffic, template, changes, (from, to))
}

#[track_caller]
fn verdicts_about(
    traffic: &Traffic,
    template: &str,
    changes: &[(&str, &str)],
    (from, to): (Party, Party),
) -> (Verdict, Verdict) {
    let mut text = template.to_owned();
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
    let prepared = Prepared::new(network_of_template(&read.template.expect("a template")).network);
    let question = Question::new(from, to, traffic.clone());
    let of = |expect| Answer::of(&prepared, &question, expect).verdict;
    (of(Expect::Reachable), of(Expect::Unreachable))
}

#[track_caller]
fn check(changes: &[(&str, &str)], from: &str, to: &str, expected: (Verdict, Verdict)) {
    assert_eq!(verdicts(changes, from, &Party::Interface(Id::new(to))), expected);
}

const REACHES: (Verdict, Verdict) = (Verdict::Proved, Verdict::Refuted);
const DOES_NOT: (Verdict, Verdict) = (Verdict::Refuted, Verdict::Proved);
const DEPENDS: (Verdict, Verdict) = (Verdict::Unknown, Verdict::Unknown);

/// An ACL without entries for a subnet.
fn closed(subnet: &str) -> String {
    format!(
        "  Acl: {{Type: AWS::EC2::NetworkAcl, Properties: {{VpcId: vpc-1}}}}\n  UseAcl: {{Type: \
         AWS::EC2::SubnetNetworkAclAssociation, Properties: {{SubnetId: !Ref {subnet}, \
         NetworkAclId: !Ref Acl}}}}\n"
    )
}

#[test]
fn a_transit_gateway_leads_to_what_is_attached() {
    check(&[], "NodeA", "NodeB", REACHES);
    // The group of the other node admits no client.
    check(&[], "NodeB", "NodeA", DOES_NOT);
}

#[test]
fn the_acls_of_the_subnets_where_a_transit_gateway_is_count() {
    check(&[("", &closed("EdgeA"))], "NodeA", "NodeB", DOES_NOT);
    check(&[("", &closed("EdgeB"))], "NodeA", "NodeB", DOES_NOT);
    // In its own subnet nothing looks at what comes in.
    let near = "SubnetIds: [!Ref NodesB]";
    let entry = |number: u8, is_egress: bool, rest: &str| {
        format!(
            "  E{number}: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref \
             Acl, RuleNumber: {number}, Egress: {is_egress}, Protocol: -1, {rest}}}}}\n"
        )
    };
    let acl = closed("NodesB")
        + &entry(1, true, "RuleAction: allow, CidrBlock: 0.0.0.0/0")
        + &entry(2, false, "RuleAction: deny, CidrBlock: 10.1.0.0/16")
        + &entry(3, false, "RuleAction: allow, CidrBlock: 10.2.0.0/24");
    check(&[("SubnetIds: [!Ref EdgeB]", near), ("", &acl)], "NodeA", "NodeB", REACHES);
    check(&[("", &acl)], "NodeA", "NodeB", DOES_NOT);
}

#[test]
fn rules_that_name_a_group_count_beyond_a_transit_gateway_only_where_it_supports_them() {
    check(
        &[("SecurityGroupReferencingSupport: enable", "Description: off")],
        "NodeA",
        "NodeB",
        DOES_NOT,
    );
    let off = "SubnetIds: [!Ref EdgeB], Options: {SecurityGroupReferencingSupport: disable}";
    check(&[("SubnetIds: [!Ref EdgeB]", off)], "NodeA", "NodeB", DOES_NOT);
    // Outbound rules that name a group never do.
    let out = "GroupDescription: a, VpcId: !Ref A, SecurityGroupEgress: [{IpProtocol: tcp, \
               FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]";
    let rule = "  Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref GroupA, \
                IpProtocol: '-1', DestinationSecurityGroupId: !Ref GroupB}}\n";
    check(&[("GroupDescription: a, VpcId: !Ref A", out), ("", rule)], "NodeA", "NodeB", DOES_NOT);
}

#[test]
fn a_transit_gateway_serves_the_zones_it_is_in() {
    let elsewhere = "CidrBlock: 10.1.1.0/28, AvailabilityZone: eu-west-1b";
    check(
        &[("CidrBlock: 10.1.1.0/28, AvailabilityZone: eu-west-1a", elsewhere)],
        "NodeA",
        "NodeB",
        DOES_NOT,
    );
    // A subnet is in its own zone, whichever AWS picks.
    let unsaid = ("CidrBlock: 10.1.0.0/24, AvailabilityZone: eu-west-1a", "CidrBlock: 10.1.0.0/24");
    check(&[unsaid], "NodeA", "NodeB", DEPENDS);
    check(
        &[unsaid, ("SubnetIds: [!Ref EdgeA]", "SubnetIds: [!Ref NodesA]")],
        "NodeA",
        "NodeB",
        REACHES,
    );
}

#[test]
fn vpcs_with_the_same_block_are_not_told_apart() {
    let third = "  C: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}\n  EdgeC: \
                 {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref C, CidrBlock: 10.2.0.0/28}}\n  \
                 ToTransitC: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: \
                 {TransitGatewayId: !Ref Transit, VpcId: !Ref C, SubnetIds: [!Ref EdgeC]}}\n";
    check(&[("", third)], "NodeA", "NodeB", DEPENDS);
}

#[test]
fn what_a_table_may_learn_is_not_taken_for_nothing() {
    let unsaid = ("enable}", "enable, DefaultRouteTablePropagation: !Ref Switch}");
    let parameter = "Parameters:\n  Switch: {Type: String}\n";
    check(&[("Resources:", &format!("{parameter}Resources:")), unsaid], "NodeA", "NodeB", DEPENDS);
}

#[test]
fn what_leaves_by_another_vpc_is_not_taken_for_lost() {
    let to_b = "  Default: {Type: AWS::EC2::TransitGatewayRoute, Properties: \
                {DestinationCidrBlock: 0.0.0.0/0, TransitGatewayAttachmentId: !Ref ToTransitB, \
                TransitGatewayRouteTableId: !GetAtt Transit.AssociationDefaultRouteTableId}}\n";
    let internet = Party::Internet(netloom_network::sets::addresses::Family::Ipv4.public());
    assert_eq!(verdicts(&[("", to_b)], "NodeA", &internet), DOES_NOT);
    let out = "  Edge: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref \
               EdgeB, RouteTableId: !Ref Out}}\n  Out: {Type: AWS::EC2::RouteTable, Properties: \
               {VpcId: !Ref B}}\n  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref \
               NodesB, AllocationId: eipalloc-1}}\n  ByNat: {Type: AWS::EC2::Route, Properties: \
               {RouteTableId: !Ref Out, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref \
               Nat}}\n";
    // By a NAT gateway it is followed: this one has no way to the internet.
    assert_eq!(verdicts(&[("", to_b), ("", out)], "NodeA", &internet), DOES_NOT);
    let gateway = "  Internet: {Type: AWS::EC2::InternetGateway}\n  Attached: {Type: \
                   AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref B, InternetGatewayId: \
                   !Ref Internet}}\n";
    let straight = out.replace("NatGatewayId: !Ref Nat", "GatewayId: !Ref Internet");
    let changes = [("", to_b), ("", straight.as_str()), ("", gateway)];
    assert_eq!(verdicts(&changes, "NodeA", &internet), DEPENDS);
}

fn node(name: &str) -> Party {
    Party::Interface(Id::new(name))
}

fn ipv6_internet() -> Party {
    Party::Internet(netloom_network::sets::addresses::Family::Ipv6.public())
}

#[test]
fn an_egress_only_gateway_leads_out_and_not_in() {
    let check = |changes: &[(&str, &str)], from, to, expected| {
        assert_eq!(verdicts_of(DUAL, changes, from, to), expected, "{changes:?}");
    };
    // The VPC's own addresses are public and yet not on the internet.
    check(&[], node("NodeA"), ipv6_internet(), REACHES);
    check(&[], ipv6_internet(), node("NodeA"), DOES_NOT);
    check(
        &[(
            "EgressOnlyInternetGateway, Properties: {VpcId: !Ref A}",
            "EgressOnlyInternetGateway, Properties: {VpcId: !Ref B}",
        )],
        node("NodeA"),
        ipv6_internet(),
        DOES_NOT,
    );
}

#[test]
fn another_vpc_is_entered_by_its_own_gateway_and_past_its_own_filters() {
    let reaches =
        |changes: &[(&str, &str)]| verdicts_of(DUAL, changes, node("NodeA"), node("NodeB")).1;
    assert_eq!(reaches(&[]), Verdict::Refuted);
    assert_eq!(reaches(&[("CidrIpv6: \"::/0\"", "CidrIpv6: \"2001:db8::/32\"")]), Verdict::Proved);
    assert_eq!(
        reaches(&[("CidrIpv6: \"::/0\"", "SourceSecurityGroupId: !Ref GroupA")]),
        Verdict::Proved
    );
    assert_eq!(
        reaches(&[(
            "  AttachmentB: {Type: AWS::EC2::VPCGatewayAttachment",
            "  AttachmentB: {Type: AWS::EC2::Volume"
        )]),
        Verdict::Proved
    );
}

#[test]
fn a_count_of_ipv6_addresses_is_heard_wherever_it_stands() {
    let enters =
        |changes: &[(&str, &str)]| verdicts_of(DUAL, changes, ipv6_internet(), node("NodeB"));
    assert_eq!(enters(&[]), REACHES);
    // No client can ask for an address that is not there.
    let none = (Verdict::Unknown, Verdict::Proved);
    assert_eq!(enters(&[(", Ipv6AddressCount: 1", "")]), none);
    let assigned =
        ("2600:1f00:0:200::/64\"", "2600:1f00:0:200::/64\", AssignIpv6AddressOnCreation: true");
    assert_eq!(enters(&[(", Ipv6AddressCount: 1", ""), assigned]), REACHES);
    assert_eq!(enters(&[("Ipv6AddressCount: 1", "Ipv6AddressCount: 0"), assigned]), none);
}

#[test]
fn an_ipv6_default_route_is_none_for_what_a_site_announces() {
    let vpn = "  Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n  VpnAttachment: \
               {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, VpnGatewayId: \
               !Ref Vpn}}\n  Learn: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: \
               {RouteTableIds: [!Ref TableA], VpnGatewayId: !Ref Vpn}}\n";
    let internet = Party::Internet(netloom_network::sets::addresses::Family::Ipv4.public());
    assert_eq!(verdicts_of(DUAL, &[("", vpn)], node("NodeA"), internet), DEPENDS);
}
