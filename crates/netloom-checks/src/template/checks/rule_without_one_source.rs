//! Rules of security groups with no source, or with several.

use netloom_diag::Diagnostic;
use netloom_template::Node;

use super::super::context::Context;
use super::super::ids::is_placeholder;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A rule of a security group without a source (outbound: a destination), or with more than
    /// one.
    /// ### Why it matters
    /// Each rule has exactly one. A rule without a source opens nothing: the stack is created, and
    /// the group lacks the rule.
    /// ### Example
    /// `SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22}]`
    /// ### Instead
    /// `SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/16}]`;
    /// one rule for each source.
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::SecurityGroup Ingress`: "You must specify
    /// exactly one of the following sources"; without one "the stack will launch successfully but
    /// the rule will not be added to the security group".
    RULE_WITHOUT_ONE_SOURCE = ("CFN061", Warning, "rule without exactly one source");
}

const SOURCES: &[&[&str]] = &[
    &["CidrIp"],
    &["CidrIpv6"],
    &["SourcePrefixListId"],
    &["SourceSecurityGroupId", "SourceSecurityGroupName"],
];

const DESTINATIONS: &[&[&str]] =
    &[&["CidrIp"], &["CidrIpv6"], &["DestinationPrefixListId"], &["DestinationSecurityGroupId"]];

/// Where rules stand: the type, the path of the rule, what the other end is called, and the
/// properties that specify it.
const RULES: [(&str, &str, &str, &[&[&str]]); 4] = [
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress[]", "source", SOURCES),
    ("AWS::EC2::SecurityGroup", "SecurityGroupEgress[]", "destination", DESTINATIONS),
    ("AWS::EC2::SecurityGroupIngress", "", "source", SOURCES),
    ("AWS::EC2::SecurityGroupEgress", "", "destination", DESTINATIONS),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, what, ends) in RULES {
        for resource in context.of_kind(kind) {
            let rules = values_at(&resource.properties, path).into_iter();
            findings.extend(rules.filter_map(|rule| fault_of(&resource.id, rule, what, ends)));
        }
    }
    findings
}

fn fault_of(id: &str, rule: &Node, what: &str, ends: &[&[&str]]) -> Option<Diagnostic> {
    // A rule that a macro completes has no protocol either.
    let protocol = rule.entry("IpProtocol")?;
    let written = |keys: &[&str]| {
        let mut entries = keys.iter().filter_map(|key| rule.entry(key));
        entries.find(|entry| !entry.node.is_absent())
    };
    let given: Vec<_> = ends.iter().filter_map(|keys| written(keys)).collect();
    if given.is_empty() {
        let message = format!("a rule of `{id}` has no {what}, so the group lacks it");
        let finding = Diagnostic::new(&RULE_WITHOUT_ONE_SOURCE, protocol.key_span, message);
        let help = format!("add a {what}, such as `CidrIp: 10.0.0.0/16`, or remove the rule");
        return Some(finding.help(help));
    }
    let mut certain = given.into_iter().filter(|entry| is_certain(&entry.node));
    let (first, second) = (certain.next()?, certain.next()?);
    let message = format!("a rule of `{id}` has two {what}s, `{}` and `{}`", first.key, second.key);
    Some(
        Diagnostic::new(&RULE_WITHOUT_ONE_SOURCE, second.key_span, message)
            .also(first.key_span, "the first one")
            .help(format!("write one rule for each {what}")),
    )
}

fn is_certain(node: &Node) -> bool {
    node.as_unknown().is_none() && !node.as_text().is_some_and(|text| is_placeholder(&text))
}
