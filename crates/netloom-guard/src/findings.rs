//! From failed clauses to findings at their places, suppressions taken off.

use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, FileId, Severity, Span};
use netloom_template::Node;

use crate::outcome::{Check, Clause, ClauseCheck, FailedClause, FailedRule};
use crate::places::Places;
use crate::screen::definition;
use crate::suppressions::Suppressions;
use crate::wording::{
    Advice, clause_words, core_of, missing_value, rule_name_of, seen_and_expected,
};
use crate::{Outcome, PolicyReport, RuleFile, Suppressed, WrittenBy, codes};

/// The most alternatives that one message lists.
const MAX_ALTERNATIVES: usize = 4;

/// Collects the failures of a run.
pub(crate) struct Findings<'a> {
    places: Places<'a>,
    /// The place of what is about no one resource.
    whole: Span,
    suppressions: Suppressions,
    written_by: WrittenBy,
    failures: Vec<Failure>,
}

/// A failed clause, or alternatives of which none holds.
struct Failure {
    file: FileId,
    rule: String,
    /// The logical id; empty when it is about no one resource.
    resource: String,
    /// The rule that failed before and made this one fail.
    because_of: Option<String>,
    finding: Diagnostic,
}

/// One failed clause, as its parts.
#[derive(Clone)]
struct Part {
    span: Span,
    resource: String,
    words: String,
    advice: Advice,
    because_of: Option<String>,
}

impl<'a> Findings<'a> {
    /// Starts a collection for the tree that rules are held against.
    pub(crate) fn new(
        view: &'a Node,
        whole: Span,
        suppressions: Suppressions,
        written_by: WrittenBy,
    ) -> Self {
        Self { places: Places::of(view), whole, suppressions, written_by, failures: Vec::new() }
    }

    /// Adds the failed rules of a file.
    pub(crate) fn add_failures(&mut self, rules: &RuleFile<'_>, failed: &[Check]) {
        let mut silent: Vec<&FailedRule> = Vec::new();
        for check in failed {
            if let Check::Rule(rule) = check {
                let place = Origin::of(rules, &rule.name);
                let n_before = self.failures.len();
                let advice = Advice::of(rule.messages.custom_message.as_deref());
                for check in &rule.checks {
                    self.add(&place, check, &advice);
                }
                if self.failures.len() == n_before {
                    silent.push(rule);
                }
            }
        }
        // A rule may be written several times under one name; those that say why they fail speak
        // for the others, too.
        silent.sort_by_key(|rule| rule_called_by(rule).is_none());
        for rule in silent {
            if !self.failures.iter().any(|failure| failure.rule == rule.name) {
                self.push(&Origin::of(rules, &rule.name), &[self.part_without_clause(rule)]);
            }
        }
    }

    /// Takes off what is suppressed and hands everything to the report.
    ///
    /// - Input: the names of all rules of the run, and the findings about rule files, which go
    ///   behind the failures.
    pub(crate) fn into_report(
        mut self,
        known: &BTreeSet<String>,
        about_files: Vec<Diagnostic>,
        report: &mut PolicyReport,
    ) {
        let failures = std::mem::take(&mut self.failures);
        let (mut open, mut suppressed) = (Vec::new(), Vec::new());
        for failure in failures {
            match self.suppressions.suppresses(&failure.rule, &failure.resource) {
                Some(span) => suppressed.push((failure, span)),
                None => open.push(failure),
            }
        }
        let (open, follow) = without_followers(open, &suppressed);
        // A rule of which every failure is suppressed did not fail, which is known only now.
        let failing: BTreeSet<(FileId, &str)> =
            open.iter().map(|failure| (failure.file, failure.rule.as_str())).collect();
        for rule in report.rules.iter_mut().filter(|rule| rule.outcome == Outcome::Failed) {
            if !failing.contains(&(rule.file, rule.name.as_str())) {
                rule.outcome = Outcome::Suppressed;
            }
        }
        report.diagnostics.extend(open.into_iter().map(|failure| failure.finding));
        sort(&mut report.diagnostics);
        suppressed.extend(follow);
        suppressed.sort_by(|(a, _), (b, _)| order(&a.finding).cmp(&order(&b.finding)));
        suppressed.dedup_by(|(a, _), (b, _)| a.finding == b.finding);
        let mut facts: Vec<Diagnostic> =
            suppressed.iter().map(|(failure, span)| fact_of_suppression(failure, *span)).collect();
        facts.extend(std::mem::take(&mut self.suppressions.malformed));
        facts.extend(self.suppressions.stale(known));
        sort(&mut facts);
        report.diagnostics.extend(facts);
        report.diagnostics.extend(about_files);
        let suppressed =
            suppressed.into_iter().map(|(Failure { rule, resource, finding, .. }, _)| Suppressed {
                rule,
                resource,
                finding,
            });
        report.suppressed.extend(suppressed);
    }

