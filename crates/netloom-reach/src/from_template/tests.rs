use netloom_cfn::read::{ReadOptions, read_template};
use netloom_diag::Sources;
use proptest::prelude::*;

use super::*;
use crate::network::*;
use crate::sets::RangeSet;
use crate::sets::addresses::{Family, parse_block};
use crate::sets::traffic::{ICMP, Traffic, all_ports};

fn document(text: &str) -> TemplateDocument {
    let mut sources = Sources::default();
    let id = sources.add("template.yaml", text);
    let read = read_template(sources.get(id).expect("it was just added"), &ReadOptions::default());
    read.template.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

/// Builds the network of these resources, written as the value of `Resources` without its indentation.
fn network(resources: &str) -> Network {
    network_of(&format!("Resources:\n{}", indented(resources)))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn network_of(text: &str) -> Network {
    network_of_template(&document(text)).network
}

fn id(text: &str) -> Id {
    Id::new(text)
}

fn is(text: &str) -> Known<Id> {
    Known::Is(id(text))
}

fn block(text: &str) -> RangeSet {
    parse_block(text).expect("a block").0
}

fn what<T: std::fmt::Debug>(known: &Known<T>) -> &str {
    &known.unknown().unwrap_or_else(|| panic!("it is known: {known:?}")).what
}

/// Returns the text of every unknown in the network, as its debug form shows them.
fn unknowns(network: &Network) -> Vec<String> {
    let text = format!("{network:#?}");
    let lines = text.lines().map(str::trim).filter_map(|line| line.strip_prefix("what: "));
    lines.map(|line| line.trim_matches(|c| c == '"' || c == ',').to_owned()).collect()
}

const BASE: &str = "\
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.7/24, AvailabilityZoneId: euw1-az1}}
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
";

fn with_base(resources: &str) -> Network {
    network(&format!("{BASE}{resources}"))
}

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
        "Second: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: 100.64.0.0/16}}\n\
         Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true}}\n",
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
    assert_eq!((&subnet.maps_public_addresses, &subnet.assigns_ipv6), (&Known::Is(false), &Known::Is(false)));
    assert_eq!((&subnet.route_table, &subnet.network_acl), (&TableChoice::Main, &AclChoice::Default));
    assert_eq!(subnet.ipv6_block, None);
}

#[test]
fn a_subnet_gets_its_ipv6_block_from_either_place() {
    let network = with_base(
        "Own: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, Ipv6Native: true, Ipv6CidrBlock: '2001:db8::/64'}}\n\
         Later: {Type: AWS::EC2::SubnetCidrBlock, Properties: {SubnetId: !Ref Subnet, Ipv6CidrBlock: '2001:db8:1::/64'}}\n",
    );
    assert_eq!(network.subnets[&id("Own")].ipv6_block, Some(Known::Is(block("2001:db8::/64"))));
    assert_eq!(network.subnets[&id("Own")].block, Known::Is(RangeSet::empty()));
    assert_eq!(network.subnets[&id("Subnet")].ipv6_block, Some(Known::Is(block("2001:db8:1::/64"))));
}

#[test]
fn gateways_are_attached_where_the_template_says_so() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Loose: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         A: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}\n\
         B: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, VpnGatewayId: !Ref Vgw}}\n\
         Eigw: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}\n",
    );
    let is_here = |attachment: &Attachment| matches!(attachment, Attachment::To(vpc, _) if *vpc == id("Vpc"));
    assert!(is_here(&network.internet_gateways[&id("Igw")].attachment));
    assert!(is_here(&network.vpn_gateways[&id("Vgw")].attachment));
    assert_eq!(network.internet_gateways[&id("Loose")].attachment, Attachment::None);
    assert_eq!(network.egress_only_gateways[&id("Eigw")].vpc, is("Vpc"));
}

