//! Holds rule files against a template.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use netloom_diag::{Diagnostic, Severity, SourceFile, Span};
use netloom_template::{Node, TemplateDocument, parse_tree};

use crate::findings::Findings;
use crate::outcome::Report;
use crate::screen::{Screened, one_line, screen};
use crate::side_by_side::N_WORKERS;
use crate::suppressions::Suppressions;
use crate::view::{never_made, to_json, view};
use crate::wording::core_of;
use crate::{Outcome, PolicyReport, RuleFile, RuleResult, WrittenBy, codes, engine, side_by_side};

/// Holds rules against a template.
///
/// - Input: the template's text, its document as [`netloom_template::read_template`] worked it out,
///   and rule files in the order of the report. A rule name that several files have is a rule of
///   each.
/// - `written_by`: findings tell how to except a resource where that is possible.
/// - Output: every failure at its place, with what was suppressed and how each rule came out. A
///   template that cannot be read gives an empty report: its findings come with the document.
///
/// Rules see parameters, mappings and conditions worked out; see `view`. A rule file with a mistake
/// gives one finding and does not keep the others from being run.
#[must_use]
pub fn check_policy(
    template: &SourceFile,
    document: &TemplateDocument,
    rules: &[RuleFile<'_>],
    written_by: WrittenBy,
) -> PolicyReport {
    let tree = parse_tree(template);
    let Some(root) = &tree.root else { return PolicyReport::default() };
    let mut report = PolicyReport { not_made: never_made(document), ..PolicyReport::default() };
    let (files, broken) = screened(rules);
    let known: BTreeSet<String> =
        files.iter().flat_map(|file| file.screened.names.iter().cloned()).collect();
    let mut about_files = broken;

    let view = view(root, document);
    let json = to_json(&view);
    let whole = whole_template(template, root);
    let mut findings = Findings::new(&view, whole, Suppressions::of(root), written_by);
    let batches: Vec<_> = batches(&files).into_iter().flat_map(parts_of_batch).collect();
    for (file, outcome) in
        side_by_side::map(&batches, |batch| run(batch, &json)).into_iter().flatten()
    {
        match outcome {
            Ok(outcome) => {
                findings.add_failures(file.rules, &outcome.not_compliant);
                about_files.extend(about_file(file.rules, &outcome));
                report.rules.extend(results(file.rules, &outcome));
            }
            Err(error) => about_files.push(not_run(file.rules.source, &error)),
        }
    }
    // Results come batch by batch; the report has the order in which the files were given.
    let order = |file| rules.iter().position(|rules| rules.source.id() == file);
    report.rules.sort_by_key(|rule| order(rule.file));
    about_files.sort_by_key(|finding| {
        (order(finding.primary.span.file), finding.primary.span, finding.code.id)
    });
    findings.into_report(&known, about_files, &mut report);
    report
}

/// A rule file that is safe to run.
struct Ready<'a> {
    rules: &'a RuleFile<'a>,
    screened: Screened,
}

fn screened<'a>(rules: &'a [RuleFile<'a>]) -> (Vec<Ready<'a>>, Vec<Diagnostic>) {
    let (mut ready, mut broken) = (Vec::new(), Vec::new());
    let looked_through = side_by_side::map(rules, |rules| {
        // Rules that netloom brings were looked through when it was tested.
        if rules.is_built_in { Ok(Screened::of_names(rules.source)) } else { screen(rules.source) }
    });
    for (rules, screened) in rules.iter().zip(looked_through) {
        match screened {
            Ok(screened) => ready.push(Ready { rules, screened }),
            Err(finding) => broken.push(finding),
        }
    }
    (ready, broken)
}

/// Puts files together that have no rule name in common: cfn-guard reads the template once for each
/// batch, and its report says of no rule which file it is from.
fn batches<'a>(files: &'a [Ready<'a>]) -> Vec<Vec<&'a Ready<'a>>> {
    let mut batches: Vec<(BTreeSet<&str>, Vec<&Ready<'_>>)> = Vec::new();
    for file in files {
        let names = file.screened.names.iter().map(String::as_str);
        let free =
            batches.iter_mut().find(|(taken, _)| !names.clone().any(|name| taken.contains(name)));
        match free {
            Some((taken, batch)) => {
                taken.extend(names);
                batch.push(file);
            }
            None => batches.push((names.collect(), vec![file])),
        }
    }
    batches.into_iter().map(|(_, batch)| batch).collect()
}

/// Splits a batch into parts with about as many rules each, to be run side by side.
fn parts_of_batch<'a>(mut batch: Vec<&'a Ready<'a>>) -> Vec<Vec<&'a Ready<'a>>> {
    let mut parts: Vec<(usize, Vec<&Ready<'_>>)> =
        vec![(0, Vec::new()); N_WORKERS.min(batch.len())];
    // The largest first, each to the part that has the least so far.
    batch.sort_by_key(|file| Reverse(file.screened.names.len()));
    for file in batch {
        if let Some((n_rules, files)) = parts.iter_mut().min_by_key(|(n_rules, _)| *n_rules) {
            *n_rules += file.screened.names.len();
            files.push(file);
        }
    }
    parts.into_iter().map(|(_, files)| files).collect()
}

/// Runs a batch and gives each file its part; when the batch as a whole fails, each file by itself.
fn run<'a>(batch: &[&'a Ready<'a>], json: &str) -> Vec<(&'a Ready<'a>, Result<Report, String>)> {
    let texts: Vec<&str> = batch.iter().map(|file| file.rules.source.text()).collect();
    match engine::evaluate(&texts, json) {
        Ok(report) => split_by_file(report, batch)
            .into_iter()
            .map(|(file, report)| (file, Ok(report)))
            .collect(),
        Err(error) if batch.len() < 2 => {
            batch.iter().map(|file| (*file, Err(error.clone()))).collect()
        }
        Err(_) => batch.iter().flat_map(|file| run(&[*file], json)).collect(),
    }
}

