//! Network firewalls and endpoints of Gateway Load Balancers on the way.

use super::*;

/// A node behind a firewall that passes everything, with the internet gateway's own table leading
/// there, and a second node that the first one reaches by the firewall.
const WALLED: &str = r#"
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, InternetGatewayId: !Ref Internet}}
  Nodes: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.0.0/24, MapPublicIpOnLaunch: true}}
  Others: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.1.0/24}}
  Walls: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.9.0/28}}
  More: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.9.16/28}}
  TableNodes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableOthers: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableWalls: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableEdge: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  UseNodes: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Nodes, RouteTableId: !Ref TableNodes}}
  UseOthers: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Others, RouteTableId: !Ref TableOthers}}
  UseWalls: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Walls, RouteTableId: !Ref TableWalls}}
  UseMore: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref More, RouteTableId: !Ref TableWalls}}
  UseEdge: {Type: AWS::EC2::GatewayRouteTableAssociation, Properties: {GatewayId: !Ref Internet, RouteTableId: !Ref TableEdge}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableNodes, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Wall.EndpointIds]]]}}
  Across: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableNodes, DestinationCidrBlock: 10.1.1.0/24, VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Wall.EndpointIds]]]}}
  Back: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableOthers, DestinationCidrBlock: 10.1.0.0/24, VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Wall.EndpointIds]]]}}
  On: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableWalls, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}
  In: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableEdge, DestinationCidrBlock: 10.1.0.0/24, VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Wall.EndpointIds]]]}}
  Policy: {Type: AWS::NetworkFirewall::FirewallPolicy, Properties: {FirewallPolicyName: p, FirewallPolicy: {StatelessDefaultActions: ["aws:pass"], StatelessFragmentDefaultActions: ["aws:pass"]}}}
  Wall: {Type: AWS::NetworkFirewall::Firewall, Properties: {FirewallName: w, FirewallPolicyArn: !Ref Policy, VpcId: !Ref A, SubnetMappings: [{SubnetId: !Ref Walls}]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref A, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  Node: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Nodes, SecurityGroupIds: [!Ref Group]}}
  Other: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Others, GroupSet: [!Ref Group]}}
"#;

const PASS: &str =
    "StatelessDefaultActions: [\"aws:pass\"], StatelessFragmentDefaultActions: [\"aws:pass\"]";
const GATEWAY: &str = "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet";
const MAPPING: &str = "SubnetMappings: [{SubnetId: !Ref Walls}]";

/// Of a node that asks the internet, of the internet that asks it, and of one node that asks the
/// other.
#[track_caller]
fn check(changes: &[(&str, &str)], expected: [(Verdict, Verdict); 3]) {
    let of = |from: Party, to: Party| verdicts_of(WALLED, changes, from, to);
    let found = [
        of(node("Node"), Party::internet()),
        of(Party::internet(), node("Node")),
        of(node("Node"), node("Other")),
    ];
    assert_eq!(found, expected, "{changes:?}");
}

/// Neither reaching nor not reaching is proved.
const ALL_DEPEND: [(Verdict, Verdict); 3] = [DEPENDS; 3];

#[test]
fn packets_go_by_a_firewall_and_answers_come_back_by_it() {
    check(&[], [REACHES; 3]);
}

#[test]
fn what_a_policy_passes_or_drops_is_known_where_no_rule_decides() {
    let of = |whole: &str, rest: &str| {
        format!("StatelessDefaultActions: [{whole}], StatelessFragmentDefaultActions: [{rest}]")
    };
    let drop = "\"aws:drop\", counted";
    check(&[(PASS, &of(drop, drop))], [DOES_NOT; 3]);
    check(&[(PASS, &of(drop, "\"aws:pass\""))], ALL_DEPEND);
    let forward = of("\"aws:forward_to_sfe\"", "\"aws:forward_to_sfe\"");
    check(&[(PASS, &forward)], [REACHES; 3]);
    let strict = format!("{forward}, StatefulDefaultActions: [\"aws:drop_strict\"]");
    check(&[(PASS, &strict)], ALL_DEPEND);
    let alerts = format!("{forward}, StatefulDefaultActions: [\"aws:alert_strict\"]");
    check(&[(PASS, &alerts)], [REACHES; 3]);
    let groups = format!("{forward}, StatefulRuleGroupReferences: [{{ResourceArn: r}}]");
    check(&[(PASS, &groups)], ALL_DEPEND);
    let stateless =
        format!("{PASS}, StatelessRuleGroupReferences: [{{ResourceArn: r, Priority: 1}}]");
    check(&[(PASS, &stateless)], ALL_DEPEND);
    check(&[(PASS, &format!("{PASS}, TLSInspectionConfigurationArn: t"))], ALL_DEPEND);
    check(&[("FirewallPolicyArn: !Ref Policy", "FirewallPolicyArn: given")], ALL_DEPEND);
}

