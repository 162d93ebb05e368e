//! What the templates differ in, and the stack does not while its parameters have the values that
//! they have here: the other branch of a condition, a resource that is not made.
//!
//! Found by comparing once more with every default forgotten: what may be either way is then worked
//! out from how it is written.

use std::collections::BTreeSet;

use netloom_diag::Sources;
use netloom_template::TemplateDocument;

use crate::outputs::{self, OutputChange};
use crate::resources::{self, ResourceChange, Update};
use crate::revision::Revision;
use crate::source_tree::{SourceTree, trees_of};

/// Both templates as they are when no default is taken for the value of a parameter.
#[derive(Clone, Copy, Debug)]
pub struct WithoutDefaults<'a> {
    /// The old template.
    pub old: &'a TemplateDocument,
    /// The new template.
    pub new: &'a TemplateDocument,
}

/// Returns a note on what changes only with other values of parameters; `None` when there is no
/// such thing.
pub(crate) fn note(
    templates: &WithoutDefaults<'_>,
    (old, new): (&Revision<'_>, &Revision<'_>),
    (resources, outputs): (&[ResourceChange], &[OutputChange]),
    sources: &Sources,
) -> Option<String> {
    let old = Revision { document: templates.old, ..*old };
    let new = Revision { document: templates.new, ..*new };
    let trees = (trees_of(old.document, sources), trees_of(new.document, sources));
    let old = (&old, &SourceTree::new(&trees.0, old.document));
    let new = (&new, &SourceTree::new(&trees.1, new.document));
    // Without defaults every branch is open, so a resource that differs in any of them differs. Those
    // that change with the defaults, too, are reported as changes already.
    let possible = resources::compare(old, new, sources, Update::SameStack);
    let possible_outputs = outputs::outputs(old, new, &possible);
    let told: BTreeSet<&str> = resources
        .iter()
        .map(|change| change.id.as_str())
        .chain(outputs.iter().map(|output| output.id.as_str()))
        .collect();
    let all = possible
        .iter()
        .map(|change| &change.id)
        .chain(possible_outputs.iter().map(|output| &output.id));
    let untold: BTreeSet<&str> = all.map(String::as_str).filter(|id| !told.contains(id)).collect();
    if untold.is_empty() {
        return None;
    }
    let names: Vec<String> = untold.iter().take(MAX_NAMES).map(|id| format!("`{id}`")).collect();
    let more = if untold.len() > MAX_NAMES {
        format!(" and {} more", untold.len() - MAX_NAMES)
    } else {
        String::new()
    };
    Some(format!(
        "the templates also differ in {}{more}, which changes nothing while the parameters have \
         these values; give others with \
         `--parameter` to see it",
        names.join(", ")
    ))
}

/// A note is a sentence, and no list.
const MAX_NAMES: usize = 8;
