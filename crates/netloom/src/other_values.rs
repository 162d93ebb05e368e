//! What a check finds with other values of parameters than those that a template is read with.
//!
//! - Comes in: an observed template, and the options that it was read with.
//! - Goes out: findings that hold only for other values, each with these values; and which resources no values bring.
//! - Left to others: which values turn conditions (`netloom-cfn`); claims, which are about one network and so about one set
//!   of values.

use std::collections::{BTreeMap, BTreeSet};

use netloom_checks::check_template;
use netloom_diag::{Diagnostic, Severity, SourceFile, Sources, Span};
use netloom_network::{Network, add_template};
use netloom_template::{
    OtherValues, Presence, ReadOptions, ResourceEntry, TemplateDocument, other_values, read_template,
};

use crate::codes::RESOURCES_NEVER_MADE;
use crate::observe::{ObserveOptions, Observed};

/// How many values of a set are tried alone.
const MAX_SINGLE: usize = 16;

/// How many names a finding lists.
const MAX_NAMES: usize = 5;

/// Returns the findings of a template with other values of its parameters; none for a config, which has no conditions.
///
/// Findings that the template has with its own values are left out.
pub(crate) fn findings_with_other_values(
    observed: &Observed,
    sources: &Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Vec<Diagnostic> {
    let Some(document) = observed.document.as_ref().filter(|_| observed.intent.is_none()) else { return Vec::new() };
    let Some(source) = document.resources.first().and_then(|first| sources.get(first.span.file)) else {
        return Vec::new();
    };
    let (parameters, region) = (options.parameters.clone(), options.load.region.clone());
    let open_parameters = options.open_parameters.clone();
    let own = ReadOptions { parameters, open_parameters, region, ..ReadOptions::default() };
    let mut seen: BTreeSet<(String, Span)> = observed.diagnostics.iter().map(key).collect();
    let mut made: BTreeSet<String> = document.resources.iter().filter(|r| may_be_made(r)).map(id).collect();
    let mut findings = Vec::new();
    for values in other_values(source, &own) {
        let (document, found) = look(source, facts, &values.applied_to(&own));
        made.extend(document.iter().flat_map(|document| &document.resources).filter(|r| may_be_made(r)).map(id));
        let new: Vec<Diagnostic> = found.into_iter().filter(|finding| seen.insert(key(finding))).collect();
        let causes = if new.is_empty() { BTreeMap::new() } else { causes(&values, source, facts, &own) };
        findings.extend(new.into_iter().map(|finding| attributed(finding, &values, &causes)));
    }
    findings.extend(never_made(document, &made));
    findings
}

/// Which of several values alone brings a finding, by what tells findings apart; the first one where there are several.
fn causes(
    values: &OtherValues,
    source: &SourceFile,
    facts: &Network,
    own: &ReadOptions,
) -> BTreeMap<(String, Span), OtherValues> {
    let mut causes = BTreeMap::new();
    for single in values.singly().into_iter().take(MAX_SINGLE) {
        for finding in look(source, facts, &single.applied_to(own)).1 {
            causes.entry(key(&finding)).or_insert_with(|| single.clone());
        }
    }
    causes
}

/// Says with which values a finding holds. One that only several values together bring is no error of the template: they were
/// put together here, and no stack may ever be given all of them.
fn attributed(
    mut finding: Diagnostic,
    values: &OtherValues,
    causes: &BTreeMap<(String, Span), OtherValues>,
) -> Diagnostic {
    let cause = causes.get(&key(&finding));
    if cause.is_none() && finding.is_error() {
        finding.severity = Severity::Warning;
    }
    finding.note(format!("holds with {}, not with the values that the template is read with", cause.unwrap_or(values)))
}

fn look(source: &SourceFile, facts: &Network, options: &ReadOptions) -> (Option<TemplateDocument>, Vec<Diagnostic>) {
    let read = read_template(source, options);
    let mut findings = read.diagnostics;
    if let Some(document) = &read.template {
        let mut network = facts.clone();
        findings.extend(add_template(&mut network, document));
        findings.extend(check_template(document, &network));
    }
    (read.template, findings)
}

/// What tells findings apart: the same fault at the same place may be worded with other values.
fn key(finding: &Diagnostic) -> (String, Span) {
    (finding.code.id.to_owned(), finding.primary.span)
}

fn id(resource: &ResourceEntry) -> String {
    resource.id.clone()
}

fn may_be_made(resource: &ResourceEntry) -> bool {
    resource.presence != Presence::Never
}

/// The resources that no set of values brings, in one finding at the first of them.
fn never_made(document: &TemplateDocument, made: &BTreeSet<String>) -> Option<Diagnostic> {
    let never: Vec<&ResourceEntry> = document.resources.iter().filter(|r| !made.contains(&r.id)).collect();
    let first = never.first()?;
    let names: Vec<String> = never.iter().take(MAX_NAMES).map(|resource| format!("`{}`", resource.id)).collect();
    let more = never.len().saturating_sub(MAX_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let verb = if never.len() == 1 { "is" } else { "are" };
    let message =
        format!("{}{more} {verb} not made with the values that were tried, and so not checked", names.join(", "));
    let finding = Diagnostic::new(&RESOURCES_NEVER_MADE, first.span, message);
    Some(finding.help("specify values with which the resources are made: `--parameter NAME=VALUE`"))
}