    /// - `outer`: the message of the call that led here, for clauses without one of their own.
    fn add(&mut self, place: &Origin, check: &Check, outer: &Advice) {
        match check {
            Check::Rule(rule) => {
                let advice = Advice::of(rule.messages.custom_message.as_deref()).or(outer);
                rule.checks.iter().for_each(|check| self.add(place, check, &advice));
            }
            Check::Disjunctions(alternatives) => {
                let mut parts = Vec::new();
                alternatives.checks.iter().for_each(|check| self.parts(check, outer, &mut parts));
                // One finding per resource: each of them has none of the alternatives.
                let mut by_resource: BTreeMap<String, Vec<Part>> = BTreeMap::new();
                for part in parts {
                    by_resource.entry(part.resource.clone()).or_default().push(part);
                }
                by_resource.into_values().for_each(|parts| self.push(place, &parts));
            }
            Check::Block(_) | Check::Clause(_) => {
                let mut parts = Vec::new();
                self.parts(check, outer, &mut parts);
                parts.iter().for_each(|part| self.push(place, std::slice::from_ref(part)));
            }
        }
    }

    fn parts(&self, check: &Check, outer: &Advice, parts: &mut Vec<Part>) {
        match check {
            Check::Rule(rule) => {
                let advice = Advice::of(rule.messages.custom_message.as_deref()).or(outer);
                rule.checks.iter().for_each(|check| self.parts(check, &advice, parts));
            }
            Check::Disjunctions(all) => {
                all.checks.iter().for_each(|check| self.parts(check, outer, parts))
            }
            // A filter by keys leaves the keys that it passes over in the report, as failures
            // without words.
            Check::Clause(Clause::Unary(clause) | Clause::Binary(clause))
                if clause.context.trim().is_empty() => {}
            Check::Clause(Clause::Unary(clause) | Clause::Binary(clause)) => {
                parts.push(self.clause(clause, outer))
            }
            Check::Block(block) => {
                let (path, words) = match (&block.unresolved, &block.messages.error_message) {
                    (Some(missing), _) => {
                        let path = missing.traversed_to.path.as_str();
                        (path, missing_value(&self.places, path, &missing.remaining_query))
                    }
                    (None, Some(error)) => {
                        let (words, path) = core_of(error);
                        (path, words)
                    }
                    (None, None) => (
                        "",
                        format!("the template does not meet `{}`", clause_words(&block.context)),
                    ),
                };
                let (span, resource) = self.locate(path);
                let advice = Advice::of(block.messages.custom_message.as_deref()).or(outer);
                parts.push(Part { span, resource, words, advice, because_of: None });
            }
        }
    }

    fn clause(&self, clause: &FailedClause, outer: &Advice) -> Part {
        let path = match &clause.check {
            ClauseCheck::Resolved { from, .. } | ClauseCheck::InResolved { from, .. } => &from.path,
            ClauseCheck::UnResolved { value, .. } => &value.traversed_to.path,
            ClauseCheck::UnResolvedContext(_) => "",
        };
        let (span, resource) = self.locate(path);
        let words = seen_and_expected(&clause.check, &self.places, &clause.context);
        let is_call = matches!(clause.check, ClauseCheck::UnResolvedContext(_));
        let because_of = rule_name_of(&clause.context).filter(|_| is_call).map(ToOwned::to_owned);
        let advice = Advice::of(clause.messages.custom_message.as_deref()).or(outer);
        Part { span, resource, words, advice, because_of }
    }

    /// A failed rule without a failed clause has to be reported all the same.
    fn part_without_clause(&self, rule: &FailedRule) -> Part {
        let words = match rule_called_by(rule) {
            Some(called) => {
                format!(
                    "`{called}`, which it calls, applies to nothing, and cfn-guard takes that \
                         for a failure"
                )
            }
            None => {
                "cfn-guard does not say which of its clauses fails, as when a rule that it calls \
                 applies to nothing"
                    .to_owned()
            }
        };
        Part {
            span: self.whole,
            resource: String::new(),
            words,
            advice: Advice::default(),
            because_of: None,
        }
    }

    fn locate(&self, path: &str) -> (Span, String) {
        match self.places.find(path) {
            Some(place) if !place.resource.is_empty() => (place.span, place.resource.to_owned()),
            Some(place) if path.contains('/') && path != "/Resources" => {
                (place.span, String::new())
            }
            _ => (self.whole, String::new()),
        }
    }

