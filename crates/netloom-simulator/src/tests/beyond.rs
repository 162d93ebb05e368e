//! Transit gateways, IPv6 and fleets, each by one change to a network in which everything works.

use super::*;

/// The two VPCs of the working network behind a transit gateway instead of their peering
/// connection.
const TRANSIT: &str = "
  Transit: {Type: AWS::EC2::TransitGateway}
  TransitVpc: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: {TransitGatewayId: !Ref \
                       Transit, VpcId: !Ref Vpc, SubnetIds: [!Ref Public]}}
  TransitPeer: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: {TransitGatewayId: !Ref \
                       Transit, VpcId: !Ref Peer, SubnetIds: [!Ref PeerSubnet]}}
";

const BY_TRANSIT: [(&str, &str); 3] = [
    (
        "DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: !Ref Peering",
        "DestinationCidrBlock: 10.9.0.0/16, TransitGatewayId: !Ref Transit",
    ),
    (
        "DestinationCidrBlock: 10.0.0.0/16, VpcPeeringConnectionId: !Ref Peering",
        "DestinationCidrBlock: 10.0.0.0/16, TransitGatewayId: !Ref Transit",
    ),
    ("", TRANSIT),
];

fn by_transit<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    BY_TRANSIT.iter().chain(changes).copied().collect()
}

#[test]
fn a_transit_gateway_needs_attachments_a_table_and_a_way_back() {
    let to_peer = tcp(head(), to_peer(), 443);
    delivers(&by_transit(&[]), &to_peer);
    drops(
        &by_transit(&[(
            "VpcId: !Ref Vpc, SubnetIds: [!Ref Public]",
            "VpcId: vpc-1, SubnetIds: [!Ref Public]",
        )]),
        &to_peer,
        "not attached",
    );
    let switch = |key: &str| {
        format!("Transit: {{Type: AWS::EC2::TransitGateway, Properties: {{{key}: disable}}}}")
    };
    let off = "Transit: {Type: AWS::EC2::TransitGateway}";
    drops(&by_transit(&[(off, &switch("DefaultRouteTableAssociation"))]), &to_peer, "no table");
    drops(
        &by_transit(&[(off, &switch("DefaultRouteTablePropagation"))]),
        &to_peer,
        "no route of the transit gateway",
    );
    let hole = "  Hole: {Type: AWS::EC2::TransitGatewayRoute, Properties: {DestinationCidrBlock: \
                10.0.0.0/16, Blackhole: true, TransitGatewayRouteTableId: !GetAtt \
                Transit.AssociationDefaultRouteTableId}}\n";
    drops(&by_transit(&[("", hole)]), &to_peer, "a blackhole");
}

#[test]
fn towards_a_transit_gateway_the_acl_of_its_subnet_looks_both_ways() {
    let (old, new) =
        ("SubnetId: !Ref Private, NetworkAclId", "SubnetId: !Ref Public, NetworkAclId");
    let deny = (
        "RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock",
        "RuleNumber: 100, Protocol: -1, RuleAction: deny, CidrBlock",
    );
    drops(&by_transit(&[(old, new), deny]), &tcp(head(), to_peer(), 443), "ACL into Public, where");
}

const DUAL: &str = "
  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, Ipv6CidrBlock: \
                    '2600:1f00:0:100::/56', Ipv6Pool: pool}}
  Egress: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, \
                    DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: !Ref Egress}}
";

#[test]
fn an_egress_only_gateway_lets_out_and_not_in() {
    let subnet = (
        "CidrBlock: 10.0.0.0/24}",
        "CidrBlock: 10.0.0.0/24, Ipv6CidrBlock: '2600:1f00:0:100::/64'}",
    );
    let own: IpAddr = "2600:1f00:0:100::10".parse().expect("an address");
    let far: IpAddr = "2001:4860::1".parse().expect("an address");
    let out =
        tcp(Origin::Interface { id: "Head".to_owned(), address: own }, Goal::Address(far), 443);
    delivers(&[subnet, ("", DUAL)], &out);
    drops(
        &[
            subnet,
            ("", DUAL),
            (
                "EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}",
                "EgressOnlyInternetGateway, Properties: {VpcId: !Ref Peer}",
            ),
        ],
        &out,
        "another VPC's",
    );
    // It comes in by the internet gateway, and the answer would go out by the other one.
    let open = ("CidrIp: 203.0.113.0/24", "CidrIpv6: '::/0'");
    let into =
        tcp(Origin::Internet(far), Goal::Interface { id: "Head".to_owned(), address: own }, 22);
    drops(&[subnet, open, ("", DUAL)], &into, "answer: ");
}

#[test]
fn a_fleet_is_in_the_subnet_of_its_address() {
    let fleet = "
  Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {NetworkInterfaces: \
                 [{DeviceIndex: 0, Groups: [!Ref ComputeGroup], AssociatePublicIpAddress: true}]}}}
  Fleet: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '0', MaxSize: '1', \
                 VPCZoneIdentifier: [!Ref Public, !Ref Private], LaunchTemplate: \
                 {LaunchTemplateId: !Ref Launch, Version: '1'}}}
";
    let at = |id: &str, address: [u8; 4]| Origin::Interface {
        id: id.to_owned(),
        address: IpAddr::from(address),
    };
    for id in ["Fleet", "Launch"] {
        delivers(&[("", fleet)], &tcp(at(id, [10, 0, 0, 30]), web(), 443));
        delivers(&[("", fleet)], &tcp(at(id, [10, 0, 1, 30]), web(), 443));
        drops(&[("", fleet)], &tcp(at(id, [10, 9, 0, 30]), web(), 443), "no subnet");
        drops(
            &[("", fleet), ("AssociatePublicIpAddress: true", "AssociatePublicIpAddress: false")],
            &tcp(at(id, [10, 0, 0, 30]), web(), 443),
            "no public address",
        );
    }
}