#[test]
fn nat_gateways_are_public_private_or_regional() {
    let network = with_base(
        "Eip: {Type: AWS::EC2::EIP}\n\
         Public: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: !GetAtt Eip.AllocationId}}\n\
         Private: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, ConnectivityType: private}}\n\
         Bare: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet}}\n\
         Regional: {Type: AWS::EC2::NatGateway, Properties: {VpcId: !Ref Vpc, AvailabilityMode: regional}}\n",
    );
    let nat = |name: &str| &network.nat_gateways[&id(name)];
    assert_eq!(nat("Public").subnet, Some(is("Subnet")));
    assert_eq!((&nat("Public").is_public, &nat("Public").has_address), (&Known::Is(true), &Known::Is(true)));
    assert_eq!((&nat("Private").is_public, &nat("Private").has_address), (&Known::Is(false), &Known::Is(false)));
    assert_eq!((&nat("Bare").is_public, &nat("Bare").has_address), (&Known::Is(true), &Known::Is(false)));
    assert_eq!((&nat("Regional").subnet, &nat("Regional").vpc), (&None, &Some(is("Vpc"))));
    assert_eq!(nat("Regional").has_address, Known::Is(true));
}

#[test]
fn every_kind_of_target_is_told_from_the_others() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet}}\n\
         R1: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}\n\
         R2: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 172.16.5.4/12, GatewayId: !Ref Vgw}}\n\
         R3: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationIpv6CidrBlock: '::/0', NetworkInterfaceId: !Ref Eni}}\n\
         R4: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationPrefixListId: pl-1, TransitGatewayId: tgw-1}}\n\
         R5: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.9.0.0/16, GatewayId: vgw-1}}\n\
         R6: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.8.0.0/16, VpcEndpointId: vpce-1}}\n\
         R7: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.7.0.0/16}}\n",
    );
    let routes = &network.route_tables[&id("Table")].routes;
    let target = |at: usize| routes[at].target.value().cloned();
    assert_eq!(routes.iter().map(|route| route.name.as_str()).collect::<String>(), "R1R2R3R4R5R6R7");
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
    assert!(matches!(&network.vpn_gateways[&id("vgw-1")].attachment, Attachment::To(vpc, _) if *vpc == id("Vpc")));
    assert_eq!(network.internet_gateways[&id("Igw")].attachment, Attachment::None);
}

#[test]
fn the_first_association_of_a_subnet_stays() {
    let network = with_base(
        "Other: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n\
         A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}\n\
         B: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Other}}\n",
    );
    let TableChoice::Associated(table, _) = &network.subnets[&id("Subnet")].route_table else { panic!("no table") };
    assert_eq!(*table, id("Table"));
}

#[test]
fn edges_and_propagations_stand_in_their_tables() {
    let network = with_base(
        "Igw: {Type: AWS::EC2::InternetGateway}\n\
         Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}\n\
         E: {Type: AWS::EC2::GatewayRouteTableAssociation, Properties: {GatewayId: !Ref Igw, RouteTableId: !Ref Table}}\n\
         P: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: {RouteTableIds: [!Ref Table], VpnGatewayId: !Ref Vgw}}\n",
    );
    let table = &network.route_tables[&id("Table")];
    assert_eq!(table.edges, [id("Igw")]);
    assert_eq!(table.propagations.iter().map(|p| p.gateway.clone()).collect::<Vec<_>>(), [id("Vgw")]);
}

#[test]
fn acl_entries_say_order_direction_and_traffic() {
    let network = with_base(
        "Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}\n\
         In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 1024, To: 65535}}}\n\
         Out: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Egress: true, Protocol: -1, RuleAction: deny, Ipv6CidrBlock: '::/0', PortRange: {From: 1, To: 2}}}\n\
         Ping: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 80, Protocol: 1, RuleAction: allow, CidrBlock: 10.0.0.0/8, Icmp: {Type: 8, Code: -1}}}\n\
         At: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Subnet, NetworkAclId: !Ref Acl}}\n",
    );
    let entries = &network.network_acls[&id("Acl")].entries;
    assert_eq!(entries[0].traffic, Known::Is(Traffic::tcp_range(1024, 65_535)));
    assert_eq!(
        (entries[0].is_egress, &entries[0].allows, &entries[0].number),
        (false, &Known::Is(true), &Known::Is(100))
    );
    assert_eq!(entries[1].traffic, Known::Is(Traffic::everything()));
    assert_eq!((entries[1].is_egress, &entries[1].allows), (true, &Known::Is(false)));
    assert_eq!(entries[1].addresses, Known::Is(Family::Ipv6.everything()));
    assert_eq!(entries[2].traffic, Known::Is(Traffic::new(ICMP, RangeSet::range(2048, 2303))));
    assert!(matches!(&network.subnets[&id("Subnet")].network_acl, AclChoice::Associated(acl, _) if *acl == id("Acl")));
}

