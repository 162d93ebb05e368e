//! A VPC as the AWS CLI describes it, `drift/*.json`, against the template that made it.
//!
//! The facts are of a whole account: with the default VPC, a cluster in the VPC, a NAT gateway
//! deleted an hour ago, an endpoint that GuardDuty made, tags of the stack, and things on which
//! CloudFormation writes no tags.

use std::collections::BTreeMap;

use netloom_diag::{FileId, Sources};
use netloom_network::{network_of_facts, network_of_template};
use netloom_template::{ReadOptions, read_template};

use super::told;
use crate::live::LiveVpc;
use crate::review::{Input, Review, Severity, review};
use crate::revision::Revision;
use crate::traffic::{ConnectivityChange, Launches};

const TEMPLATE: &str = include_str!("drift/template.yaml");

const FACTS: [(&str, &str); 17] = [
    ("addresses", include_str!("drift/addresses.json")),
    ("dhcp-options", include_str!("drift/dhcp-options.json")),
    ("egress-only-internet-gateways", include_str!("drift/egress-only-internet-gateways.json")),
    ("internet-gateways", include_str!("drift/internet-gateways.json")),
    ("nat-gateways", include_str!("drift/nat-gateways.json")),
    ("network-acls", include_str!("drift/network-acls.json")),
    ("network-interfaces", include_str!("drift/network-interfaces.json")),
    ("route-tables", include_str!("drift/route-tables.json")),
    ("security-groups", include_str!("drift/security-groups.json")),
    ("subnets", include_str!("drift/subnets.json")),
    ("transit-gateway-vpc-attachments", include_str!("drift/transit-gateway-vpc-attachments.json")),
    ("vpc-attribute-dns-hostnames", include_str!("drift/vpc-attribute-dns-hostnames.json")),
    ("vpc-attribute-dns-support", include_str!("drift/vpc-attribute-dns-support.json")),
    ("vpc-endpoints", include_str!("drift/vpc-endpoints.json")),
    ("vpc-peering-connections", include_str!("drift/vpc-peering-connections.json")),
    ("vpcs", include_str!("drift/vpcs.json")),
    ("vpn-gateways", include_str!("drift/vpn-gateways.json")),
];

/// Reviews the facts against the template.
///
/// - `facts`: the answers, by their names.
fn drift(facts: &[(&str, String)], template: &str, parameters: &[(&str, &str)]) -> Review {
    let mut sources = Sources::default();
    let files: Vec<FileId> = facts
        .iter()
        .map(|(name, text)| sources.add(format!("{name}.json"), text.clone()))
        .collect();
    let template = sources.add("template.yaml", template);
    let read: Vec<_> = files.iter().filter_map(|file| sources.get(*file)).collect();
    let parameters =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let options =
        ReadOptions { parameters, region: Some("eu-west-1".to_owned()), ..ReadOptions::default() };
    let template = read_template(sources.get(template).expect("added"), &options);
    assert!(template.diagnostics.is_empty(), "{:?}", template.diagnostics);
    let document = template.template.expect("a template");
    let drift = LiveVpc::read(&read).against(&document);
    let written = network_of_template(&document).network;
    let (living, written) = drift.networks(&network_of_facts(&read).network, &written);
    let origins = BTreeMap::new();
    review(&Input {
        networks: Some((&living, &written)),
        launches: Launches::Described,
        is_drift: true,
        notes: &drift.notes,
        ..Input::of(
            Revision { document: &drift.living, origins: &origins },
            Revision { document: &drift.written, origins: &origins },
            &sources,
        )
    })
}

const OFFICE: [(&str, &str); 1] = [("Office", "192.0.2.0/24")];

/// The facts after replacing texts in one answer.
fn edited(name: &str, changes: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&str, String)> =
        FACTS.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let (_, text) = facts.iter_mut().find(|(own, _)| *own == name).expect("an answer");
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        *text = text.replacen(old, new, 1);
    }
    facts
}

/// What deploying the template over the changed facts would do.
#[track_caller]
fn check(name: &str, changes: &[(&str, &str)], expected: &str) -> Review {
    let review = drift(&edited(name, changes), TEMPLATE, &OFFICE);
    assert_eq!(told(&review).trim(), expected.trim());
    review
}

