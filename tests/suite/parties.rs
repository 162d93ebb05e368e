//! Who is meant by a claim: every interface that a group or a subnet has and those that could be
//! launched, every address of an interface, every interface of an instance. One small network for
//! each kind of end that a proof could forget.

use netloom_diag::Sources;
use netloom_network::{Network, add_template, network_of_facts, network_of_template};
use netloom_question::traffic_from_words;
use netloom_question::{Expect, Launched, Party, Prepared, Question};
use netloom_reach::explain::{Report, assumptions_of};
use netloom_reach::{Answer, Verdict, certify};
use netloom_template::{ReadOptions, read_template};

use Verdict::{Proved, Refuted, Unknown};

/// A public subnet that gives no public addresses, one that does, and one without a way out; in
/// groups a bastion's, an open and a closed one.
const BASE: &str = r#"
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Igw: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Dual: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, Ipv6CidrBlock: "2600:1f00:0:100::/56", Ipv6Pool: p}}
  Plain: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, Ipv6CidrBlock: "2600:1f00:0:100::/64"}}
  Giving: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, MapPublicIpOnLaunch: true}}
  Inner: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Out: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  OutPlain: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Plain, RouteTableId: !Ref Out}}
  OutGiving: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Giving, RouteTableId: !Ref Out}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Out, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
  Default6: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Out, DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Igw}}
  Ssh: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}, {IpProtocol: icmpv6, CidrIpv6: "::/0"}, {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIpv6: "::/0"}]}}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16}]}}
  Shut: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc}}
"#;

fn template(network: &mut Network, text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", text.to_owned());
    let options = ReadOptions { region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    let document =
        read_template(sources.get(file).unwrap(), &options).template.expect("a template");
    if network.vpcs.is_empty() {
        *network = network_of_template(&document).network;
    } else {
        add_template(network, &document);
    }
}

/// Asks in lines such as `internet Bastion tcp 22`, each with what the claims that it is reachable
/// and that it is not come to.
fn check(network: Network, asked: &[(&str, Verdict, Verdict)]) {
    let prepared = Prepared::new(network);
    for (line, reachable, unreachable) in asked {
        let words: Vec<&str> = line.split_whitespace().collect();
        // Parties of several words are written with `_` here.
        let party = |text: &str| {
            Party::from_text(&text.replace('_', " "), &prepared.network).expect("a party")
        };
        let traffic = traffic_from_words(words[2], words.get(3).copied()).expect("traffic");
        let question = Question::new(party(words[0]), party(words[1]), traffic);
        check_question(&prepared, &question, line, [*reachable, *unreachable]);
    }
}

fn check_question(prepared: &Prepared, question: &Question, told: &str, expected: [Verdict; 2]) {
    for (expect, verdict) in [Expect::Reachable, Expect::Unreachable].into_iter().zip(expected) {
        let answer = Answer::of(prepared, question, expect);
        assert_eq!(
            answer.verdict,
            verdict,
            "{told} is {expect:?}\n{:?}\n{:#?}",
            answer.missing,
            Report::of(prepared, &answer)
        );
        if verdict == Proved {
            let certificate = certify(&answer, prepared).expect("a certificate");
            assert_eq!(certificate.replay(prepared, question), Ok(()), "{told} is {expect:?}");
        }
    }
}

fn of_template(more: &str, asked: &[(&str, Verdict, Verdict)]) {
    let mut network = Network::default();
    template(&mut network, &format!("{BASE}{more}"));
    check(network, asked);
}

#[test]
fn a_member_with_an_address_of_its_own_speaks_for_its_group_and_its_subnet() {
    of_template(
        "  Bastion: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, NetworkInterfaces: \
         [{DeviceIndex: '0', AssociatePublicIpAddress: true, SubnetId: !Ref Plain, GroupSet: \
         [!Ref Ssh]}]}}\n",
        &[
            ("internet Bastion tcp 22", Proved, Refuted),
            ("internet Ssh tcp 22", Refuted, Refuted),
            ("internet Plain tcp 22", Refuted, Refuted),
            ("internet 10.0.0.0/24 tcp 22", Refuted, Refuted),
            ("internet Shut tcp 22", Refuted, Proved),
        ],
    );
}

#[test]
fn an_elastic_address_a_fleet_and_a_load_balancer_speak_for_theirs() {
    of_template(
        "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Plain, GroupSet: \
         [!Ref Shut, !Ref Ssh]}}\n  \
           Eip: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}\n  \
           Given: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
         Eip.AllocationId, NetworkInterfaceId: !Ref Eni}}\n",
        &[("internet Shut tcp 22", Refuted, Refuted), ("internet Plain tcp 22", Refuted, Refuted)],
    );
    of_template(
        "  Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
         {NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [!Ref \
         Ssh]}]}}}\n  \
           Asg: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '0', MaxSize: \
         '1', VPCZoneIdentifier: [!Ref Plain], LaunchTemplate: {LaunchTemplateId: !Ref Lt, \
         Version: '1'}}}\n",
        &[("internet Plain tcp 22", Refuted, Refuted)],
    );
    of_template(
        "  Lb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref \
         Plain, !Ref Giving], SecurityGroups: [!Ref Ssh]}}\n",
        &[("internet Plain tcp 22", Refuted, Refuted)],
    );
}

