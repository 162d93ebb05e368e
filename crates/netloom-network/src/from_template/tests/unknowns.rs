//! What is not known, not there or not understood.

use super::*;

#[test]
fn what_is_never_made_is_not_there() {
    let mut network = network_of(
        "Conditions: {Never: !Equals [a, b]}\n\
         Resources:\n  Vpc: {Type: AWS::EC2::VPC, Condition: Never, Properties: {CidrBlock: \
         10.0.0.0/16}}\n",
    );
    let why = std::mem::take(&mut network.no_ends);
    assert_eq!(why[&id("Vpc")], "`Vpc` is not made with condition `Never`, which is false");
    assert_eq!(network, Network::default());
}

#[test]
fn a_name_that_no_claim_can_be_about_says_why() {
    let network = network_of(
        "Parameters: {NewVpc: {Type: String, Default: 'no'}, Name: {Type: String, Default: ''}}\n\
         Conditions:\n  Makes: !Equals [!Ref NewVpc, 'yes']\n  Named: !And [!Condition Makes, \
         !Not [!Equals [!Ref Name, '']]]\n\
         Resources:\n  Vpc: {Type: AWS::EC2::VPC, Condition: Makes, Properties: {CidrBlock: \
         10.0.0.0/16}}\n  \
         Node: {Type: AWS::EC2::Instance, Condition: Named}\n  Ear: {Type: \
         AWS::ElasticLoadBalancingV2::Listener}\n",
    );
    assert_eq!(network.no_ends[&id("Vpc")], "`Vpc` is not made with `NewVpc` = `no`");
    assert_eq!(
        network.no_ends[&id("Node")],
        "`Node` is not made with `NewVpc` = `no` and `Name` empty"
    );
    assert_eq!(
        network.no_ends[&id("Ear")],
        "`Ear` (AWS::ElasticLoadBalancingV2::Listener) has no interface in a subnet"
    );
}

#[test]
fn the_effect_of_what_may_be_made_is_unknown() {
    let text = format!(
        "Parameters: {{P: {{Type: String}}}}\nConditions: {{Maybe: !Equals [!Ref P, \
         a]}}\nResources:\n{}",
        indented(&format!(
            "{BASE}\
             Igw: {{Type: AWS::EC2::InternetGateway}}\n\
             At: {{Type: AWS::EC2::VPCGatewayAttachment, Condition: Maybe, Properties: {{VpcId: \
             !Ref Vpc, InternetGatewayId: !Ref Igw}}}}\n\
             R: {{Type: AWS::EC2::Route, Condition: Maybe, Properties: {{RouteTableId: !Ref \
             Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}}}\n\
             As: {{Type: AWS::EC2::SubnetRouteTableAssociation, Condition: Maybe, Properties: \
             {{RouteTableId: !Ref Table, SubnetId: !Ref Subnet}}}}\n\
             In: {{Type: AWS::EC2::SecurityGroupIngress, Condition: Maybe, Properties: {{GroupId: \
             !Ref Group, IpProtocol: -1, CidrIp: 0.0.0.0/0}}}}\n\
             Out: {{Type: AWS::EC2::SecurityGroupEgress, Condition: Maybe, Properties: {{GroupId: \
             !Ref Group, IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 0.0.0.0/0}}}}\n"
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
         Resources:\n  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, \
         VpcId: !Ref VpcId}}\n  \
         Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: subnet-1, GroupSet: [!Ref \
         Group]}}\n",
    );
    let vpc = network.security_groups[&id("Group")].vpc.value().expect("a stand-in").clone();
    assert!(vpc.as_str().contains("`VpcId`"), "{vpc}");
    assert!(network.vpcs[&vpc].beyond.is_some());
    // The group of its interface shows where the subnet is.
    let subnet = &network.subnets[&id("subnet-1")];
    assert_eq!(subnet.vpc, vpc);
    assert!(
        matches!(&subnet.route_table, TableChoice::Unknown(u) if u.what == "the route table of \
                                        `subnet-1`")
    );
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
fn what_may_hold_anything_and_what_no_schema_has_is_noted() {
    let network = network(
        "Wall: {Type: AWS::NetworkFirewall::Firewall}\n\
         Odd: {Type: AWS::EC2::Subnett}\n\
         Key: {Type: AWS::EC2::KeyPair}\n\
         Bucket: {Type: AWS::S3::Bucket}\n\
         Inner: {Type: AWS::CloudFormation::Stack}\n",
    );
    let notes: Vec<&str> = network.not_understood.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("`Odd`") && notes[1].starts_with("`Inner`"));
}

