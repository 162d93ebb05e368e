//! One network, told by a template and by the AWS CLI.

use netloom_facts::Standing;
use netloom_template::{ReadOptions, read_template};

use super::*;

const TEMPLATE: &str = "\
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Igw: {Type: AWS::EC2::InternetGateway}
  IgwAttachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                        InternetGatewayId: !Ref Igw}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, \
                        AvailabilityZoneId: euw1-az1}}
  Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.16.0/20, \
                        AvailabilityZoneId: euw1-az1}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrivateTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  A1: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, \
                        RouteTableId: !Ref PublicTable}}
  A2: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Private, \
                        RouteTableId: !Ref PrivateTable}}
  R1: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: \
                        0.0.0.0/0, GatewayId: !Ref Igw}}
  R2: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: \
                        0.0.0.0/0, NatGatewayId: !Ref Nat}}
  Eip: {Type: AWS::EC2::EIP}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt \
                        Eip.AllocationId}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: \
                        com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref PrivateTable]}}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, \
                        Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}
  Out: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, \
                        Egress: true, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, \
                        PortRange: {From: 1024, To: 65535}}}
  N1: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Public, \
                        NetworkAclId: !Ref Acl}}
  N2: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Private, \
                        NetworkAclId: !Ref Acl}}
  Nodes: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: nodes, VpcId: !Ref Vpc, \
                        SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, \
                        CidrIp: 192.0.2.0/24}], SecurityGroupEgress: [{IpProtocol: -1, CidrIp: \
                        0.0.0.0/0}]}}
  FromNodes: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Nodes, IpProtocol: \
                        -1, SourceSecurityGroupId: !Ref Nodes}}
  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Private, GroupSet: [!Ref \
                        Nodes], PrivateIpAddress: 10.0.16.10, SourceDestCheck: false}}
";

/// The same, as AWS tells it once the stack is there; ids are the prefix of the kind and the
/// logical id.
const FACTS: &[&str] = &[
    r#"{"Vpcs": [{"VpcId": "vpc-Vpc", "DhcpOptionsId": "dopt-1", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}]}]}"#,
    r#"{"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "domain-name", "Values": [{"Value": "eu-west-1.compute.internal"}]}, {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]}]}"#,
    r#"{"VpcId": "vpc-Vpc", "EnableDnsSupport": {"Value": true}}"#,
    r#"{"VpcId": "vpc-Vpc", "EnableDnsHostnames": {"Value": true}}"#,
    r#"{"InternetGateways": [{"InternetGatewayId": "igw-Igw", "Attachments": [{"State": "available", "VpcId": "vpc-Vpc"}]}]}"#,
    r#"{"Subnets": [
        {"SubnetId": "subnet-Public", "VpcId": "vpc-Vpc", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1", "MapPublicIpOnLaunch": false, "AssignIpv6AddressOnCreation": false, "Ipv6CidrBlockAssociationSet": []},
        {"SubnetId": "subnet-Private", "VpcId": "vpc-Vpc", "CidrBlock": "10.0.16.0/20", "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1", "MapPublicIpOnLaunch": false, "AssignIpv6AddressOnCreation": false, "Ipv6CidrBlockAssociationSet": []}]}"#,
    r#"{"RouteTables": [
        {"RouteTableId": "rtb-PublicTable", "VpcId": "vpc-Vpc", "Associations": [{"Main": false, "SubnetId": "subnet-Public"}], "PropagatingVgws": [], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-Igw", "Origin": "CreateRoute", "State": "active"}]},
        {"RouteTableId": "rtb-PrivateTable", "VpcId": "vpc-Vpc", "Associations": [{"Main": false, "SubnetId": "subnet-Private"}], "PropagatingVgws": [], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-Nat", "Origin": "CreateRoute", "State": "active"},
            {"DestinationPrefixListId": "pl-6da54004", "GatewayId": "vpce-S3", "Origin": "CreateRoute", "State": "active"}]}]}"#,
    r#"{"NatGateways": [{"NatGatewayId": "nat-Nat", "VpcId": "vpc-Vpc", "SubnetId": "subnet-Public", "State": "available", "ConnectivityType": "public", "NatGatewayAddresses": [{"AllocationId": "eipalloc-1", "PublicIp": "198.51.100.7"}]}]}"#,
    r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-S3", "VpcEndpointType": "Gateway", "VpcId": "vpc-Vpc", "ServiceName": "com.amazonaws.eu-west-1.s3", "State": "available", "RouteTableIds": ["rtb-PrivateTable"]}]}"#,
    r#"{"NetworkAcls": [{"NetworkAclId": "acl-Acl", "VpcId": "vpc-Vpc", "Associations": [{"SubnetId": "subnet-Public"}, {"SubnetId": "subnet-Private"}], "Entries": [
        {"CidrBlock": "0.0.0.0/0", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100},
        {"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "6", "RuleAction": "allow", "RuleNumber": 100, "PortRange": {"From": 1024, "To": 65535}},
        {"CidrBlock": "0.0.0.0/0", "Egress": false, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32767}]}]}"#,
    r#"{"SecurityGroups": [{"GroupId": "sg-Nodes", "VpcId": "vpc-Vpc", "IpPermissions": [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]},
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-Nodes"}]}],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}"#,
    r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-Eni", "SubnetId": "subnet-Private", "Status": "in-use", "InterfaceType": "interface", "SourceDestCheck": false, "Groups": [{"GroupId": "sg-Nodes"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.16.10"}], "Ipv6Addresses": []}]}"#,
    r#"{"VpnGateways": []}"#,
    r#"{"VpcPeeringConnections": []}"#,
    r#"{"TransitGatewayAttachments": []}"#,
];