#[test]
fn what_nobody_touched_has_not_drifted() {
    let review = check("vpcs", &[], "");
    assert_eq!(review.severity, Severity::None, "{:?}", review.traffic);
    assert_eq!(review.traffic.connections, []);
    assert_eq!(
        review.notes[1..],
        ["not compared, since no call that is read covers them: 1 `AWS::IAM::Role`"]
    );
}

#[test]
fn a_call_that_was_not_made_tells_of_nothing_missing() {
    for (left_out, _) in FACTS {
        let mut facts = edited("vpcs", &[]);
        facts.retain(|(name, _)| *name != left_out);
        let review = drift(&facts, TEMPLATE, &OFFICE);
        assert_eq!(told(&review), "", "without {left_out}");
        assert_eq!(review.traffic.connections, [], "without {left_out}");
    }
}

#[test]
fn an_answer_that_goes_on_tells_of_nothing_missing() {
    for (cut, text) in FACTS.iter().filter(|(name, _)| !name.starts_with("vpc-attribute")) {
        // The first page is empty, and there are more.
        let (head, _) = text.split_once('[').expect("a list");
        let mut facts = edited("vpcs", &[]);
        facts.retain(|(name, _)| name != cut);
        facts.push((cut, format!("{head}[], \"NextToken\": \"more\"}}")));
        let review = drift(&facts, TEMPLATE, &OFFICE);
        assert_eq!(told(&review), "", "with a part of {cut}");
    }
}

#[test]
fn an_answer_that_lists_nothing_tells_what_is_missing() {
    let facts = [("vpn-gateways", "{\"VpnGateways\": []}".to_owned())];
    let mut all = edited("vpcs", &[]);
    all.retain(|(name, _)| *name != "vpn-gateways");
    all.extend(facts);
    let review = drift(&all, TEMPLATE, &OFFICE);
    assert!(told(&review).contains("+ Line NoInterruption"), "{}", told(&review));
    assert!(told(&review).contains("+ LineAttachment NoInterruption"), "{}", told(&review));
}

#[test]
fn a_parameter_that_nobody_gave_makes_no_drift() {
    let review = drift(&edited("vpcs", &[]), TEMPLATE, &[]);
    assert_eq!(told(&review), "");
    let note = "a rule of `Group` was not compared: parameter `Office`";
    assert!(review.notes.iter().any(|own| own.contains(note)), "{:?}", review.notes);
    // Another rule is seen all the same.
    let opened = edited("security-groups", &[("\"FromPort\": 53", "\"FromPort\": 50")]);
    assert!(told(&drift(&opened, TEMPLATE, &[])).starts_with("~ Group NoInterruption"));
}

#[test]
fn what_cloudformation_wrote_no_tags_on_is_found_by_what_it_is_for() {
    // Without any tag of CloudFormation: a VPC that was built by hand.
    let facts: Vec<(&str, String)> = FACTS
        .iter()
        .map(|(name, text)| (*name, text.replace("aws:cloudformation:", "aws:other:")))
        .collect();
    let review = drift(&facts, TEMPLATE, &OFFICE);
    let others: Vec<String> =
        told(&review).lines().filter(|line| !line.contains("Tags.")).map(str::to_owned).collect();
    // The cluster's own group has an owner without its tags.
    assert_eq!(others, ["- sg-0203030303030302b NoInterruption"]);
}

#[test]
fn a_rule_added_by_hand_is_drift_and_the_way_it_opens_is_told() {
    let opened = "\"CidrIp\": \"0.0.0.0/0\"";
    let review = check(
        "security-groups",
        &[("\"CidrIp\": \"192.0.2.0/24\"", opened)],
        "~ Group NoInterruption; SecurityGroupIngress - -> {CidrIp: 192.0.2.0/24, FromPort: 22, \
         IpProtocol: tcp, ToPort: 22}; SecurityGroupIngress {CidrIp: 0.0.0.0/0, FromPort: 22, \
         IpProtocol: tcp, ToPort: 22} -> -",
    );
    let first = review.traffic.connections.first().expect("a connection");
    assert_eq!(
        (first.turn, first.from.as_str(), first.to.as_str()),
        (ConnectivityChange::Lost, "the internet", "Interface")
    );
    assert!(
        review.notes.iter().any(|note| note.contains("lets the internet in")),
        "{:?}",
        review.notes
    );
}

