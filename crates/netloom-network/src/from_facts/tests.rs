//! Small answers of single calls; `same_as_template` compares a whole network, `odd` holds answers
//! that are none.

mod odd;
mod same_as_template;

use netloom_diag::Sources;

use super::*;
use crate::Network;
use crate::sets::RangeSet;
use crate::sets::addresses::{Family, parse_block};
use crate::sets::traffic::{ICMP, Traffic};
use crate::*;

fn build(files: &[(&str, &str)]) -> BuiltNetwork {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(*name, *text)).collect();
    let files: Vec<&SourceFile> = ids.iter().filter_map(|id| sources.get(*id)).collect();
    network_of_facts(&files)
}

/// Builds a network of answers in which there is nothing to find fault with.
fn network(answers: &[&str]) -> Network {
    let files: Vec<(&str, &str)> = answers.iter().map(|text| ("facts.json", *text)).collect();
    let built = build(&files);
    assert_eq!(built.diagnostics, []);
    built.network
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

const SUBNET: &str = r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
    "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1", "MapPublicIpOnLaunch": true,
    "AssignIpv6AddressOnCreation": false, "Ipv6CidrBlockAssociationSet": [
        {"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}}]}]}"#;

#[test]
fn a_vpc_has_all_blocks_that_are_associated() {
    let network = network(&[
        r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "IsDefault": false,
        "CidrBlockAssociationSet": [
            {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "disassociated"}}],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}]}]}"#,
    ]);
    let vpc = &network.vpcs[&id("vpc-1")];
    assert_eq!(vpc.blocks, [Known::Is(block("10.0.0.0/16")), Known::Is(block("10.1.0.0/16"))]);
    assert_eq!(vpc.ipv6_blocks, [Known::Is(block("2001:db8::/56"))]);
}

#[test]
fn dns_flags_come_from_a_call_of_their_own() {
    let vpc = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
    let told = network(&[vpc, r#"{"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": false}}"#]);
    let vpc = &told.vpcs[&id("vpc-1")];
    assert_eq!(vpc.dns_hostnames, Known::Is(false));
    let call = "run `aws ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsSupport`";
    assert_eq!(what(&vpc.dns_support), format!("`enableDnsSupport` of `vpc-1`: {call}"));
}

#[test]
fn what_no_call_told_is_unknown_and_names_the_call() {
    let network =
        network(&[SUBNET, r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#]);
    let subnet = &network.subnets[&id("subnet-1")];
    let TableChoice::Unknown(table) = &subnet.route_table else {
        panic!("{:?}", subnet.route_table)
    };
    assert_eq!(table.what, "the route tables: run `aws ec2 describe-route-tables`");
    let AclChoice::Unknown(acl) = &subnet.network_acl else { panic!("{:?}", subnet.network_acl) };
    assert_eq!(acl.what, "the network ACLs: run `aws ec2 describe-network-acls`");
    let beyond = network.vpcs[&id("vpc-1")].beyond.as_ref().expect("most calls are missing");
    assert!(beyond.what.contains("`aws ec2 describe-internet-gateways`"), "{}", beyond.what);
}

#[test]
fn nothing_is_beyond_a_vpc_when_every_call_was_made() {
    let network = network(&[
        r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#,
        r#"{"RouteTables": []}"#,
        r#"{"InternetGateways": []}"#,
        r#"{"VpnGateways": []}"#,
        r#"{"VpcEndpoints": []}"#,
        r#"{"VpcPeeringConnections": []}"#,
        r#"{"TransitGatewayAttachments": []}"#,
    ]);
    assert_eq!(network.vpcs[&id("vpc-1")].beyond, None);
}

#[test]
fn a_subnet_is_described_by_its_zone_id() {
    let network = network(&[SUBNET]);
    let subnet = &network.subnets[&id("subnet-1")];
    assert_eq!((&subnet.zone, &subnet.vpc), (&Known::Is("euw1-az1".to_owned()), &id("vpc-1")));
    assert_eq!(
        (&subnet.maps_public_addresses, &subnet.assigns_ipv6),
        (&Known::Is(true), &Known::Is(false))
    );
    assert_eq!(subnet.ipv6_block, Some(Known::Is(block("2001:db8::/64"))));
    assert_eq!(
        what(&network.vpcs[&id("vpc-1")].blocks[0]),
        "the blocks of `vpc-1`: run `aws ec2 describe-vpcs`"
    );
}

#[test]
fn an_association_that_has_ended_gives_a_subnet_no_table() {
    for (state, expected) in [("associated", false), ("disassociating", true)] {
        let table = format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [
                {{"SubnetId": "subnet-1", "AssociationState": {{"State": "{state}"}}}}]}}]}}"#
        );
        let network = network(&[SUBNET, &table]);
        let is_main = network.subnets[&id("subnet-1")].route_table == TableChoice::Main;
        assert_eq!(is_main, expected, "{state}");
    }
}

