//! Policies of VPC endpoints, as far as they deny everything.

use netloom_template::{Node, Value};

/// Returns whether a policy denies every request: a statement with `Effect: Deny` for everyone,
/// everything and every resource, without a condition.
///
/// Anything less plain is not read: what it admits is assumed.
///
/// # Source
/// AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; IAM User
/// Guide, "Policy evaluation logic": an explicit deny wins.
pub(super) fn denies_everything(policy: &Node) -> bool {
    let Some(statements) = policy.get("Statement") else { return false };
    match &statements.value {
        Value::List(list) => list.iter().any(is_deny_all),
        _ => is_deny_all(statements),
    }
}

fn is_deny_all(statement: &Node) -> bool {
    let has = |key: &str| statement.get(key).is_some_and(|node| !node.is_absent());
    let is_plain = !["Condition", "NotPrincipal", "NotAction", "NotResource"].into_iter().any(has);
    let is_deny =
        statement.get("Effect").and_then(Node::as_text).is_some_and(|effect| effect == "Deny");
    let is_for_everyone = statement.get("Principal").is_some_and(|principal| {
        is_everything(principal) || principal.get("AWS").is_some_and(is_everything)
    });
    let are_all =
        ["Action", "Resource"].into_iter().all(|key| statement.get(key).is_some_and(is_everything));
    is_plain && is_deny && is_for_everyone && are_all
}

/// Whether a value, or one of a list, is `*`.
fn is_everything(node: &Node) -> bool {
    match &node.value {
        Value::List(list) => list.iter().any(is_everything),
        _ => node.as_text().is_some_and(|text| text == "*" || text == "*:*"),
    }
}