    fn push(&mut self, place: &Origin, parts: &[Part]) {
        let Some(first) = parts.first() else { return };
        let mut alternatives: Vec<&str> = parts.iter().map(|part| part.words.as_str()).collect();
        alternatives.dedup();
        let n_left = alternatives.len().saturating_sub(MAX_ALTERNATIVES);
        alternatives.truncate(MAX_ALTERNATIVES);
        let more = if n_left > 0 { format!("; and {n_left} more") } else { String::new() };
        let words = alternatives.join("; nor does it help that ") + &more;
        let advice = parts
            .iter()
            .map(|part| &part.advice)
            .find(|advice| !advice.wrong.is_empty())
            .unwrap_or(&first.advice);
        let finding = place.finding(first, &words, advice, self.written_by);
        self.failures.push(Failure {
            file: place.file,
            rule: place.rule.clone(),
            resource: first.resource.clone(),
            because_of: first.because_of.clone(),
            finding,
        });
    }
}

/// The rule that a rule without a failed clause calls.
fn rule_called_by(rule: &FailedRule) -> Option<&str> {
    rule.checks.iter().find_map(|check| match check {
        Check::Rule(called) => Some(self::rule_called_by(called).unwrap_or(&called.name)),
        _ => None,
    })
}

/// The rule that failed.
struct Origin {
    file: FileId,
    rule: String,
    severity: Severity,
    /// Where it is written: `ssh.guard:12`.
    written: String,
}

impl Origin {
    fn of(rules: &RuleFile<'_>, rule: &str) -> Self {
        let span = definition(rules.source, &format!("rule {rule}"));
        let line = rules.source.line_column(span.start).line;
        let written = format!("{}:{line}", rules.source.name());
        Self { file: rules.source.id(), rule: rule.to_owned(), severity: rules.severity, written }
    }

    fn finding(
        &self,
        part: &Part,
        words: &str,
        advice: &Advice,
        written_by: WrittenBy,
    ) -> Diagnostic {
        let Self { file: _, rule, severity, written } = self;
        let owner = if part.resource.is_empty() {
            "the template".to_owned()
        } else {
            format!("`{}`", part.resource)
        };
        let message = match advice.wrong.as_str() {
            "" => format!("{owner} breaks rule `{rule}`: {words}"),
            wrong => format!("{owner} breaks rule `{rule}`: {wrong}; {words}"),
        };
        let finding = Diagnostic::new(&codes::RULE_FAILED, part.span, message)
            .severity(*severity)
            .about(part.resource.clone())
            .note(format!("the rule is written at `{written}`"));
        let with_fix =
            if advice.fix.is_empty() { finding } else { finding.help(advice.fix.clone()) };
        // The next rendering would drop a suppression that was written into the template.
        if written_by == WrittenBy::Netloom {
            return with_fix;
        }
        let whose = if part.resource.is_empty() { "the template's" } else { "its" };
        with_fix.help(format!(
            "where it is meant, write `{rule}` into {whose} `Metadata.guard.SuppressedRules`"
        ))
    }
}

/// Takes the failures off that follow from nothing but suppressed ones: a rule that calls a rule
/// fails with it.
fn without_followers(
    open: Vec<Failure>,
    suppressed: &[(Failure, Span)],
) -> (Vec<Failure>, Vec<(Failure, Span)>) {
    let failing: BTreeSet<String> = open.iter().map(|failure| failure.rule.clone()).collect();
    let (mut kept, mut followers) = (Vec::new(), Vec::new());
    for failure in open {
        let suppressed_cause = failure
            .because_of
            .as_ref()
            .filter(|cause| !failing.contains(*cause))
            .and_then(|cause| suppressed.iter().find(|(failure, _)| failure.rule == *cause));
        match suppressed_cause {
            Some((_, span)) => followers.push((failure, *span)),
            None => kept.push(failure),
        }
    }
    (kept, followers)
}

/// Returns the fact that a failure is suppressed.
fn fact_of_suppression(failure: &Failure, suppression: Span) -> Diagnostic {
    let message = format!("suppressed: {}", failure.finding.message);
    Diagnostic::new(&codes::RULE_SUPPRESSED, failure.finding.primary.span, message)
        .about(failure.resource.clone())
        .also(suppression, "suppressed here")
}

fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings.dedup();
}

fn order(finding: &Diagnostic) -> (Span, &str, &str) {
    (finding.primary.span, finding.code.id, &finding.message)
}