#[test]
fn what_is_launched_without_members_has_the_addresses_of_its_subnet_by_assumption() {
    of_template(
        "",
        &[("internet Inner tcp 22", Refuted, Proved), ("internet Giving tcp 22", Proved, Refuted)],
    );
    let mut network = Network::default();
    template(&mut network, BASE);
    let prepared = Prepared::new(network);
    let subnet = Party::from_text("Plain", &prepared.network).unwrap();
    let question =
        Question::new(Party::internet(), subnet, traffic_from_words("tcp", Some("25")).unwrap());
    // By IPv6 it is reached; what IPv4 says needs the assumption.
    let answer = Answer::of(&prepared, &question, Expect::Unreachable);
    let assumptions = assumptions_of(&prepared, &answer).join("\n");
    assert!(
        assumptions.contains("`Plain` has a public address if the subnet gives one"),
        "{assumptions}"
    );
}

#[test]
fn a_launched_party_has_the_address_that_is_asked_for() {
    let mut network = Network::default();
    template(&mut network, BASE);
    let prepared = Prepared::new(network);
    let ssh = || traffic_from_words("tcp", Some("22")).unwrap();
    let launched = |subnet: &str, group: Option<&str>, has_public_address| {
        let id = netloom_network::Id::new;
        let launched = Launched { subnet: id(subnet), group: group.map(id), has_public_address };
        Question::new(Party::internet(), Party::Launched(launched), ssh())
    };
    for (subnet, group, has, expected) in [
        ("Giving", None, Some(true), [Proved, Refuted]),
        ("Giving", None, Some(false), [Refuted, Proved]),
        ("Giving", None, None, [Proved, Refuted]),
        ("Giving", Some("Shut"), Some(true), [Refuted, Proved]),
        ("Giving", Some("Ssh"), Some(true), [Proved, Refuted]),
        ("Giving", Some("Ssh"), Some(false), [Refuted, Proved]),
        ("Inner", None, Some(true), [Refuted, Refuted]),
    ] {
        let told = format!("{subnet} {group:?} {has:?}");
        check_question(&prepared, &launched(subnet, group, has), &told, expected);
    }
}

#[test]
fn a_group_is_not_just_this_group() {
    of_template(
        "  Server: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
         GroupSet: [!Ref Shut, !Ref Web]}}\n  \
           Client: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
         GroupSet: [!Ref Ssh]}}\n  \
           Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: \
         Interface, ServiceName: com.amazonaws.eu-west-1.logs, SubnetIds: [!Ref Inner], \
         SecurityGroupIds: [!Ref Shut, !Ref Web]}}\n",
        &[
            ("Client Server tcp 8080", Proved, Refuted),
            ("Client Shut tcp 8080", Refuted, Refuted),
            ("Client Shut tcp 9090", Refuted, Proved),
        ],
    );
    of_template(
        "  Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: \
         Interface, ServiceName: com.amazonaws.eu-west-1.logs, SubnetIds: [!Ref Inner], \
         SecurityGroupIds: [!Ref Shut, !Ref Web]}}\n  \
           Client: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
         GroupSet: [!Ref Ssh]}}\n",
        &[("Client Shut tcp 8080", Refuted, Refuted)],
    );
}