#[test]
fn a_rule_added_by_hand_for_another_network_is_reported_with_its_connection() {
    let review = check(
        "security-groups",
        &[("\"CidrIp\": \"192.0.2.0/24\"", "\"CidrIp\": \"10.8.0.0/16\"")],
        "~ Group NoInterruption; SecurityGroupIngress - -> {CidrIp: 192.0.2.0/24, FromPort: 22, \
         IpProtocol: tcp, ToPort: 22}; SecurityGroupIngress {CidrIp: 10.8.0.0/16, FromPort: 22, \
         IpProtocol: tcp, ToPort: 22} -> -",
    );
    let of_site: Vec<_> = review
        .traffic
        .connections
        .iter()
        .filter(|one| one.from == "the site")
        .map(|one| (one.turn, one.to.as_str(), one.traffic.as_str(), one.sources.as_slice()))
        .collect();
    let sources = ["10.8.0.0/16".to_owned()];
    assert_eq!(
        of_site,
        [(ConnectivityChange::Lost, "Interface", "tcp 22", sources.as_slice())],
        "{:?}",
        review.traffic
    );
}

#[test]
fn tags_of_people_are_compared_and_those_of_the_stack_are_not() {
    check(
        "vpcs",
        &[("\"Value\": \"hpc\"", "\"Value\": \"mine\"")],
        "~ Vpc NoInterruption; Tags.Name mine -> hpc",
    );
    // Only here, so it is not the stack's.
    check(
        "vpcs",
        &[("\"Key\": \"cost-centre\"", "\"Key\": \"owner\"")],
        "~ Vpc NoInterruption; Tags.owner 4711 -> -",
    );
}

#[test]
fn a_line_that_was_detached_is_missing() {
    check(
        "vpn-gateways",
        &[("\"State\": \"attached\"", "\"State\": \"detached\"")],
        "+ LineAttachment NoInterruption",
    );
}

#[test]
fn a_table_that_does_not_learn_any_more_is_drift() {
    check(
        "route-tables",
        &[(
            "\"GatewayId\": \"vgw-0d44444444444444d\"\n        }\n      ],",
            "\"GatewayId\": \"\"\n        }\n      ],",
        )],
        "+ Learned for PublicTable NoInterruption",
    );
}

#[test]
fn routes_are_compared_also_those_of_the_main_table() {
    let to_nat = "\"NatGatewayId\": \"nat-0f77777777777777f\"";
    check(
        "route-tables",
        &[(to_nat, "\"GatewayId\": \"igw-0c33333333333333c\"")],
        "~ PrivateDefault NoInterruption; GatewayId !Ref Gateway -> -; NatGatewayId - -> !Ref Nat",
    );
    let local = "\"Routes\": [";
    let added = "\"Routes\": \
                 [{\"DestinationCidrBlock\": \"0.0.0.0/0\", \"GatewayId\": \"igw-0c33333333333333c\", \"Origin\": \"CreateRoute\", \"State\": \"active\"},";
    check("route-tables", &[(local, added)], "- rtb-0e00000000000000e 0.0.0.0/0 NoInterruption");
}

#[test]
fn entries_of_acls_are_compared_and_new_ones_told() {
    check(
        "network-acls",
        &[("\"From\": 22", "\"From\": 20")],
        "~ AclDeny NoInterruption; PortRange.From 20 -> 22",
    );
    check(
        "network-acls",
        &[("\"RuleNumber\": 60", "\"RuleNumber\": 61")],
        "+ AclRedirect NoInterruption\n- acl-01bbbbbbbbbbbbb1a in 61 NoInterruption",
    );
    // The default ACL has no owner until it is changed.
    check(
        "network-acls",
        &[(
            "\"RuleAction\": \"allow\",\n          \"RuleNumber\": 100",
            "\"RuleAction\": \"deny\",\n          \"RuleNumber\": 90",
        )],
        "- acl-0100000000000001a out 90 NoInterruption",
    );
}

