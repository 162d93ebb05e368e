//! Rule files against a template: violations with their places, exceptions, and what is wrong with the rules themselves.

use std::collections::{BTreeMap, BTreeSet};

use netloom_cfn::read::{Node, TemplateDocument, parse_tree};
use netloom_diag::{Diagnostic, SourceFile, Span};

use crate::codes;
use crate::engine::evaluate;
use crate::outcome::{Failure, Outcome, read};
use crate::places::{place_of, resource_of};
use crate::rules::{Declared, declared};
use crate::screen::screen;

/// What came of the rules.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PolicyReport {
    /// Clauses that do not hold, by their places.
    pub violations: Vec<Violation>,
    /// Exceptions, rules that did not apply, and what is wrong with rule files.
    pub diagnostics: Vec<Diagnostic>,
    /// How many rules held.
    pub n_compliant: usize,
    /// How many did not apply.
    pub n_not_applicable: usize,
}

/// A clause of a rule that does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Violation {
    /// The rule.
    pub rule: String,
    /// The resource; absent for rules about the template as a whole.
    pub resource: Option<String>,
    /// The finding, in the template.
    pub finding: Diagnostic,
}

/// Evaluates rule files against a template.
///
/// - `file`: the text of the template, which was read without an error.
/// - `rules`: the rule files, among the sources of the findings.
#[must_use]
pub fn check_policy(file: &SourceFile, document: &TemplateDocument, rules: &[&SourceFile]) -> PolicyReport {
    let mut report = PolicyReport::default();
    let mut usable: Vec<(&SourceFile, Declared)> = Vec::new();
    for rule_file in rules {
        let names = declared(rule_file.text());
        match screen(rule_file, &names) {
            Some(finding) => report.diagnostics.push(finding),
            None => usable.push((rule_file, names)),
        }
    }
    let (Some(root), _) = parse_tree(file) else { return report };
    let outcome = outcome_of(file, &mut usable, &mut report.diagnostics);
    report.n_compliant = outcome.compliant.len();
    report.n_not_applicable = outcome.not_applicable.len();
    let mut exceptions = Exceptions::of(document);
    for failure in &outcome.failures {
        let finding = finding(failure, &root);
        let resource = resource_of(&failure.path).map(str::to_owned);
        match resource.as_deref().and_then(|id| exceptions.take(id, &failure.rule)) {
            Some(span) => {
                let message = format!("`{}` is excepted from `{}`", resource.unwrap_or_default(), failure.rule);
                report.diagnostics.push(Diagnostic::new(&codes::RULE_SUPPRESSED, span, message));
            }
            None => report.violations.push(Violation { rule: failure.rule.clone(), resource, finding }),
        }
    }
    report.diagnostics.extend(not_applied(&usable, &outcome));
    if !usable.is_empty() {
        report.diagnostics.extend(exceptions.stale(&usable));
    }
    report.diagnostics.dedup();
    report
}

/// All files at once, since the engine reads the template anew for every run; one by one only to tell which of them is broken.
fn outcome_of(
    file: &SourceFile,
    usable: &mut Vec<(&SourceFile, Declared)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Outcome {
    let texts: Vec<&str> = usable.iter().map(|(rules, _)| rules.text()).collect();
    if texts.is_empty() {
        return Outcome::default();
    }
    if let Some(outcome) = evaluate(file.text(), &texts).ok().as_deref().and_then(read) {
        let told: BTreeSet<String> = outcome.rules().map(str::to_owned).collect();
        // A file that cannot be parsed is passed over beside others, and said so only on a stream that nobody gets to see.
        usable.retain(|(rules, names)| {
            if names.rules().any(|rule| told.contains(rule)) {
                return true;
            }
            let refused = evaluate(file.text(), &[rules.text()]).err();
            diagnostics.extend(refused.as_ref().map(|said| unusable(rules, said)));
            refused.is_none()
        });
        return outcome;
    }
    let mut all = Outcome::default();
    usable.retain(|(rules, _)| match evaluate(file.text(), &[rules.text()]).map(|text| read(&text)) {
        Ok(Some(outcome)) => {
            all.failures.extend(outcome.failures);
            all.compliant.extend(outcome.compliant);
            all.not_applicable.extend(outcome.not_applicable);
            true
        }
        Ok(None) => {
            diagnostics.push(unusable(rules, "cfn-guard gave an answer that is not JSON"));
            false
        }
        Err(said) => {
            diagnostics.push(unusable(rules, &said));
            false
        }
    });
    all
}

/// cfn-guard tells line and column in its words.
fn unusable(rules: &SourceFile, said: &str) -> Diagnostic {
    let number_behind = |word: &str| {
        let digits: String = said.split(word).nth(1)?.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    };
    let span = match (number_behind("at line "), number_behind("at column ")) {
        (Some(line), Some(column)) => {
            let offset = rules.offset(line.max(1), column.max(1)).min(rules.text().len());
            Span::new(rules.id(), offset..offset)
        }
        _ => Span::file_start(rules.id()),
    };
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    Diagnostic::new(&codes::RULES_UNREADABLE, span, format!("the rules in `{}` cannot be used", rules.name()))
        .note(said.chars().take(300).collect::<String>())
        .help("try the file alone: `cfn-guard parse-tree --rules FILE`")
}

fn finding(failure: &Failure, root: &Node) -> Diagnostic {
    let span = place_of(root, &failure.path);
    let about = failure.path.trim_start_matches("/Resources/").replace("/Properties/", ".").replace('/', ".");
    let what = if failure.message.is_empty() { failure.clause.clone() } else { failure.message.clone() };
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    let about = if about.is_empty() { "the template".to_owned() } else { format!("`{about}`") };
    let message = format!("{about} breaks `{}`: {}", failure.rule, what.trim_end_matches('.'));
    let mut finding = Diagnostic::new(&codes::POLICY_VIOLATED, span, message);
    finding = match (&failure.seen, &failure.missing) {
        (_, Some(missing)) => finding.note(format!("`{missing}` is not there")),
        (Some(seen), None) => finding.note(format!("it is {}", shortened(seen))),
        (None, None) => finding,
    };
    if !failure.message.is_empty() && !failure.clause.is_empty() {
        finding = finding.note(format!("asked for: {}", failure.clause));
    }
    match resource_of(&failure.path) {
        Some(resource) => finding.help(format!(
            "change it, or except it: `Metadata: {{guard: {{SuppressedRules: [{}]}}}}` in `{resource}`",
            failure.rule
        )),
        None => finding.help("add what the rule asks for, or leave its file out"),
    }
}

fn shortened(text: &str) -> String {
    const MAX: usize = 120;
    if text.chars().count() <= MAX {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(MAX).collect::<String>())
    }
}

