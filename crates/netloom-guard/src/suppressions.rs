//! `Metadata.guard.SuppressedRules`: the exceptions that a template makes of rules.
//!
//! On a resource they are about that resource, in the template's own `Metadata` about the template
//! as a whole.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, Span, nearest_name};
use netloom_template::{Node, Value};

use crate::codes;

/// The suppressions of a template, and which of them were needed.
#[derive(Default)]
pub(crate) struct Suppressions {
    entries: Vec<Suppression>,
    by_name: BTreeMap<(String, String), usize>,
    /// Findings about suppressions that are no list of names.
    pub(crate) malformed: Vec<Diagnostic>,
}

struct Suppression {
    /// The logical id; empty for the whole template.
    resource: String,
    rule: String,
    span: Span,
    is_needed: bool,
}

impl Suppressions {
    /// Reads them from the plain tree of a template.
    pub(crate) fn of(root: &Node) -> Self {
        let mut suppressions = Self::default();
        suppressions.read("", root);
        let resources = root.get("Resources").and_then(Node::as_map).unwrap_or_default();
        for resource in resources {
            suppressions.read(&resource.key, &resource.node);
        }
        suppressions
    }

    /// Returns where `rule` is suppressed for `resource`, and remembers that it was needed.
    ///
    /// `resource` is empty for what is about no one resource.
    pub(crate) fn suppresses(&mut self, rule: &str, resource: &str) -> Option<Span> {
        let key = |resource: &str| (resource.to_owned(), rule.to_owned());
        let found = self.by_name.get(&key(resource)).or_else(|| self.by_name.get(&key("")))?;
        let suppression = self.entries.get_mut(*found)?;
        suppression.is_needed = true;
        Some(suppression.span)
    }

    /// Returns a finding for each suppression that does nothing.
    ///
    /// - Input: the names of all rules of the run, and of those that were held against the
    ///   template.
    pub(crate) fn stale(&self, known: &BTreeSet<String>) -> Vec<Diagnostic> {
        let stale = self.entries.iter().filter(|suppression| !suppression.is_needed);
        stale.map(|suppression| suppression.finding(known)).collect()
    }

    fn read(&mut self, resource: &str, owner: &Node) {
        let guard = owner.get("Metadata").and_then(|metadata| metadata.get("guard"));
        let Some(names) = guard.and_then(|guard| guard.get("SuppressedRules")) else { return };
        let items = match &names.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(names),
        };
        for item in items {
            match &item.value {
                Value::Text(rule) => self.add(resource, rule, item.span),
                _ => self.malformed.push(malformed(resource, item.span)),
            }
        }
    }

    fn add(&mut self, resource: &str, rule: &str, span: Span) {
        let suppression = Suppression {
            resource: resource.to_owned(),
            rule: rule.to_owned(),
            span,
            is_needed: false,
        };
        let index = self.entries.len();
        // Of a name that occurs twice the first one counts, and the second is needless.
        self.by_name
            .entry((suppression.resource.clone(), suppression.rule.clone()))
            .or_insert(index);
        self.entries.push(suppression);
    }
}

impl Suppression {
    fn finding(&self, known: &BTreeSet<String>) -> Diagnostic {
        let Self { rule, resource, span, .. } = self;
        let finding = if known.contains(rule) {
            let owner = if resource.is_empty() {
                "the template".to_owned()
            } else {
                format!("`{resource}`")
            };
            let message =
                format!("suppression of rule `{rule}` is not needed: {owner} does not fail it");
            Diagnostic::new(&codes::NEEDLESS_SUPPRESSION, *span, message).help("take it out")
        } else {
            let message =
                format!("suppression of rule `{rule}`, which no rule file of this run has");
            let finding = Diagnostic::new(&codes::UNKNOWN_SUPPRESSION, *span, message);
            match nearest_name(rule, known.iter().map(String::as_str)) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => {
                    finding.help("take it out, or name the file that has the rule with `--rules`")
                }
            }
        };
        finding.about(resource.clone())
    }
}

fn malformed(resource: &str, span: Span) -> Diagnostic {
    let finding =
        Diagnostic::new(&codes::UNKNOWN_SUPPRESSION, span, "no name of a rule, expected a text");
    finding.help("write `SuppressedRules: [NAME_OF_RULE]`").about(resource)
}

#[cfg(test)]
mod tests {
    use netloom_diag::Sources;
    use netloom_template::parse_tree;

    use super::*;

    const TEMPLATE: &str = "
Metadata: {guard: {SuppressedRules: [WHOLE]}}
Resources:
  A:
    Type: AWS::EC2::VPC
    Metadata: {guard: {SuppressedRules: [ONE, TWO, WHOEL, 5]}}
";

    fn suppressions() -> Suppressions {
        let mut sources = Sources::default();
        let id = sources.add("t.yaml", TEMPLATE);
        let tree = parse_tree(sources.get(id).expect("it was just added"));
        Suppressions::of(tree.root.as_ref().expect("it can be read"))
    }

    fn check(rule: &str, resource: &str, is_suppressed: bool) {
        assert_eq!(
            suppressions().suppresses(rule, resource).is_some(),
            is_suppressed,
            "{rule} {resource}"
        );
    }

    #[test]
    fn a_resource_suppresses_for_itself_and_the_template_for_all() {
        check("ONE", "A", true);
        check("ONE", "B", false);
        check("ONE", "", false);
        check("WHOLE", "", true);
        check("WHOLE", "A", true);
        check("THREE", "A", false);
    }

    #[test]
    fn what_suppresses_nothing_is_told() {
        let mut suppressions = suppressions();
        suppressions.suppresses("ONE", "A");
        let known = ["ONE", "TWO", "WHOLE"].map(str::to_owned).into();
        let stale = suppressions.stale(&known);
        let told: Vec<_> =
            stale.iter().map(|finding| (finding.code.id, finding.message.as_str())).collect();
        let expected = [
            ("GRD008", "suppression of rule `WHOLE` is not needed: the template does not fail it"),
            ("GRD008", "suppression of rule `TWO` is not needed: `A` does not fail it"),
            ("GRD007", "suppression of rule `WHOEL`, which no rule file of this run has"),
        ];
        assert_eq!(told, expected);
        assert_eq!(stale[2].help, ["did you mean `WHOLE`?"]);
        assert_eq!(suppressions.malformed.len(), 1);
    }
}