#[test]
fn a_subnet_with_another_acl_is_drift() {
    check(
        "network-acls",
        &[(
            "\"NetworkAclId\": \"acl-01bbbbbbbbbbbbb1a\",\n          \"SubnetId\": \"subnet-0a",
            "\"NetworkAclId\": \"acl-0x\",\n          \"SubnetId\": \"subnet-0x",
        )],
        "+ AclPublic NoInterruption\n- acl-01bbbbbbbbbbbbb1a for subnet-0x11111111111111a \
         NoInterruption",
    );
}

#[test]
fn interfaces_are_compared_by_what_the_template_says_of_them() {
    check(
        "network-interfaces",
        &[("\"SourceDestCheck\": true", "\"SourceDestCheck\": false")],
        "~ Interface NoInterruption; SourceDestCheck false -> true",
    );
    let review = check(
        "network-interfaces",
        &[("\"GroupId\": \"sg-0201010101010102b\"", "\"GroupId\": \"sg-0203030303030302b\"")],
        "~ Interface NoInterruption; GroupSet - -> !Ref Group; GroupSet sg-0203030303030302b -> -",
    );
    assert!(
        review.traffic.connections.iter().any(|one| one.to == "Interface"),
        "{:?}",
        review.traffic
    );
}

#[test]
fn an_address_that_was_taken_away_is_missing() {
    let held = "\"AssociationId\": \"eipassoc-ee1a\",";
    check(
        "addresses",
        &[(held, ""), ("eni-01fffffffffffff1a", "")],
        "+ HeadAddress NoInterruption\n+ HeadAssociation NoInterruption",
    );
}

#[test]
fn an_address_of_the_nat_gateway_is_found_by_it() {
    check(
        "nat-gateways",
        &[("eipalloc-01ccccccccccccc1a", "eipalloc-0ddddddddddddddd4")],
        "~ NatAddress NoInterruption; Tags [{Key: Name, Value: of another owner}] -> -",
    );
}

#[test]
fn what_is_put_into_the_vpc_by_hand_is_drift() {
    let group = "\"GroupName\": \"hpc-cluster-ComputeSecurityGroup-2DEF\",";
    let own = edited("security-groups", &[(group, "\"GroupName\": \"by hand\",")]);
    let own: Vec<(&str, String)> = own
        .into_iter()
        .map(|(name, text)| {
            (
                name,
                text.replace(
                    "stack/hpc-cluster/7a",
                    "stack/hpc-net/6f1c2f60-91e1-11f0-8d3c-0a1b2c3d4e5f",
                ),
            )
        })
        .collect();
    // It has the tags of this stack, and the template does not have it any more.
    assert_eq!(
        told(&drift(&own, TEMPLATE, &OFFICE)).trim(),
        "- sg-0203030303030302b NoInterruption"
    );
}

#[test]
fn connections_of_vpcs_are_compared() {
    check(
        "vpc-peering-connections",
        &[("\"Code\": \"active\"", "\"Code\": \"deleted\"")],
        "+ Peering NoInterruption\n~ ToPeer NoInterruption; VpcPeeringConnectionId \
         pcx-0199999999999991a -> !Ref Peering",
    );
    check(
        "transit-gateway-vpc-attachments",
        &[("\"subnet-0b22222222222222b\"", "\"subnet-0a11111111111111a\"")],
        "~ Transit NoInterruption; SubnetIds - -> !Ref Private; SubnetIds !Ref Public -> -",
    );
    check(
        "egress-only-internet-gateways",
        &[("\"VpcId\": \"vpc-0a1b2c3d4e5f60718\"", "\"VpcId\": \"vpc-0ddddddddddddddd0\"")],
        "+ EgressOnly NoInterruption\n~ Out6 NoInterruption; EgressOnlyInternetGatewayId \
         eigw-0188888888888881a -> !Ref EgressOnly",
    );
}

#[test]
fn a_further_block_of_the_vpc_is_compared() {
    check(
        "vpcs",
        &[("\"CidrBlock\": \"10.1.0.0/16\"", "\"CidrBlock\": \"10.2.0.0/16\"")],
        "+ Second NoInterruption\n- vpc-0a1b2c3d4e5f60718 with 10.2.0.0/16 NoInterruption",
    );
}