#[test]
fn a_subnet_that_gives_addresses_speaks_not_for_interfaces_without_one() {
    let eni = "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Giving, \
               GroupSet: [!Ref Ssh]}}\n";
    of_template("", &[("Giving internet tcp 443", Proved, Refuted)]);
    of_template(
        eni,
        &[("Eni internet tcp 443", Refuted, Proved), ("Giving internet tcp 443", Refuted, Refuted)],
    );
    let instance = "  Quiet: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, \
                    NetworkInterfaces: [{DeviceIndex: '0', AssociatePublicIpAddress: false, \
                    SubnetId: !Ref Giving, GroupSet: [!Ref Ssh]}]}}\n";
    of_template(instance, &[("Giving internet tcp 443", Refuted, Refuted)]);
    let function = "  Fn: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref \
                    Giving], SecurityGroupIds: [!Ref Ssh]}}}\n";
    of_template(function, &[("Giving internet tcp 443", Refuted, Refuted)]);
}

const ELASTIC: &str = "  Eip: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}\n";

#[test]
fn a_public_address_is_that_of_one_private_address() {
    let two = "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Plain, \
               GroupSet: [!Ref Ssh], PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.11, Primary: \
               false}, {PrivateIpAddress: 10.0.0.10, Primary: true}]}}\n";
    let given = |more: &str| {
        format!(
            "{ELASTIC}  Given: {{Type: AWS::EC2::EIPAssociation, Properties: {{AllocationId: \
             !GetAtt Eip.AllocationId, NetworkInterfaceId: !Ref Eni{more}}}}}\n"
        )
    };
    let primary = [
        ("Eni internet tcp 443", Refuted, Refuted),
        ("10.0.0.10 internet tcp 443", Proved, Refuted),
    ];
    of_template(&format!("{two}{}", given("")), &primary);
    of_template(&format!("{two}{}", given("")), &[("10.0.0.11 internet tcp 443", Refuted, Proved)]);
    let secondary = [
        ("10.0.0.11 internet tcp 443", Proved, Refuted),
        ("10.0.0.10 internet tcp 443", Refuted, Proved),
        ("internet 10.0.0.11 tcp 22", Proved, Refuted),
        ("internet 10.0.0.10 tcp 22", Refuted, Proved),
    ];
    of_template(&format!("{two}{}", given(", PrivateIpAddress: 10.0.0.11")), &secondary);
    for picked in [
        "SecondaryPrivateIpAddressCount: 1",
        "Ipv4PrefixCount: 1",
        "Ipv4Prefixes: [{Ipv4Prefix: 10.0.0.16/28}]",
    ] {
        let eni = format!(
            "  Eni: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: !Ref Plain, \
             GroupSet: [!Ref Ssh], {picked}}}}}\n"
        );
        of_template(&format!("{eni}{}", given("")), &[("Eni internet tcp 443", Refuted, Refuted)]);
    }
    let launched = "  Host: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, \
                    NetworkInterfaces: [{DeviceIndex: '0', AssociatePublicIpAddress: true, \
                    SubnetId: !Ref Plain, GroupSet: [!Ref Ssh], SecondaryPrivateIpAddressCount: \
                    1}]}}\n";
    of_template(
        launched,
        &[("Host internet tcp 443", Refuted, Refuted), ("internet Host tcp 22", Refuted, Refuted)],
    );
    // Which of the addresses is meant cannot be determined.
    let other = given(", PrivateIpAddress: 10.0.0.99");
    of_template(&format!("{two}{other}"), &[("Eni internet tcp 443", Unknown, Unknown)]);
}

#[test]
fn an_interface_with_a_prefix_has_ipv6_addresses() {
    for prefix in [
        "Ipv6PrefixCount: 1",
        "Ipv6Prefixes: [{Ipv6Prefix: '2600:1f00:0:100:9::/80'}]",
        "Ipv6AddressCount: 1",
    ] {
        let eni = format!(
            "  Eni: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: !Ref Plain, \
             GroupSet: [!Ref Ssh], {prefix}}}}}\n"
        );
        of_template(&eni, &[("internet Eni tcp 443", Refuted, Refuted)]);
        let launch = format!(
            "  Lt: {{Type: AWS::EC2::LaunchTemplate, Properties: {{LaunchTemplateData: \
             {{NetworkInterfaces: [{{DeviceIndex: 0, SubnetId: !Ref Plain, Groups: [!Ref Ssh], \
             {prefix}}}]}}}}}}\n"
        );
        of_template(&launch, &[("internet Lt tcp 443", Refuted, Refuted)]);
    }
    let none = "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Plain, \
                GroupSet: [!Ref Ssh], Ipv6PrefixCount: 0}}\n";
    of_template(none, &[("internet Eni tcp 443", Refuted, Proved)]);
}

