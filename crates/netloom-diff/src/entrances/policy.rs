//! Policies of services: whether one admits no more than another one.
//!
//! - Comes in: two policy documents.
//! - Goes out: whether the new one may admit what the old one did not.
//! - Left to others: which clients are admitted by IAM, which is in no template.
//!
//! # Source
//! AWS IAM User Guide, "IAM JSON policy elements" and "Policy evaluation logic": a request is
//! admitted by any statement that allows it, unless one denies it; all conditions of a statement
//! have to hold, and of each condition one value.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::parse_block;

use crate::value::Plain;

/// Which clients are admitted where there is no policy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    AdmitsAll,
    AdmitsNone,
}

/// Whether the new policy may admit what the old one did not.
pub(super) fn is_wider(old: Option<&Plain>, new: Option<&Plain>, without: Without) -> bool {
    let (old, new) = match (old, new) {
        _ if old == new => return false,
        (Some(old), Some(new)) => (old, new),
        (None, Some(_)) | (Some(_), None) if without == Without::AdmitsAll => return old.is_some(),
        (None, Some(new)) => return statements(new).is_none_or(|all| all.iter().any(is_allow)),
        (_, None) => return false,
    };
    let (Some(before), Some(after)) = (statements(old), statements(new)) else { return true };
    let is_kept = |statement: &&Plain, among: &[&Plain], effect: &str| {
        among.iter().any(|other| has_effect(other, effect) && is_within(statement, other))
    };
    let allows = after.iter().filter(|one| !has_effect(one, "Deny"));
    let denies = before.iter().filter(|one| !has_effect(one, "Allow"));
    allows.into_iter().any(|one| !is_kept(one, &before, "Allow"))
        || denies.into_iter().any(|one| !is_kept(one, &after, "Deny"))
}

fn statements(policy: &Plain) -> Option<Vec<&Plain>> {
    match policy.get("Statement")? {
        Plain::List(items) => Some(items.iter().collect()),
        one @ Plain::Map(_) => Some(vec![one]),
        _ => None,
    }
}

fn has_effect(statement: &Plain, effect: &str) -> bool {
    matches!(statement.get("Effect"), Some(Plain::Scalar(own)) if own == effect)
}

fn is_allow(statement: &&Plain) -> bool {
    !has_effect(statement, "Deny")
}

/// Whether every request that the one statement is about is one of the other's.
fn is_within(inner: &Plain, outer: &Plain) -> bool {
    let (Plain::Map(inner), Plain::Map(outer)) = (inner, outer) else { return inner == outer };
    const PLAIN: [&str; 3] = ["Condition", "Effect", "Sid"];
    let keys: BTreeSet<&String> = inner.keys().chain(outer.keys()).collect();
    let mut keys = keys.into_iter().filter(|key| !PLAIN.contains(&key.as_str()));
    keys.all(|key| match (inner.get(key), outer.get(key)) {
        (Some(own), Some(other)) if ["Action", "Resource", "Principal"].contains(&key.as_str()) => {
            own == other || are_among(own, other)
        }
        (own, other) => own == other,
    }) && conditions_within(inner.get("Condition"), outer.get("Condition"))
}

/// Whether wherever the one conditions hold the others do.
fn conditions_within(inner: Option<&Plain>, outer: Option<&Plain>) -> bool {
    let outer = match outer {
        None => return true,
        Some(Plain::Map(operators)) => operators,
        Some(_) => return inner == outer,
    };
    let none = BTreeMap::new();
    outer.iter().all(|(operator, keys)| {
        let own = inner.and_then(|inner| inner.get(operator));
        let keys = match keys {
            Plain::Map(keys) => keys,
            _ => return own == Some(keys),
        };
        let own = match own {
            Some(Plain::Map(own)) => own,
            _ => &none,
        };
        keys.iter().all(|(key, values)| {
            own.get(key).is_some_and(|own| own == values || implies(operator, own, values))
        })
    })
}

/// Whether a condition with the one values holds only where it holds with the others.
fn implies(operator: &str, own: &Plain, other: &Plain) -> bool {
    match operator {
        "IpAddress" => are_blocks_within(own, other),
        "NotIpAddress" => are_blocks_within(other, own),
        "ArnEquals" | "ArnLike" | "StringEquals" | "StringLike" => are_among(own, other),
        "ArnNotEquals" | "ArnNotLike" | "StringNotEquals" | "StringNotLike" => {
            are_among(other, own)
        }
        _ => false,
    }
}

/// Whether all addresses of the one blocks are in the others.
fn are_blocks_within(inner: &Plain, outer: &Plain) -> bool {
    match (blocks(inner), blocks(outer)) {
        (Some(inner), Some(outer)) => inner.is_subset(&outer),
        _ => false,
    }
}

