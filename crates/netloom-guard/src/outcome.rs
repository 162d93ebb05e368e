//! What cfn-guard's JSON says: which clauses of which rules failed where, and which rules did not apply.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

/// The report on one template.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) failures: Vec<Failure>,
    pub(crate) not_applicable: Vec<String>,
    pub(crate) compliant: Vec<String>,
}

impl Outcome {
    /// Every rule that the engine looked at.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        let failed = self.failures.iter().map(|failure| failure.rule.as_str());
        failed.chain(self.compliant.iter().chain(&self.not_applicable).map(String::as_str))
    }
}

/// A clause that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    pub(crate) rule: String,
    /// Such as `/Resources/Vpc/Properties`; empty where the engine names none.
    pub(crate) path: String,
    /// What the rule's author wrote in `<<…>>`; empty without it.
    pub(crate) message: String,
    /// The clause.
    pub(crate) clause: String,
    /// The value that was there, in JSON; absent where something is missing.
    pub(crate) seen: Option<String>,
    /// The part of the path that is not there.
    pub(crate) missing: Option<String>,
}

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    not_compliant: Vec<Value>,
    #[serde(default)]
    not_applicable: Vec<String>,
    #[serde(default)]
    compliant: Vec<String>,
}

/// Reads the engine's answer; `None` if it is none.
pub(crate) fn read(text: &str) -> Option<Outcome> {
    if text.trim().is_empty() {
        return Some(Outcome::default());
    }
    let reports: Vec<Report> = serde_json::from_str(text).ok()?;
    let mut outcome = Outcome::default();
    for report in reports {
        for rule in &report.not_compliant {
            let Some(rule) = rule.get("Rule") else { continue };
            let name = rule.get("name").and_then(Value::as_str).unwrap_or_default();
            let before = outcome.failures.len();
            collect(rule.get("checks").unwrap_or(&Value::Null), name, &mut outcome.failures);
            if outcome.failures.len() == before {
                // It failed, and says not where.
                outcome.failures.push(failure(name, rule));
            }
        }
        outcome.not_applicable.extend(report.not_applicable);
        outcome.compliant.extend(report.compliant);
    }
    // A clause over several values is reported once for each; alike ones are one.
    outcome.failures.sort();
    outcome.failures.dedup();
    // Of the ways that a rule leaves open, only the last one carries the author's words; it stands for all of them.
    let told: BTreeSet<(String, String)> = outcome
        .failures
        .iter()
        .filter(|failure| !failure.message.is_empty())
        .map(|failure| (failure.rule.clone(), failure.path.clone()))
        .collect();
    outcome
        .failures
        .retain(|failure| !failure.message.is_empty() || !told.contains(&(failure.rule.clone(), failure.path.clone())));
    Some(outcome)
}

/// Clauses and blocks at any depth: below disjunctions, blocks, and rules that rules name.
fn collect(value: &Value, rule: &str, found: &mut Vec<Failure>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, rule, found)),
        Value::Object(entries) => {
            for (key, inner) in entries {
                match key.as_str() {
                    "Unary" | "Binary" | "InComparison" | "Block" => found.push(failure(rule, inner)),
                    _ => collect(inner, rule, found),
                }
            }
        }
        _ => {}
    }
}

fn failure(rule: &str, clause: &Value) -> Failure {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let messages = clause.get("messages");
    let unresolved = find(clause, "remaining_query");
    let from = find(clause, "from").or_else(|| find(clause, "traversed_to")).or_else(|| find(clause, "value"));
    let seen = from.and_then(|from| from.get("value")).filter(|_| unresolved.is_none());
    Failure {
        rule: rule.to_owned(),
        path: text(from.and_then(|from| from.get("path")).or_else(|| find(clause, "path"))),
        message: text(messages.and_then(|messages| messages.get("custom_message"))),
        clause: text(clause.get("context")).split_whitespace().collect::<Vec<_>>().join(" "),
        seen: seen.map(ToString::to_string),
        missing: unresolved.and_then(Value::as_str).map(str::to_owned),
    }
}

/// The first value of this key, at any depth.
fn find<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.get(key).or_else(|| entries.values().find_map(|inner| find(inner, key))),
        Value::Array(items) => items.iter().find_map(|inner| find(inner, key)),
        _ => None,
    }
}
