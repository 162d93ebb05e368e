//! VPCs, subnets, gateways, routes, and the ways to other networks.

use super::*;

#[test]
fn a_vpc_has_the_defaults_of_aws() {
    let network = with_base("");
    let vpc = &network.vpcs[&id("Vpc")];
    assert_eq!(vpc.blocks, [Known::Is(block("10.0.0.0/16"))]);
    assert_eq!((&vpc.dns_support, &vpc.dns_hostnames), (&Known::Is(true), &Known::Is(false)));
    assert!(vpc.ipv6_blocks.is_empty() && vpc.beyond.is_none());
    assert_eq!(unknowns(&network), Vec::<String>::new());
}

#[test]
fn further_blocks_join_their_vpc_in_order() {
    let network = with_base(
        "Second: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: \
         100.64.0.0/16}}\n\
         Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, \
         AmazonProvidedIpv6CidrBlock: true}}\n",
    );
    let vpc = &network.vpcs[&id("Vpc")];
    assert_eq!(vpc.blocks[1], Known::Is(block("100.64.0.0/16")));
    assert_eq!(what(&vpc.ipv6_blocks[0]), "the block of `Six`, which AWS chooses");
}

#[test]
fn a_subnet_has_canonical_addresses_and_the_defaults_of_aws() {
    let network = with_base("");
    let subnet = &network.subnets[&id("Subnet")];
    assert_eq!(subnet.block, Known::Is(block("10.0.1.0/24")));
    assert_eq!(subnet.zone, Known::Is("euw1-az1".to_owned()));
    assert_eq!(
        (&subnet.maps_public_addresses, &subnet.assigns_ipv6),
        (&Known::Is(false), &Known::Is(false))
    );
    assert_eq!(
        (&subnet.route_table, &subnet.network_acl),
        (&TableChoice::Main, &AclChoice::Default)
    );
    assert_eq!(subnet.ipv6_block, None);
}

#[test]
fn a_subnet_gets_its_ipv6_block_from_either_place() {
    let network = with_base(
        "Own: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, Ipv6Native: true, \
         Ipv6CidrBlock: '2001:db8::/64'}}\n\
         Later: {Type: AWS::EC2::SubnetCidrBlock, Properties: {SubnetId: !Ref Subnet, \
         Ipv6CidrBlock: '2001:db8:1::/64'}}\n",
    );
    assert_eq!(network.subnets[&id("Own")].ipv6_block, Some(Known::Is(block("2001:db8::/64"))));
    assert_eq!(network.subnets[&id("Own")].block, Known::Is(RangeSet::empty()));
    assert_eq!(
        network.subnets[&id("Subnet")].ipv6_block,
        Some(Known::Is(block("2001:db8:1::/64")))
    );
}

#[test]
fn gateways_are_attached_where_the_template_says_so() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Loose: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         A: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
         InternetGatewayId: !Ref Igw}}\n\
         B: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: \
         !Ref Vgw}}\n\
         Eigw: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}\n",
    );
    let is_here =
        |attachment: &Attachment| matches!(attachment, Attachment::To(vpc, _) if *vpc == id("Vpc"));
    assert!(is_here(&network.internet_gateways[&id("Igw")].attachment));
    assert!(is_here(&network.vpn_gateways[&id("Vgw")].attachment));
    assert_eq!(network.internet_gateways[&id("Loose")].attachment, Attachment::None);
    assert_eq!(network.egress_only_gateways[&id("Eigw")].vpc, is("Vpc"));
}

#[test]
fn nat_gateways_are_public_private_or_regional() {
    let network = with_base(
        "Eip: {Type: AWS::EC2::EIP}\n\
         Public: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: \
         !GetAtt Eip.AllocationId}}\n\
         Private: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, \
         ConnectivityType: private}}\n\
         Bare: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet}}\n\
         Regional: {Type: AWS::EC2::NatGateway, Properties: {VpcId: !Ref Vpc, AvailabilityMode: \
         regional}}\n",
    );
    let nat = |name: &str| &network.nat_gateways[&id(name)];
    assert_eq!(nat("Public").subnet, Some(is("Subnet")));
    assert_eq!(
        (&nat("Public").is_public, &nat("Public").has_address),
        (&Known::Is(true), &Known::Is(true))
    );
    assert_eq!(
        (&nat("Private").is_public, &nat("Private").has_address),
        (&Known::Is(false), &Known::Is(false))
    );
    assert_eq!(
        (&nat("Bare").is_public, &nat("Bare").has_address),
        (&Known::Is(true), &Known::Is(false))
    );
    assert_eq!((&nat("Regional").subnet, &nat("Regional").vpc), (&None, &Some(is("Vpc"))));
    assert_eq!(nat("Regional").has_address, Known::Is(true));
}