#[test]
fn a_ping_is_one_of_its_address_family() {
    let eni = "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Plain, \
               GroupSet: [!Ref Ssh], Ipv6AddressCount: 1}}\n";
    let asked = [
        ("2601::/32 Eni icmp", Proved, Refuted),
        ("2601::/32 Eni icmpv6", Proved, Refuted),
        ("internet Eni icmp", Refuted, Refuted),
        ("203.0.113.0/24 Eni icmp", Refuted, Proved),
        ("203.0.113.0/24 Eni icmpv6", Unknown, Proved),
    ];
    of_template(eni, &asked);
    // A rule for protocol 1 admits nothing that IPv6 has.
    let old = "  Old: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: \
               !Ref Vpc, SecurityGroupIngress: [{IpProtocol: icmp, FromPort: -1, ToPort: -1, \
               CidrIpv6: '::/0'}]}}\n  Eni: {Type: AWS::EC2::NetworkInterface, Properties: \
               {SubnetId: !Ref Plain, GroupSet: [!Ref Old], Ipv6AddressCount: 1}}\n";
    of_template(
        old,
        &[("internet Eni icmp", Refuted, Proved), ("internet Eni all", Refuted, Proved)],
    );
}

#[test]
fn an_instance_is_all_of_its_interfaces() {
    let two = "  Host: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, NetworkInterfaces: \
               [{DeviceIndex: '0', SubnetId: !Ref Inner, GroupSet: [!Ref Ssh]}, {DeviceIndex: \
               '1', SubnetId: !Ref Inner, GroupSet: [!Ref Web]}]}}\n  Client: {Type: \
               AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, GroupSet: [!Ref \
               Ssh]}}\n";
    of_template(
        two,
        &[("Client Host tcp 8080", Refuted, Refuted), ("Client Host tcp 22", Proved, Refuted)],
    );
    let attached = format!(
        "  Host: {{Type: AWS::EC2::Instance, Properties: {{ImageId: ami-1, SubnetId: !Ref Inner, \
         SecurityGroupIds: [!Ref Shut]}}}}\n  \
           Eni: {{Type: AWS::EC2::NetworkInterface, Properties: {{SubnetId: !Ref Plain, GroupSet: \
         [!Ref Ssh]}}}}\n  \
           More: {{Type: AWS::EC2::NetworkInterfaceAttachment, Properties: {{InstanceId: !Ref \
         Host, NetworkInterfaceId: !Ref Eni, DeviceIndex: '1'}}}}\n\
         {ELASTIC}  Given: {{Type: AWS::EC2::EIPAssociation, Properties: {{AllocationId: !GetAtt \
         Eip.AllocationId, NetworkInterfaceId: !Ref Eni}}}}\n"
    );
    of_template(
        &attached,
        &[("internet Host tcp 22", Refuted, Refuted), ("Host internet tcp 443", Refuted, Refuted)],
    );
    let fleet = "  Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
                 {NetworkInterfaces: [{DeviceIndex: 0, Groups: [!Ref Shut]}, {DeviceIndex: 1, \
                 NetworkCardIndex: 1, Groups: [!Ref Web]}]}}}\n  Asg: {Type: \
                 AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '0', MaxSize: '1', \
                 VPCZoneIdentifier: [!Ref Inner], LaunchTemplate: {LaunchTemplateId: !Ref Lt, \
                 Version: '1'}}}\n  Client: {Type: AWS::EC2::NetworkInterface, Properties: \
                 {SubnetId: !Ref Inner, GroupSet: [!Ref Ssh]}}\n";
    of_template(
        fleet,
        &[("Client Asg tcp 8080", Refuted, Refuted), ("Client Lt tcp 8080", Refuted, Refuted)],
    );
}