/// Files of which no rule applied.
fn not_applied(usable: &[(&SourceFile, Declared)], outcome: &Outcome) -> Vec<Diagnostic> {
    let failed = outcome.failures.iter().map(|failure| failure.rule.as_str());
    let applied: BTreeSet<&str> = outcome.compliant.iter().map(String::as_str).chain(failed).collect();
    let is_idle = |declared: &Declared| !declared.rules().any(|rule| applied.contains(rule));
    let idle = usable.iter().filter(|(_, declared)| is_idle(declared));
    idle.map(|(file, _)| {
        let message = format!("no rule of `{}` applies to the template", file.name());
        Diagnostic::new(&codes::NO_RULE_APPLIED, Span::file_start(file.id()), message)
            .help("look at the conditions of its rules, or leave the file out")
    })
    .collect()
}

/// `Metadata.guard.SuppressedRules` of the resources.
struct Exceptions {
    by_resource: BTreeMap<String, Vec<(String, Span, bool)>>,
}

impl Exceptions {
    fn of(document: &TemplateDocument) -> Self {
        let mut by_resource = BTreeMap::new();
        for resource in &document.resources {
            let metadata = resource.attributes.iter().find(|entry| entry.key == "Metadata");
            let listed = metadata.and_then(|metadata| metadata.node.get("guard")?.get("SuppressedRules")?.as_list());
            let names = listed.unwrap_or_default().iter();
            let names: Vec<(String, Span, bool)> =
                names.filter_map(|name| Some((name.as_text()?.into_owned(), name.span, false))).collect();
            if !names.is_empty() {
                by_resource.insert(resource.id.clone(), names);
            }
        }
        Self { by_resource }
    }

    /// Returns the place of the exception of a resource from a rule, and remembers that it was needed.
    fn take(&mut self, resource: &str, rule: &str) -> Option<Span> {
        let names = self.by_resource.get_mut(resource)?;
        let (_, span, is_used) = names.iter_mut().find(|(name, _, _)| name == rule)?;
        *is_used = true;
        Some(*span)
    }

    /// Exceptions that were not needed. Rules that honour the idiom themselves look as if they held; those are passed over.
    fn stale(&self, usable: &[(&SourceFile, Declared)]) -> Vec<Diagnostic> {
        let honours = usable.iter().any(|(file, _)| file.text().contains("SuppressedRules"));
        let known: BTreeSet<&str> = usable.iter().flat_map(|(_, declared)| declared.rules()).collect();
        let mut stale = Vec::new();
        for (resource, names) in &self.by_resource {
            for (name, span, is_used) in names {
                if *is_used || (honours && known.contains(name.as_str())) {
                    continue;
                }
                let why =
                    if known.contains(name.as_str()) { "it holds anyway" } else { "no rule file has such a rule" };
                let message = format!("the exception of `{resource}` from `{name}` has no effect: {why}");
                stale.push(Diagnostic::new(&codes::STALE_SUPPRESSION, *span, message).help("take it out"));
            }
        }
        stale
    }
}
