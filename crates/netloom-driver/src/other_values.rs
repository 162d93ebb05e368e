//! What a check finds with other values of parameters than those that a template is read with.
//!
//! - Comes in: an observed template.
//! - Goes out: its networks with other values; findings that hold only for these, each with the
//!   values; and which resources no values bring.
//! - Left to others: which values turn conditions (`netloom-template`), what is asked of the
//!   networks (`proving`).

use std::collections::{BTreeMap, BTreeSet};

use netloom_checks::check_template;
use netloom_diag::{Diagnostic, Severity, SourceFile, Sources, Span};
use netloom_network::{Network, add_template};
use netloom_template::codes::REFERENCE_TO_NOTHING;
use netloom_template::joined::{Part, SEPARATOR};
use netloom_template::{
    Node, OtherValues, Presence, ReadOptions, ResourceEntry, TemplateDocument, other_values,
    parse_tree,
};

use crate::codes::RESOURCES_NEVER_MADE;
use crate::observe::{ObserveOptions, Observed, read_options, read_with_stacks};

/// How many sets of values are tried, those that turn conditions of nested stacks included.
const MAX_SETS: usize = 16;

/// How many values of a set are tried alone.
const MAX_SINGLE: usize = 16;

/// How many names a finding lists.
const MAX_NAMES: usize = 5;

/// A template as it is with other values of its parameters.
pub struct Other {
    /// The values.
    pub values: OtherValues,
    /// What it is with them.
    pub observed: Observed,
}

/// Returns a template as it is with other values of its parameters; none for a config, which has no
/// conditions.
pub fn others(observed: &Observed, sources: &Sources, facts: &Network) -> Vec<Other> {
    let Some(reading) = Reading::of(observed, sources, facts) else { return Vec::new() };
    let sets = sets(observed, sources).into_iter();
    sets.map(|values| Other { observed: reading.observe(observed, &values), values }).collect()
}

/// Returns two templates as they are with other values of their parameters, the same for both;
/// none where one of them is a config.
pub fn other_pairs(
    (old, new): (&Observed, &Observed),
    sources: &Sources,
) -> Vec<(OtherValues, [Observed; 2])> {
    let readings = [old, new].map(|side| Some((Reading::of(side, sources, &side.facts)?, side)));
    let [Some(before), Some(after)] = readings else { return Vec::new() };
    let mut values = sets(new, sources);
    for further in sets(old, sources) {
        if !values.contains(&further) {
            values.push(further);
        }
    }
    values.truncate(MAX_SETS);
    let pair = |values: OtherValues| {
        let sides = [&before, &after].map(|(reading, side)| reading.observe(side, &values));
        (values, sides)
    };
    values.into_iter().map(pair).collect()
}

/// Returns the findings of a template with other values of its parameters.
///
/// Findings that the template has with its own values are left out.
pub fn findings_with_other_values(
    observed: &Observed,
    others: &[Other],
    sources: &Sources,
    facts: &Network,
) -> Vec<Diagnostic> {
    let (Some(document), Some(reading)) =
        (&observed.document, Reading::of(observed, sources, facts))
    else {
        return Vec::new();
    };
    let mut seen: BTreeSet<Key> = observed.diagnostics.iter().map(key).collect();
    let mut made: BTreeSet<String> =
        document.resources.iter().filter(|r| may_be_made(r)).map(id).collect();
    let mut findings = Vec::new();
    for Other { values, observed: other } in others {
        let resources = other.document.iter().flat_map(|document| &document.resources);
        made.extend(resources.filter(|resource| may_be_made(resource)).map(id));
        let new: Vec<Diagnostic> =
            other.diagnostics.iter().filter(|finding| seen.insert(key(finding))).cloned().collect();
        let causes = if new.is_empty() { BTreeMap::new() } else { reading.causes(values) };
        findings
            .extend(new.into_iter().map(|finding| attributed_to_values(finding, values, &causes)));
    }
    findings.extend(never_made(document, &made));
    findings
}

/// Marks a finding of other values as such.
pub fn with_values(finding: Diagnostic, values: &OtherValues) -> Diagnostic {
    finding.note(format!("holds with {values}, not with the values that the template is read with"))
}