#[test]
fn a_route_to_a_firewall_names_it_and_what_picks_its_endpoint() {
    let network = with_base(
        "One: {Type: AWS::NetworkFirewall::Firewall, Properties: {SubnetMappings: [{SubnetId: \
         !Ref Subnet}]}}\n\
         Two: {Type: AWS::NetworkFirewall::Firewall, Properties: {SubnetMappings: [{SubnetId: \
         !Ref Subnet}, {SubnetId: subnet-2}]}}\n\
         Proxy: {Type: AWS::NetworkFirewall::Firewall, Properties: {NoSourcePreservation: true, \
         SubnetMappings: [{SubnetId: !Ref Subnet}]}}\n\
         Gwlb: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: GatewayLoadBalancer, \
         ServiceName: s, VpcId: !Ref Vpc, SubnetIds: [!Ref Subnet]}}\n\
         R1: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.1.0.0/16, VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt \
         One.EndpointIds]]]}}\n\
         R2: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.2.0.0/16, VpcEndpointId: !Select [1, !Split [':', !Select [1, !GetAtt \
         Two.EndpointIds]]]}}\n\
         R3: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.3.0.0/16, VpcEndpointId: !Ref Gwlb}}\n\
         R4: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.4.0.0/16, VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt \
         Proxy.EndpointIds]]]}}\n",
    );
    let routes = &network.route_tables[&id("Table")].routes;
    let target = |at: usize| routes[at].target.value().cloned();
    assert_eq!(target(0), Some(Target::Firewall(id("One"), String::new())));
    let picked = "`Two.EndpointIds`, item 1, split at `:`, item 1";
    assert_eq!(target(1), Some(Target::Firewall(id("Two"), picked.to_owned())));
    assert_eq!(target(2), Some(Target::Firewall(id("Gwlb"), String::new())));
    assert!(matches!(target(3), Some(Target::Other(_))));
    assert_eq!(network.firewalls.len(), 3);
}

#[test]
fn every_kind_of_target_is_told_from_the_others() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet}}\n\
         R1: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         0.0.0.0/0, GatewayId: !Ref Igw}}\n\
         R2: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         172.16.5.4/12, GatewayId: !Ref Vgw}}\n\
         R3: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
         DestinationIpv6CidrBlock: '::/0', NetworkInterfaceId: !Ref Eni}}\n\
         R4: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
         DestinationPrefixListId: pl-1, TransitGatewayId: tgw-1}}\n\
         R5: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.9.0.0/16, GatewayId: vgw-1}}\n\
         R6: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.8.0.0/16, VpcEndpointId: vpce-1}}\n\
         R7: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         10.7.0.0/16}}\n",
    );
    let routes = &network.route_tables[&id("Table")].routes;
    let target = |at: usize| routes[at].target.value().cloned();
    assert_eq!(
        routes.iter().map(|route| route.name.as_str()).collect::<String>(),
        "R1R2R3R4R5R6R7"
    );
    assert_eq!(target(0), Some(Target::InternetGateway(id("Igw"))));
    assert_eq!(target(1), Some(Target::VpnGateway(id("Vgw"))));
    assert_eq!(target(2), Some(Target::Interface(id("Eni"))));
    assert_eq!(target(3), Some(Target::TransitGateway(id("tgw-1"))));
    assert_eq!(target(4), Some(Target::VpnGateway(id("vgw-1"))));
    assert_eq!(target(5), Some(Target::Other(id("vpce-1"))));
    assert_eq!(what(&routes[6].target), "the target of `R7`");
    assert_eq!(routes[1].destination, Known::Is(Destination::Block(block("172.16.0.0/12"), 12)));
    assert_eq!(routes[2].destination, Known::Is(Destination::Block(Family::Ipv6.everything(), 0)));
    assert_eq!(routes[3].destination, Known::Is(Destination::PrefixList(id("pl-1"))));
    assert!(network.prefix_lists[&id("pl-1")].entries.unknown().is_some());
    // A route to a gateway that is nowhere described shows where the gateway is attached.
    assert!(
        matches!(&network.vpn_gateways[&id("vgw-1")].attachment, Attachment::To(vpc, _) if *vpc == id("Vpc"))
    );
    assert_eq!(network.internet_gateways[&id("Igw")].attachment, Attachment::None);
}

#[test]
fn which_of_two_associations_stays_is_not_known() {
    let network = with_base(
        "Other: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n\
         A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, \
         RouteTableId: !Ref Table}}\n\
         B: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, \
         RouteTableId: !Ref Other}}\n",
    );
    let TableChoice::Unknown(unknown) = &network.subnets[&id("Subnet")].route_table else {
        panic!("a table")
    };
    assert_eq!(unknown.what, "which of two route tables `Subnet` has");
}

#[test]
fn edges_and_propagations_stand_in_their_tables() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         E: {Type: AWS::EC2::GatewayRouteTableAssociation, Properties: {GatewayId: !Ref Igw, \
         RouteTableId: !Ref Table}}\n\
         P: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: {RouteTableIds: [!Ref \
         Table], VpnGatewayId: !Ref Vgw}}\n",
    );
    let table = &network.route_tables[&id("Table")];
    assert_eq!(table.edges, [id("Igw")]);
    assert_eq!(
        table.propagations.iter().map(|p| p.gateway.clone()).collect::<Vec<_>>(),
        [id("Vgw")]
    );
}