#[test]
fn entries_in_the_default_acl_reach_every_subnet_that_follows_it() {
    let network = with_base(
        "In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !GetAtt Vpc.DefaultNetworkAcl, RuleNumber: 50, Protocol: 6, RuleAction: deny, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}}}\n",
    );
    let AclChoice::Associated(acl, _) = &network.subnets[&id("Subnet")].network_acl else {
        panic!("still the default")
    };
    assert_eq!(network.network_acls[acl].entries.len(), 5);
}

fn egress(network: &Network, group: &str) -> Vec<(String, Option<Peer>)> {
    let rules = &network.security_groups[&id(group)].egress;
    rules.iter().map(|rule| (rule.name.clone(), rule.peer.value().cloned())).collect()
}

#[test]
fn a_group_lets_everything_out_until_somebody_writes_a_rule() {
    let anywhere = Family::Ipv4.everything().union(&Family::Ipv6.everything());
    assert_eq!(
        egress(&with_base(""), "Group"),
        [("Group egress (by EC2)".to_owned(), Some(Peer::Addresses(anywhere)))]
    );
    let written = with_base(
        "Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}}\n",
    );
    assert_eq!(egress(&written, "Group"), [("Out".to_owned(), Some(Peer::Addresses(block("10.0.0.0/8"))))]);
    let inside = network(
        "Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: vpc-1, SecurityGroupEgress: [{IpProtocol: -1, DestinationPrefixListId: pl-1}]}}",
    );
    assert_eq!(egress(&inside, "Group"), [("Group egress 1".to_owned(), Some(Peer::PrefixList(id("pl-1"))))]);
}

#[test]
fn a_rule_to_everywhere_is_sure_only_if_it_is_made_after_the_others() {
    let rules = |order: &str| {
        let network = with_base(&format!(
            "All: {{Type: AWS::EC2::SecurityGroupEgress, {order} Properties: {{GroupId: !Ref Group, IpProtocol: -1, CidrIp: 0.0.0.0/0}}}}\n\
             Self: {{Type: AWS::EC2::SecurityGroupEgress, Properties: {{GroupId: !Ref Group, IpProtocol: -1, DestinationSecurityGroupId: !Ref Group}}}}\n",
        ));
        egress(&network, "Group")
    };
    let everywhere = Some(Peer::Addresses(Family::Ipv4.everything()));
    let to_itself = ("Self".to_owned(), Some(Peer::Group(id("Group"))));
    assert_eq!(rules("DependsOn: Self,"), [("All".to_owned(), everywhere), to_itself.clone()]);
    assert_eq!(rules(""), [("All".to_owned(), None), to_itself]);
}

#[test]
fn rules_inside_a_group_are_named_by_their_place() {
    let network = with_base(
        "G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupIngress: [\
         {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt Vpc.CidrBlock}, \
         {IpProtocol: '-1', FromPort: 7, ToPort: 9, SourceSecurityGroupId: !GetAtt Group.GroupId}, \
         {IpProtocol: icmp, FromPort: 3, ToPort: 4, CidrIp: 0.0.0.0/0}, \
         {IpProtocol: '50', CidrIpv6: '::/0'}, \
         {IpProtocol: tcp, CidrIp: 0.0.0.0/0}, {IpProtocol: udp, FromPort: 5, ToPort: 5}]}}\n",
    );
    let rules = &network.security_groups[&id("G")].ingress;
    assert_eq!((rules[0].name.as_str(), &rules[0].traffic), ("G ingress 1", &Known::Is(Traffic::tcp(22))));
    assert_eq!(rules[0].peer, Known::Is(Peer::Addresses(block("10.0.0.0/16"))));
    assert_eq!(rules[1].traffic, Known::Is(Traffic::everything()));
    assert_eq!(rules[1].peer, Known::Is(Peer::Group(id("Group"))));
    assert_eq!(rules[2].traffic, Known::Is(Traffic::new(ICMP, RangeSet::single(3 * 256 + 4))));
    assert_eq!(rules[3].traffic, Known::Is(Traffic::new(50, all_ports())));
    assert_eq!(what(&rules[4].traffic), "`FromPort` of `G`");
    assert_eq!(what(&rules[5].peer), "`CidrIp` of `G`");
}

