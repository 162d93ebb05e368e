//! What belongs to an input beyond the one reading of its file: other values of its parameters, and its nested stacks.
//!
//! - Comes in: an observed template.
//! - Goes out: the same with the findings of both.
//! - Left to others: claims, which are asked of the network of the input alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use netloom_checks::template::NESTED_STACK;
use netloom_diag::Sources;
use netloom_reach::Network;

use crate::children::{Child, MAX_DEPTH, children_of};
use crate::files::{MAX_TEMPLATE_BYTES, read_source};
use crate::observe::{ObserveOptions, Observed, observe};
use crate::other_values::findings_with_other_values;

/// Adds to a template's findings those of other values of its parameters, and those of its nested stacks as far as their
/// templates are files.
pub(crate) fn look_beyond(
    observed: &mut Observed,
    path: &Path,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) {
    let mut beyond = Beyond { sources, facts, seen: BTreeSet::from([path.to_owned()]) };
    beyond.look(observed, path, options, 0);
}

struct Beyond<'a> {
    sources: &'a mut Sources,
    facts: &'a Network,
    /// The files that were read: a stack may be nested several times, and a file may name itself.
    seen: BTreeSet<PathBuf>,
}

impl Beyond<'_> {
    fn look(&mut self, observed: &mut Observed, path: &Path, options: &ObserveOptions, depth: usize) {
        observed.diagnostics.extend(findings_with_other_values(observed, self.sources, self.facts, options));
        let Some(document) = observed.document.as_ref().filter(|_| observed.intent.is_none()) else { return };
        for child in children_of(document, path) {
            if depth < MAX_DEPTH && self.look_at_child(observed, &child, options, depth) {
                let is_child = |code: &str, span| code == NESTED_STACK.id && span == child.span;
                observed.diagnostics.retain(|finding| !is_child(finding.code.id, finding.primary.span));
            }
        }
    }

    /// Returns whether the child was checked; one that cannot be read is a finding.
    fn look_at_child(&mut self, parent: &mut Observed, child: &Child, options: &ObserveOptions, depth: usize) -> bool {
        if !self.seen.insert(child.path.clone()) {
            return true;
        }
        let file = match read_source(&child.path, MAX_TEMPLATE_BYTES, self.sources) {
            Ok(file) => file,
            Err(finding) => {
                parent.diagnostics.push(finding.also(child.span, "named by this nested stack"));
                return false;
            }
        };
        let options = ObserveOptions {
            load: options.load.clone(),
            parameters: child.parameters.clone(),
            open_parameters: child.open_parameters.clone(),
        };
        let mut observed = observe(file, self.sources, self.facts, &options);
        self.look(&mut observed, &child.path, &options, depth + 1);
        parent.diagnostics.append(&mut observed.diagnostics);
        true
    }
}