/// Builds the base network with more resources, in which nothing but what the function points at
/// may be unknown.
fn check_unknown(resources: &str, expected: &[&str]) {
    let plain = without_spans(&with_base(""));
    let network = with_base(resources);
    let mut found = unknowns(&network);
    found.sort();
    found.dedup();
    assert_eq!(found, expected, "{resources}");
    assert_eq!(network.not_understood, [], "{resources}");
    assert_eq!(without_spans(&network) == plain, expected.is_empty(), "{resources}");
}

/// What a firewall lets through is a matter of what routes send there, and of nothing else.
#[test]
fn a_firewall_leaves_all_but_itself_as_it_was() {
    let firewall = "F: {Type: AWS::NetworkFirewall::Firewall, Properties: {VpcId: !Ref Vpc, \
                    SubnetMappings: [{SubnetId: !Ref Subnet}]}}";
    check_unknown(firewall, &["which packets firewall `F` lets through"]);
    let mut network = with_base(firewall);
    network.firewalls.clear();
    assert!(without_spans(&network) == without_spans(&with_base("")));
}

#[test]
fn what_cannot_touch_the_network_leaves_it_as_it_was() {
    for resource in [
        "L: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: a, \
         DefaultActions: []}}",
        "R: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: a}}",
        "T: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc}}",
        "S: {Type: AWS::EC2::RouteServer, Properties: {AmazonSideAsn: 65000}}",
        "A: {Type: AWS::EC2::RouteServerAssociation, Properties: {RouteServerId: s, VpcId: !Ref \
         Vpc}}",
        "E: {Type: AWS::EC2::VPCEncryptionControl, Properties: {VpcId: !Ref Vpc, Mode: monitor}}",
        "B: {Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: {InternetGatewayBlockMode: \
         'off'}}",
        "C: {Type: AWS::EC2::VPNConnection, Properties: {CustomerGatewayId: c, VpnGatewayId: \
         vgw-1, Type: ipsec.1}}",
        "P: {Type: AWS::EC2::VPCEndpointService, Properties: {NetworkLoadBalancerArns: [a]}}",
        "O: {Type: AWS::EC2::RouteServerPropagation, Properties: {RouteServerId: s, RouteTableId: \
         rtb-1}}",
        "W: {Type: AWS::NetworkManager::VpcAttachment, Properties: {CoreNetworkId: c, VpcArn: \
         'arn:aws:ec2:eu-west-1:1:vpc/vpc-1'}}",
        "Z: {Type: AWS::Route53::HostedZone, Properties: {Name: corp.example., VPCs: [{VPCId: \
         !Ref Vpc, VPCRegion: eu-west-1}]}}",
        "Q: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Vpc, Whatever: 1}}",
    ] {
        check_unknown(resource, &[]);
    }
}

#[test]
fn what_changes_a_thing_makes_that_thing_unknown() {
    for (resource, expected) in [
        (
            "P: {Type: AWS::EC2::RouteServerPropagation, Properties: {RouteServerId: s, \
             RouteTableId: !Ref Table}}",
            "`P` (AWS::EC2::RouteServerPropagation), which puts routes of its peers into the table",
        ),
        (
            "E: {Type: AWS::EC2::VPCEncryptionControl, Properties: {VpcId: !Ref Vpc, Mode: \
             enforce}}",
            "`E` (AWS::EC2::VPCEncryptionControl), which may drop what is not encrypted",
        ),
        (
            "C: {Type: AWS::EC2::CarrierGateway, Properties: {VpcId: !Ref Vpc}}",
            "`C` (AWS::EC2::CarrierGateway), which lets a carrier's network into the VPC",
        ),
        (
            "D: {Type: AWS::Route53Resolver::FirewallRuleGroupAssociation, Properties: {VpcId: \
             !GetAtt Vpc.VpcId}}",
            "`D` (AWS::Route53Resolver::FirewallRuleGroupAssociation), which may refuse names",
        ),
        (
            "M: {Type: AWS::EMR::Cluster, Properties: {Instances: {EmrManagedMasterSecurityGroup: \
             !Ref Group}}}",
            "`M` (AWS::EMR::Cluster), which writes rules into the groups that it manages",
        ),
        (
            "Z: {Type: AWS::Route53::HostedZone, Properties: {Name: s3.eu-west-1.amazonaws.com, \
             VPCs: [{VPCId: !Ref Vpc}]}}",
            "`Z` (AWS::Route53::HostedZone), which answers for names of AWS services",
        ),
        (
            "A: {Type: AWS::Route53Resolver::ResolverRuleAssociation, Properties: \
             {ResolverRuleId: rslvr-rr-1, VPCId: !Ref Vpc}}",
            "`A` (AWS::Route53Resolver::ResolverRuleAssociation), which may have other servers \
             answer for names",
        ),
        (
            "W: {Type: AWS::NetworkManager::VpcAttachment, Properties: {VpcArn: !Sub \
             'arn:aws:ec2:eu-west-1:1:vpc/${Vpc}'}}",
            "`W` (AWS::NetworkManager::VpcAttachment), which lets the core network into the VPC",
        ),
    ] {
        check_unknown(resource, &[expected]);
    }
}

