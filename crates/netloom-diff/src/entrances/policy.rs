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

use std::borrow::Cow;
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
    let (old, new) = (old.map(document), new.map(document));
    let (old, new) = match (old.as_deref(), new.as_deref()) {
        (old, new) if old == new => return false,
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

/// Whom a policy admits of all that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Admits {
    /// Those alone that it names.
    Named,
    /// All, on condition of who they are or by what they come.
    AllOnConditions,
    All,
}

/// Returns whom a policy admits; `None` where that is not known.
///
/// # Source
/// AWS IAM User Guide, "AWS JSON policy elements: Principal", "All principals".
pub(super) fn admitted(policy: &Plain) -> Option<Admits> {
    let mut worst = Admits::Named;
    let policy = document(policy);
    for statement in statements(&policy)?.into_iter().filter(is_allow) {
        if !is_for_all(statement)? {
            continue;
        }
        match statement.get("Condition").is_some_and(excludes_strangers) {
            true if worst == Admits::Named => worst = Admits::AllOnConditions,
            true => {}
            false => worst = Admits::All,
        }
    }
    Some(worst)
}

/// Keys of conditions that strangers do not meet, in lower case.
///
/// # Source
/// AWS IAM User Guide, "AWS global condition context keys"; AWS KMS, "Condition keys".
const OF_ACQUAINTANCES: [&str; 11] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "kms:calleraccount",
];

/// Whether conditions are about who a client is or by what it comes. Addresses of the internet are
/// strangers'.
fn excludes_strangers(condition: &Plain) -> bool {
    const OPERATORS: [&str; 5] =
        ["ArnEquals", "ArnLike", "StringEquals", "StringEqualsIgnoreCase", "StringLike"];
    let Plain::Map(operators) = condition else { return false };
    let is_one = |key: &String, values: &Plain| {
        let is_any = |one: &&Plain| matches!(one, Plain::Scalar(text) if text.starts_with('*'));
        OF_ACQUAINTANCES.contains(&key.to_lowercase().as_str()) && !items(values).iter().any(is_any)
    };
    operators.iter().filter(|(name, _)| OPERATORS.contains(&name.as_str())).any(|(_, keys)| {
        matches!(keys, Plain::Map(keys) if keys.iter().any(|(key, values)| is_one(key, values)))
    })
}

/// Whether a statement is about every principal; `None` where that is not known.
fn is_for_all(statement: &Plain) -> Option<bool> {
    let is_all = |value: &Plain| match value {
        Plain::Scalar(text) => Some(text == "*"),
        // A text with gaps has more than an asterisk.
        Plain::Unknown(open) if !open.is_text => None,
        _ => Some(false),
    };
    let all_of = |value: &Plain| -> Option<bool> {
        let states: Vec<Option<bool>> = items(value).into_iter().map(is_all).collect();
        match states.contains(&Some(true)) {
            true => Some(true),
            false => (!states.contains(&None)).then_some(false),
        }
    };
    match statement.get("Principal") {
        None => Some(true),
        Some(Plain::Map(kinds)) => kinds.get("AWS").map_or(Some(false), all_of),
        Some(value) => all_of(value),
    }
}

/// A policy that is written as JSON in a text, as a value; any other as it is. What a text refers to
/// stands in it by its name.
fn document(policy: &Plain) -> Cow<'_, Plain> {
    let text = match policy {
        Plain::Scalar(text) => Cow::Borrowed(text),
        Plain::Joined(_) => Cow::Owned(policy.text()),
        _ => return Cow::Borrowed(policy),
    };
    serde_json::from_str(&text).map_or(Cow::Borrowed(policy), |json| Cow::Owned(of_json(json)))
}

fn of_json(json: serde_json::Value) -> Plain {
    match json {
        serde_json::Value::String(text) => Plain::Scalar(text),
        serde_json::Value::Array(items) => Plain::List(items.into_iter().map(of_json).collect()),
        serde_json::Value::Object(entries) => {
            Plain::Map(entries.into_iter().map(|(key, value)| (key, of_json(value))).collect())
        }
        other => Plain::Scalar(other.to_string()),
    }
}