const TABLES: &str = r#"{"RouteTables": [
    {"RouteTableId": "rtb-1", "VpcId": "vpc-1",
     "Associations": [{"Main": false, "SubnetId": "subnet-1", "AssociationState": {"State": "associated"}},
                      {"Main": false, "GatewayId": "igw-1"}],
     "PropagatingVgws": [{"GatewayId": "vgw-1"}],
     "Routes": [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"},
        {"DestinationCidrBlock": "10.0.2.0/24", "NetworkInterfaceId": "eni-9", "InstanceId": "i-9", "Origin": "CreateRoute", "State": "active"},
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "Origin": "CreateRoute", "State": "blackhole"},
        {"DestinationCidrBlock": "172.16.0.0/12", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "active"},
        {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "Origin": "CreateRoute", "State": "active"},
        {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "Origin": "CreateRoute", "State": "active"},
        {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "vpce-2", "Origin": "CreateRoute", "State": "active"},
        {"DestinationCidrBlock": "10.8.0.0/16", "GatewayId": "igw-9", "Origin": "CreateRoute", "State": "active"}]},
    {"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Associations": [{"Main": true}], "PropagatingVgws": [], "Routes": []}]}"#;

#[test]
fn a_route_to_an_endpoint_of_a_gateway_load_balancer_leads_to_a_firewall() {
    let endpoint = r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-2", "VpcEndpointType": "GatewayLoadBalancer",
        "VpcId": "vpc-1", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "State": "available",
        "SubnetIds": ["subnet-1"]}]}"#;
    let network = network(&[TABLES, SUBNET, endpoint]);
    let routes = &network.route_tables[&id("rtb-1")].routes;
    assert_eq!(routes[5].target, Known::Is(Target::Firewall(id("vpce-2"), String::new())));
    let firewall = &network.firewalls[&id("vpce-2")];
    assert_eq!(firewall.subnets, [Known::Is(id("subnet-1"))]);
    assert!(firewall.inspection.unknown().is_some());
}

#[test]
fn routes_are_as_ec2_tells_them() {
    let network = network(&[TABLES, SUBNET]);
    let table = &network.route_tables[&id("rtb-1")];
    let targets: Vec<_> =
        table.routes.iter().filter_map(|route| route.target.value().cloned()).collect();
    assert_eq!(
        targets,
        [
            Target::Interface(id("eni-9")),
            Target::NatGateway(id("nat-1")),
            Target::VpnGateway(id("vgw-1")),
            Target::GatewayEndpoint(id("vpce-1")),
            Target::EgressOnlyGateway(id("eigw-1")),
            Target::Other(id("vpce-2")),
            Target::InternetGateway(id("igw-9")),
        ]
    );
    assert!(table.routes[1].is_blackhole && !table.routes[0].is_blackhole);
    assert_eq!(
        (table.routes[1].origin, table.routes[2].origin),
        (RouteOrigin::Static, RouteOrigin::Propagated)
    );
    assert_eq!(table.routes[3].destination, Known::Is(Destination::PrefixList(id("pl-1"))));
    assert_eq!(
        table.routes[4].destination,
        Known::Is(Destination::Block(Family::Ipv6.everything(), 0))
    );
    assert_eq!((table.is_main, &table.edges), (false, &vec![id("igw-1")]));
    assert!(network.route_tables[&id("rtb-main")].is_main);
    assert!(
        matches!(&network.subnets[&id("subnet-1")].route_table, TableChoice::Associated(t, _) if *t == id("rtb-1"))
    );
    // The route shows where the gateway is attached, which no call told.
    assert!(
        matches!(&network.internet_gateways[&id("igw-9")].attachment, Attachment::To(vpc, _) if *vpc == id("vpc-1"))
    );
    let nat = &network.nat_gateways[&id("nat-1")];
    assert_eq!(
        what(&nat.is_public),
        "the connectivity type of `nat-1`: run `aws ec2 describe-nat-gateways`"
    );
}