#[test]
fn an_interface_without_groups_has_the_default_one_of_its_vpc() {
    let network = with_base("Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet}}\n");
    let interface = &network.interfaces[&id("Eni")];
    assert_eq!(interface.groups, [is("Vpc.DefaultSecurityGroup")]);
    assert_eq!((&interface.public, &interface.is_attached), (&PublicAddress::None, &Known::Is(true)));
    assert_eq!(interface.checks_source_and_destination, Known::Is(true));
    let group = &network.security_groups[&id("Vpc.DefaultSecurityGroup")];
    assert_eq!(group.ingress[0].peer, Known::Is(Peer::Group(group.id.clone())));
    let existing = network_of("Resources: {Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: subnet-1}}}");
    assert_eq!(what(&existing.interfaces[&id("Eni")].groups[0]), "the default security group of the VPC of `subnet-1`");
}

#[test]
fn an_elastic_address_reaches_the_instance_of_its_interface() {
    let network = with_base(
        "Eip: {Type: AWS::EC2::EIP}\n\
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet, SourceDestCheck: false, GroupSet: [!Ref Group], PrivateIpAddress: 10.0.1.10}}\n\
         Head: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 0, NetworkInterfaceId: !Ref Eni}]}}\n\
         Given: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt Eip.AllocationId, InstanceId: !Ref Head}}\n",
    );
    for (name, kind) in [("Eni", InterfaceKind::Interface), ("Head", InterfaceKind::Instance)] {
        let interface = &network.interfaces[&id(name)];
        assert_eq!((interface.kind, &interface.public), (kind, &PublicAddress::Elastic(None)), "{name}");
        assert_eq!(interface.checks_source_and_destination, Known::Is(false));
        assert_eq!(interface.addresses, Some(block("10.0.1.10/32")));
    }
}

#[test]
fn an_instance_says_more_than_its_launch_template() {
    let network = with_base(
        "Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {SecurityGroupIds: [sg-1]}}}\n\
         Plain: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}}\n\
         Both: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group], LaunchTemplate: {LaunchTemplateId: !Ref Lt, Version: '1'}}}\n\
         Less: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, LaunchTemplate: {LaunchTemplateId: !Ref Lt, Version: '1'}}}\n\
         Cards: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 1, SubnetId: !Ref Subnet, GroupSet: [sg-2]}, {DeviceIndex: 0, SubnetId: !Ref Subnet, GroupSet: [!Ref Group], AssociatePublicIpAddress: true}]}}\n\
         One: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: 0, SubnetId: !Ref Subnet, GroupSet: [!Ref Group], AssociatePublicIpAddress: true}]}}\n",
    );
    let instance = |name: &str| &network.interfaces[&id(name)];
    assert_eq!(
        (&instance("Plain").groups, &instance("Plain").public),
        (&vec![is("Group")], &PublicAddress::SubnetDecides)
    );
    assert_eq!(instance("Both").groups, [is("Group")]);
    assert_eq!(instance("Less").groups, [is("sg-1")]);
    assert_eq!(instance("One").public, PublicAddress::AtLaunch);
    // With several interfaces EC2 gives no public address.
    assert_eq!((&instance("Cards").groups, &instance("Cards").public), (&vec![is("Group")], &PublicAddress::None));
    assert_eq!(instance("Cards eth1").groups, [is("sg-2")]);
    let template = instance("Lt");
    assert_eq!((template.kind, &template.subnets), (InterfaceKind::LaunchTemplate, &vec![is("Subnet")]));
}