#[test]
fn a_rule_of_the_resolver_matters_for_the_names_of_services_alone() {
    let support = |domain: &str| {
        let text = format!(
            "Rule: {{Type: AWS::Route53Resolver::ResolverRule, Properties: {{RuleType: FORWARD, \
             DomainName: {domain}}}}}\n\
             Use: {{Type: AWS::Route53Resolver::ResolverRuleAssociation, Properties: \
             {{ResolverRuleId: !Ref Rule, VPCId: !Ref Vpc}}}}\n"
        );
        with_base(&text).vpcs[&id("Vpc")].dns_support.clone()
    };
    assert_eq!(support("corp.example"), Known::Is(true));
    for domain in ["'.'", "com", "eu-west-1.amazonaws.com", "amazonaws.com."] {
        assert!(matches!(support(domain), Known::Unknown(_)), "{domain}");
    }
}

#[test]
fn what_is_attached_to_a_transit_gateway_by_way_of_an_attachment_makes_the_gateway_unknown() {
    let network = with_base(
        "Gateway: {Type: AWS::EC2::TransitGateway}\n\
         In: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref \
         Gateway, VpcId: !Ref Vpc, SubnetIds: [!Ref Subnet]}}\n\
         Box: {Type: AWS::EC2::TransitGatewayConnect, Properties: \
         {TransportTransitGatewayAttachmentId: !Ref In, Options: {Protocol: gre}}}\n",
    );
    let gateway = &network.transit_gateways[&id("Gateway")];
    assert!(gateway.beyond.as_ref().is_some_and(|beyond| beyond.what.starts_with("`Box`")));
    assert_eq!(network.not_understood, []);
}

#[test]
fn a_property_that_is_named_nowhere_makes_its_own_thing_unknown() {
    let network = with_base(
        "Odd: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, \
         NewSetting: 1}}\n\
         Way: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
         DestinationCidrBlock: 10.9.0.0/16, \
         NatGatewayId: nat-1, Priority: 3}}\n\
         Ok: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/24, \
         EnableDns64: false, Tags: [{Key: a, Value: b}]}}\n",
    );
    let reason = "a property that netloom does not know";
    let odd = &network.subnets[&id("Odd")];
    let TableChoice::Unknown(choice) = &odd.route_table else { panic!("{odd:?}") };
    assert_eq!(choice.what, format!("`NewSetting` of `Odd`, {reason}"));
    assert_eq!(network.subnets[&id("Ok")].route_table, TableChoice::Main);
    assert_eq!(
        what(&network.route_tables[&id("Table")].routes[0].target),
        format!("`Priority` of `Way`, {reason}")
    );
    assert_eq!(network.not_understood, []);
}

#[test]
fn what_is_said_below_lists_is_looked_at_too() {
    let network = with_base(
        "Door: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, \
         SecurityGroupIngress: \
         [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8, Schedule: nightly}]}}\n\
         One: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc, \
         SecurityGroupIngress: \
         {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}}}\n\
         Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: \
         {NetworkInterfaces: [{DeviceIndex: 0, Bypass: true}]}}}\n\
         Fleet: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref \
         Subnet], LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: 1}}}\n",
    );
    assert_eq!(
        what(&network.security_groups[&id("Door")].ingress[0].peer),
        "`SecurityGroupIngress.*.Schedule` of `Door`, a property that netloom does not know"
    );
    assert_eq!(network.security_groups[&id("One")].beyond, None);
    for name in ["Launch", "Fleet"] {
        assert!(
            what(&network.interfaces[&id(name)].groups[0]).starts_with("`LaunchTemplateData"),
            "{name}"
        );
    }
}

const BALANCER: &str = "\
Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, Scheme: \
                        SCHEME, Subnets: [!Ref Subnet]}}
Ear: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Nlb, \
                        DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group1}]}}
Group1: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Protocol: PROTOCOL, \
                        Targets: [{Id: !Ref Web}]}}
Web: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}}
";

