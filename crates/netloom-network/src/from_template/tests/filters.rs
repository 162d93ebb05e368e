//! Network ACLs and security groups.

use super::*;

#[test]
fn acl_entries_say_order_direction_and_traffic() {
    let network = with_base(
        "Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}\n\
         In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: \
         100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 1024, To: \
         65535}}}\n\
         Out: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: \
         90, Egress: true, Protocol: -1, RuleAction: deny, Ipv6CidrBlock: '::/0', PortRange: \
         {From: 1, To: 2}}}\n\
         Ping: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: \
         80, Protocol: 1, RuleAction: allow, CidrBlock: 10.0.0.0/8, Icmp: {Type: 8, Code: -1}}}\n\
         At: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Subnet, \
         NetworkAclId: !Ref Acl}}\n",
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
    assert!(
        matches!(&network.subnets[&id("Subnet")].network_acl, AclChoice::Associated(acl, _) if *acl == id("Acl"))
    );
}

#[test]
fn entries_in_the_default_acl_reach_every_subnet_that_follows_it() {
    let network = with_base(
        "In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !GetAtt \
         Vpc.DefaultNetworkAcl, RuleNumber: 50, Protocol: 6, RuleAction: deny, CidrBlock: \
         0.0.0.0/0, PortRange: {From: 443, To: 443}}}\n",
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
        "Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !GetAtt Group.GroupId, \
         IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}}\n",
    );
    assert_eq!(
        egress(&written, "Group"),
        [("Out".to_owned(), Some(Peer::Addresses(block("10.0.0.0/8"))))]
    );
    let inside = network(
        "Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: vpc-1, \
         SecurityGroupEgress: [{IpProtocol: -1, DestinationPrefixListId: pl-1}]}}",
    );
    assert_eq!(
        egress(&inside, "Group"),
        [("Group egress 1".to_owned(), Some(Peer::PrefixList(id("pl-1"))))]
    );
}

#[test]
fn a_rule_to_everywhere_is_sure_only_if_it_is_made_after_the_others() {
    let rules = |order: &str| {
        let network = with_base(&format!(
            "All: {{Type: AWS::EC2::SecurityGroupEgress, {order} Properties: {{GroupId: !Ref \
             Group, IpProtocol: -1, CidrIp: 0.0.0.0/0}}}}\n\
             Self: {{Type: AWS::EC2::SecurityGroupEgress, Properties: {{GroupId: !Ref Group, \
             IpProtocol: -1, DestinationSecurityGroupId: !Ref Group}}}}\n",
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
        "G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, \
         SecurityGroupIngress: [\
         {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt Vpc.CidrBlock}, \
         {IpProtocol: '-1', FromPort: 7, ToPort: 9, SourceSecurityGroupId: !GetAtt Group.GroupId}, \
         {IpProtocol: icmp, FromPort: 3, ToPort: 4, CidrIp: 0.0.0.0/0}, \
         {IpProtocol: '50', CidrIpv6: '::/0'}, \
         {IpProtocol: tcp, CidrIp: 0.0.0.0/0}, {IpProtocol: udp, FromPort: 5, ToPort: 5}]}}\n",
    );
    let rules = &network.security_groups[&id("G")].ingress;
    assert_eq!(
        (rules[0].name.as_str(), &rules[0].traffic),
        ("G ingress 1", &Known::Is(Traffic::tcp(22)))
    );
    assert_eq!(rules[0].peer, Known::Is(Peer::Addresses(block("10.0.0.0/16"))));
    assert_eq!(rules[1].traffic, Known::Is(Traffic::everything()));
    assert_eq!(rules[1].peer, Known::Is(Peer::Group(id("Group"))));
    assert_eq!(rules[2].traffic, Known::Is(Traffic::new(ICMP, RangeSet::single(3 * 256 + 4))));
    assert_eq!(rules[3].traffic, Known::Is(Traffic::new(50, all_ports())));
    assert_eq!(what(&rules[4].traffic), "`FromPort` of `G`");
    assert_eq!(what(&rules[5].peer), "`CidrIp` of `G`");
}
