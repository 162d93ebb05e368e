//! Security groups and network ACLs, one packet at a time.

use std::net::IpAddr;

use netloom_template::Node;

use crate::world::{Block, World, bool_at, id_at, id_of, says};

/// One packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Packet {
    pub(crate) source: IpAddr,
    pub(crate) destination: IpAddr,
    pub(crate) protocol: u8,
    pub(crate) source_port: u16,
    pub(crate) destination_port: u16,
}

impl Packet {
    /// Whether it is ICMP that is no ping: nothing answers it.
    pub(crate) fn is_unanswered(self) -> bool {
        (self.protocol == 1 && self.destination_port != 2048)
            || (self.protocol == 58 && self.destination_port != 0x8000)
    }

    /// What answers it.
    pub(crate) fn answer(self) -> Self {
        let (source_port, destination_port) = match (self.protocol, self.destination_port) {
            (1, 2048) => (0, 0),
            (58, 0x8000) => (0, 0x8100),
            _ => (self.destination_port, self.source_port),
        };
        Self {
            source: self.destination,
            destination: self.source,
            protocol: self.protocol,
            source_port,
            destination_port,
        }
    }
}

/// Whether any rule of the groups admits the packet.
///
/// - `groups`: `None` for what has no groups and so no filter.
/// - `far_groups`: the groups of the other end, while its private address is what the packet
///   carries.
///
/// # Source
/// Amazon VPC User Guide, "Security group rules": rules only allow; AWS CloudFormation User Guide,
/// `AWS::EC2::SecurityGroup`: everything may go out until an egress rule is written.
pub(crate) fn groups_admit(
    world: &World<'_>,
    groups: Option<&[String]>,
    is_egress: bool,
    packet: &Packet,
    far_groups: &[String],
) -> bool {
    let (inline, separate, peer) = if is_egress {
        ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId")
    } else {
        ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId")
    };
    let far = if is_egress { packet.destination } else { packet.source };
    let Some(groups) = groups else { return true };
    for group in groups {
        let Some(resource) = world.one(group) else { continue };
        let mut rules: Vec<&Node> = Vec::new();
        if let Some(list) = resource.properties.get(inline).and_then(Node::as_list) {
            rules.extend(list);
        }
        for rule in world.all(separate) {
            if says(rule, "GroupId", group.as_str()) {
                rules.push(&rule.properties);
            }
        }
        if is_egress && rules.is_empty() && resource.properties.get(inline).is_none() {
            return true;
        }
        for rule in rules {
            if rule_traffic(rule, packet) && rule_peer(world, rule, peer, far, far_groups) {
                return true;
            }
        }
    }
    false
}

fn rule_peer(
    world: &World<'_>,
    rule: &Node,
    peer: &str,
    far: IpAddr,
    far_groups: &[String],
) -> bool {
    let lists = ["SourcePrefixListId", "DestinationPrefixListId"];
    if let Some(list) = lists.iter().find_map(|key| rule.get(key)).and_then(id_of) {
        return world.listed_blocks(&list).iter().any(|block| block.has(far));
    }
    if let Some(block) =
        ["CidrIp", "CidrIpv6"].iter().find_map(|key| rule.get(key)).and_then(Node::as_text)
    {
        return Block::parse(&block).is_some_and(|block| block.has(far));
    }
    rule.get(peer).and_then(id_of).is_some_and(|group| far_groups.contains(&group))
}

fn rule_traffic(rule: &Node, packet: &Packet) -> bool {
    let protocol = rule.get("IpProtocol").and_then(Node::as_text).unwrap_or_default();
    let number = match protocol.as_ref() {
        "-1" => return true,
        "tcp" => 6,
        "udp" => 17,
        "icmp" => 1,
        "icmpv6" => 58,
        other => match other.parse::<u8>() {
            Ok(number) => number,
            Err(_) => return false,
        },
    };
    if number != packet.protocol {
        return false;
    }
    let from = rule.get("FromPort").and_then(Node::as_integer);
    let to = rule.get("ToPort").and_then(Node::as_integer);
    match number {
        6 | 17 => in_range(packet.destination_port, from, to),
        1 | 58 => icmp(packet.destination_port, from, to),
        _ => true,
    }
}

fn in_range(port: u16, from: Option<i64>, to: Option<i64>) -> bool {
    from.unwrap_or(0) <= i64::from(port) && i64::from(port) <= to.unwrap_or(65_535)
}

/// A type and a code; -1 is any.
fn icmp(kind_and_code: u16, kind: Option<i64>, code: Option<i64>) -> bool {
    let is = |asked: Option<i64>, seen: u16| {
        asked.is_none_or(|asked| asked == -1 || asked == i64::from(seen))
    };
    is(kind, kind_and_code / 256) && is(code, kind_and_code % 256)
}

/// Whether the network ACL of a subnet lets a packet across its edge.
///
/// # Source
/// Amazon VPC User Guide, "Network ACLs": entries in the order of their numbers, the first match
/// decides, the rest is denied; a subnet without an ACL of its own has the default one, which
/// admits everything.
pub(crate) fn acl_admits(
    world: &World<'_>,
    subnet: &str,
    is_egress: bool,
    packet: &Packet,
) -> bool {
    let mut associations = world.all("AWS::EC2::SubnetNetworkAclAssociation");
    let own = associations.find(|association| says(association, "SubnetId", subnet));
    let Some(acl) = own.and_then(|own| id_at(own, "NetworkAclId")) else { return true };
    let far = if is_egress { packet.destination } else { packet.source };
    let mut decided: Option<(i64, bool)> = None;
    for entry in world.all("AWS::EC2::NetworkAclEntry") {
        if !says(entry, "NetworkAclId", acl.as_str())
            || bool_at(entry, "Egress").unwrap_or(false) != is_egress
        {
            continue;
        }
        let Some(number) = entry.properties.get("RuleNumber").and_then(Node::as_integer) else {
            continue;
        };
        let has_far = || {
            let block =
                ["CidrBlock", "Ipv6CidrBlock"].iter().find_map(|key| entry.properties.get(key));
            let block = block.and_then(Node::as_text).and_then(|text| Block::parse(&text));
            block.is_some_and(|block| block.has(far))
        };
        if entry_traffic(&entry.properties, packet)
            && has_far()
            && decided.is_none_or(|(first, _)| number < first)
        {
            let allows = says(entry, "RuleAction", "allow");
            decided = Some((number, allows));
        }
    }
    decided.is_some_and(|(_, allows)| allows)
}

fn entry_traffic(entry: &Node, packet: &Packet) -> bool {
    let protocol = entry.get("Protocol").and_then(Node::as_integer).unwrap_or(-1);
    if protocol == -1 {
        return true;
    }
    if protocol != i64::from(packet.protocol) {
        return false;
    }
    match protocol {
        6 | 17 => {
            let range = entry.get("PortRange");
            let end = |key: &str| range.and_then(|range| range.get(key)?.as_integer());
            in_range(packet.destination_port, end("From"), end("To"))
        }
        1 | 58 => {
            let icmp_of =
                |key: &str| entry.get("Icmp").and_then(|part| part.get(key)?.as_integer());
            icmp(packet.destination_port, icmp_of("Type"), icmp_of("Code"))
        }
        _ => true,
    }
}