#[test]
fn a_gateway_endpoint_puts_a_route_into_each_of_its_tables() {
    let network = with_base(
        "S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub \
         'com.amazonaws.${AWS::Region}.s3', RouteTableIds: [!Ref Table]}}\n\
         Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: \
         Interface, ServiceName: cn.com.amazonaws.cn-north-1.ecr.api, SubnetIds: [!Ref Subnet]}}\n",
    );
    let route = &network.route_tables[&id("Table")].routes[0];
    assert_eq!(route.destination, Known::Is(Destination::Service("s3".to_owned())));
    assert_eq!(route.target, Known::Is(Target::GatewayEndpoint(id("S3"))));
    assert_eq!(
        network.endpoints[&id("S3")].kind,
        EndpointKind::Gateway { route_tables: vec![is("Table")] }
    );
    let logs = &network.endpoints[&id("Logs")];
    assert_eq!(logs.service, Known::Is("ecr.api".to_owned()));
    let (subnets, groups) = (vec![is("Subnet")], vec![is("Vpc.DefaultSecurityGroup")]);
    assert_eq!(
        logs.kind,
        EndpointKind::Interface { subnets, groups, private_dns: Known::Is(false) }
    );
}

#[test]
fn peering_is_active_within_one_account() {
    let network = with_base(
        "Mine: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: \
         vpc-1}}\n\
         Theirs: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: \
         vpc-1, PeerOwnerId: '123456789012'}}\n",
    );
    let mine = &network.peerings[&id("Mine")];
    assert_eq!(
        (&mine.requester, &mine.accepter, &mine.is_active),
        (&is("Vpc"), &is("vpc-1"), &Known::Is(true))
    );
    assert_eq!(
        what(&network.peerings[&id("Theirs")].is_active),
        "whether the other side accepts `Theirs`"
    );
    assert!(network.vpcs[&id("vpc-1")].beyond.is_some());
}

const TRANSIT: &str = "\
Att: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Tgw, VpcId: \
                       !Ref Vpc, SubnetIds: [!Ref Subnet]}}
Own: {Type: AWS::EC2::TransitGatewayRouteTable, Properties: {TransitGatewayId: !Ref Tgw}}
";

#[test]
fn a_transit_gateway_joins_what_is_attached_unless_told_otherwise() {
    let default = with_base(&format!("Tgw: {{Type: AWS::EC2::TransitGateway}}\n{TRANSIT}"));
    let attachment = &default.transit_gateways[&id("Tgw")].attachments[0];
    let table = is("Tgw.AssociationDefaultRouteTableId");
    assert_eq!(
        (&attachment.association, &attachment.propagations),
        (&Some(table.clone()), &vec![table])
    );
    let off = with_base(&format!(
        "Tgw: {{Type: AWS::EC2::TransitGateway, Properties: {{DefaultRouteTableAssociation: \
         disable, DefaultRouteTablePropagation: disable}}}}\n\
         {TRANSIT}\
         As: {{Type: AWS::EC2::TransitGatewayRouteTableAssociation, Properties: \
         {{TransitGatewayAttachmentId: !Ref Att, TransitGatewayRouteTableId: !Ref Own}}}}\n\
         To: {{Type: AWS::EC2::TransitGatewayRoute, Properties: {{DestinationCidrBlock: \
         10.0.0.0/16, TransitGatewayAttachmentId: !Ref Att, TransitGatewayRouteTableId: !Ref \
         Own}}}}\n\
         No: {{Type: AWS::EC2::TransitGatewayRoute, Properties: {{DestinationCidrBlock: \
         10.1.0.0/16, Blackhole: true, TransitGatewayRouteTableId: !Ref Own}}}}\n",
    ));
    let gateway = &off.transit_gateways[&id("Tgw")];
    assert_eq!(
        (&gateway.attachments[0].association, &gateway.attachments[0].propagations),
        (&Some(is("Own")), &vec![])
    );
    let own = gateway.tables.iter().find(|table| table.id == id("Own")).expect("the table");
    let targets: Vec<_> = own.routes.iter().map(|(_, to, _)| to.clone()).collect();
    assert_eq!(targets, [Some(is("Att")), None]);
    assert_eq!(unknowns(&off), Vec::<String>::new());
}

#[test]
fn prefix_lists_keep_their_entries() {
    let network = network(
        "List: {Type: AWS::EC2::PrefixList, Properties: {PrefixListName: l, AddressFamily: IPv4, \
         MaxEntries: 2, Entries: [{Cidr: 10.0.0.0/8}, {Cidr: 10.1.2.3/16}]}}",
    );
    let entries = vec![(block("10.0.0.0/8"), 8), (block("10.1.0.0/16"), 16)];
    assert_eq!(network.prefix_lists[&id("List")].entries, Known::Is(entries));
}