#[test]
fn a_subnet_that_no_table_names_has_the_main_table() {
    let other = SUBNET.replace("subnet-1", "subnet-2");
    assert_eq!(network(&[TABLES, &other]).subnets[&id("subnet-2")].route_table, TableChoice::Main);
}

#[test]
fn the_route_of_a_gateway_endpoint_is_for_its_service() {
    let network = network(&[
        TABLES,
        r#"{"VpcEndpoints": [
            {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "State": "available",
             "ServiceName": "com.amazonaws.eu-west-1.s3", "RouteTableIds": ["rtb-1"]},
            {"VpcEndpointId": "vpce-3", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "available",
             "ServiceName": "com.amazonaws.eu-west-1.logs", "SubnetIds": ["subnet-1"],
             "Groups": [{"GroupId": "sg-1", "GroupName": "endpoints"}], "PrivateDnsEnabled": true},
            {"VpcEndpointId": "vpce-4", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "rejected",
             "ServiceName": "com.amazonaws.eu-west-1.ec2", "PrivateDnsEnabled": true}]}"#,
    ]);
    let routes = &network.route_tables[&id("rtb-1")].routes;
    assert_eq!(routes[3].destination, Known::Is(Destination::Service("s3".to_owned())));
    assert_eq!(
        network.endpoints[&id("vpce-1")].kind,
        EndpointKind::Gateway { route_tables: vec![is("rtb-1")] }
    );
    let (subnets, groups) = (vec![is("subnet-1")], vec![is("sg-1")]);
    let interface = EndpointKind::Interface { subnets, groups, private_dns: Known::Is(true) };
    assert_eq!(network.endpoints[&id("vpce-3")].kind, interface);
    assert!(!network.endpoints.contains_key(&id("vpce-4")));
}

#[test]
fn the_policy_of_an_endpoint_is_a_text_in_the_answer() {
    let denies = |effect: &str| {
        let answer = format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface",
                "VpcId": "vpc-1", "State": "available", "ServiceName": "com.amazonaws.eu-west-1.ec2",
                "PolicyDocument": "{{\"Statement\": [{{\"Effect\": \"{effect}\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}}]}}"}}]}}"#
        );
        network(&[TABLES, &answer]).endpoints[&id("vpce-1")].denies_everything.clone()
    };
    assert_eq!(denies("Deny"), Known::Is(true));
    assert_eq!(denies("Allow"), Known::Is(false));
}

#[test]
fn an_acl_has_its_entries_and_not_the_last_one() {
    let network = network(&[
        SUBNET,
        r#"{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
            "Associations": [{"SubnetId": "subnet-1", "NetworkAclId": "acl-1"}],
            "Entries": [
                {"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100},
                {"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32767},
                {"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6", "RuleAction": "deny", "RuleNumber": 90,
                 "PortRange": {"From": 22, "To": 22}},
                {"CidrBlock": "0.0.0.0/0", "Egress": false, "Protocol": "1", "RuleAction": "allow", "RuleNumber": 91,
                 "IcmpTypeCode": {"Code": 4, "Type": 3}},
                {"Ipv6CidrBlock": "::/0", "Egress": false, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32768}]}]}"#,
    ]);
    let entries = &network.network_acls[&id("acl-1")].entries;
    let numbers: Vec<_> =
        entries.iter().map(|entry| (entry.name.as_str(), entry.is_egress)).collect();
    assert_eq!(numbers, [("rule 100", true), ("rule 90", false), ("rule 91", false)]);
    assert_eq!(
        (&entries[1].traffic, &entries[1].allows),
        (&Known::Is(Traffic::tcp(22)), &Known::Is(false))
    );
    assert_eq!(entries[2].traffic, Known::Is(Traffic::new(ICMP, RangeSet::single(3 * 256 + 4))));
    let acl = &network.subnets[&id("subnet-1")].network_acl;
    assert!(matches!(acl, AclChoice::Associated(acl, _) if *acl == id("acl-1")));
}

