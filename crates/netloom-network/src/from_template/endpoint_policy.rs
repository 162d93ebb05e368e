//! Policies of VPC endpoints, as far as they admit nothing of the service.

use netloom_template::{Node, Value};

/// Services whose actions begin with the name that is in the name of the endpoint.
///
/// # Source
/// AWS Service Authorization Reference, "Actions, resources, and condition keys".
const NAMED_ALIKE: &[&str] = &["s3", "dynamodb", "logs", "sqs", "sns", "kms", "ssm", "sts"];

/// Elements with which a statement is about more or less than it seems.
const SUBTLE: [&str; 4] = ["Condition", "NotPrincipal", "NotAction", "NotResource"];

/// Returns whether a policy denies every request to a service: a statement denies all of them, or
/// none allows any. `Err` with the element that decides it and is not followed.
///
/// Which of the requests anything less plain admits is assumed.
///
/// # Source
/// AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; IAM User
/// Guide, "Policy evaluation logic": an explicit deny wins, and what nothing allows is denied.
pub(super) fn denies_everything(
    policy: &Node,
    service: Option<&str>,
) -> Result<bool, &'static str> {
    let Some(statements) = policy.get("Statement") else { return Ok(false) };
    let statements = match &statements.value {
        Value::List(list) => list.iter().collect(),
        _ => vec![statements],
    };
    let service = service.filter(|service| NAMED_ALIKE.contains(service));
    let mut decisive = None;
    let (mut allows, mut may_allow, mut is_read) = (false, None, true);
    for statement in statements {
        let subtle = SUBTLE.into_iter().find(|key| has(statement, key));
        let effect = statement.get("Effect").and_then(Node::as_text);
        match effect.as_deref() {
            Some("Deny") if is_whole(statement, service) => match subtle {
                None => return Ok(true),
                Some(_) => decisive = subtle,
            },
            Some("Deny") => {}
            Some("Allow") if !may_cover(statement, service) => {}
            // Which resources an allowing statement names does not matter: it names some.
            Some("Allow") => match subtle.filter(|key| *key != "NotResource") {
                None => allows = true,
                Some(_) => may_allow = subtle,
            },
            _ => is_read = false,
        }
    }
    match (decisive, may_allow) {
        _ if !is_read => Ok(false),
        (Some(key), _) => Err(key),
        (None, _) if allows => Ok(false),
        (None, Some(key)) => Err(key),
        (None, None) => Ok(true),
    }
}

fn has(statement: &Node, key: &str) -> bool {
    statement.get(key).is_some_and(|node| !node.is_absent())
}

/// Whether a statement is about everyone, every action of the service and every resource, its
/// subtle elements aside.
fn is_whole(statement: &Node, service: Option<&str>) -> bool {
    let everyone = statement.get("Principal").is_some_and(|principal| {
        is_any(principal, &is_all) || principal.get("AWS").is_some_and(|who| is_any(who, &is_all))
    });
    let own = service.map(|service| format!("{service}:*"));
    let covers = |text: &str| is_all(text) || own.as_deref().is_some_and(|own| is_alike(own, text));
    let all_actions = statement.get("Action").is_some_and(|node| is_any(node, &covers));
    let all_resources = statement.get("Resource").is_some_and(|node| is_any(node, &is_all));
    (everyone || has(statement, "NotPrincipal"))
        && (all_actions || has(statement, "NotAction"))
        && (all_resources || has(statement, "NotResource"))
}

/// Whether any action of a statement may be one of the service's.
fn may_cover(statement: &Node, service: Option<&str>) -> bool {
    let Some(service) = service else { return true };
    let may_be = |text: &str| {
        let prefix = text.split(':').next().unwrap_or_default();
        // The service has actions of other names for some of its parts: `s3-object-lambda`.
        let is_own = prefix.get(..service.len()).is_some_and(|own| is_alike(own, service));
        is_own || prefix.contains(['*', '?'])
    };
    match statement.get("Action") {
        Some(actions) => actions.first_unknown().is_some() || is_any(actions, &may_be),
        None => true,
    }
}

fn is_all(text: &str) -> bool {
    text == "*" || text == "*:*"
}

fn is_alike(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a value, or one of a list, is such a text.
fn is_any(node: &Node, is_it: &dyn Fn(&str) -> bool) -> bool {
    match &node.value {
        Value::List(list) => list.iter().any(|item| is_any(item, is_it)),
        _ => node.as_text().is_some_and(|text| is_it(&text)),
    }
}
