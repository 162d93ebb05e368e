//! Network ACLs with their entries and subnets, and security groups with their rules.

use netloom_template::{Entry, Node};

use super::blocks::plain;
use super::reading::{Reading, Record, copies, owner};
use super::state::Standing;

/// Entries from here on are AWS's: they deny what no other entry matched.
///
/// # Source
/// Amazon VPC User Guide, "Default network ACL": rule number 32767, shown as an asterisk; 32768 for
/// IPv6.
const FIRST_OF_AWS: i64 = 32_767;

/// # Source
/// Amazon EC2 API, `NetworkAcl`.
pub(super) fn acl<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let is_default = record.is_true("IsDefault");
    let properties = reading.linked("VpcId", record.get("VpcId")).into_iter().collect();
    let standing = if is_default { Standing::OfTheVpc } else { Standing::Made };
    reading.add_thing(record, "AWS::EC2::NetworkAcl", properties, standing);
    record.parts("Entries").for_each(|part| add_entry(reading, part, is_default));
    for part in record.parts("Associations") {
        let Some(subnet) = reading.linked("SubnetId", part.get("SubnetId")) else { continue };
        let id = format!("{} for {}", record.id, part.text("SubnetId").unwrap_or_default());
        let properties = vec![subnet, owner("NetworkAclId", part)];
        let kind = "AWS::EC2::SubnetNetworkAclAssociation";
        // Every subnet has the default ACL that has no other.
        let standing = if is_default { Standing::ByItself } else { Standing::Made };
        reading.add_part(part, (id, None), kind, properties, standing);
    }
}

/// # Source
/// Amazon EC2 API, `NetworkAclEntry`; AWS CloudFormation Template Reference,
/// `AWS::EC2::NetworkAclEntry`, where `IcmpTypeCode` is `Icmp`.
fn add_entry<'a>(reading: &mut Reading<'_, 'a>, part: Record<'a>, is_default: bool) {
    let number = part.node.get("RuleNumber").and_then(Node::as_integer);
    if number.is_some_and(|number| number >= FIRST_OF_AWS) {
        return;
    }
    let span = part.node.span;
    let mut properties = vec![owner("NetworkAclId", part)];
    properties.extend(copies(
        part,
        &[
            "RuleNumber",
            "Protocol",
            "RuleAction",
            "Egress",
            "CidrBlock",
            "Ipv6CidrBlock",
            "PortRange",
        ],
    ));
    let icmp = part.node.get("IcmpTypeCode");
    properties.extend(icmp.map(|icmp| Entry::new("Icmp", plain("Icmp", icmp), span)));
    let way = if part.is_true("Egress") { "out" } else { "in" };
    let (id, name) = match number {
        Some(number) => (format!("{} {way} {number}", part.id), format!("rule {number}")),
        None => (format!("{} {way}", part.id), "rule".to_owned()),
    };
    // No template made what every default ACL has, and without a number nothing tells entries
    // apart.
    let is_of_default = is_default && admits_everything(part, number);
    let standing =
        if is_of_default || number.is_none() { Standing::ByItself } else { Standing::Made };
    let kind = "AWS::EC2::NetworkAclEntry";
    reading.add_part(part, (id, Some(name)), kind, properties, standing);
}

/// What every default ACL has.
fn admits_everything(part: Record<'_>, number: Option<i64>) -> bool {
    let block = part.text("CidrBlock").unwrap_or_default();
    let ipv6 = part.text("Ipv6CidrBlock").unwrap_or_default();
    matches!((number, &*block, &*ipv6), (Some(100), "0.0.0.0/0", "") | (Some(101), "", "::/0"))
        && part.is("Protocol", "-1")
        && part.is("RuleAction", "allow")
}

