//! Security groups with one rule twice.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{GroupRule, Known, Peer};

use super::super::context::Context;
use super::super::ids::is_placeholder;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two rules of a security group for one direction with the same protocol, ports and other end.
    /// ### Why it matters
    /// EC2 keeps one rule and refuses the second (`InvalidPermission.Duplicate`). CloudFormation
    /// passes over that, or fails. Where it passes over it, it believes that there are two: when
    /// one is removed later, it revokes the only one.
    /// ### Example
    /// Two ingress rules for tcp 2049 from 10.0.0.0/16 that differ in `Description` alone
    /// ### Instead
    /// One rule.
    /// ### Source
    /// EC2 API, `AuthorizeSecurityGroupIngress`, error `InvalidPermission.Duplicate`;
    /// aws-cloudformation/cloudformation-coverage-roadmap #612 and #1534.
    RULE_TWICE = ("CFN041", Warning, "one rule twice");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for group in
        context.network.security_groups.values().filter(|group| !is_placeholder(group.id.as_str()))
    {
        for rules in [&group.ingress, &group.egress] {
            let mut first: BTreeMap<(&Traffic, &Peer), &GroupRule> = BTreeMap::new();
            // Facts may show the very rules that an earlier version of the stack made.
            for rule in rules.iter().filter(|rule| context.document.has_place(rule.span)) {
                let (Known::Is(traffic), Known::Is(peer)) = (&rule.traffic, &rule.peer) else {
                    continue;
                };
                let Some(other) = first.get(&(traffic, peer)) else {
                    first.insert((traffic, peer), rule);
                    continue;
                };
                let message =
                    format!("`{}` and `{}` are one rule of `{}`", other.name, rule.name, group.id);
                findings.push(
                    Diagnostic::new(&RULE_TWICE, rule.span, message)
                        .also(other.span, "the first one")
                        .help("remove one of them before the stack is made"),
                );
            }
        }
    }
    findings
}
