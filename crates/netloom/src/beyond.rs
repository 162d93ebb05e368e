//! What belongs to an input beyond the one reading of its file: other values of its parameters, and its nested stacks.
//!
//! - Comes in: an observed template.
//! - Goes out: the same with the findings of both.
//! - Left to others: claims, which are asked of the network of the input alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use netloom_checks::template::NESTED_STACK;
use netloom_diag::{Diagnostic, FileId, Sources, Span};
use netloom_network::Network;

use crate::children::{Child, MAX_CHILDREN, MAX_DEPTH, children_of};
use crate::files::{MAX_TEMPLATE_BYTES, read_source};
use crate::observe::{ObserveOptions, Observed, observe_template};
use crate::other_values::findings_with_other_values;

/// Adds to a template's findings those of other values of its parameters, and those of its nested stacks as far as their
/// templates are files.
///
/// - `path`: where the template is, beside which its children are; without one, nested stacks are not looked at.
pub(crate) fn look_beyond(
    observed: &mut Observed,
    path: Option<&Path>,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) {
    let mut beyond = Beyond { sources, facts, files: BTreeMap::new(), checked: BTreeMap::new() };
    beyond.look(observed, path, options, &[]);
}

/// A file with the values that its parameters are given: the same file is another child with other values.
type Reading = (PathBuf, BTreeMap<String, String>, BTreeSet<String>);

struct Beyond<'a> {
    sources: &'a mut Sources,
    facts: &'a Network,
    /// The children that were read, by path; the finding that says why one was not.
    files: BTreeMap<PathBuf, Result<FileId, Diagnostic>>,
    /// What was looked at, and whether it could be checked.
    checked: BTreeMap<Reading, bool>,
}

impl Beyond<'_> {
    /// - `above`: the paths of the templates in which this one is nested.
    fn look(&mut self, observed: &mut Observed, path: Option<&Path>, options: &ObserveOptions, above: &[PathBuf]) {
        observed.diagnostics.extend(findings_with_other_values(observed, self.sources, self.facts, options));
        let Some(document) = observed.document.as_ref().filter(|_| observed.intent.is_none()) else { return };
        let Some(path) = path else { return };
        let above = [above, &[path.to_owned()]].concat();
        for child in children_of(document, path) {
            if self.look_at_child(observed, &child, options, &above) {
                let is_child = |code: &str, span| code == NESTED_STACK.id && span == child.span;
                observed.diagnostics.retain(|finding| !is_child(finding.code.id, finding.primary.span));
            }
        }
    }

    /// Returns whether the child was checked; one that cannot be read is a finding.
    ///
    /// A stack that is nested in itself has no end, and is not followed.
    fn look_at_child(
        &mut self,
        parent: &mut Observed,
        child: &Child,
        options: &ObserveOptions,
        above: &[PathBuf],
    ) -> bool {
        let reading = (child.path.clone(), child.parameters.clone(), child.open_parameters.clone());
        if let Some(is_checked) = self.checked.get(&reading) {
            return *is_checked;
        }
        if above.len() > MAX_DEPTH || self.checked.len() >= MAX_CHILDREN || above.contains(&child.path) {
            return false;
        }
        let options = ObserveOptions {
            load: options.load.clone(),
            parameters: child.parameters.clone(),
            open_parameters: child.open_parameters.clone(),
        };
        let is_checked = match self.file(&child.path) {
            Ok(file) => {
                let mut observed = observe_template(file, self.sources, self.facts, &options);
                self.look(&mut observed, Some(&child.path), &options, above);
                add_new(&mut parent.diagnostics, observed.diagnostics);
                observed.document.is_some()
            }
            Err(finding) => {
                add_new(&mut parent.diagnostics, vec![finding.also(child.span, "named by this nested stack")]);
                false
            }
        };
        self.checked.insert(reading, is_checked);
        is_checked
    }

    /// A path is read once, so that a finding has one place whatever values it was found with.
    fn file(&mut self, path: &Path) -> Result<FileId, Diagnostic> {
        if let Some(read) = self.files.get(path) {
            return read.clone();
        }
        let read = read_source(path, MAX_TEMPLATE_BYTES, self.sources);
        self.files.insert(path.to_owned(), read.clone());
        read
    }
}

/// The same fault is found with several sets of values, and reported once.
fn add_new(findings: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let key = |finding: &Diagnostic| -> (&'static str, Span, String) {
        (finding.code.id, finding.primary.span, finding.message.clone())
    };
    let mut seen: BTreeSet<_> = findings.iter().map(key).collect();
    findings.extend(more.into_iter().filter(|finding| seen.insert(key(finding))));
}