const GROUPS: &str = r#"{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "head", "VpcId": "vpc-1",
    "IpPermissions": [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "172.16.9.0/12"}],
         "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}], "UserIdGroupPairs": []},
        {"IpProtocol": "-1", "IpRanges": [], "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "123456789012"}]}],
    "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}"#;

#[test]
fn every_peer_of_a_permission_is_a_rule() {
    let network = network(&[GROUPS]);
    let group = &network.security_groups[&id("sg-1")];
    let peers: Vec<_> =
        group.ingress.iter().map(|rule| (rule.name.as_str(), rule.peer.value().cloned())).collect();
    assert_eq!(
        peers,
        [
            ("sg-1 ingress 1", Some(Peer::Addresses(block("10.0.0.0/8")))),
            ("sg-1 ingress 2", Some(Peer::Addresses(block("172.16.0.0/12")))),
            ("sg-1 ingress 3", Some(Peer::Addresses(Family::Ipv6.everything()))),
            ("sg-1 ingress 4", Some(Peer::PrefixList(id("pl-1")))),
            ("sg-1 ingress 5", Some(Peer::Group(id("sg-2")))),
        ]
    );
    assert_eq!(group.ingress[0].traffic, Known::Is(Traffic::tcp(22)));
    assert_eq!(group.egress[0].traffic, Known::Is(Traffic::everything()));
    assert_eq!(group.beyond, None);
    // The other group may well be in another region of the account: this call told of all groups
    // here.
    let stand_in =
        network.security_groups[&id("sg-2")].beyond.as_ref().expect("it is not described");
    assert_eq!(stand_in.what, "the rules of `sg-2`");
}

#[test]
fn rules_with_ids_take_the_place_of_permissions() {
    let network = network(&[
        GROUPS,
        r#"{"SecurityGroupRules": [
            {"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIpv4": "10.0.0.0/8"},
            {"SecurityGroupRuleId": "sgr-2", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "ReferencedGroupInfo": {"GroupId": "sg-1"}},
            {"SecurityGroupRuleId": "sgr-3", "GroupId": "sg-7", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv6": "::/0"}]}"#,
    ]);
    let group = &network.security_groups[&id("sg-1")];
    assert_eq!((group.ingress.len(), group.ingress[0].name.as_str()), (1, "sgr-1"));
    assert_eq!(group.egress[0].peer, Known::Is(Peer::Group(id("sg-1"))));
}

#[test]
fn gateways_are_in_the_state_that_ec2_tells() {
    let network = network(&[
        r#"{"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]},
                                 {"InternetGatewayId": "igw-2", "Attachments": []}]}"#,
        r#"{"VpnGateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"State": "detached", "VpcId": "vpc-9"}, {"State": "attached", "VpcId": "vpc-1"}]}]}"#,
        r#"{"EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1", "Attachments": [{"State": "attached", "VpcId": "vpc-1"}]}]}"#,
        r#"{"NatGateways": [
            {"NatGatewayId": "nat-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "available", "ConnectivityType": "public",
             "NatGatewayAddresses": [{"AllocationId": "eipalloc-1", "PublicIp": "198.51.100.7", "PrivateIp": "10.0.1.5"}]},
            {"NatGatewayId": "nat-2", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "failed", "ConnectivityType": "private",
             "NatGatewayAddresses": [{"PrivateIp": "10.0.1.6"}]}]}"#,
    ]);
    let to = |attachment: &Attachment| match attachment {
        Attachment::To(vpc, _) => Some(vpc.to_string()),
        Attachment::None => None,
        Attachment::Unknown(unknown) => panic!("{unknown:?}"),
    };
    assert_eq!(to(&network.internet_gateways[&id("igw-1")].attachment).as_deref(), Some("vpc-1"));
    assert_eq!(to(&network.internet_gateways[&id("igw-2")].attachment), None);
    assert_eq!(to(&network.vpn_gateways[&id("vgw-1")].attachment).as_deref(), Some("vpc-1"));
    assert_eq!(network.egress_only_gateways[&id("eigw-1")].vpc, is("vpc-1"));
    let (public, private) =
        (&network.nat_gateways[&id("nat-1")], &network.nat_gateways[&id("nat-2")]);
    assert_eq!(
        public.public_address.map(|address| address.to_string()).as_deref(),
        Some("198.51.100.7")
    );
    assert_eq!((&public.is_public, public.is_available), (&Known::Is(true), true));
    assert_eq!((&private.is_public, private.is_available), (&Known::Is(false), false));
    assert_eq!((&public.has_address, &private.has_address), (&Known::Is(true), &Known::Is(false)));
}

