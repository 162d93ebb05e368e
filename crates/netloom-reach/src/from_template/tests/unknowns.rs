//! What is not known, not there or not understood.

use super::*;

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
        include_str!("../../../../../snapshots/batch-nat/ini-template.snap"),
        include_str!("../../../../../snapshots/three-zones-nat-per-zone/yaml-template.snap"),
        include_str!("../../../../../snapshots/direct-connect-new/ini-template.snap"),
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