/// With stateless rules, each as its priority, action and what it is for.
#[track_caller]
fn check_ruled(rules: &[(u8, &str, &str)], expected: [(Verdict, Verdict); 3]) {
    let rule = |(priority, action, asked): &(u8, &str, &str)| {
        format!(
            "{{Priority: {priority}, RuleDefinition: {{Actions: [\"{action}\"], MatchAttributes: \
             {{{asked}}}}}}}"
        )
    };
    let rules: Vec<String> = rules.iter().map(rule).collect();
    let group = format!(
        "  Rules: {{Type: AWS::NetworkFirewall::RuleGroup, Properties: {{RuleGroup: {{RulesSource: \
         {{StatelessRulesAndCustomActions: {{StatelessRules: [{}]}}}}}}}}}}\n  Wall: {{Type",
        rules.join(", ")
    );
    let policy =
        format!("{PASS}, StatelessRuleGroupReferences: [{{ResourceArn: !Ref Rules, Priority: 1}}]");
    check(&[("  Wall: {Type", &group), (PASS, &policy)], expected);
}

#[test]
fn stateless_rules_decide_packet_by_packet_in_the_order_of_their_priorities() {
    let other = "Destinations: [{AddressDefinition: 10.1.1.0/24}]";
    let drop = (2, "aws:drop", other);
    check_ruled(&[drop], [REACHES, REACHES, DOES_NOT]);
    check_ruled(&[drop, (1, "aws:pass", other)], [REACHES; 3]);
    check_ruled(&[drop, (3, "aws:pass", other)], [REACHES, REACHES, DOES_NOT]);
    check_ruled(&[(1, "aws:drop", "Protocols: [17]")], [REACHES; 3]);
    check_ruled(&[(1, "aws:drop", "Protocols: [6]")], [DOES_NOT; 3]);
    check_ruled(&[(1, "aws:forward_to_sfe", "")], [REACHES; 3]);
    // An answer is a packet as any other one.
    let answers = "Sources: [{AddressDefinition: 10.1.1.0/24}]";
    let unanswered = (Verdict::Refuted, Verdict::Refuted);
    check_ruled(&[(1, "aws:drop", answers)], [REACHES, REACHES, unanswered]);
    // What is not followed leaves all of it open.
    let flags = format!("{other}, TCPFlags: [{{Flags: [SYN]}}]");
    check_ruled(&[(1, "aws:drop", &flags)], ALL_DEPEND);
    check_ruled(&[drop, (2, "aws:pass", other)], ALL_DEPEND);
    check_ruled(&[(1, "custom", other)], ALL_DEPEND);
}

#[test]
fn what_leads_nowhere_behind_a_firewall_reaches_nothing_whatever_its_rules_are() {
    let decides = ("FirewallPolicyArn: !Ref Policy", "FirewallPolicyArn: given");
    let nowhere = (GATEWAY, "DestinationCidrBlock: 192.168.0.0/16, GatewayId: !Ref Internet");
    check(&[decides, nowhere], [DOES_NOT, (Verdict::Refuted, Verdict::Unknown), DEPENDS]);
    let again = "DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [\":\", \
                 !Select [0, !GetAtt Wall.EndpointIds]]]";
    check(&[decides, (GATEWAY, again)], [DOES_NOT, DEPENDS, DEPENDS]);
}

#[test]
fn rules_that_name_a_group_admit_nothing_that_goes_by_a_firewall() {
    let named = (
        "IpProtocol: \"-1\", CidrIp: 0.0.0.0/0",
        "IpProtocol: \"-1\", SourceSecurityGroupId: !Ref Group",
    );
    check(&[named], [REACHES, DOES_NOT, DOES_NOT]);
}

#[test]
fn a_firewall_that_sees_one_direction_only_may_stop_the_connection() {
    let one_way = (Verdict::Unknown, Verdict::Refuted);
    check(
        &[(
            "DestinationCidrBlock: 10.1.0.0/24, VpcEndpointId",
            "DestinationCidrBlock: 10.1.3.0/24, VpcEndpointId",
        )],
        [REACHES, REACHES, one_way],
    );
    let straight = (
        "UseEdge: {Type: AWS::EC2::GatewayRouteTableAssociation, Properties: {GatewayId: !Ref Internet, RouteTableId: !Ref TableEdge}}",
        "",
    );
    check(&[straight], [one_way, one_way, REACHES]);
}

#[test]
fn the_acl_of_the_subnet_of_an_endpoint_counts() {
    check(&[("", &closed("Walls"))], [DOES_NOT; 3]);
    check(&[("", &closed("More"))], [REACHES; 3]);
}