#[test]
fn a_network_load_balancer_may_keep_the_addresses_of_clients() {
    let balancer = r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-9", "SubnetId": "subnet-1", "VpcId": "vpc-1",
        "InterfaceType": "network_load_balancer", "Description": "ELB net/login/0a1b", "Status": "in-use", "Groups": []}]}"#;
    let groups = |protocol: &str, name: &str| {
        format!(
            r#"{{"TargetGroups": [{{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1", "Protocol": "{protocol}",
            "LoadBalancerArns": ["arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/{name}/0a1b"]}}]}}"#
        )
    };
    let alone = network(&[balancer]).forwardings;
    assert_eq!(alone[0].balancers, [is("eni-9")]);
    assert!(alone[0].doubt.what.ends_with("run `aws elbv2 describe-target-groups`"));
    assert_eq!(alone[0].traffic.len(), 2);
    assert_eq!(network(&[balancer, &groups("UDP", "login")]).forwardings[0].traffic.len(), 1);
    assert_eq!(network(&[balancer, &groups("TCP", "other")]).forwardings, []);
}

#[test]
fn a_load_balancer_accepts_what_its_listeners_are_for() {
    let interface = |description: &str, kind: &str| {
        format!(
            r#"{{"NetworkInterfaces": [{{"NetworkInterfaceId": "eni-9", "SubnetId": "subnet-1", "VpcId": "vpc-1", "RequesterManaged": true,
            "InterfaceType": "{kind}", "Description": "{description}", "Status": "in-use", "Groups": [{{"GroupId": "sg-1"}}]}}]}}"#
        )
    };
    let listens = |files: &[&str]| network(files).interfaces[&id("eni-9")].listens.clone();
    let untold = |files: &[&str], ends: &str| {
        let Some(Known::Unknown(unknown)) = listens(files) else { panic!("{:?}", listens(files)) };
        assert!(unknown.what.ends_with(ends), "{unknown:?}");
    };
    let listener = |name: &str, protocol: &str| {
        format!(
            r#"{{"Listeners": [{{"ListenerArn": "arn:l", "Port": 8443, "Protocol": "{protocol}",
            "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/{name}"}}]}}"#
        )
    };
    let (plain, net, classic) = (
        interface("ELB app/web/0a1b", "interface"),
        interface("ELB net/login/2c3d", "network_load_balancer"),
        interface("ELB old", "interface"),
    );
    let listeners = "run `aws elbv2 describe-listeners`";
    untold(&[&plain], listeners);
    untold(&[&plain, &listener("app/other/0a1c", "HTTP")], listeners);
    untold(&[&interface("", "network_load_balancer")], listeners);
    untold(&[&classic], "run `aws elb describe-load-balancers`");
    let has = |files: &[&str], protocol: u128, port: u128| {
        let Some(Known::Is(all)) = listens(files) else { panic!("{:?}", listens(files)) };
        all.iter().any(|one| one.protocols.contains(protocol) && one.ports.contains(port))
    };
    let web = listener("app/web/0a1b", "HTTPS");
    let asked = |port| has(&[&plain, &web], 6, port);
    assert!(asked(8443) && !asked(443) && has(&[&plain, &web], 1, 8 * 256));
    let both = listener("net/login/2c3d", "TCP_UDP");
    // A network load balancer does not answer a ping.
    assert!(has(&[&net, &both], 17, 8443) && !has(&[&net, &both], 1, 8 * 256));
    let described = r#"{"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "ListenerDescriptions": [{"Listener": {"Protocol": "SSL", "LoadBalancerPort": 993}}]}]}"#;
    assert!(has(&[&classic, described], 6, 993) && !has(&[&classic, described], 6, 994));
    assert_eq!(listens(&[&interface("an instance", "interface")]), None);
}