/// Sets of values that turn conditions of the outermost templates, and of nested stacks by the
/// parameters that these hand on.
fn sets(observed: &Observed, sources: &Sources) -> Vec<OtherValues> {
    let mut sets: Vec<OtherValues> = Vec::new();
    for part in &observed.parts {
        let Some(source) = sources.get(part.file) else { continue };
        let handed_on = handed_on(part, observed, sources);
        let free: BTreeSet<String> = handed_on.keys().cloned().collect();
        let own = other_values(source, &part.options, &free).into_iter();
        let lifted = own.filter_map(|values| {
            if is_outermost(part, observed) {
                Some(values)
            } else {
                as_outer_values(&values, &handed_on)
            }
        });
        for values in lifted {
            if !sets.contains(&values) {
                sets.push(values);
            }
        }
    }
    sets.truncate(MAX_SETS);
    sets
}

fn is_outermost(part: &Part, observed: &Observed) -> bool {
    let prefixes = observed.options.beside.iter().map(|stack| stack.prefix.as_str());
    prefixes.chain([observed.options.prefix.as_str()]).any(|prefix| prefix == part.stack)
}

/// The parameters of a nested stack that are parameters of an outermost template, handed on
/// unchanged, by their names.
fn handed_on(part: &Part, observed: &Observed, sources: &Sources) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if is_outermost(part, observed) {
        return found;
    }
    let (above, id) = part.stack.rsplit_once(SEPARATOR).unwrap_or(("", &part.stack));
    let Some(parent) = observed.parts.iter().find(|other| other.stack == above) else {
        return found;
    };
    let tree = sources.get(parent.file).map(parse_tree);
    let Some(root) = tree.as_ref().and_then(|tree| tree.root.as_ref()) else { return found };
    let stack = root.get("Resources").and_then(|resources| resources.get(id));
    let given =
        stack.and_then(|stack| stack.get("Properties")).and_then(|given| given.get("Parameters"));
    let further = handed_on(parent, observed, sources);
    for entry in given.and_then(Node::as_map).unwrap_or_default() {
        let Some([reference]) = entry.node.as_map() else { continue };
        let Some(name) = reference.node.as_text().filter(|_| reference.key == "Ref") else {
            continue;
        };
        let is_parameter = parent.document.parameters.iter().any(|parameter| parameter.id == name);
        let outermost = match is_outermost(parent, observed) {
            true => is_parameter.then(|| name.into_owned()),
            false => further.get(name.as_ref()).cloned(),
        };
        // A value that the user gave stays.
        if let Some(outermost) =
            outermost.filter(|name| !observed.options.parameters.contains_key(name))
        {
            found.insert(entry.key.clone(), outermost);
        }
    }
    found
}

/// Values of a nested stack's parameters as values of the outermost template's.
fn as_outer_values(
    values: &OtherValues,
    handed_on: &BTreeMap<String, String>,
) -> Option<OtherValues> {
    Some(OtherValues {
        parameters: under_outer_names(&values.parameters, handed_on)?,
        other_than: under_outer_names(&values.other_than, handed_on)?,
        // A condition of an outer template may ask for them.
        open: BTreeSet::new(),
    })
}

/// `None` where one of the names is handed on from no parameter.
fn under_outer_names(
    values: &BTreeMap<String, String>,
    handed_on: &BTreeMap<String, String>,
) -> Option<BTreeMap<String, String>> {
    values.iter().map(|(name, value)| Some((handed_on.get(name)?.clone(), value.clone()))).collect()
}

/// How a template is read again.
pub(crate) struct Reading<'a> {
    file: netloom_diag::FileId,
    options: &'a ObserveOptions,
    sources: &'a Sources,
    facts: &'a Network,
}

impl<'a> Reading<'a> {
    /// `None` for a config.
    pub(crate) fn of(
        observed: &'a Observed,
        sources: &'a Sources,
        facts: &'a Network,
    ) -> Option<Self> {
        let file = observed.parts.last().filter(|_| observed.intent.is_none())?.file;
        Some(Self { file, options: &observed.options, sources, facts })
    }