#[test]
fn fleets_take_groups_from_where_they_are_written() {
    let network = with_base(
        "Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateName: mine, LaunchTemplateData: {NetworkInterfaces: [{DeviceIndex: 0, Groups: [!Ref Group], AssociatePublicIpAddress: false}]}}}\n\
         Lc: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {SecurityGroups: [sg-1], AssociatePublicIpAddress: true}}\n\
         New: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Subnet], LaunchTemplate: {LaunchTemplateName: mine, Version: '1'}}}\n\
         Mixed: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Subnet], MixedInstancesPolicy: {LaunchTemplate: {LaunchTemplateSpecification: {LaunchTemplateId: !Ref Lt, Version: '1'}}}}}\n\
         Old: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Subnet], LaunchConfigurationName: !Ref Lc}}\n\
         Foreign: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Subnet], LaunchTemplate: {LaunchTemplateId: lt-1, Version: '1'}}}\n\
         Batch: {Type: AWS::Batch::ComputeEnvironment, Properties: {ComputeResources: {Type: EC2, Subnets: [!Ref Subnet], SecurityGroupIds: [sg-2], LaunchTemplate: {LaunchTemplateId: !Ref Lt}}}}\n",
    );
    let fleet = |name: &str| {
        let fleet = &network.interfaces[&id(name)];
        assert_eq!((fleet.kind, &fleet.subnets), (InterfaceKind::Fleet, &vec![is("Subnet")]), "{name}");
        (fleet.groups.clone(), fleet.public.clone())
    };
    assert_eq!(fleet("New"), (vec![is("Group")], PublicAddress::None));
    assert_eq!(fleet("Mixed"), (vec![is("Group")], PublicAddress::None));
    assert_eq!(fleet("Old"), (vec![is("sg-1")], PublicAddress::AtLaunch));
    assert_eq!(fleet("Batch"), (vec![is("sg-2")], PublicAddress::None));
    let (groups, public) = fleet("Foreign");
    assert_eq!(what(&groups[0]), "the launch template `lt-1`");
    assert!(matches!(public, PublicAddress::Unknown(_)));
}

#[test]
fn services_stand_in_their_subnets() {
    let network = with_base(
        "Efs: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-1, SubnetId: !Ref Subnet, SecurityGroups: [!Ref Group], IpAddress: 10.0.1.9}}\n\
         Fsx: {Type: AWS::FSx::FileSystem, Properties: {FileSystemType: LUSTRE, SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}\n\
         Names: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, SubnetIds: [!Ref Subnet]}}\n\
         Db: {Type: AWS::RDS::DBInstance, Properties: {DBSubnetGroupName: !Ref Names, VPCSecurityGroups: [!Ref Group], PubliclyAccessible: false}}\n\
         Cluster: {Type: AWS::RDS::DBCluster, Properties: {DBSubnetGroupName: !Ref Names, VpcSecurityGroupIds: [!Ref Group], PubliclyAccessible: false}}\n\
         Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster, PubliclyAccessible: false}}\n\
         Fn: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}}\n\
         Out: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}\n",
    );
    for name in ["Efs", "Fsx", "Db", "Cluster", "Member", "Fn"] {
        let service = &network.interfaces[&id(name)];
        assert_eq!((&service.subnets, &service.groups), (&vec![is("Subnet")], &vec![is("Group")]), "{name}");
        assert_eq!((service.kind, &service.public), (InterfaceKind::Service, &PublicAddress::None), "{name}");
    }
    assert_eq!(network.interfaces[&id("Efs")].addresses, Some(block("10.0.1.9/32")));
    assert!(!network.interfaces.contains_key(&id("Out")));
}

#[test]
fn load_balancers_have_interfaces_and_their_listeners_are_not_followed() {
    let network = with_base(
        "Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, Scheme: internal, Subnets: [!Ref Subnet]}}\n\
         Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {SubnetMappings: [{SubnetId: !Ref Subnet}]}}\n\
         Target: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}\n\
         Listener: {Type: AWS::ElasticLoadBalancingV2::Listener}\n",
    );
    let (nlb, alb) = (&network.interfaces[&id("Nlb")], &network.interfaces[&id("Alb")]);
    assert_eq!((&nlb.public, &alb.public), (&PublicAddress::None, &PublicAddress::AtLaunch));
    assert_eq!((&nlb.subnets, &alb.subnets), (&vec![is("Subnet")], &vec![is("Subnet")]));
    assert_eq!(alb.groups, [is("Vpc.DefaultSecurityGroup")]);
    let open = &network.security_groups[nlb.groups[0].value().expect("a stand-in")];
    assert_eq!(open.ingress[0].traffic, Known::Is(Traffic::everything()));
    let notes: Vec<&str> = network.not_understood.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(notes, ["`Listener` (AWS::ElasticLoadBalancingV2::Listener), which netloom does not follow"]);
}