#[test]
fn targets_are_those_that_are_registered() {
    let balancer = r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-9", "SubnetId": "subnet-1", "VpcId": "vpc-1",
        "InterfaceType": "network_load_balancer", "Description": "ELB net/login/0a1b", "Status": "in-use", "Groups": []}]}"#;
    let group = r#"{"TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/2c3d", "Protocol": "TCP",
        "LoadBalancerArns": ["arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/login/0a1b"]}]}"#;
    let of = |targets: &str| {
        let answer = format!(r#"{{"TargetHealthDescriptions": [{targets}]}}"#);
        let mut sources = Sources::default();
        let texts = [("a", balancer), ("b", group), ("target-health-2c3d.json", answer.as_str())];
        let ids = texts.map(|(name, text)| sources.add(name, text.to_owned()));
        let files: Vec<_> = ids.iter().map(|id| sources.get(*id).expect("added")).collect();
        network_of_facts(&files).network
    };
    let untold = network(&[balancer, group]).forwardings;
    assert!(untold[0].doubt.what.ends_with("run `aws elbv2 describe-target-health`"));
    assert!(untold[0].is_open.is_some());
    assert_eq!(of("").forwardings, []);
    let network =
        of(r#"{"Target": {"Id": "i-1", "Port": 22}}, {"Target": {"Id": "10.0.1.9", "Port": 23}}"#);
    let forwarding = &network.forwardings[0];
    assert_eq!((&forwarding.targets, &forwarding.is_open), (&vec![id("i-1")], &None));
    assert_eq!(forwarding.addresses, block("10.0.1.9/32"));
    assert!(forwarding.traffic[0].ports.contains(23) && !forwarding.traffic[0].ports.contains(24));
    let other = of(r#"{"Target": {"Id": "arn:aws:elasticloadbalancing:x", "Port": 80}}"#);
    assert!(other.forwardings[0].is_open.is_some());
    // One without security groups is filtered by none.
    let open = network.interfaces[&id("eni-9")].groups[0].value().expect("a stand-in");
    assert_eq!(network.security_groups[open].ingress[0].traffic, Known::Is(Traffic::everything()));
}

const INTERFACES: &str = r#"{"NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "InterfaceType": "interface", "Status": "in-use",
     "SourceDestCheck": false, "Groups": [{"GroupId": "sg-1", "GroupName": "head"}], "PrivateIpAddress": "10.0.1.10",
     "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.1.10", "Association": {"PublicIp": "198.51.100.8", "AllocationId": "eipalloc-2"}},
                            {"Primary": false, "PrivateIpAddress": "10.0.1.11"}],
     "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}], "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0, "NetworkCardIndex": 0, "Status": "attached"}},
    {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "InterfaceType": "nat_gateway", "Status": "in-use", "Groups": []},
    {"NetworkInterfaceId": "eni-3", "SubnetId": "subnet-1", "InterfaceType": "interface", "RequesterManaged": true, "Status": "available",
     "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.12"}]}]}"#;

