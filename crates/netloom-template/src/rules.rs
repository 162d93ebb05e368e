//! The template's own `Rules`: values of parameters that CloudFormation accepts at no time.
//!
//! A default that a rule rejects is a placeholder: every deployment has to give another value, so
//! nothing follows from it. The parameter is then as unknown as one without a default.
//!
//! # Source
//! AWS CloudFormation User Guide, "Rules" and "Rule-specific intrinsic functions".

use std::collections::BTreeSet;

use super::conditions::Truth;
use super::evaluator::Evaluator;
use super::{Entry, Node, Unknown, Value};

/// Makes the parameters unknown whose defaults the template's rules reject.
pub(super) fn forget_rejected_defaults(evaluator: &mut Evaluator<'_>) {
    let mut rejected: Vec<(String, String)> = Vec::new();
    for rule in &evaluator.sections.rules.entries {
        let is_in_force = match rule.node.get("RuleCondition") {
            Some(condition) => evaluator.judge(condition) == Truth::True,
            None => true,
        };
        if !is_in_force {
            continue;
        }
        for assertion in rule.node.get("Assertions").and_then(Node::as_list).unwrap_or_default() {
            let Some(assert) = assertion.get("Assert") else { continue };
            if evaluator.judge(assert) == Truth::False {
                let mut names = BTreeSet::new();
                names_in(assert, &mut names);
                rejected.extend(names.into_iter().map(|name| (name, rule.key.clone())));
            }
        }
    }
    for (name, rule) in rejected {
        if evaluator.options.parameters.contains_key(&name) {
            continue;
        }
        if let Some(parameter) =
            evaluator.parameters.iter_mut().find(|parameter| parameter.id == name)
        {
            let what =
                format!("parameter `{name}`, whose default the template's rule `{rule}` rejects");
            parameter.value.value = Value::Unknown(Unknown { what, span: parameter.span });
        }
    }
    // What conditions came to with the placeholders counts no longer.
    evaluator.truths.clear();
}

/// Collects the names that `Ref` stands before.
fn names_in(node: &Node, names: &mut BTreeSet<String>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Map(entries) => {
            entries.iter().for_each(|entry| match (entry.key.as_str(), entry.node.as_text()) {
                ("Ref", Some(name)) => {
                    names.insert(name.into_owned());
                }
                _ => names_in(&entry.node, names),
            })
        }
        _ => {}
    }
}

impl Evaluator<'_> {
    /// Works an assertion out without reporting anything: whatever is unusual in a rule leaves it
    /// open.
    fn judge(&mut self, node: &Node) -> Truth {
        let n_findings = self.findings.len();
        self.is_in_rules = true;
        let truth = self.decide(node);
        self.is_in_rules = false;
        self.findings.truncate(n_findings);
        truth
    }

    /// The functions that only rules have; `None` for any other.
    pub(super) fn decide_in_rule(&mut self, entry: &Entry) -> Option<Truth> {
        let is_known = matches!(
            entry.key.as_str(),
            "Fn::Contains" | "Fn::EachMemberIn" | "Fn::EachMemberEquals"
        );
        if !self.is_in_rules || !is_known {
            return None;
        }
        let open = || Some(Truth::Unknown(format!("`{}`", entry.key)));
        let Some([first, second]) = entry.node.as_list() else { return open() };
        let (Some(first), Some(second)) = (self.evaluate(first), self.evaluate(second)) else {
            return open();
        };
        let (Some(first), Some(second)) = (texts(&first), texts(&second)) else { return open() };
        Some(Truth::from(match entry.key.as_str() {
            "Fn::Contains" => second.iter().all(|text| first.contains(text)),
            "Fn::EachMemberIn" => first.iter().all(|text| second.contains(text)),
            _ => first.iter().all(|text| second.first() == Some(text)),
        }))
    }
}

/// The texts of a list, or a single one; `None` where one is not known.
fn texts(node: &Node) -> Option<Vec<String>> {
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    items.iter().map(|item| item.as_text().map(std::borrow::Cow::into_owned)).collect()
}
