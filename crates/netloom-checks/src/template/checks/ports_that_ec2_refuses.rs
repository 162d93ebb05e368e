//! Ports that there are not, in the wrong order, or missing.

use netloom_diag::Diagnostic;
use netloom_network::sets::traffic::{ICMP, ICMPV6, TCP, UDP, parse_protocols};
use netloom_template::Node;

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A rule whose first port is above its last one, a port above 65535, a rule for TCP or UDP
    /// that lacks a port, or an ICMP type above 255.
    /// ### Why it matters
    /// AWS rejects it, and the stack is rolled back.
    /// ### Example
    /// `FromPort: 443` with `ToPort: 80`; `ToPort: 70000`
    /// ### Instead
    /// `FromPort: 80` with `ToPort: 443`, each from 0 to 65535.
    /// ### Source
    /// EC2 API, `IpPermission` and `PortRange`: "If the protocol is TCP or UDP, this is the start
    /// of the port range", from and to are both required; Elastic Load Balancing API,
    /// `CreateListener`: 1 to 65535.
    PORTS_THAT_EC2_REFUSES = ("CFN042", Error, "ports that AWS rejects");
}

/// Where rules stand: the type, the path of the rule, the key of the protocol, and in it the first
/// and the last port.
const RULES: [(&str, &str, &str, &str, &str); 5] = [
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress[]", "IpProtocol", "FromPort", "ToPort"),
    ("AWS::EC2::SecurityGroup", "SecurityGroupEgress[]", "IpProtocol", "FromPort", "ToPort"),
    ("AWS::EC2::SecurityGroupIngress", "", "IpProtocol", "FromPort", "ToPort"),
    ("AWS::EC2::SecurityGroupEgress", "", "IpProtocol", "FromPort", "ToPort"),
    ("AWS::EC2::NetworkAclEntry", "", "Protocol", "PortRange.From", "PortRange.To"),
];

/// Properties that are one port, 1 to 65535.
const PORTS: [(&str, &str); 4] = [
    ("AWS::ElasticLoadBalancingV2::Listener", "Port"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Port"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "Listeners[].LoadBalancerPort"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "Listeners[].InstancePort"),
];

const MAX_PORT: i64 = 65_535;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, protocol, from, to) in RULES {
        for resource in context.of_kind(kind) {
            for rule in values_at(&resource.properties, path) {
                let (from, to) = (End::of(rule, from), End::of(rule, to));
                findings.extend(fault_of(rule, protocol, &from, &to));
            }
        }
    }
    for (kind, path) in PORTS {
        let nodes =
            context.of_kind(kind).flat_map(|resource| values_at(&resource.properties, path));
        findings
            .extend(nodes.filter_map(|node| out_of_range(node, node.as_integer()?, 1..=MAX_PORT)));
    }
    findings
}

/// One end of a range of ports.
struct End<'a> {
    key: &'static str,
    node: Option<&'a Node>,
}

impl<'a> End<'a> {
    /// A range that is unknown as a whole may have either end.
    fn of(rule: &'a Node, path: &'static str) -> Self {
        let whole = path.split('.').next().unwrap_or_default();
        let of_whole = rule.get(whole).filter(|node| node.as_unknown().is_some());
        let key = path.rsplit('.').next().unwrap_or_default();
        Self { key, node: values_at(rule, path).into_iter().next().or(of_whole) }
    }

    fn number(&self) -> Option<(&'a Node, i64)> {
        self.node.and_then(|node| Some((node, node.as_integer()?)))
    }
}

fn fault_of(rule: &Node, protocol: &str, from: &End<'_>, to: &End<'_>) -> Option<Diagnostic> {
    let protocols =
        rule.get(protocol).and_then(Node::as_text).and_then(|text| parse_protocols(&text))?;
    let number = protocols.first().filter(|_| protocols.len() == 1)?;
    let is_icmp = matches!(number, ICMP | ICMPV6);
    // What is written of ports is ignored for every other protocol.
    if !is_icmp && !matches!(number, TCP | UDP) {
        return None;
    }
    let ends = [from, to].into_iter().filter_map(End::number);
    // The types and codes of ICMP in an ACL are under another key, and -1 is all of them.
    let allowed = if is_icmp { -1..=255 } else { 0..=MAX_PORT };
    if let Some(finding) =
        ends.into_iter().find_map(|(node, port)| out_of_range(node, port, allowed.clone()))
    {
        return Some(finding);
    }
    if is_icmp {
        return None;
    }
    if let (Some((node, first)), Some((other, last))) = (from.number(), to.number())
        && first > last
    {
        let message = format!("`{}` {first} is above `{}` {last}", from.key, to.key);
        let finding = Diagnostic::new(&PORTS_THAT_EC2_REFUSES, node.span, message)
            .also(other.span, "the last port");
        return Some(
            finding.help(format!("write `{}: {last}` and `{}: {first}`", from.key, to.key)),
        );
    }
    let missing = [from, to].into_iter().find(|end| end.node.is_none())?;
    let message =
        format!("a rule for {} lacks `{}`", if number == TCP { "TCP" } else { "UDP" }, missing.key);
    let finding = Diagnostic::new(&PORTS_THAT_EC2_REFUSES, rule.get(protocol)?.span, message);
    Some(
        finding
            .help(format!("write both `{}` and `{}`; 0 and 65535 for all ports", from.key, to.key)),
    )
}

fn out_of_range(
    node: &Node,
    number: i64,
    allowed: std::ops::RangeInclusive<i64>,
) -> Option<Diagnostic> {
    if allowed.contains(&number) {
        return None;
    }
    let (first, last) = (allowed.start(), allowed.end());
    let message = format!("{number} is no port, expected {first} to {last}");
    Some(
        Diagnostic::new(&PORTS_THAT_EC2_REFUSES, node.span, message)
            .help(format!("write a number from {first} to {last}")),
    )
}
