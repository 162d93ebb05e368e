//! Network ACLs with two entries of one number, or with entries that never count.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::{AclEntry, Known};

use super::super::context::Context;
use super::super::ids::is_placeholder;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two entries of a network ACL for one direction that have the same number.
    /// ### Why it matters
    /// Numbers say the order, and EC2 rejects the second one.
    /// ### Example
    /// Two inbound entries with `RuleNumber: 100`
    /// ### Instead
    /// Numbers of their own, with gaps: 100, 110, 120.
    /// ### Source
    /// Amazon VPC User Guide, "Network ACLs", rules.
    RULE_NUMBER_TWICE = ("CFN027", Error, "two ACL entries of one number");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Two parameters may have one placeholder for a default, and be given two ACLs.
    for acl in context.network.network_acls.values().filter(|acl| !is_placeholder(acl.id.as_str()))
    {
        let mut first: BTreeMap<(bool, u16), &AclEntry> = BTreeMap::new();
        for entry in &acl.entries {
            let Known::Is(number) = &entry.number else { continue };
            if let Some(other) = first.insert((entry.is_egress, *number), entry) {
                let way = if entry.is_egress { "outbound" } else { "inbound" };
                let message = format!(
                    "{way} entries `{}` and `{}` of `{}` both have number {number}",
                    other.name, entry.name, acl.id
                );
                findings.push(
                    Diagnostic::new(&RULE_NUMBER_TWICE, entry.span, message)
                        .also(other.span, "the first one")
                        .help("give one of them another number"),
                );
            }
        }
    }
    findings
}
