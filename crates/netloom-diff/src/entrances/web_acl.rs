//! Firewalls for requests: whether one keeps out all that another one keeps out.
//!
//! - Comes in: web ACLs with what they refer to put in.
//! - Goes out: whether requests may pass that were blocked.
//! - Left to others: what is behind them (`protected`), and what a rule of AWS's or of another
//!   template blocks, which is only compared as it is written.
//!
//! # Source
//! AWS WAF Developer Guide, "Rule and rule group evaluation": rules are evaluated from the lowest
//! priority, the first that allows or blocks a request ends it, and the default action is for those
//! that none ended; "Setting rule actions"; "Rule statements".

use std::collections::BTreeMap;

use super::policy::blocks;
use crate::revision::Resources;
use crate::value::Plain;

/// The types that web ACLs refer to, and what of them counts.
const SETS: [(&str, &str); 3] = [
    ("AWS::WAFv2::IPSet", "Addresses"),
    ("AWS::WAFv2::RegexPatternSet", "RegularExpressionList"),
    ("AWS::WAFv2::RuleGroup", "Rules"),
];

/// What referred resources are put in as.
const PUT_IN: &str = "what it names";

/// A rule that ends some requests.
struct Rule<'p> {
    priority: u64,
    /// The name of the action: `Block`.
    action: &'p str,
    statement: &'p Plain,
}

/// Returns a web ACL or a rule group with the sets that it refers to put in.
pub(super) fn whole(value: &Plain, resources: &Resources<'_>) -> Plain {
    whole_within(value, resources, 0)
}

/// Rule groups hold sets, and no further groups; deeper ones are left as they are.
fn whole_within(value: &Plain, resources: &Resources<'_>, depth: usize) -> Plain {
    match value {
        Plain::List(items) => {
            Plain::List(items.iter().map(|one| whole_within(one, resources, depth)).collect())
        }
        Plain::Map(entries) => {
            let own =
                |(key, one): (&String, &Plain)| (key.clone(), whole_within(one, resources, depth));
            let mut all: BTreeMap<String, Plain> = entries.iter().map(own).collect();
            if let Some(Plain::Reference(reference)) = entries.get("Arn")
                && depth < 4
                && let Some(named) = resources.get(reference.id.as_str())
                && let Some((_, property)) = SETS.iter().find(|(kind, _)| *kind == named.kind())
                && let Some(content) = named.get(property)
            {
                all.insert(PUT_IN.to_owned(), whole_within(content, resources, depth + 1));
            }
            Plain::Map(all)
        }
        other => other.clone(),
    }
}

/// Whether requests may pass the new web ACL that the old one blocked; both are whole.
pub(super) fn is_weaker(old: &Plain, new: &Plain) -> bool {
    if old.get("Rules") == new.get("Rules") && is_block_by_default(old) == is_block_by_default(new)
    {
        return false;
    }
    let (Some(before), Some(after)) = (rules(old), rules(new)) else { return true };
    // Labels that a rule sets decide about later ones.
    if old.text_in_full().contains("LabelMatchStatement") {
        return true;
    }
    let was_allowed = |rule: &Rule<'_>, until: u64| {
        let mut earlier = before.iter().filter(|one| one.action == "Allow" && one.priority < until);
        earlier.any(|one| admits(one.statement, rule.statement))
    };
    let allows =
        |until: u64| after.iter().filter(move |one| one.action == "Allow" && one.priority < until);
    let is_kept = |blocking: &&Rule<'_>| {
        after.iter().any(|one| {
            (one.action == "Block" || one.action == blocking.action)
                && admits(one.statement, blocking.statement)
                && allows(one.priority).all(|allow| was_allowed(allow, blocking.priority))
        })
    };
    let mut blocking = before.iter().filter(|rule| !matches!(rule.action, "Allow" | "Count"));
    let is_default_kept = !is_block_by_default(old)
        || (is_block_by_default(new) && allows(u64::MAX).all(|allow| was_allowed(allow, u64::MAX)));
    !is_default_kept || blocking.any(|rule| !is_kept(&rule))
}

/// Whether a web ACL blocks anything.
pub(super) fn blocks_something(acl: &Plain) -> bool {
    let is_blocking = |rule: &Rule<'_>| !matches!(rule.action, "Allow" | "Count");
    is_block_by_default(acl) || rules(acl).is_none_or(|all| all.iter().any(is_blocking))
}

fn is_block_by_default(acl: &Plain) -> bool {
    acl.get("DefaultAction").is_some_and(|action| action.get("Block").is_some())
}

/// The rules of a web ACL; `None` where one of them is not known.
fn rules(acl: &Plain) -> Option<Vec<Rule<'_>>> {
    match acl.get("Rules") {
        None => Some(Vec::new()),
        Some(Plain::List(rules)) => rules.iter().map(rule).collect(),
        Some(_) => None,
    }
}