    /// Returns the text of the template.
    pub(crate) fn file(&self) -> Option<&'a SourceFile> {
        self.sources.get(self.file)
    }

    /// Returns the template as it is read with other options, its network and its findings.
    pub(crate) fn observe_with(
        &self,
        options: &ReadOptions,
    ) -> (Option<TemplateDocument>, Option<Network>, Vec<Diagnostic>) {
        let joined = read_with_stacks(self.file, self.sources, self.options, options);
        let mut findings = joined.diagnostics;
        let Some(document) = joined.template else { return (None, None, findings) };
        let mut network = self.facts.clone();
        findings.extend(add_template(&mut network, &document));
        findings.extend(check_template(&document, &network));
        (Some(document), Some(network), findings)
    }

    /// Returns the template with other values.
    pub(crate) fn observe(&self, observed: &Observed, values: &OtherValues) -> Observed {
        let own = read_options(&observed.options);
        // The other side of a comparison may have parameters that this one does not have.
        let parameters = observed.document.iter().flat_map(|document| &document.parameters);
        let names: BTreeSet<&str> = parameters.map(|parameter| parameter.id.as_str()).collect();
        let mut values = values.clone();
        values.parameters.retain(|name, _| names.contains(name.as_str()));
        values.other_than.retain(|name, _| names.contains(name.as_str()));
        let (document, network, diagnostics) = self.observe_with(&values.applied_to(&own));
        // What has an error in it may mean anything, and nothing is asked of it.
        let is_understood = !diagnostics
            .iter()
            .any(|finding| finding.is_error() && finding.code.id.starts_with("RDT"));
        let network = network.filter(|_| is_understood);
        Observed {
            document,
            diagnostics,
            facts: self.facts.clone(),
            options: observed.options.clone(),
            ..Observed::of_network(network)
        }
    }

    /// Which of several values alone brings a finding, by what distinguishes findings; the first
    /// one where there are several.
    fn causes(&self, values: &OtherValues) -> BTreeMap<Key, OtherValues> {
        let own = read_options(self.options);
        let mut causes = BTreeMap::new();
        for single in values.singly().into_iter().take(MAX_SINGLE) {
            for finding in self.observe_with(&single.applied_to(&own)).2 {
                causes.entry(key(&finding)).or_insert_with(|| single.clone());
            }
        }
        causes
    }
}

/// Says with which values a finding holds. One that only several values together bring is no error
/// of the template: they were put together here, and no stack may ever be given all of them. Nor is
/// a reference to a resource that other values leave out: the template deploys with its own.
fn attributed_to_values(
    mut finding: Diagnostic,
    values: &OtherValues,
    causes: &BTreeMap<Key, OtherValues>,
) -> Diagnostic {
    let cause = causes.get(&key(&finding));
    let is_of_values = cause.is_none() || finding.code.id == REFERENCE_TO_NOTHING.id;
    if is_of_values && finding.is_error() {
        finding.severity = Severity::Warning;
    }
    with_values(finding, cause.unwrap_or(values))
}

/// What tells findings apart: the same fault at the same place may be worded with other values.
pub(crate) fn key(finding: &Diagnostic) -> Key {
    (finding.code.id, finding.primary.span)
}

/// A code, and where it was found.
pub(crate) type Key = (&'static str, Span);

fn id(resource: &ResourceEntry) -> String {
    resource.id.clone()
}

fn may_be_made(resource: &ResourceEntry) -> bool {
    resource.presence != Presence::Never
}

/// The resources that no set of values brings, in one finding at the first of them.
fn never_made(document: &TemplateDocument, made: &BTreeSet<String>) -> Option<Diagnostic> {
    let never: Vec<&ResourceEntry> =
        document.resources.iter().filter(|r| !made.contains(&r.id)).collect();
    let first = never.first()?;
    let names: Vec<String> =
        never.iter().take(MAX_NAMES).map(|resource| format!("`{}`", resource.id)).collect();
    let n_more = never.len().saturating_sub(MAX_NAMES);
    let more = if n_more > 0 { format!(" and {n_more} more") } else { String::new() };
    let verb = if never.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{}{more} {verb} not made with the values that were tried, and so not checked",
        names.join(", ")
    );
    let finding = Diagnostic::new(&RESOURCES_NEVER_MADE, first.span, message);
    Some(finding.help("specify values with which the resources are made: `--parameter NAME=VALUE`"))
}