const FACTS: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}]}],
"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "MapPublicIpOnLaunch": false, "AvailabilityZoneId": "euw1-az1"}],
"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}],
"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": false, "SubnetId": "subnet-1"}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]}],
"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [{"SubnetId": "subnet-1", "NetworkAclId": "acl-1"}],
 "Entries": [{"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}, {"CidrBlock": "0.0.0.0/0", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}]}],
"NatGateways": [], "VpcEndpoints": [], "VpnGateways": [], "VpcPeeringConnections": [], "TransitGatewayAttachments": [], "TransitGatewayVpcAttachments": [], "EgressOnlyInternetGateways": [], "ManagedPrefixLists": [],
"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "a", "VpcId": "vpc-1", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
 {"GroupId": "sg-2", "GroupName": "b", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
"NetworkInterfaces": [
 {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.0.10", "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.10"}, {"Primary": false, "PrivateIpAddress": "10.0.0.11"PUBLIC}], "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0}},
 {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "VpcId": "vpc-1", "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-2"}], "PrivateIpAddress": "10.0.0.12", "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.12"}], "Attachment": {"InstanceId": "i-2", "DeviceIndex": 0}},
 {"NetworkInterfaceId": "eni-3", "SubnetId": "subnet-1", "VpcId": "vpc-1", "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.0.13", "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.13"}], "Attachment": {"InstanceId": "i-2", "DeviceIndex": 1}}],
"DhcpOptions": []}"#;

fn facts(public: &str) -> Network {
    let mut sources = Sources::default();
    let file = sources.add("facts.json", FACTS.replace("PUBLIC", public));
    network_of_facts(&[sources.get(file).unwrap()]).network
}

