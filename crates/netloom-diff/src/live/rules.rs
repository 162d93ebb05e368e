//! Rules of security groups in one form: one rule per peer, without description, without ports
//! where there are none.

use netloom_facts::resources::plain;
use netloom_template::{Entry, Node, Presence, ResourceEntry, TemplateDocument};

/// What rules for one direction are: the property of the group, and the type of those beside it.
pub(super) const WAYS: [(&str, &str); 2] = [
    ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress"),
    ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress"),
];

/// Returns the rules of a group for one direction, within it and beside it.
pub(super) fn of_group(
    document: &TemplateDocument,
    group: &ResourceEntry,
    (inline, separate): (&str, &str),
) -> Vec<Node> {
    let own = group.properties.get(inline).and_then(Node::as_list).unwrap_or_default();
    let beside = document.of_kind(separate).filter(|rule| {
        let of = rule.properties.get("GroupId").and_then(Node::as_reference);
        of.is_some_and(|of| of.id == group.id) && !matches!(rule.presence, Presence::Never)
    });
    let all =
        own.iter().filter(|rule| !rule.is_absent()).chain(beside.map(|rule| &rule.properties));
    all.map(of_rule).collect()
}

/// A rule as templates write it.
fn of_rule(rule: &Node) -> Node {
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
    fields.extend(peer.map(|(name, node)| Entry::new(name, plain(name, node), node.span)));
    Node::map(fields, rule.span)
}

/// Returns the rule that EC2 gives a group without rules for what leaves.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup`: without egress rules, rules
/// are added that allow all outgoing traffic.
pub(super) fn everything(group: &ResourceEntry) -> Node {
    let span = group.span;
    let field = |key: &str, value: &str| Entry::new(key, Node::text(value, span), span);
    Node::map(vec![field("IpProtocol", "-1"), field("CidrIp", "0.0.0.0/0")], span)
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
    let name = named.map(|(name, _)| Node::text(name, protocol.span));
    fields.push(Entry::new("IpProtocol", name.unwrap_or_else(|| protocol.clone()), rule.span));
    if named.is_none() && own.is_some() {
        return fields;
    }
    for key in ["FromPort", "ToPort"] {
        fields.extend(
            rule.get(key)
                .filter(|node| !node.is_absent())
                .map(|node| Entry::new(key, node.clone(), rule.span)),
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