#[test]
fn which_of_several_endpoints_it_is_matters_where_they_lead_elsewhere() {
    let both = (MAPPING, "SubnetMappings: [{SubnetId: !Ref Walls}, {SubnetId: !Ref More}]");
    check(&[both], [REACHES; 3]);
    check(&[(MAPPING, "SubnetMappings: []")], ALL_DEPEND);
    check(&[both, ("", &closed("More"))], ALL_DEPEND);
    // Another text picks another endpoint.
    let second = (
        "TableEdge, DestinationCidrBlock: 10.1.0.0/24, VpcEndpointId: !Select [1, !Split [\":\", !Select [0,",
        "TableEdge, DestinationCidrBlock: 10.1.0.0/24, VpcEndpointId: !Select [1, !Split [\":\", !Select [1,",
    );
    let one_way = (Verdict::Unknown, Verdict::Refuted);
    check(&[both, second], [one_way, one_way, REACHES]);
}

#[test]
fn a_firewall_does_not_protect_its_own_subnet() {
    check(&[(MAPPING, "SubnetMappings: [{SubnetId: !Ref Others}]")], [DOES_NOT, DOES_NOT, DEPENDS]);
    check(&[(MAPPING, "SubnetMappings: [{SubnetId: !Ref Nodes}]")], ALL_DEPEND);
}

#[test]
fn a_proxy_is_no_firewall_and_appliances_may_send_packets_out_by_themselves() {
    check(&[(MAPPING, &format!("{MAPPING}, NoSourcePreservation: true"))], ALL_DEPEND);
    let wall = "Wall: {Type: AWS::NetworkFirewall::Firewall, Properties: {FirewallName: w, \
                FirewallPolicyArn: !Ref Policy, VpcId: !Ref A, SubnetMappings: [{SubnetId: !Ref \
                Walls}]}}";
    let endpoint = "Wall: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref A, \
                    VpcEndpointType: GatewayLoadBalancer, ServiceName: s, SubnetIds: [!Ref Walls]}}";
    let picked = "!Select [1, !Split [\":\", !Select [0, !GetAtt Wall.EndpointIds]]]";
    let mut changes = vec![
        (wall, endpoint),
        (GATEWAY, "DestinationCidrBlock: 192.168.0.0/16, GatewayId: !Ref Internet"),
    ];
    changes.extend([(picked, "!Ref Wall"); 4]);
    // Nothing leads on from the endpoint to the internet, but appliances may have ways of their own.
    check(&changes, [DEPENDS, (Verdict::Refuted, Verdict::Unknown), DEPENDS]);
}

#[test]
fn a_further_endpoint_of_a_firewall_is_its_endpoint() {
    let picked = "!Select [1, !Split [\":\", !Select [0, !GetAtt Wall.EndpointIds]]]";
    let own = "!GetAtt Further.EndpointId";
    let further = "  Further: {Type: AWS::NetworkFirewall::VpcEndpointAssociation, Properties: \
                   {FirewallArn: !GetAtt Wall.FirewallArn, VpcId: !Ref A, SubnetMapping: \
                   {SubnetId: !Ref More}}}\n";
    let mut changes = vec![("", further)];
    changes.extend([(picked, own); 4]);
    check(&changes, [REACHES; 3]);
    let closed = closed("More");
    changes.push(("", &closed));
    check(&changes, [DOES_NOT; 3]);
}

/// A node whose table leads to one of two endpoints of a firewall, of which one is in its own subnet,
/// and what is in a list to an endpoint that denies everything.
const FORKED_TWICE: &str = r#"
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Own: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Other: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  At: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Own, RouteTableId: !Ref Table}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Wall.EndpointIds]]]}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Table], PolicyDocument: {Statement: [{Effect: Deny, Principal: '*', Action: '*', Resource: '*'}]}}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: g}}
  Node: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Own, GroupSet: [!Ref Group]}}
  Wall: {Type: AWS::NetworkFirewall::Firewall, Properties: {FirewallName: w, FirewallPolicyArn: !Ref Policy, VpcId: !Ref Vpc, SubnetMappings: [{SubnetId: !Ref Other}, {SubnetId: !Ref Own}]}}
  Policy: {Type: AWS::NetworkFirewall::FirewallPolicy, Properties: {FirewallPolicyName: p, FirewallPolicy: {StatelessDefaultActions: ["aws:pass"], StatelessFragmentDefaultActions: ["aws:pass"]}}}
"#;

#[test]
fn one_of_several_ways_that_is_not_known_is_enough_for_a_doubt() {
    let found = verdicts_of(FORKED_TWICE, &[], node("Node"), Party::internet());
    assert_eq!(found.0, Verdict::Unknown);
    // With one endpoint, beyond which nothing leads on, nothing gets there either way.
    let one = ("[{SubnetId: !Ref Other}, {SubnetId: !Ref Own}]", "[{SubnetId: !Ref Other}]");
    assert_eq!(verdicts_of(FORKED_TWICE, &[one], node("Node"), Party::internet()), DOES_NOT);
}