/// A group with its rules: in itself as `describe-security-groups` lists them, or beside it, where
/// the call lists all that gives every rule an id to find it by.
///
/// # Source
/// Amazon EC2 API, `SecurityGroup`, and `SecurityGroupRule`, which says the same.
pub(super) fn group<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(record, &["GroupName"]);
    let description = record.node.get("Description");
    properties
        .extend(description.map(|node| Entry::new("GroupDescription", node.clone(), node.span)));
    properties.extend(reading.linked("VpcId", record.get("VpcId")));
    let rules = reading.rules.as_ref().map(|rules| rules.get(record.id).cloned());
    if rules.is_none() {
        properties.extend(WAYS.iter().map(|way| permissions(reading, record, way)));
    }
    let is_default = record.is("GroupName", "default");
    let standing = if is_default { Standing::OfTheVpc } else { Standing::Made };
    reading.add_thing(record, "AWS::EC2::SecurityGroup", properties, standing);
    for rule in rules.flatten().into_iter().flatten() {
        add_rule(reading, record, rule);
    }
}

/// What rules for one direction are called, in an answer and in a template.
struct Way {
    is_egress: bool,
    permissions: &'static str,
    inline: &'static str,
    kind: &'static str,
    group: &'static str,
    list: &'static str,
}

const WAYS: [Way; 2] = [
    Way {
        is_egress: false,
        permissions: "IpPermissions",
        inline: "SecurityGroupIngress",
        kind: "AWS::EC2::SecurityGroupIngress",
        group: "SourceSecurityGroupId",
        list: "SourcePrefixListId",
    },
    Way {
        is_egress: true,
        permissions: "IpPermissionsEgress",
        inline: "SecurityGroupEgress",
        kind: "AWS::EC2::SecurityGroupEgress",
        group: "DestinationSecurityGroupId",
        list: "DestinationPrefixListId",
    },
];

const TRAFFIC: [&str; 3] = ["IpProtocol", "FromPort", "ToPort"];

/// What EC2 calls permissions: one per protocol and ports, with all their peers. Each peer is a
/// rule.
///
/// # Source
/// Amazon EC2 API, `IpPermission`.
fn permissions<'a>(reading: &Reading<'_, 'a>, record: Record<'a>, way: &Way) -> Entry {
    let peers = [
        ("IpRanges", "CidrIp", "CidrIp"),
        ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
        ("UserIdGroupPairs", "GroupId", way.group),
        ("PrefixListIds", "PrefixListId", way.list),
    ];
    let mut rules = Vec::new();
    for permission in record.parts(way.permissions) {
        for (list, key, property) in peers {
            for part in permission.parts(list) {
                let mut rule = copies(permission, &TRAFFIC);
                let peer = part.get(key);
                rule.extend(peer.map(|node| peer_entry(reading, property, node)));
                rules.push(Node::map(rule, part.node.span));
            }
        }
    }
    let span = record.node.get(way.permissions).map_or(record.node.span, |node| node.span);
    Entry::new(way.inline, Node::list(rules, span), span)
}

fn peer_entry(reading: &Reading<'_, '_>, property: &str, node: &Node) -> Entry {
    Entry::new(property, plain(property, &reading.link(node)), node.span)
}

/// # Source
/// Amazon EC2 API, `SecurityGroupRule`.
fn add_rule<'a>(reading: &mut Reading<'_, 'a>, group: Record<'a>, rule: Record<'a>) {
    let is_egress = rule.is_true("IsEgress");
    let Some(way) = WAYS.iter().find(|way| way.is_egress == is_egress) else { return };
    let mut properties = vec![owner("GroupId", group)];
    properties.extend(copies(rule, &TRAFFIC));
    let other = rule.part("ReferencedGroupInfo").and_then(|part| part.get("GroupId"));
    let peers = [
        ("CidrIp", rule.get("CidrIpv4")),
        ("CidrIpv6", rule.get("CidrIpv6")),
        (way.group, other),
        (way.list, rule.get("PrefixListId")),
    ];
    let peer = peers.into_iter().find_map(|(key, node)| Some((key, node?)));
    properties.extend(peer.map(|(key, node)| peer_entry(reading, key, node)));
    let id = (rule.id.to_owned(), None);
    reading.add_part(rule, id, way.kind, properties, Standing::Made);
}