#[test]
fn facts_tell_which_private_address_has_a_public_one() {
    check(
        facts(""),
        &[("internet sg-1 tcp 22", Refuted, Proved), ("internet subnet-1 tcp 22", Refuted, Proved)],
    );
    let secondary = facts(r#", "Association": {"PublicIp": "198.51.100.7"}"#);
    let asked = [
        ("internet 10.0.0.11 tcp 22", Proved, Refuted),
        ("internet 10.0.0.10 tcp 22", Refuted, Proved),
        ("internet i-1 tcp 22", Refuted, Refuted),
        ("internet sg-1 tcp 22", Refuted, Refuted),
        ("internet subnet-1 tcp 22", Refuted, Refuted),
        ("internet sg-2 tcp 22", Refuted, Proved),
    ];
    check(secondary, &asked);
}

#[test]
fn facts_tell_of_ipv6_prefixes() {
    let has_ipv6 = |more: &str| {
        let text = FACTS.replace("PUBLIC", "").replace(
            r#""Attachment": {"InstanceId": "i-1""#,
            &format!(r#"{more}"Attachment": {{"InstanceId": "i-1""#),
        );
        let mut sources = Sources::default();
        let file = sources.add("facts.json", text);
        let network = network_of_facts(&[sources.get(file).unwrap()]).network;
        network.interfaces[&netloom_network::Id::new("i-1")].has_ipv6.clone()
    };
    let is = |flag| Some(netloom_network::Known::Is(flag));
    assert_eq!(has_ipv6(""), is(false));
    assert_eq!(
        has_ipv6(r#""Ipv6Prefixes": [{"Ipv6Prefix": "2600:1f00:0:100:9::/80"}], "#),
        is(true)
    );
    assert_eq!(has_ipv6(r#""Ipv6Addresses": [{"Ipv6Address": "2600:1f00:0:100::7"}], "#), is(true));
}

#[test]
fn an_instance_in_facts_is_all_of_its_interfaces() {
    let mut network = facts("");
    check(
        network.clone(),
        &[("10.0.0.10 i-2 tcp 22", Refuted, Refuted), ("10.0.0.10 eni-2 tcp 22", Refuted, Proved)],
    );
    // An address that a template gives to one name of an interface is that of the other name, too.
    let more = format!(
        "Resources:\n{ELASTIC}  Given: {{Type: AWS::EC2::EIPAssociation, Properties: \
         {{AllocationId: !GetAtt Eip.AllocationId, NetworkInterfaceId: eni-1}}}}\n"
    );
    template(&mut network, &more);
    let asked = [
        ("internet i-1 tcp 22", Refuted, Refuted),
        ("internet eni-1 tcp 22", Refuted, Refuted),
        ("internet sg-1 tcp 22", Refuted, Refuted),
    ];
    check(network, &asked);
    let mut network = facts("");
    template(
        &mut network,
        "Resources:\n  Eip: {Type: AWS::EC2::EIP, Properties: {Domain: vpc, InstanceId: i-1}}\n",
    );
    check(
        network,
        &[
            ("internet eni-1 tcp 22", Refuted, Refuted),
            ("internet 10.0.0.10 tcp 22", Proved, Refuted),
        ],
    );
}

#[test]
fn a_gateway_that_a_template_attaches_to_a_living_vpc_leads_to_what_lives_there() {
    let closed = FACTS
        .replace("PUBLIC", "")
        .replace(r#"{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}"#, "")
        .replace(r#", {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}"#, "")
        .replace(
            r#""PrivateIpAddress": "10.0.0.10"}"#,
            r#""PrivateIpAddress": "10.0.0.10", "Association": {"PublicIp": "198.51.100.7"}}"#,
        );
    let mut sources = Sources::default();
    let file = sources.add("facts.json", closed);
    let mut network = network_of_facts(&[sources.get(file).unwrap()]).network;
    check(network.clone(), &[("internet eni-1 tcp 22", Refuted, Proved)]);
    let more = "Resources:\n  Igw: {Type: AWS::EC2::InternetGateway}\n  Attached: {Type: \
                AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: vpc-1, InternetGatewayId: \
                !Ref Igw}}\n  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-1, \
                DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}\n";
    template(&mut network, more);
    let asked = [
        ("internet 10.0.0.10 tcp 22", Proved, Refuted),
        ("internet i-1 tcp 22", Refuted, Refuted),
        ("internet subnet-1 tcp 22", Refuted, Refuted),
    ];
    check(network, &asked);
}

/// Facts with some of their text in another's place, and further files.
fn changed(changes: &[(&str, &str)], more: &[(&str, &str)]) -> Network {
    let mut text = FACTS.replace("PUBLIC", "");
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let mut sources = Sources::default();
    let mut files = vec![sources.add("facts.json", text)];
    files.extend(more.iter().map(|(name, text)| sources.add(*name, (*text).to_owned())));
    let files: Vec<_> = files.iter().map(|file| sources.get(*file).unwrap()).collect();
    network_of_facts(&files).network
}

#[test]
fn a_template_revives_a_route_that_is_a_blackhole_today() {
    let gone = [
        (r#""Attachments": [{"State": "available", "VpcId": "vpc-1"}]"#, r#""Attachments": []"#),
        (
            r#""GatewayId": "igw-1", "State": "active""#,
            r#""GatewayId": "igw-1", "State": "blackhole""#,
        ),
        (
            r#""PrivateIpAddress": "10.0.0.10"}"#,
            r#""PrivateIpAddress": "10.0.0.10", "Association": {"PublicIp": "198.51.100.7"}}"#,
        ),
    ];
    let mut network = changed(&gone, &[]);
    let asked = |ways: [Verdict; 2]| [("internet 10.0.0.10 tcp 22", ways[0], ways[1])];
    check(network.clone(), &asked([Refuted, Proved]));
    let other = "Resources:\n  Other: {Type: AWS::EC2::SecurityGroup, Properties: \
                 {GroupDescription: d, VpcId: vpc-1}}\n";
    template(&mut network, other);
    check(network.clone(), &asked([Refuted, Proved]));
    let attached = "Resources:\n  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: \
                    {VpcId: vpc-1, InternetGatewayId: igw-1}}\n";
    template(&mut network, attached);
    check(network, &asked([Proved, Refuted]));
}

#[test]
fn a_gateway_endpoint_carries_the_blocks_of_its_prefix_list_in_facts() {
    let endpoint = r#""VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "State": "available", "ServiceName": "com.amazonaws.eu-west-1.s3", "RouteTableIds": ["rtb-1"]}]"#;
    let changes = [
        (r#""VpcEndpoints": []"#, endpoint),
        (
            r#"{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}"#,
            r#"{"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"}"#,
        ),
    ];
    let named = r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-west-1.s3", "OwnerId": "AWS"}]}"#;
    let with_blocks =
        named.replace(r#""OwnerId": "AWS""#, r#""Cidrs": ["52.218.0.0/17", "3.5.64.0/21"]"#);
    let entries = r#"{"Entries": [{"Cidr": "52.218.0.0/17"}, {"Cidr": "3.5.64.0/21"}]}"#;
    let told = [
        ("eni-2 52.218.0.0/17 tcp 443", Proved, Refuted),
        ("eni-2 3.5.64.0/24 tcp 443", Proved, Refuted),
        ("eni-2 52.218.0.0/17 udp 443", Refuted, Proved),
        // The block is larger than what the list has, and beside it nothing leads out.
        ("eni-2 52.218.0.0/16 tcp 443", Refuted, Refuted),
        ("eni-2 52.219.0.0/16 tcp 443", Refuted, Proved),
        ("eni-2 internet tcp 443", Refuted, Refuted),
        ("eni-2 internet_except_service:s3 tcp 443", Refuted, Proved),
        // So small a part of the internet could be another service's.
        ("eni-2 internet_except_service:dynamodb tcp 443", Refuted, Unknown),
    ];
    check(changed(&changes, &[("lists.json", &with_blocks)]), &told);
    check(changed(&changes, &[("lists.json", named), ("pl-1.json", entries)]), &told);
    let open = [
        ("eni-2 52.218.0.0/17 tcp 443", Unknown, Unknown),
        ("eni-2 10.9.0.0/16 tcp 443", Refuted, Proved),
        ("eni-2 internet tcp 443", Unknown, Unknown),
        ("eni-2 internet_except_service:s3 tcp 443", Refuted, Proved),
        ("eni-2 internet_except_service:dynamodb tcp 443", Unknown, Unknown),
    ];
    check(changed(&changes, &[("lists.json", named)]), &open);
}

#[test]
fn a_service_is_excepted_from_the_internet_whichever_way_leads_to_it() {
    let inner = "  Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
                 GroupSet: [!Ref Ssh]}}\n  Table: {Type: AWS::EC2::RouteTable, Properties: \
                 {VpcId: !Ref Vpc}}\n  Has: {Type: AWS::EC2::SubnetRouteTableAssociation, \
                 Properties: {SubnetId: !Ref Inner, RouteTableId: !Ref Table}}\n";
    let endpoint = |service: &str| {
        format!(
            "  S3{service}: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, \
             ServiceName: com.amazonaws.eu-west-1.{service}, RouteTableIds: [!Ref Table]}}}}\n"
        )
    };
    let nat = |block: &str| {
        format!(
            "  Address: {{Type: AWS::EC2::EIP}}\n  Nat: {{Type: AWS::EC2::NatGateway, \
             Properties: {{SubnetId: !Ref Plain, AllocationId: !GetAtt \
             Address.AllocationId}}}}\n  Way: {{Type: AWS::EC2::Route, Properties: \
             {{RouteTableId: !Ref Table, DestinationCidrBlock: {block}, NatGatewayId: !Ref \
             Nat}}}}\n"
        )
    };
    let asked = |more: &str, except: &str, verdicts: [Verdict; 2]| {
        let line = format!("Node internet_except_{except} tcp 443");
        of_template(&format!("{inner}{more}"), &[(&line, verdicts[0], verdicts[1])]);
    };
    asked(&endpoint("s3"), "service:s3", [Refuted, Proved]);
    let both = endpoint("s3") + &endpoint("dynamodb");
    asked(&both, "service:s3", [Unknown, Unknown]);
    asked(&both, "service:s3,service:dynamodb", [Refuted, Proved]);
    asked(&(endpoint("s3") + &nat("0.0.0.0/0")), "service:s3", [Proved, Refuted]);
    // All of a small block may be the service's, and then nothing else is reached.
    asked(&(endpoint("s3") + &nat("52.0.0.0/8")), "service:s3", [Refuted, Unknown]);
    // A block for documentation is no service's.
    asked(&(endpoint("s3") + &nat("203.0.113.0/24")), "service:s3", [Refuted, Refuted]);
}

#[test]
fn facts_tell_of_accelerators() {
    let managed = r#""NetworkInterfaces": [
 {"NetworkInterfaceId": "eni-9", "SubnetId": "subnet-1", "VpcId": "vpc-1", "InterfaceType": "global_accelerator_managed", "Status": "in-use", "SourceDestCheck": true, "RequesterManaged": true, "Groups": [{"GroupId": "sg-2"}], "PrivateIpAddress": "10.0.0.19", "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.19"}]},"#;
    let changes = [(r#""NetworkInterfaces": ["#, managed)];
    let asked = |verdict| [("internet i-1 tcp 22", Refuted, verdict)];
    check(changed(&[], &[]), &asked(Proved));
    check(changed(&changes, &[]), &asked(Unknown));
    let leading = |to: &str| {
        format!(
            r#"{{"EndpointGroups": [{{"EndpointGroupArn": "arn:g", "EndpointDescriptions": [{{"EndpointId": "{to}"}}]}}]}}"#
        )
    };
    check(changed(&changes, &[("groups.json", &leading("i-1"))]), &asked(Unknown));
    check(changed(&changes, &[("groups.json", &leading("i-2"))]), &asked(Proved));
    // It leads to the primary interface of an instance, and so to members of that one's groups.
    check(
        changed(&changes, &[("groups.json", &leading("i-1"))]),
        &[("internet sg-1 tcp 22", Refuted, Unknown)],
    );
}

#[test]
fn what_has_to_be_reached_is_what_runs() {
    let left_over = FACTS
        .replace("PUBLIC", "")
        .replace(
            r#""Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-2"}]"#,
            r#""Status": "available", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-1"}]"#,
        )
        .replace(r#""FromPort": 22, "ToPort": 22, "#, r#""FromPort": 23, "ToPort": 23, "#);
    let mut sources = Sources::default();
    let file = sources.add("facts.json", left_over);
    let network = network_of_facts(&[sources.get(file).unwrap()]).network;
    check(
        network,
        &[("10.0.0.10 sg-1 tcp 23", Proved, Refuted), ("10.0.0.10 sg-1 tcp 22", Refuted, Proved)],
    );
}

/// What a template's checks say of EFA.
fn efa(more: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", format!("{BASE}{more}"));
    let document = read_template(sources.get(file).unwrap(), &ReadOptions::default())
        .template
        .expect("a template");
    let found = netloom_checks::check_template(&document, &network_of_template(&document).network);
    found
        .into_iter()
        .filter(|finding| finding.code.id == "CFN051")
        .map(|finding| finding.message)
        .collect()
}

#[test]
fn efa_goes_by_rules_that_name_the_group() {
    let group = "  Efa: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: \
                 !Ref Vpc}}\n";
    let within = |way: &str, peer: &str| {
        format!(
            "  Self{way}: {{Type: AWS::EC2::SecurityGroup{way}, Properties: {{GroupId: !Ref Efa, \
             IpProtocol: '-1', {peer}SecurityGroupId: !Ref Efa}}}}\n"
        )
    };
    let (inward, outward) = (within("Ingress", "Source"), within("Egress", "Destination"));
    let cards = [
        "  Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
         {NetworkInterfaces: [{DeviceIndex: 0, InterfaceType: efa, Groups: [!Ref Efa]}]}}}\n",
        "  Lt: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
         {NetworkInterfaces: [{DeviceIndex: 0, Groups: [!Ref Efa]}, {DeviceIndex: 1, \
         InterfaceType: efa-only, Groups: [!Ref Efa]}]}}}\n",
        "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
         InterfaceType: efa, GroupSet: [!Ref Efa]}}\n",
    ];
    for card in cards {
        let closed =
            [("", "to the group itself"), (inward.as_str(), "to"), (outward.as_str(), "from")];
        for (rules, way) in closed {
            let found = efa(&format!("{group}{rules}{card}"));
            let is_told = |found: &String| found.contains(&format!("all traffic {way}"));
            assert!(found.len() == 1 && found.iter().all(is_told), "{rules} {found:?}");
        }
        assert_eq!(efa(&format!("{group}{inward}{outward}{card}")), Vec::<String>::new());
    }
    let plain = "  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Inner, \
                 GroupSet: [!Ref Efa]}}\n";
    assert_eq!(efa(&format!("{group}{plain}")), Vec::<String>::new());
}
