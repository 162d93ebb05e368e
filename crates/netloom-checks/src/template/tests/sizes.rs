//! How many and how large: quotas, lengths of names, sizes of blocks.

use super::check;

/// Rules with a source each, the first of which is inserted before the others.
fn group(n_ipv4: usize, n_ipv6: usize, more: &str) -> String {
    let ipv4 = (0..n_ipv4)
        .map(|n| format!("{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.{n}.0/24}}"));
    let ipv6 = (0..n_ipv6).map(|n| {
        format!("{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: '2001:db8:{n:x}::/48'}}")
    });
    let rules: Vec<String> =
        ipv4.chain(ipv6).chain((!more.is_empty()).then(|| more.to_owned())).collect();
    format!(
        "  X: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: x, VpcId: !Ref Vpc, \
         SecurityGroupIngress: [{}]}}}}",
        rules.join(", ")
    )
}

#[test]
fn rules_of_a_group_are_counted_by_address_family() {
    let of_group = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Group}";
    let unknown = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Choice}";
    check(&[("", &group(60, 60, ""))], &[]);
    check(&[("", &group(60, 0, unknown))], &[]);
    check(&[("", &group(61, 0, ""))], &["CFN026 warning"]);
    check(&[("", &group(0, 61, ""))], &["CFN026 warning"]);
    check(&[("", &group(60, 0, of_group))], &["CFN026 warning"]);
}

#[test]
fn a_prefix_list_counts_as_often_as_it_may_have_entries() {
    let list = |family: &str| {
        format!(
            "  List: {{Type: AWS::EC2::PrefixList, Properties: {{PrefixListName: l, AddressFamily: \
             {family}, MaxEntries: 55, Entries: []}}}}"
        )
    };
    let of_list = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !GetAtt List.PrefixListId}";
    check(&[("", &list("IPv4")), ("", &group(5, 0, of_list))], &[]);
    check(&[("", &list("IPv4")), ("", &group(6, 0, of_list))], &["CFN026 warning"]);
    check(&[("", &list("IPv6")), ("", &group(6, 0, of_list))], &[]);
}

#[test]
fn entries_of_an_acl_and_routes_of_a_table_are_counted_by_address_family() {
    let entry = |n: usize, block: &str| {
        format!(
            "  Entry{n}: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Acl, \
             RuleAction: allow, Protocol: -1, RuleNumber: {n}, {block}}}}}\n"
        )
    };
    let ipv4 = |n: usize| entry(n, "CidrBlock: 10.0.0.0/16");
    let ipv6 = |n: usize| entry(n, "Ipv6CidrBlock: '2001:db8::/32'");
    let entries = |n_ipv4: usize, n_ipv6: usize| -> String {
        (1..=n_ipv4).map(ipv4).chain((1..=n_ipv6).map(|n| ipv6(100 + n))).collect()
    };
    check(&[("", &entries(20, 20))], &[]);
    check(&[("", &entries(21, 0))], &["CFN026 warning"]);
    check(&[("", &entries(0, 21))], &["CFN026 warning"]);
    let routes = |n: usize| -> String {
        let route = |n: usize| {
            format!(
                "  R{n}: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref PrivateTable, \
                 DestinationCidrBlock: 172.{}.{}.0/24, NatGatewayId: !Ref Nat}}}}\n",
                16 + n / 256,
                n % 256
            )
        };
        (0..n).map(route).collect()
    };
    // One is in the network already.
    check(&[("", &routes(499))], &[]);
    check(&[("", &routes(500))], &["CFN026 warning"]);
}

#[test]
fn blocks_are_from_16_to_28() {
    check(&[("CidrBlock: 10.0.0.0/16", "CidrBlock: 10.0.0.0/15")], &["CFN018"]);
    check(&[("CidrBlock: 10.0.1.0/24", "CidrBlock: 10.0.1.0/28")], &[]);
    check(&[("CidrBlock: 10.0.1.0/24", "CidrBlock: 10.0.1.0/29")], &["CFN019"]);
}

#[test]
fn names_have_255_characters_at_most() {
    let named = |n: usize| {
        format!("  {}: {{Type: AWS::EC2::InternetGateway, Condition: Chosen}}", "A".repeat(n))
    };
    check(&[("", &named(255))], &[]);
    check(&[("", &named(256))], &["CFN053"]);
}
