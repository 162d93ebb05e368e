//! Rules of security groups in one form: one rule per peer, without description, without ports where there are none.

use std::collections::BTreeMap;

use netloom_cfn::read::{Entry, Node, Value};

use super::{entry, linked};

/// What EC2 calls permissions: one per protocol and ports, with all their peers.
pub(super) fn of_permissions(permissions: &Node, ids: &BTreeMap<String, String>) -> Node {
    const PEERS: [(&str, &str); 4] = [
        ("IpRanges", "CidrIp"),
        ("Ipv6Ranges", "CidrIpv6"),
        ("UserIdGroupPairs", "GroupId"),
        ("PrefixListIds", "PrefixListId"),
    ];
    let mut rules = Vec::new();
    for permission in permissions.as_list().unwrap_or_default() {
        for (list, key) in PEERS {
            for peer in permission.get(list).and_then(Node::as_list).unwrap_or_default() {
                let Some(peer) = peer.get(key) else { continue };
                let mut fields = traffic(permission);
                fields.push(entry(key, linked(peer, ids), peer.span));
                rules.push(Node { span: permission.span, value: Value::Map(fields) });
            }
        }
    }
    Node { span: permissions.span, value: Value::List(rules) }
}

/// A rule as templates write it.
pub(super) fn of_rule(rule: &Node) -> Node {
    const PEERS: [(&str, &str); 6] = [
        ("CidrIp", "CidrIp"),
        ("CidrIpv6", "CidrIpv6"),
        ("SourceSecurityGroupId", "GroupId"),
        ("DestinationSecurityGroupId", "GroupId"),
        ("SourcePrefixListId", "PrefixListId"),
        ("DestinationPrefixListId", "PrefixListId"),
    ];
    let mut fields = traffic(rule);
    let peer = PEERS.iter().find_map(|(key, name)| Some((*name, rule.get(key)?)));
    fields.extend(peer.map(|(name, node)| entry(name, super::template::plain(node), node.span)));
    Node { span: rule.span, value: Value::Map(fields) }
}

fn traffic(rule: &Node) -> Vec<Entry> {
    let mut fields = Vec::new();
    let protocol = rule.get("IpProtocol");
    fields.extend(protocol.map(|node| entry("IpProtocol", node.clone(), rule.span)));
    if protocol.and_then(Node::as_text).is_some_and(|protocol| protocol == "-1") {
        return fields;
    }
    for key in ["FromPort", "ToPort"] {
        fields.extend(rule.get(key).filter(|node| !node.is_absent()).map(|node| entry(key, node.clone(), rule.span)));
    }
    fields
}