#[test]
fn an_interface_is_also_the_instance_whose_first_one_it_is() {
    let network = network(&[INTERFACES]);
    for (name, kind) in [("eni-1", InterfaceKind::Interface), ("i-1", InterfaceKind::Instance)] {
        let interface = &network.interfaces[&id(name)];
        assert_eq!((interface.kind, &interface.groups), (kind, &vec![is("sg-1")]), "{name}");
        assert_eq!(interface.addresses, Some(block("10.0.1.10/32")));
        let (addresses, public) = (Some(block("10.0.1.11/32")), PublicAddress::None);
        assert_eq!(interface.secondary, vec![SecondaryAddresses { addresses, public }]);
        assert_eq!(interface.public, PublicAddress::Elastic("198.51.100.8".parse().ok()));
        assert_eq!(interface.checks_source_and_destination, Known::Is(false));
        assert_eq!(
            (&interface.has_ipv6, &interface.is_attached),
            (&Some(Known::Is(true)), &Known::Is(true))
        );
    }
    assert!(!network.interfaces.contains_key(&id("eni-2")));
    let service = &network.interfaces[&id("eni-3")];
    assert_eq!((service.kind, &service.is_attached), (InterfaceKind::Service, &Known::Is(false)));
    assert_eq!(service.public, PublicAddress::None);
}

#[test]
fn a_stopped_instance_is_not_attached_to_anything_that_runs() {
    let instances = r#"{"Reservations": [{"Instances": [
        {"InstanceId": "i-1", "State": {"Name": "stopped"}, "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}}]},
        {"InstanceId": "i-2", "State": {"Name": "running"}, "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-7", "SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-1"}], "SourceDestCheck": true,
             "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.20"}], "Attachment": {"DeviceIndex": 0}}]},
        {"InstanceId": "i-3", "State": {"Name": "terminated"}, "NetworkInterfaces": []}]}]}"#;
    let network = network(&[INTERFACES, instances]);
    assert_eq!(network.interfaces[&id("i-1")].is_attached, Known::Is(false));
    assert_eq!(network.interfaces[&id("i-1")].addresses, Some(block("10.0.1.10/32")));
    assert_eq!(network.interfaces[&id("i-2")].addresses, Some(block("10.0.1.20/32")));
    assert!(
        network.interfaces.contains_key(&id("eni-7"))
            && !network.interfaces.contains_key(&id("i-3"))
    );
}

#[test]
fn an_address_that_only_its_own_call_tells_reaches_its_interface() {
    let addresses = r#"{"Addresses": [{"PublicIp": "198.51.100.9", "AllocationId": "eipalloc-3", "NetworkInterfaceId": "eni-3"},
                                      {"PublicIp": "198.51.100.10", "AllocationId": "eipalloc-4"}]}"#;
    let network = network(&[INTERFACES, addresses]);
    assert_eq!(
        network.interfaces[&id("eni-3")].public,
        PublicAddress::Elastic("198.51.100.9".parse().ok())
    );
}

#[test]
fn a_peering_connection_works_when_it_is_active() {
    let network = network(&[r#"{"VpcPeeringConnections": [
        {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-1"}, "AccepterVpcInfo": {"VpcId": "vpc-2"}},
        {"VpcPeeringConnectionId": "pcx-2", "Status": {"Code": "pending-acceptance"}, "RequesterVpcInfo": {"VpcId": "vpc-1"}, "AccepterVpcInfo": {"VpcId": "vpc-3"}}]}"#]);
    let peering = &network.peerings[&id("pcx-1")];
    assert_eq!(
        (&peering.requester, &peering.accepter, &peering.is_active),
        (&is("vpc-1"), &is("vpc-2"), &Known::Is(true))
    );
    assert_eq!(network.peerings[&id("pcx-2")].is_active, Known::Is(false));
    assert!(network.vpcs[&id("vpc-2")].beyond.is_some());
}

const TRANSIT: [&str; 4] = [
    r#"{"TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "available"}]}"#,
    r#"{"TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "ResourceType": "vpc",
        "ResourceId": "vpc-1", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-0a", "State": "associated"}}]}"#,
    r#"{"TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "State": "available"}]}"#,
    r#"{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-0a", "TransitGatewayId": "tgw-1", "State": "available"}]}"#,
];

#[test]
fn a_transit_gateway_is_known_with_the_routes_of_its_tables() {
    let without = network(&TRANSIT);
    let beyond =
        without.transit_gateways[&id("tgw-1")].beyond.as_ref().expect("the routes are missing");
    assert!(
        beyond
            .what
            .starts_with("the routes of `tgw-rtb-0a`: run `aws ec2 search-transit-gateway-routes")
    );
    let routes = r#"{"Routes": [
        {"DestinationCidrBlock": "10.0.0.0/16", "Type": "propagated", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1"}]},
        {"DestinationCidrBlock": "10.9.0.0/16", "Type": "static", "State": "blackhole"}], "AdditionalRoutesAvailable": false}"#;
    let mut files: Vec<(&str, &str)> = TRANSIT.iter().map(|text| ("a.json", *text)).collect();
    files.push(("facts/routes-tgw-rtb-0a.json", routes));
    let built = build(&files);
    assert_eq!(built.diagnostics, []);
    let gateway = &built.network.transit_gateways[&id("tgw-1")];
    assert_eq!(gateway.beyond, None);
    let attachment = &gateway.attachments[0];
    assert_eq!((&attachment.vpc, &attachment.subnets), (&is("vpc-1"), &vec![is("subnet-1")]));
    assert_eq!(attachment.association, Some(is("tgw-rtb-0a")));
    let targets: Vec<_> = gateway.tables[0].routes.iter().map(|(_, to, _)| to.clone()).collect();
    assert_eq!(targets, [Some(is("tgw-attach-1")), None]);
}