/// What is reported of a small template and facts.
#[track_caller]
fn check_small(resources: &str, facts: &[(&str, &str)], expected: &str) {
    let facts: Vec<(&str, String)> =
        facts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    assert_eq!(
        told(&drift(&facts, &format!("Resources:\n{resources}"), &[])).trim(),
        expected.trim()
    );
}

#[test]
fn an_instance_is_told_by_no_call_so_what_names_it_is_not_compared() {
    check_small(
        "  Node: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, \
         SubnetId: subnet-1}}
  Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Association: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt \
         Address.AllocationId, InstanceId: !Ref Node}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
         0.0.0.0/0, InstanceId: !Ref Node}}
",
        &[
            (
                "addresses",
                r#"{"Addresses": [{"AllocationId": "eipalloc-1", "AssociationId": "eipassoc-1", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1", "PublicIp": "198.51.100.1", "Tags": [{"Key": "aws:cloudformation:logical-id", "Value": "Address"}, {"Key": "aws:cloudformation:stack-id", "Value": "s"}]}]}"#,
            ),
            (
                "route-tables",
                r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "PropagatingVgws": [], "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "InstanceId": "i-1", "InstanceOwnerId": "123456789012", "NetworkInterfaceId": "eni-1", "Origin": "CreateRoute", "State": "active"}], "Tags": [{"Key": "aws:cloudformation:logical-id", "Value": "Table"}, {"Key": "aws:cloudformation:stack-id", "Value": "s"}]}]}"#,
            ),
        ],
        "",
    );
}

#[test]
fn tags_of_a_stack_of_two_groups_are_the_stacks() {
    let group = |id: &str, logical: &str, more: &str| {
        format!(
            r#"{{"GroupId": "{id}", "GroupName": "g-{id}", "Description": "{logical}", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": [{{"IpProtocol": "-1", "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}}], "Tags": [{{"Key": "team", "Value": "hpc"}}, {more}{{"Key": "aws:cloudformation:logical-id", "Value": "{logical}"}}, {{"Key": "aws:cloudformation:stack-id", "Value": "s"}}]}}"#
        )
    };
    let template =
        "  A: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: A, VpcId: vpc-1}}
  B: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: B, VpcId: vpc-1}}
";
    let by_hand = r#"{"Key": "owner", "Value": "me"}, "#;
    let facts = |more: &str| {
        format!(
            "{{\"SecurityGroups\": [{}, {}]}}",
            group("sg-1", "A", more),
            group("sg-2", "B", "")
        )
    };
    check_small(template, &[("security-groups", &facts(""))], "");
    check_small(
        template,
        &[("security-groups", &facts(by_hand))],
        "~ A NoInterruption; Tags [{Key: owner, Value: me}] -> -",
    );
}

#[test]
fn what_ec2_does_not_keep_is_not_compared() {
    // Ports of an entry for all protocols, a block of IPv6 from Amazon, subnets in another order.
    check_small(
        "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: \
         true}}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  Entry: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, \
         Protocol: -1, RuleAction: Allow, CidrBlock: 10.0.0.9/8, PortRange: {From: 0, To: 65535}}}
  Logs: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: Interface, \
         ServiceName: com.amazonaws.eu-west-1.logs, SubnetIds: [subnet-2, subnet-1]}}
",
        &[
            (
                "vpcs",
                r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "InstanceTenancy": "default", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}], "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}]}]}"#,
            ),
            (
                "network-acls",
                r#"{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": false, "Associations": [], "Entries": [{"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}], "Tags": [{"Key": "aws:cloudformation:logical-id", "Value": "Acl"}, {"Key": "aws:cloudformation:stack-id", "Value": "s"}]}]}"#,
            ),
            (
                "vpc-endpoints",
                r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.logs", "State": "available", "RouteTableIds": [], "SubnetIds": ["subnet-1", "subnet-2"], "Groups": [{"GroupId": "sg-1", "GroupName": "default"}], "PrivateDnsEnabled": true, "RequesterManaged": false, "Tags": []}]}"#,
            ),
        ],
        "",
    );
}
