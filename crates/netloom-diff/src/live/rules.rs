//! Rules of security groups in one form: one rule per peer, without description, without ports
//! where there are none.

use netloom_template::{Entry, Node, Value};

use super::blocks::plain;
use super::{entry, text};

/// What EC2 calls permissions: one per protocol and ports, with all their peers.
///
/// - `link`: makes references of ids.
pub(super) fn of_permissions(permissions: &Node, link: &dyn Fn(&Node) -> Node) -> Node {
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
                fields.push(entry(key, plain(key, &link(peer)), peer.span));
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
    let peer = PEERS
        .iter()
        .find_map(|(key, name)| Some((*name, rule.get(key).filter(|node| !node.is_absent())?)));
    fields.extend(peer.map(|(name, node)| entry(name, plain(name, node), node.span)));
    Node { span: rule.span, value: Value::Map(fields) }
}

/// # Source
/// Amazon EC2 API, `IpPermission`: `tcp`, `udp`, `icmp` and `icmpv6` by name, others by number, and
/// only these four have ports.
fn traffic(rule: &Node) -> Vec<Entry> {
    const NAMED: [(&str, &str); 4] = [("tcp", "6"), ("udp", "17"), ("icmp", "1"), ("icmpv6", "58")];
    let mut fields = Vec::new();
    let Some(protocol) = rule.get("IpProtocol") else { return fields };
    let own = protocol.as_text().map(|own| own.to_ascii_lowercase());
    let named = NAMED
        .iter()
        .find(|(name, number)| own.as_deref().is_some_and(|own| own == *name || own == *number));
    let name = named.map(|(name, _)| text(name, protocol.span));
    fields.push(entry("IpProtocol", name.unwrap_or_else(|| protocol.clone()), rule.span));
    if named.is_none() && own.is_some() {
        return fields;
    }
    for key in ["FromPort", "ToPort"] {
        fields.extend(
            rule.get(key)
                .filter(|node| !node.is_absent())
                .map(|node| entry(key, node.clone(), rule.span)),
        );
    }
    fields
}

/// Returns whether a rule admits everything to or from any IPv4 address: what EC2 gives a group
/// without rules for what leaves.
pub(super) fn is_everything(rule: &Node) -> bool {
    let is = |key: &str, wanted: &str| {
        rule.get(key).and_then(Node::as_text).is_some_and(|own| own == wanted)
    };
    is("IpProtocol", "-1") && is("CidrIp", "0.0.0.0/0")
}