#[test]
fn a_gateway_endpoint_puts_a_route_into_each_of_its_tables() {
    let network = with_base(
        "S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.s3', RouteTableIds: [!Ref Table]}}\n\
         Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: Interface, ServiceName: cn.com.amazonaws.cn-north-1.ecr.api, SubnetIds: [!Ref Subnet]}}\n",
    );
    let route = &network.route_tables[&id("Table")].routes[0];
    assert_eq!(route.destination, Known::Is(Destination::Service("s3".to_owned())));
    assert_eq!(route.target, Known::Is(Target::GatewayEndpoint(id("S3"))));
    assert_eq!(network.endpoints[&id("S3")].kind, EndpointKind::Gateway { route_tables: vec![is("Table")] });
    let logs = &network.endpoints[&id("Logs")];
    assert_eq!(logs.service, Known::Is("ecr.api".to_owned()));
    let (subnets, groups) = (vec![is("Subnet")], vec![is("Vpc.DefaultSecurityGroup")]);
    assert_eq!(logs.kind, EndpointKind::Interface { subnets, groups, private_dns: Known::Is(false) });
}

#[test]
fn peering_is_active_within_one_account() {
    let network = with_base(
        "Mine: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: vpc-1}}\n\
         Theirs: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: vpc-1, PeerOwnerId: '123456789012'}}\n",
    );
    let mine = &network.peerings[&id("Mine")];
    assert_eq!((&mine.requester, &mine.accepter, &mine.is_active), (&is("Vpc"), &is("vpc-1"), &Known::Is(true)));
    assert_eq!(what(&network.peerings[&id("Theirs")].is_active), "whether the other side accepts `Theirs`");
    assert!(network.vpcs[&id("vpc-1")].beyond.is_some());
}

const TRANSIT: &str = "\
Att: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Tgw, VpcId: !Ref Vpc, SubnetIds: [!Ref Subnet]}}
Own: {Type: AWS::EC2::TransitGatewayRouteTable, Properties: {TransitGatewayId: !Ref Tgw}}
";

