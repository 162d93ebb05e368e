//! cfn-guard's structured report as typed values.
//!
//! Values of the template are left out: they are read from the template again, at their path.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

/// What became of the rules.
#[derive(Deserialize, Debug, Default)]
pub(crate) struct Report {
    pub(crate) not_compliant: Vec<Check>,
    pub(crate) not_applicable: BTreeSet<String>,
    #[serde(default)]
    pub(crate) not_applicable_reasons: BTreeMap<String, String>,
    pub(crate) compliant: BTreeSet<String>,
}

impl Report {
    /// Gives each file its part; what is of no named rule goes by the number of the file in
    /// cfn-guard's own name.
    ///
    /// - Input: one empty report per file, in the order in which the files were run, and the file
    ///   of each rule name.
    pub(crate) fn divide(self, parts: &mut [Self], owner: impl Fn(&str) -> Option<usize>) {
        let owner = |name: &str| match unnamed(name) {
            Some(n_th) => (n_th.checked_sub(1), DEFAULT.to_owned()),
            None => (owner(name), name.to_owned()),
        };
        for check in self.not_compliant {
            let Check::Rule(rule) = check else { continue };
            let (file, name) = owner(&rule.name);
            if let Some(part) = file.and_then(|file| parts.get_mut(file)) {
                part.not_compliant.push(Check::Rule(FailedRule { name, ..rule }));
            }
        }
        for name in self.compliant {
            let (file, name) = owner(&name);
            file.and_then(|file| parts.get_mut(file)).map(|part| part.compliant.insert(name));
        }
        for name in self.not_applicable {
            let reason = self.not_applicable_reasons.get(&name);
            let (file, name) = owner(&name);
            let Some(part) = file.and_then(|file| parts.get_mut(file)) else { continue };
            if let Some(reason) = reason {
                part.not_applicable_reasons.insert(name.clone(), reason.clone());
            }
            part.not_applicable.insert(name);
        }
    }

    /// Returns the names of the rules that failed.
    pub(crate) fn failed_names(&self) -> impl Iterator<Item = &String> {
        self.not_compliant.iter().filter_map(|check| match check {
            Check::Rule(rule) => Some(&rule.name),
            _ => None,
        })
    }

    /// Returns the rules of which a condition could not be decided, each with cfn-guard's words for
    /// it.
    pub(crate) fn undecided(&self) -> impl Iterator<Item = (&String, &String)> {
        let reasons = self.not_applicable_reasons.iter();
        reasons.filter(|(_, reason)| reason.contains("could not be decided"))
    }
}

/// The name of the rule that clauses outside of any rule make up.
const DEFAULT: &str = "default";

/// Returns the number of the file, from 1, when `name` is cfn-guard's name for the clauses outside
/// of any rule.
fn unnamed(name: &str) -> Option<usize> {
    name.strip_prefix("RULES_STDIN[")?.strip_suffix("]/default")?.parse().ok()
}

/// A rule or a part of one that failed.
#[derive(Deserialize, Debug)]
pub(crate) enum Check {
    Rule(FailedRule),
    /// A block over values that are not there.
    Block(FailedBlock),
    /// Alternatives of which none holds.
    Disjunctions(Alternatives),
    Clause(Clause),
}

#[derive(Deserialize, Debug)]
pub(crate) struct FailedRule {
    pub(crate) name: String,
    /// What is written at the call of the rule.
    pub(crate) messages: Messages,
    pub(crate) checks: Vec<Check>,
}

#[derive(Deserialize, Debug)]
pub(crate) struct FailedBlock {
    pub(crate) context: String,
    pub(crate) messages: Messages,
    pub(crate) unresolved: Option<Missing>,
}

#[derive(Deserialize, Debug)]
pub(crate) struct Alternatives {
    pub(crate) checks: Vec<Check>,
}

#[derive(Deserialize, Debug)]
pub(crate) enum Clause {
    Unary(FailedClause),
    Binary(FailedClause),
}

#[derive(Deserialize, Debug)]
pub(crate) struct FailedClause {
    pub(crate) context: String,
    pub(crate) messages: Messages,
    pub(crate) check: ClauseCheck,
}

#[derive(Deserialize, Debug)]
pub(crate) struct Messages {
    pub(crate) custom_message: Option<String>,
    pub(crate) error_message: Option<String>,
}

/// What a clause looked at.
#[derive(Deserialize, Debug)]
pub(crate) enum ClauseCheck {
    /// A value that is there: `value` of a test, `from` and `to` of a comparison.
    Resolved {
        #[serde(alias = "value")]
        from: At,
        to: Option<Literal>,
        comparison: Comparison,
    },
    /// A value and the list in which it was looked for.
    InResolved { from: At, to: Vec<Literal>, comparison: Comparison },
    /// A value that is not there.
    UnResolved { value: Missing, comparison: Comparison },
    /// No value at all: the words of the clause, or the name of the rule that it depends on.
    UnResolvedContext(String),
}

/// The operator, and whether it is turned around by `not`.
#[derive(Deserialize, Debug)]
pub(crate) struct Comparison(pub(crate) String, pub(crate) bool);

/// A place in the template.
#[derive(Deserialize, Debug)]
pub(crate) struct At {
    pub(crate) path: String,
}

/// A value that a rule gave, or one of the template.
#[derive(Deserialize, Debug)]
pub(crate) struct Literal {
    pub(crate) value: Value,
}

/// How far the way to a value could be followed.
#[derive(Deserialize, Debug)]
pub(crate) struct Missing {
    pub(crate) traversed_to: At,
    pub(crate) remaining_query: String,
}