#[test]
fn network_load_balancers_keep_the_addresses_of_clients_as_their_target_groups_say() {
    let forwards = |protocol: &str, more: &str| {
        let text = BALANCER.replace("SCHEME", "internal").replace("PROTOCOL", protocol) + more;
        with_base(&text).forwardings
    };
    let kept = forwards("TCP, Port: 22", "");
    assert_eq!(kept[0].targets, [id("Web")]);
    assert_eq!(kept[0].balancers, [Known::Is(id("Nlb"))]);
    assert_eq!(kept[0].traffic, [Traffic::tcp(22)]);
    assert_eq!(forwards("HTTP", ""), []);
    let off = "TargetGroupAttributes: [{Key: preserve_client_ip.enabled, Value: 'false'}]";
    assert_eq!(forwards(&format!("TCP, {off}"), ""), []);
    // With UDP they cannot be otherwise.
    assert_eq!(forwards(&format!("UDP, {off}"), "").len(), 1);
    assert_eq!(forwards("TCP, TargetType: ip", ""), []);
    assert_eq!(forwards("UDP, TargetType: ip", "").len(), 1);
    assert_eq!(forwards("TCP_UDP", "")[0].traffic.len(), 2);
    let fleet = "Fleet: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: \
                 [!Ref Subnet], TargetGroupARNs: [!Ref Group1]}}\n";
    assert_eq!(forwards("TCP", fleet)[0].targets, [id("Fleet"), id("Web")]);
    assert_eq!(forwards("TCP", fleet)[0].is_open, None);
    let tasks = "Tasks: {Type: AWS::ECS::Service, Properties: {LoadBalancers: [{TargetGroupArn: \
                 !Ref Group1, ContainerName: a, ContainerPort: 80}]}}\n";
    assert!(forwards("TCP", tasks)[0].is_open.is_some());
}

#[test]
fn targets_by_their_addresses_are_whatever_has_these() {
    let text = BALANCER
        .replace("SCHEME", "internal")
        .replace("PROTOCOL", "UDP, TargetType: ip")
        .replace("[{Id: !Ref Web}]", "[{Id: 10.0.0.77, Port: 53}]");
    let kept = with_base(&text).forwardings;
    assert_eq!(kept[0].targets, []);
    assert!(kept[0].addresses.contains(u128::from(u32::from_be_bytes([10, 0, 0, 77]))));
}

#[test]
fn custom_resources_are_trusted_with_what_they_are_given_and_that_is_said() {
    let network = with_base(
        "Tidy: {Type: Custom::Tidy, Properties: {ServiceToken: t, GroupId: !GetAtt Group.GroupId, \
         Tables: [!Ref Table]}}\n\
         Ami: {Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: t, Name: \
         linux}}\n\
         Other: {Type: Site::Net::Guard, Properties: {Where: !Sub 'x/${Vpc}'}}\n",
    );
    let what: Vec<&str> = network.assumptions.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "`Tidy` (Custom::Tidy) changes nothing of `Group`, `Table`, which it is given",
            "`Other` (Site::Net::Guard) changes nothing of `Vpc`, which it is given"
        ]
    );
}

#[test]
fn dynamic_references_are_unknown_by_their_own_text() {
    let network = with_base(
        "In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: \
         tcp, FromPort: 22, ToPort: 22, CidrIp: '{{resolve:ssm:/site/block}}'}}\n",
    );
    let rule = &network.security_groups[&id("Group")].ingress[0];
    assert_eq!(what(&rule.peer), "what `{{resolve:ssm:/site/block}}` stands for");
}

#[test]
fn the_order_of_resources_does_not_matter() {
    let mut lines: Vec<&str> = BASE.lines().collect();
    let more = "R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, \
                DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n\
                Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, \
                AllocationId: eipalloc-1}}\n\
                In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, \
                IpProtocol: -1, SourceSecurityGroupId: !Ref Group}}";
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
    assert_eq!(
        (&head.public, &head.groups),
        (&PublicAddress::Elastic(None), &vec![is("SecurityGroupHead")])
    );
    assert_eq!(networks[1].nat_gateways.len(), 3);
    assert!(
        networks[2]
            .vpn_gateways
            .values()
            .all(|gateway| matches!(gateway.attachment, Attachment::To(..)))
    );
}

/// Returns a network as text, without places and without the names that no claim can be about.
fn without_spans(network: &Network) -> String {
    let text =
        format!("{:#?}", Network { no_ends: std::collections::BTreeMap::new(), ..network.clone() });
    text.lines()
        .filter(|line| !["start:", "end:"].iter().any(|key| line.trim().starts_with(key)))
        .collect()
}