const PREFIXES: [&str; 9] =
    ["vpc-", "igw-", "subnet-", "rtb-", "nat-", "vpce-", "acl-", "sg-", "eni-"];

/// Returns a network as text without what only one of the two can tell: places, names of rules, the
/// NAT gateway's address.
fn shape(network: &Network) -> String {
    let mut network = network.clone();
    network
        .route_tables
        .values_mut()
        .flat_map(|table| &mut table.routes)
        .for_each(|route| route.name.clear());
    network
        .network_acls
        .values_mut()
        .flat_map(|acl| &mut acl.entries)
        .for_each(|entry| entry.name.clear());
    for group in network.security_groups.values_mut() {
        group.ingress.iter_mut().chain(&mut group.egress).for_each(|rule| rule.name.clear());
    }
    network.nat_gateways.values_mut().for_each(|gateway| gateway.public_address = None);
    let text = format!("{network:#?}");
    let before = std::iter::once("").chain(text.lines());
    let is_place = |line: &str, before: &str| {
        before.ends_with("FileId(")
            || ["start:", "end:"].iter().any(|key| line.trim().starts_with(key))
    };
    let kept = text.lines().zip(before).filter(|(line, before)| !is_place(line, before));
    kept.map(|(line, _)| format!("{}\n", without_prefix(line))).collect()
}

fn without_prefix(line: &str) -> String {
    let found = PREFIXES.iter().find(|prefix| line.contains(&format!("\"{prefix}")));
    found.map_or_else(|| line.to_owned(), |prefix| line.replace(prefix, ""))
}

#[test]
fn a_template_and_the_facts_of_its_stack_are_one_network() {
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", TEMPLATE);
    let read =
        read_template(sources.get(file).expect("it was just added"), &ReadOptions::default());
    let mut of_template = crate::network_of_template(&read.template.expect("a template")).network;
    // Facts tell what came of what a template leaves to the subnet: here no IPv6 address.
    for interface in of_template.interfaces.values_mut() {
        interface.has_ipv6.get_or_insert(Known::Is(false));
    }
    // Only a template has names that no claim can be about.
    of_template.no_ends.clear();
    let of_facts = network(FACTS);
    let (template, facts) = (shape(&of_template), shape(&of_facts));
    for (line, (a, b)) in template.lines().zip(facts.lines()).enumerate() {
        assert_eq!(a, b, "line {line}");
    }
    assert_eq!(template.lines().count(), facts.lines().count());
    assert!(!template.contains("Unknown"), "{template}");
}