/// The statements of a policy, or the one that stands for it.
fn statements(policy: &Plain) -> Option<Vec<&Plain>> {
    if policy.get("Statement").is_none() && policy.get("Effect").is_some() {
        return Some(vec![policy]);
    }
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
        (Some(own), Some(other)) if key == "Principal" => {
            own == other || are_among(own, other) || are_principals_within(own, other)
        }
        (Some(own), Some(other)) if ["Action", "Resource"].contains(&key.as_str()) => {
            own == other || are_covered(own, other)
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

/// Whether each of the principals of a statement is one that those of the other stand for. What
/// `*` stands for, by itself or as an account, every principal is.
fn are_principals_within(inner: &Plain, outer: &Plain) -> bool {
    let of_account = |value: &Plain| match value {
        Plain::Map(kinds) => match kinds.iter().next() {
            Some((kind, accounts)) if kinds.len() == 1 && kind == "AWS" => Some(accounts.clone()),
            _ => None,
        },
        all @ Plain::Scalar(text) if text == "*" => Some(all.clone()),
        _ => None,
    };
    let is_all = |value: &&Plain| matches!(value, Plain::Scalar(text) if text == "*");
    let (inner, outer) = (of_account(inner), of_account(outer));
    let Some(outer) = outer else { return false };
    let outer = items(&outer);
    match inner {
        // Services and federated users are among all, too.
        None => outer.iter().any(is_all),
        Some(inner) => items(&inner)
            .iter()
            .all(|one| outer.iter().any(|other| is_principal_within(one, other))),
    }
}

/// Whether each of the values is one that one of the others stands for: `*` for any text, `?` for
/// any letter.
///
/// # Source
/// AWS IAM User Guide, "IAM JSON policy elements: Action" and "Resource".
fn are_covered(own: &Plain, other: &Plain) -> bool {
    let others = items(other);
    items(own).iter().all(|one| {
        others.iter().any(|other| match (one, other) {
            (Plain::Scalar(one), Plain::Scalar(pattern)) => is_matched(one, pattern),
            (_, Plain::Scalar(pattern)) if pattern == "*" => true,
            _ => one == other,
        })
    })
}

/// Whether a pattern stands for all that another one stands for.
fn is_matched(text: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return text == pattern };
    if first.contains('?') {
        return text == pattern;
    }
    let Some(left) = text.strip_prefix(first) else { return text == pattern };
    match rest.contains(['*', '?']) {
        true => text == pattern,
        false => left.ends_with(rest),
    }
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
        let tree = parse_tree(sources.get(file).expect("added"));
        Plain::of(tree.root.as_ref().expect("a tree")).expect("a value")
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
    fn one_of_all_principals_and_actions_is_no_more() {
        let of = |who: &str, action: &str| {
            format!("{{Effect: Allow, Principal: {who}, Action: '{action}', Resource: 'r/*'}}")
        };
        let all = of("{AWS: '*'}", "es:*");
        check(&all, &of("{AWS: 'arn:aws:iam::111122223333:root'}", "es:*"), false);
        check(&all, &of("{AWS: 'arn:aws:iam::111122223333:root'}", "es:ESHttpGet"), false);
        check(&of("'*'", "es:*"), &of("{Service: 'a.amazonaws.com'}", "es:B"), false);
        check(&of("{AWS: 'arn:aws:iam::111122223333:root'}", "es:*"), &all, true);
        check(&of("{AWS: '*'}", "es:ESHttpGet"), &all, true);
        check(&of("{Service: 'a.amazonaws.com'}", "es:*"), &all, true);
        check(
            &of("{AWS: 'arn:aws:iam::111122223333:root'}", "es:*"),
            &of("{AWS: 'arn:aws:iam::111122223333:role/a'}", "es:*"),
            false,
        );
    }

    #[test]
    fn a_policy_is_for_all_by_an_asterisk() {
        let check = |statement: &str, expected: Option<Admits>| {
            let policy = plain(&format!("{{Statement: [{statement}]}}"));
            assert_eq!(admitted(&policy), expected, "{statement}");
        };
        check(ALLOW, Some(Admits::All));
        check("{Effect: Allow, Principal: {AWS: ['a', '*']}, Action: 'a:B'}", Some(Admits::All));
        check("{Effect: Allow, NotPrincipal: {AWS: a}, Action: 'a:B'}", Some(Admits::All));
        check("{Effect: Allow, Principal: {AWS: a}, Action: 'a:B'}", Some(Admits::Named));
        check("{Effect: Allow, Principal: {Service: a}, Action: 'a:B'}", Some(Admits::Named));
        check("{Effect: Deny, Principal: '*', Action: 'a:B'}", Some(Admits::Named));
        let on = |condition: &str| ALLOW.replace('}', &format!(", Condition: {{{condition}}}}}"));
        let by_endpoint = on("StringEquals: {'aws:sourceVpce': vpce-1}");
        check(&by_endpoint, Some(Admits::AllOnConditions));
        check(&format!("{by_endpoint}, {ALLOW}"), Some(Admits::All));
        check(&on("StringLike: {'aws:PrincipalArn': '*'}"), Some(Admits::All));
        check(&on("Bool: {'aws:SecureTransport': true}"), Some(Admits::All));
        check(&on("IpAddress: {'aws:SourceIp': 0.0.0.0/0}"), Some(Admits::All));
    }

    #[test]
    fn a_policy_may_be_a_text() {
        let text = |text: &str| plain(&format!("'{text}'"));
        let of = |who: &str| {
            format!(
                r#"{{"Statement": [{{"Effect": "Allow", "Principal": {who}, "Action": "a:B", "Resource": "r"}}]}}"#
            )
        };
        let (all, one) = (text(&of(r#""*""#)), text(&of(r#"{"AWS": "111122223333"}"#)));
        assert_eq!(admitted(&all), Some(Admits::All));
        assert_eq!(admitted(&one), Some(Admits::Named));
        assert_eq!(admitted(&text("no policy")), None);
        let wider = |old: &Plain, new: &Plain| is_wider(Some(old), Some(new), Without::AdmitsNone);
        assert!(wider(&one, &all) && !wider(&all, &one));
        // The same policy, written in the other way.
        assert!(!wider(&one, &plain(&of(r#"{"AWS": "111122223333"}"#))));
        assert!(wider(&text("no policy"), &one));
        let statement = plain(ALLOW);
        assert_eq!(admitted(&statement), Some(Admits::All));
    }

    #[test]
    fn a_pattern_stands_for_longer_ones() {
        assert!(is_matched("es:ESHttp*", "es:*"));
        assert!(is_matched("arn:b/key", "arn:*/key"));
        assert!(!is_matched("es:*", "es:ESHttp*"));
        assert!(!is_matched("s3:Get", "es:*"));
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
