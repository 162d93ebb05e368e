//! Security groups, network ACLs and route tables with more rules than the quotas allow.

use netloom_diag::{Diagnostic, Span};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// More than 60 rules in one direction of a security group, 20 entries in one direction of a
    /// network ACL, or 500 routes in a table.
    /// ### Why it matters
    /// EC2 rejects the one that is too many, unless the account's quota was raised.
    /// ### Example
    /// A group with a rule per user
    /// ### Instead
    /// A prefix list for the addresses, or fewer and wider blocks.
    /// ### Source
    /// Amazon VPC User Guide, "Amazon VPC quotas".
    RULES_BEYOND_QUOTA = ("CFN026", Warning, "more rules than the default quota");
}

const MAX_GROUP_RULES: usize = 60;
const MAX_ACL_ENTRIES: usize = 20;
const MAX_ROUTES: usize = 500;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut count = |name: String, n: usize, most: usize, span: Span| {
        if n > most {
            let message = format!("{name} are {n}, expected at most {most}");
            let finding = Diagnostic::new(&RULES_BEYOND_QUOTA, span, message);
            findings.push(
                finding.help("join blocks, or have the quota raised before the stack is made"),
            );
        }
    };
    for group in context.network.security_groups.values() {
        count(
            format!("the inbound rules of `{}`", group.id),
            group.ingress.len(),
            MAX_GROUP_RULES,
            group.span,
        );
        count(
            format!("the outbound rules of `{}`", group.id),
            group.egress.len(),
            MAX_GROUP_RULES,
            group.span,
        );
    }
    for acl in context.network.network_acls.values() {
        let n_out = acl.entries.iter().filter(|entry| entry.is_egress).count();
        count(format!("the outbound entries of `{}`", acl.id), n_out, MAX_ACL_ENTRIES, acl.span);
        count(
            format!("the inbound entries of `{}`", acl.id),
            acl.entries.len() - n_out,
            MAX_ACL_ENTRIES,
            acl.span,
        );
    }
    for table in context.network.route_tables.values() {
        count(format!("the routes of `{}`", table.id), table.routes.len(), MAX_ROUTES, table.span);
    }
    findings
}
