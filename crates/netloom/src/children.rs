//! Nested stacks whose templates are files beside the parent.
//!
//! - Comes in: an observed template, and the path of its file.
//! - Goes out: the files of its children, each with the values that the parent gives their parameters.
//! - Left to others: reading and checking the children. What a child's outputs are stays unknown to the parent.
//!
//! # Source
//! AWS CLI Command Reference, `cloudformation package`: a `TemplateURL` that is no URL is a path from the folder of the
//! template. A path from the root of the machine is not followed: it is another file wherever the template is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use netloom_diag::Span;
use netloom_template::{Presence, TemplateDocument};

/// How deep stacks are nested at most: CloudFormation has no such number, and a file that names itself has no end.
pub(crate) const MAX_DEPTH: usize = 8;

/// How many children of one input are read at most, counting a file once for each set of values.
pub(crate) const MAX_CHILDREN: usize = 200;

/// A nested stack with its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Child {
    /// Where the parent has the stack.
    pub(crate) span: Span,
    /// The path of its template.
    pub(crate) path: PathBuf,
    /// What the parent gives its parameters, as far as it is known.
    pub(crate) parameters: BTreeMap<String, String>,
    /// The parameters that are given what is known only after deployment.
    pub(crate) open_parameters: BTreeSet<String>,
}

/// Returns the children of a template that are named by a path, in the order of the file.
pub(crate) fn children_of(document: &TemplateDocument, parent: &Path) -> Vec<Child> {
    let folder = parent.parent().unwrap_or(Path::new(""));
    let stacks = document.of_kind("AWS::CloudFormation::Stack").filter(|stack| stack.presence != Presence::Never);
    let child = |stack: &netloom_template::ResourceEntry| {
        let url = stack.properties.get("TemplateURL")?.as_text()?;
        if url.is_empty() || url.contains("://") || Path::new(url.as_ref()).is_absolute() {
            return None;
        }
        let mut child = Child {
            span: stack.span,
            path: folder.join(url.as_ref()),
            parameters: BTreeMap::new(),
            open_parameters: BTreeSet::new(),
        };
        for entry in stack.properties.get("Parameters").and_then(|given| given.as_map()).unwrap_or_default() {
            match entry.node.as_text() {
                Some(text) => {
                    child.parameters.insert(entry.key.clone(), text.into_owned());
                }
                None => {
                    child.open_parameters.insert(entry.key.clone());
                }
            }
        }
        Some(child)
    };
    stacks.filter_map(child).collect()
}