/// The addresses of blocks, or of single addresses; `None` where one is not known.
pub(super) fn blocks(value: &Plain) -> Option<RangeSet> {
    let mut all = RangeSet::empty();
    for item in items(value) {
        let Plain::Scalar(text) = item else { return None };
        let own = parse_block(text).or_else(|| {
            let length = if text.contains(':') { 128 } else { 32 };
            parse_block(&format!("{text}/{length}"))
        });
        all = all.union(&own?.0);
    }
    Some(all)
}

/// Whether a principal is one of those that another one stands for: `*` for all, the root of an
/// account for all that are in it.
///
/// # Source
/// AWS IAM User Guide, "AWS JSON policy elements: Principal".
pub(super) fn is_principal_within(inner: &Plain, outer: &Plain) -> bool {
    if inner == outer {
        return true;
    }
    let (Plain::Scalar(inner), Plain::Scalar(outer)) = (inner, outer) else {
        return matches!(outer, Plain::Scalar(all) if all == "*");
    };
    let account = |arn: &str| arn.split(':').nth(4).map(str::to_owned);
    outer == "*"
        || (outer.ends_with(":root") && inner.contains(":iam:") && account(inner) == account(outer))
}

/// Whether each of the values is one of the others.
fn are_among(own: &Plain, other: &Plain) -> bool {
    let (own, other) = (items(own), items(other));
    let is_named = |one: &&Plain| other.contains(one);
    // `{AWS: …}` is compared name by name.
    own.iter().all(|one| {
        is_named(one)
            || other.iter().any(|other| match (one, other) {
                (Plain::Map(own), Plain::Map(other)) => own.iter().all(|(key, own)| {
                    other.get(key).is_some_and(|other| {
                        items(own).iter().all(|one| items(other).contains(one))
                    })
                }),
                _ => false,
            })
    })
}

fn items(value: &Plain) -> Vec<&Plain> {
    match value {
        Plain::List(items) => items.iter().collect(),
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use netloom_diag::Sources;
    use netloom_template::parse_tree;

    use super::*;

    fn plain(text: &str) -> Plain {
        let mut sources = Sources::default();
        let file = sources.add("policy", text.to_owned());
        let tree = parse_tree(sources.get(file).expect("added")).0.expect("a tree");
        Plain::of(&tree).expect("a value")
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: bool) {
        let wrap = |text: &str| plain(&format!("{{Statement: [{text}]}}"));
        let (old, new) = (wrap(old), wrap(new));
        assert_eq!(
            is_wider(Some(&old), Some(&new), Without::AdmitsNone),
            expected,
            "{old:?} {new:?}"
        );
    }

    const ALLOW: &str = "{Effect: Allow, Principal: '*', Action: 'a:B'}";

    #[test]
    fn fewer_addresses_are_no_more() {
        let from = |blocks: &str| {
            format!(
                "{{Effect: Allow, Principal: '*', Action: 'a:B', Condition: {{IpAddress: \
                 {{'aws:SourceIp': [{blocks}]}}}}}}"
            )
        };
        check(&from("192.0.2.0/24"), &from("192.0.2.0/25"), false);
        check(&from("192.0.2.0/25"), &from("192.0.2.0/24"), true);
        check(&from("192.0.2.0/25"), ALLOW, true);
        check(ALLOW, &from("192.0.2.0/25"), false);
        check(&from("192.0.2.1"), &from("192.0.2.1/32"), false);
    }

    #[test]
    fn what_is_denied_stays_denied() {
        let deny = |blocks: &str| {
            format!(
                "{ALLOW}, {{Effect: Deny, Principal: '*', Action: 'a:B', Condition: \
                 {{NotIpAddress: {{'aws:SourceIp': [{blocks}]}}}}}}"
            )
        };
        check(&deny("192.0.2.0/24"), ALLOW, true);
        check(ALLOW, &deny("192.0.2.0/24"), false);
        check(&deny("192.0.2.0/24"), &deny("192.0.2.0/25"), false);
        check(&deny("192.0.2.0/25"), &deny("192.0.2.0/24"), true);
    }

    #[test]
    fn further_principals_are_more() {
        let to =
            |who: &str| format!("{{Effect: Allow, Principal: {{AWS: [{who}]}}, Action: 'a:B'}}");
        check(&to("a"), &to("a, b"), true);
        check(&to("a, b"), &to("a"), false);
        check(&to("a"), ALLOW, true);
    }

    #[test]
    fn without_a_policy_all_are_admitted_or_none() {
        let policy = plain(&format!("{{Statement: [{ALLOW}]}}"));
        assert!(is_wider(Some(&policy), None, Without::AdmitsAll));
        assert!(!is_wider(None, Some(&policy), Without::AdmitsAll));
        assert!(is_wider(None, Some(&policy), Without::AdmitsNone));
        assert!(!is_wider(Some(&policy), None, Without::AdmitsNone));
    }
}