fn rule(rule: &Plain) -> Option<Rule<'_>> {
    let Plain::Scalar(priority) = rule.get("Priority")? else { return None };
    let action = match (rule.get("Action"), rule.get("OverrideAction")) {
        (Some(Plain::Map(action)), _) => action.keys().next()?,
        // A group of rules does what its rules do, unless they are only to count.
        (None, Some(Plain::Map(action))) if action.contains_key("Count") => "Count",
        (None, Some(Plain::Map(_))) => "None",
        _ => return None,
    };
    Some(Rule { priority: priority.parse().ok()?, action, statement: rule.get("Statement")? })
}

/// The statements that stand for groups of rules.
const GROUPS: [&str; 2] = ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"];

/// Whether a group of rules does to every request what the other one does: it is the same group,
/// with as many of its rules in force, for as many requests.
///
/// # Source
/// AWS WAF Developer Guide, "Overriding rule group actions"; AWS WAFV2 API, `ExcludedRules`: a
/// rule that is excluded counts.
fn is_group_kept(outer: &Plain, inner: &Plain) -> bool {
    const SETTINGS: [&str; 3] = ["ExcludedRules", "RuleActionOverrides", "ScopeDownStatement"];
    let (Plain::Map(own), Plain::Map(other)) = (outer, inner) else { return outer == inner };
    let mut keys = own.keys().chain(other.keys()).filter(|key| !SETTINGS.contains(&key.as_str()));
    let scope = "ScopeDownStatement";
    let is_scope_kept = match (own.get(scope), other.get(scope)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(other)) => admits(own, other),
    };
    keys.all(|key| own.get(key) == other.get(key))
        && is_scope_kept
        && overridden(outer).zip(overridden(inner)).is_some_and(|(own, other)| {
            own.iter().all(|(rule, action)| {
                other.get(rule).is_some_and(|before| {
                    before == action || (before == COUNT && action != "Allow")
                })
            })
        })
}

/// The action of a rule that only counts.
const COUNT: &str = "Count";

/// The rules of a group that do not what the group says, each with what it does; `None` where that
/// is not known. One that is overridden to block is no weaker.
fn overridden(group: &Plain) -> Option<BTreeMap<String, String>> {
    let items = |key: &str| match group.get(key) {
        None => Some(Vec::new()),
        Some(Plain::List(items)) => Some(items.clone()),
        Some(_) => None,
    };
    let name = |one: &Plain| Some(one.get("Name")?.text());
    let excluded = items("ExcludedRules")?;
    let excluded = excluded.iter().map(|one| Some((name(one)?, COUNT.to_owned())));
    let overrides = items("RuleActionOverrides")?;
    let overrides = overrides.iter().map(|one| match one.get("ActionToUse")? {
        Plain::Map(action) => Some((name(one)?, action.keys().next()?.clone())),
        _ => None,
    });
    let all: BTreeMap<String, String> = excluded.chain(overrides).collect::<Option<_>>()?;
    Some(all.into_iter().filter(|(_, action)| action != "Block").collect())
}

/// Whether a statement is true of every request that the other one is true of.
fn admits(outer: &Plain, inner: &Plain) -> bool {
    if outer == inner {
        return true;
    }
    let inside = |statement: &Plain, kind: &str| -> Option<Vec<Plain>> {
        match statement.get(kind)?.get("Statements")? {
            Plain::List(items) => Some(items.clone()),
            _ => None,
        }
    };
    // The inner "or" and the outer "and" are taken apart first: each of their parts has to pass,
    // and taken apart later a part would have to cover the whole.
    if let Some(parts) = inside(inner, "OrStatement") {
        return parts.iter().all(|part| admits(outer, part));
    }
    if let Some(parts) = inside(outer, "AndStatement") {
        return parts.iter().all(|part| admits(part, inner));
    }
    if let Some(parts) = inside(outer, "OrStatement") {
        return parts.iter().any(|part| admits(part, inner));
    }
    if let Some(parts) = inside(inner, "AndStatement") {
        return parts.iter().any(|part| admits(outer, part));
    }
    for kind in GROUPS {
        if let (Some(outer), Some(inner)) = (outer.get(kind), inner.get(kind)) {
            return is_group_kept(outer, inner);
        }
    }
    let of = |statement: &Plain, path: [&str; 2]| statement.get(path[0])?.get(path[1]).cloned();
    let negated = ["NotStatement", "Statement"];
    if let (Some(outer), Some(inner)) = (of(outer, negated), of(inner, negated)) {
        return admits(&inner, &outer);
    }
    let named = ["IPSetReferenceStatement", PUT_IN];
    if let (Some(more), Some(fewer)) = (of(outer, named), of(inner, named)) {
        let header = ["IPSetReferenceStatement", "IPSetForwardedIPConfig"];
        let is_within = blocks(&fewer).zip(blocks(&more));
        return is_within.is_some_and(|(fewer, more)| fewer.is_subset(&more))
            && of(outer, header) == of(inner, header);
    }
    let countries = ["GeoMatchStatement", "CountryCodes"];
    match (of(outer, countries), of(inner, countries)) {
        (Some(Plain::List(more)), Some(Plain::List(fewer))) => {
            let header = ["GeoMatchStatement", "ForwardedIPConfig"];
            fewer.iter().all(|one| more.contains(one)) && of(outer, header) == of(inner, header)
        }
        _ => false,
    }
}