/// Returns what facts become before their state is laid over it, as far as a template could make it.
fn document(answers: &[&str]) -> netloom_template::TemplateDocument {
    let mut sources = Sources::default();
    let ids: Vec<_> = answers.iter().map(|text| sources.add("facts.json", *text)).collect();
    let files: Vec<&SourceFile> = ids.iter().filter_map(|id| sources.get(*id)).collect();
    let mut findings = Vec::new();
    let answers = Answers::parse(&files, &mut findings);
    let observed = Observed::of(&netloom_facts::Records::of(&answers, &mut findings), route_keys());
    assert_eq!(findings, []);
    let is_made = |state: &netloom_facts::State<'_>| state.standing == Standing::Made;
    let made = observed.all().filter(|(_, state)| is_made(state));
    netloom_template::TemplateDocument {
        resources: made.map(|(resource, _)| resource.clone()).collect(),
        ..observed.document.clone()
    }
}

#[test]
fn facts_become_the_document_that_the_template_is() {
    let mut of_document = crate::network_of_template(&document(FACTS)).network;
    for interface in of_document.interfaces.values_mut() {
        interface.has_ipv6.get_or_insert(Known::Is(false));
    }
    of_document.no_ends.clear();
    assert_eq!(shape(&of_document), shape(&network(FACTS)));
}

#[test]
fn a_template_over_facts_meets_what_is_there() {
    let text = "Resources:\n  New: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-Vpc, \
                CidrBlock: 10.0.64.0/20, AvailabilityZoneId: euw1-az2}}\n  \
                Join: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref \
                New, RouteTableId: rtb-PrivateTable}}\n  \
                Fs: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: fs-1, SubnetId: \
                subnet-Private, SecurityGroups: [sg-Nodes]}}\n";
    let before = network(FACTS);
    let (network, findings) = over_facts(text);
    assert_eq!(findings, []);
    assert_eq!(network.subnets[&id("New")].vpc, id("vpc-Vpc"));
    assert_eq!(network.interfaces[&id("Fs")].groups, [is("sg-Nodes")]);
    assert_eq!((&network.vpcs, &network.route_tables), (&before.vpcs, &before.route_tables));
    assert_eq!(network.not_understood, []);
}

fn over_facts(text: &str) -> (Network, Vec<netloom_diag::Diagnostic>) {
    let mut sources = Sources::default();
    // The files of the facts come first, as they do on the command line; their number only has to
    // differ.
    for _ in FACTS {
        sources.add("facts.json", "{}");
    }
    let file = sources.add("template.yaml", text);
    let read =
        read_template(sources.get(file).expect("it was just added"), &ReadOptions::default());
    let mut network = network(FACTS);
    let diagnostics = crate::add_template(&mut network, &read.template.expect("a template"));
    (network, diagnostics)
}

#[test]
fn a_living_subnet_keeps_the_table_that_it_has() {
    let (network, findings) = over_facts(
        "Resources:\n  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-Vpc}}\n  \
         A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: subnet-Private, \
         RouteTableId: !Ref T}}\n",
    );
    assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), ["FAC007"]);
    let table = &network.subnets[&id("subnet-Private")].route_table;
    assert!(matches!(table, TableChoice::Associated(table, _) if *table == id("rtb-PrivateTable")));
}

#[test]
fn the_name_of_a_zone_is_not_compared_with_ids() {
    let (network, _) = over_facts(
        "Resources:\n  New: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-Vpc, CidrBlock: \
         10.0.64.0/20, AvailabilityZone: eu-west-1a}}\n",
    );
    let zone = &network.subnets[&id("New")].zone;
    assert_eq!(what(zone), "the id of the zone `eu-west-1a`; write `AvailabilityZoneId`");
}

#[test]
fn a_parameter_without_a_value_may_be_any_part_of_the_facts() {
    let text = "Parameters: {Table: {Type: String}}\nResources:\n  \
                R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
                DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-Igw}}\n";
    let (network, _) = over_facts(text);
    assert_eq!(network.not_understood.len(), 1);
    assert!(network.not_understood[0].what.contains("`Table`"));
}
