//! Entries of network ACLs whose number there is not.

use netloom_diag::Diagnostic;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An entry of a network ACL with a number below 1 or above 32766.
    /// ### Why it matters
    /// EC2 rejects it; 32767 is the entry `*` that every ACL ends with.
    /// ### Example
    /// `RuleNumber: 32767`
    /// ### Instead
    /// `RuleNumber: 32766`
    /// ### Source
    /// EC2 API, `CreateNetworkAclEntry`, `RuleNumber`: a positive integer from 1 to 32766.
    RULE_NUMBER_OUT_OF_RANGE = ("CFN044", Error, "ACL entry with a number that there is not");
}

const NUMBERS: std::ops::RangeInclusive<i64> = 1..=32_766;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entry in context.of_kind("AWS::EC2::NetworkAclEntry") {
        let Some(node) = entry.properties.get("RuleNumber") else { continue };
        let Some(number) = node.as_integer().filter(|number| !NUMBERS.contains(number)) else {
            continue;
        };
        let message = format!("entry `{}` has number {number}, expected 1 to 32766", entry.id);
        findings.push(Diagnostic::new(&RULE_NUMBER_OUT_OF_RANGE, node.span, message).help(
            format!("write `RuleNumber: {}`", number.clamp(*NUMBERS.start(), *NUMBERS.end())),
        ));
    }
    findings
}