fn split_by_file<'a>(report: Report, batch: &[&'a Ready<'a>]) -> Vec<(&'a Ready<'a>, Report)> {
    let mut parts: Vec<Report> = batch.iter().map(|_| Report::default()).collect();
    let owners: BTreeMap<&str, usize> = batch
        .iter()
        .enumerate()
        .flat_map(|(i, file)| file.screened.names.iter().map(move |name| (name.as_str(), i)))
        .collect();
    report.divide(&mut parts, |name| owners.get(name).copied());
    batch.iter().copied().zip(parts).collect()
}

fn results(rules: &RuleFile<'_>, report: &Report) -> Vec<RuleResult> {
    let result = |name: &String, outcome| RuleResult {
        file: rules.source.id(),
        name: name.clone(),
        outcome,
    };
    let failed: BTreeSet<&String> = report.failed_names().collect();
    let mut results: Vec<RuleResult> =
        report.compliant.iter().map(|name| result(name, Outcome::Passed)).collect();
    results.extend(failed.into_iter().map(|name| result(name, Outcome::Failed)));
    results.extend(report.not_applicable.iter().map(|name| result(name, Outcome::NotApplicable)));
    results.sort_by(|a, b| a.name.cmp(&b.name));
    results
}

/// Returns what is to be said of a file that was run: that none of its rules applied, or could not
/// be decided.
fn about_file(rules: &RuleFile<'_>, report: &Report) -> Vec<Diagnostic> {
    let file = rules.source;
    let mut findings = Vec::new();
    if report.compliant.is_empty() && report.not_compliant.is_empty() {
        let n_rules = report.not_applicable.len();
        let message = match n_rules {
            0 => format!("`{}` has no rule, so nothing was checked", file.name()),
            _ => format!(
                "no rule of `{}` applies to the template, so nothing was checked",
                file.name()
            ),
        };
        // A pack has rules for many types of resources, so it is normal that none applies; for a
        // file that the user names it may be a mistake.
        let severity =
            if rules.is_built_in { Severity::Info } else { codes::NO_RULE_APPLIED.severity };
        let idle = Diagnostic::new(&codes::NO_RULE_APPLIED, Span::file_start(file.id()), message);
        let names: Vec<String> =
            report.not_applicable.iter().take(8).map(|name| format!("`{name}`")).collect();
        let finding =
            if n_rules == 0 { idle } else { idle.note(format!("its rules: {}", names.join(", "))) };
        findings.push(
            finding
                .severity(severity)
                .help("leave the file out, or correct the conditions of its rules"),
        );
    }
    for (rule, reason) in report.undecided() {
        let span = crate::screen::definition(file, &format!("rule {rule}"));
        let message = format!(
            "rule `{rule}` was not held against the template: a condition compares unlike values"
        );
        let finding = Diagnostic::new(&codes::RULE_NOT_DECIDED, span, message);
        findings.push(finding.note(format!("cfn-guard says: {}", one_line(reason))));
    }
    findings
}

fn not_run(file: &SourceFile, error: &str) -> Diagnostic {
    let (reason, _) = core_of(error);
    let message = format!("the rules of `{}` cannot be run: {reason}", file.name());
    let variable =
        reason.split_once("variable by name ").and_then(|(_, rest)| rest.split(' ').next());
    let used =
        variable.and_then(|name| Some((file.text().find(&format!("%{name}"))?, name.len() + 1)));
    let span = used.map_or(Span::file_start(file.id()), |(start, len_bytes)| {
        file.span(start..start + len_bytes)
    });
    Diagnostic::new(&codes::RULES_NOT_RUN, span, message).help(if reason == engine::GAVE_UP {
        "write both conditions into one filter, one below the other"
    } else {
        "define what is not defined, or guard what does not fit with `when`"
    })
}

/// Returns the place of findings about no one resource: the key `Resources`.
fn whole_template(template: &SourceFile, root: &Node) -> Span {
    root.entry("Resources").map_or(Span::file_start(template.id()), |entry| entry.key_span)
}