#[test]
fn a_transit_gateway_joins_what_is_attached_unless_told_otherwise() {
    let default = with_base(&format!("Tgw: {{Type: AWS::EC2::TransitGateway}}\n{TRANSIT}"));
    let attachment = &default.transit_gateways[&id("Tgw")].attachments[0];
    let table = is("Tgw.AssociationDefaultRouteTableId");
    assert_eq!((&attachment.association, &attachment.propagations), (&Some(table.clone()), &vec![table]));
    let off = with_base(&format!(
        "Tgw: {{Type: AWS::EC2::TransitGateway, Properties: {{DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable}}}}\n\
         {TRANSIT}\
         As: {{Type: AWS::EC2::TransitGatewayRouteTableAssociation, Properties: {{TransitGatewayAttachmentId: !Ref Att, TransitGatewayRouteTableId: !Ref Own}}}}\n\
         To: {{Type: AWS::EC2::TransitGatewayRoute, Properties: {{DestinationCidrBlock: 10.0.0.0/16, TransitGatewayAttachmentId: !Ref Att, TransitGatewayRouteTableId: !Ref Own}}}}\n\
         No: {{Type: AWS::EC2::TransitGatewayRoute, Properties: {{DestinationCidrBlock: 10.1.0.0/16, Blackhole: true, TransitGatewayRouteTableId: !Ref Own}}}}\n",
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
        "List: {Type: AWS::EC2::PrefixList, Properties: {PrefixListName: l, AddressFamily: IPv4, MaxEntries: 2, Entries: [{Cidr: 10.0.0.0/8}, {Cidr: 10.1.2.3/16}]}}",
    );
    let entries = vec![(block("10.0.0.0/8"), 8), (block("10.1.0.0/16"), 16)];
    assert_eq!(network.prefix_lists[&id("List")].entries, Known::Is(entries));
}

#[test]
fn what_is_never_made_is_not_there() {
    let network = network_of(
        "Conditions: {Never: !Equals [a, b]}\n\
         Resources:\n  Vpc: {Type: AWS::EC2::VPC, Condition: Never, Properties: {CidrBlock: 10.0.0.0/16}}\n",
    );
    assert_eq!(network, Network::default());
}

#[test]
fn the_effect_of_what_may_be_made_is_unknown() {
    let text = format!(
        "Parameters: {{P: {{Type: String}}}}\nConditions: {{Maybe: !Equals [!Ref P, a]}}\nResources:\n{}",
        indented(&format!(
            "{BASE}\
             Igw: {{Type: AWS::EC2::InternetGateway}}\n\
             At: {{Type: AWS::EC2::VPCGatewayAttachment, Condition: Maybe, Properties: {{VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}}}\n\
             R: {{Type: AWS::EC2::Route, Condition: Maybe, Properties: {{RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}}}\n\
             As: {{Type: AWS::EC2::SubnetRouteTableAssociation, Condition: Maybe, Properties: {{RouteTableId: !Ref Table, SubnetId: !Ref Subnet}}}}\n\
             In: {{Type: AWS::EC2::SecurityGroupIngress, Condition: Maybe, Properties: {{GroupId: !Ref Group, IpProtocol: -1, CidrIp: 0.0.0.0/0}}}}\n\
             Out: {{Type: AWS::EC2::SecurityGroupEgress, Condition: Maybe, Properties: {{GroupId: !Ref Group, IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 0.0.0.0/0}}}}\n"
        ))
    );
    let network = network_of(&text);
    assert!(matches!(network.internet_gateways[&id("Igw")].attachment, Attachment::Unknown(_)));
    assert!(matches!(network.subnets[&id("Subnet")].route_table, TableChoice::Unknown(_)));
    assert!(network.route_tables[&id("Table")].routes[0].target.unknown().is_some());
    let group = &network.security_groups[&id("Group")];
    assert!(group.ingress[0].peer.unknown().is_some());
    assert_eq!(group.egress.len(), 2);
    assert!(group.egress.iter().all(|rule| rule.peer.unknown().is_some()));
}

#[test]
fn what_is_only_referred_to_stands_under_its_id_or_its_name() {
    let network = network_of(
        "Parameters: {VpcId: {Type: AWS::EC2::VPC::Id}}\n\
         Resources:\n  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref VpcId}}\n  \
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: subnet-1, GroupSet: [!Ref Group]}}\n",
    );
    let vpc = network.security_groups[&id("Group")].vpc.value().expect("a stand-in").clone();
    assert!(vpc.as_str().contains("`VpcId`"), "{vpc}");
    assert!(network.vpcs[&vpc].beyond.is_some());
    // The group of its interface shows where the subnet is.
    let subnet = &network.subnets[&id("subnet-1")];
    assert_eq!(subnet.vpc, vpc);
    assert!(matches!(&subnet.route_table, TableChoice::Unknown(u) if u.what == "the route table of `subnet-1`"));
    assert_eq!(network.not_understood, []);
}

#[test]
fn two_names_that_may_be_one_vpc_are_noted() {
    let network = network_of(
        "Parameters: {VpcId: {Type: AWS::EC2::VPC::Id}}\n\
         Resources:\n  A: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref VpcId}}\n  \
         B: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}\n",
    );
    assert_eq!(network.not_understood.len(), 1);
    assert!(network.not_understood[0].what.contains("`VpcId`"));
}

#[test]
fn what_may_route_or_filter_and_is_not_followed_is_noted() {
    let network = network(
        "Wall: {Type: AWS::NetworkFirewall::Firewall}\n\
         Block: {Type: AWS::EC2::VPCBlockPublicAccessOptions}\n\
         Key: {Type: AWS::EC2::KeyPair}\n\
         Bucket: {Type: AWS::S3::Bucket}\n\
         Inner: {Type: AWS::CloudFormation::Stack}\n",
    );
    let notes: Vec<&str> = network.not_understood.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes[0].starts_with("`Wall`") && notes[1].starts_with("`Block`") && notes[2].starts_with("`Inner`"));
}

