//! Prefix lists, endpoints of the resolver and peering connections that AWS rejects.

use super::check;

fn resource(kind: &str, properties: &str) -> String {
    format!("  X: {{Type: 'AWS::{kind}', Properties: {{{properties}}}}}")
}

#[test]
fn a_prefix_list_has_room_for_its_entries() {
    let with = |max: &str, entries: &str, expected: &[&str]| {
        let list = resource(
            "EC2::PrefixList",
            &format!(
                "PrefixListName: sites, AddressFamily: IPv4, MaxEntries: {max}, Entries: \
                 [{entries}]"
            ),
        );
        check(&[("", &list)], expected);
    };
    let two = "{Cidr: 192.0.2.0/24}, {Cidr: 198.51.100.0/24}";
    with("1", two, &["CFN080"]);
    with("2", two, &[]);
    with("!Ref Choice", two, &[]);
    with("1", "{Cidr: 192.0.2.0/24}, !If [Chosen, {Cidr: 10.0.0.0/8}, !Ref AWS::NoValue]", &[]);
    with("1", "{Cidr: 192.0.2.0/24}, {Cidr: !Ref Choice}", &[]);
}

#[test]
fn a_prefix_list_is_of_one_family_and_has_a_name_of_its_own() {
    let with = |name: &str, family: &str, block: &str, expected: &[&str]| {
        let list = resource(
            "EC2::PrefixList",
            &format!(
                "PrefixListName: {name}, AddressFamily: {family}, MaxEntries: 5, Entries: [{{Cidr: \
                 '{block}'}}]"
            ),
        );
        check(&[("", &list)], expected);
    };
    with("sites", "IPv4", "2001:db8::/32", &["CFN080"]);
    with("sites", "IPv6", "192.0.2.0/24", &["CFN080"]);
    with("sites", "IPv6", "2001:db8::/32", &[]);
    with("sites", "!Ref Choice", "2001:db8::/32", &[]);
    with("com.amazonaws.sites", "IPv4", "192.0.2.0/24", &["CFN080"]);
    with("our.com.amazonaws", "IPv4", "192.0.2.0/24", &[]);
}

#[test]
fn an_endpoint_of_the_resolver_has_two_addresses() {
    let with = |addresses: &str, expected: &[&str]| {
        let endpoint = resource(
            "Route53Resolver::ResolverEndpoint",
            &format!(
                "Direction: INBOUND, SecurityGroupIds: [!Ref Group], IpAddresses: {addresses}"
            ),
        );
        check(&[("", &endpoint)], expected);
    };
    with("[{SubnetId: !Ref Private}]", &["CFN081"]);
    with("[{SubnetId: !Ref Private}, {SubnetId: !Ref Second}]", &[]);
    with("[{SubnetId: !Ref Private}, !If [Chosen, {SubnetId: !Ref Second}, !Ref Choice]]", &[]);
    with("!Ref Choice", &[]);
}

#[test]
fn a_route_leads_to_a_peering_connection_of_its_vpc() {
    let others = "  Hub: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.0.0/16}}\n  Store: \
                  {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}";
    let peering = |one: &str, other: &str| {
        format!(
            "  Peering: {{Type: AWS::EC2::VPCPeeringConnection, Properties: {{VpcId: {one}, \
             PeerVpcId: {other}}}}}"
        )
    };
    let route = resource(
        "EC2::Route",
        "RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 10.9.0.0/16, \
         VpcPeeringConnectionId: !Ref Peering",
    );
    let with = |one: &str, other: &str, expected: &[&str]| {
        check(&[("", others), ("", &peering(one, other)), ("", &route)], expected);
    };
    with("!Ref Hub", "!Ref Store", &["CFN082"]);
    with("!Ref Hub", "vpc-0123456789abcdef0", &["CFN082"]);
    with("!Ref Vpc", "!Ref Store", &[]);
    with("!Ref Store", "!Ref Vpc", &[]);
    with("!Ref Hub", "!Ref Choice", &[]);
}