#[test]
fn the_tables_of_a_transit_gateway_that_is_shared_are_unknown() {
    let [gateways, attachments, of_vpcs, _] = TRANSIT;
    let none = r#"{"TransitGatewayRouteTables": []}"#;
    let network = network(&[gateways, attachments, of_vpcs, none]);
    let beyond = network.transit_gateways[&id("tgw-1")].beyond.as_ref().expect("its owner knows");
    assert_eq!(beyond.what, "the route tables of `tgw-1`, which its owner can describe");
}

#[test]
fn a_part_of_the_routes_of_a_table_is_none() {
    let routes = r#"{"Routes": [{"DestinationCidrBlock": "10.9.0.0/16", "State": "blackhole"}], "AdditionalRoutesAvailable": true}"#;
    let mut files: Vec<(&str, &str)> = TRANSIT.iter().map(|text| ("a.json", *text)).collect();
    files.push(("facts/routes-tgw-rtb-0a.json", routes));
    let built = build(&files);
    let codes: Vec<&str> = built.diagnostics.iter().map(|finding| finding.code.id).collect();
    assert_eq!(codes, ["FAC004"]);
    let beyond = built.network.transit_gateways[&id("tgw-1")].beyond.as_ref();
    assert!(beyond.expect("the routes are missing").what.starts_with("the routes of `tgw-rtb-0a`"));
}

#[test]
fn prefix_lists_join_what_two_calls_tell() {
    let files = [
        (
            "own.json",
            r#"{"PrefixLists": [{"PrefixListId": "pl-01", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["52.218.0.0/17"]}]}"#,
        ),
        (
            "all.json",
            r#"{"PrefixLists": [{"PrefixListId": "pl-01", "PrefixListName": "com.amazonaws.eu-west-1.s3", "OwnerId": "AWS"},
                                         {"PrefixListId": "pl-02", "PrefixListName": "offices"}, {"PrefixListId": "pl-03", "PrefixListName": "other"}]}"#,
        ),
        (
            "without-blocks.json",
            r#"{"PrefixLists": [{"PrefixListId": "pl-03", "PrefixListName": "other", "OwnerId": "AWS"}]}"#,
        ),
        ("entries-pl-02.json", r#"{"Entries": [{"Cidr": "192.0.2.0/24", "Description": "Oslo"}]}"#),
    ];
    let built = build(&files);
    assert_eq!(built.diagnostics, []);
    let list = |name: &str| &built.network.prefix_lists[&id(name)];
    assert_eq!(list("pl-01").entries, Known::Is(vec![(block("52.218.0.0/17"), 17)]));
    assert_eq!((&list("pl-01").service, &list("pl-02").service), (&Some("s3".to_owned()), &None));
    assert_eq!(list("pl-02").entries, Known::Is(vec![(block("192.0.2.0/24"), 24)]));
    assert!(
        what(&list("pl-03").entries)
            .contains("get-managed-prefix-list-entries --prefix-list-id pl-03")
    );
}