#[test]
fn the_order_of_resources_does_not_matter() {
    let mut lines: Vec<&str> = BASE.lines().collect();
    let more = "R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n\
                Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, AllocationId: eipalloc-1}}\n\
                In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: -1, SourceSecurityGroupId: !Ref Group}}";
    lines.extend(more.lines());
    let forward = network(&lines.join("\n"));
    lines.reverse();
    let backward = network(&lines.join("\n"));
    assert_eq!(without_spans(&forward), without_spans(&backward));
}

/// Returns the text of a template that netloom emitted for a case of the test suite.
fn emitted(snapshot: &str) -> &str {
    snapshot.splitn(3, "---\n").nth(2).expect("a snapshot has a head")
}

#[test]
fn what_netloom_emits_leaves_nothing_unknown() {
    let templates = [
        include_str!("../../../../snapshots/batch-nat/ini-template.snap"),
        include_str!("../../../../snapshots/three-zones-nat-per-zone/yaml-template.snap"),
        include_str!("../../../../snapshots/direct-connect-new/ini-template.snap"),
    ];
    let networks = templates.map(|text| network_of(emitted(text)));
    for network in &networks {
        assert_eq!(unknowns(network), Vec::<String>::new());
        assert!(!network.subnets.is_empty());
    }
    let head = &networks[0].interfaces[&id("HeadNodeInterface")];
    assert_eq!((&head.public, &head.groups), (&PublicAddress::Elastic(None), &vec![is("SecurityGroupHead")]));
    assert_eq!(networks[1].nat_gateways.len(), 3);
    assert!(networks[2].vpn_gateways.values().all(|gateway| matches!(gateway.attachment, Attachment::To(..))));
}

fn without_spans(network: &Network) -> String {
    let text = format!("{network:#?}");
    text.lines().filter(|line| !["start:", "end:"].iter().any(|key| line.trim().starts_with(key))).collect()
}

const KEYS: &[&str] = &[
    "VpcId",
    "SubnetId",
    "CidrBlock",
    "RouteTableId",
    "DestinationCidrBlock",
    "GatewayId",
    "NatGatewayId",
    "GroupId",
    "IpProtocol",
    "FromPort",
    "ToPort",
    "CidrIp",
    "SecurityGroupIngress",
    "SecurityGroupEgress",
    "Egress",
    "RuleNumber",
    "PortRange",
    "Icmp",
    "NetworkInterfaces",
    "LaunchTemplate",
    "LaunchTemplateData",
    "SubnetIds",
    "SecurityGroupIds",
    "RouteTableIds",
    "ServiceName",
    "VpcEndpointType",
    "TransitGatewayId",
    "ComputeResources",
    "VPCZoneIdentifier",
    "MixedInstancesPolicy",
    "InternetGatewayId",
    "NetworkInterfaceId",
    "DBClusterIdentifier",
    "Entries",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("!Ref R0".to_owned()),
        Just("!GetAtt R1.CidrBlock".to_owned()),
        Just("!GetAtt R0.DefaultSecurityGroup".to_owned()),
        Just("!Ref Open".to_owned()),
        Just("!Sub 'a-${Open}-b'".to_owned()),
        Just("10.0.0.0/8".to_owned()),
        Just("vpc-1".to_owned()),
        Just("~".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        "[a-z/.0-9:-]{0,12}".prop_map(|text| format!("'{text}'")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..3).prop_map(mapping),
        ]
    })
}

fn mapping(entries: std::collections::BTreeMap<&str, String>) -> String {
    let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

proptest! {
    #[test]
    fn no_value_of_any_property_is_too_odd(
        resources in prop::collection::vec(
            (prop::sample::select(STEPS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>()),
             prop::collection::btree_map(prop::sample::select(KEYS), value(), 0..6)),
            1..6,
        ),
    ) {
        let lines: String = resources.into_iter().enumerate()
            .map(|(at, (kind, entries))| format!("  R{at}: {{Type: {kind}, Properties: {}}}\n", mapping(entries)))
            .collect();
        let built = network_of(&format!("Parameters: {{Open: {{Type: String}}}}\nResources:\n{lines}"));
        for subnet in built.subnets.values() {
            prop_assert!(built.vpcs.contains_key(&subnet.vpc), "{} has no VPC", subnet.id);
        }
        for table in built.route_tables.values() {
            prop_assert!(built.vpcs.contains_key(&table.vpc), "{} has no VPC", table.id);
        }
    }
}
