//! Values of parameters that only one of two templates declares.
//!
//! `netloom diff` gives the same values to both sides. A parameter that a change adds or removes is
//! declared by one of them alone, and the value is for that one; a name that neither declares is
//! misspelt, and stays for the reader to report.

use std::collections::BTreeSet;

use netloom_diag::{FileId, Sources};
use netloom_template::{Node, parse_tree};

use crate::input_kind::InputKind;
use crate::observe::ObserveOptions;

/// Returns the options for one side of a comparison, without values for parameters that only the
/// other side declares.
///
/// - `own`, `other`: the templates; `None` and configs declare nothing that is known.
#[must_use]
pub fn options_of_side(
    options: ObserveOptions,
    (own, other): (Option<FileId>, Option<FileId>),
    sources: &Sources,
) -> ObserveOptions {
    // A stack that is read beside the side may be what declares it.
    if options.parameters.is_empty() || !options.beside.is_empty() {
        return options;
    }
    let declared = |file: Option<FileId>| declared(file?, sources);
    let (Some(own), Some(other)) = (declared(own), declared(other)) else { return options };
    let mut parameters = options.parameters.clone();
    parameters.retain(|name, _| own.contains(name) || !other.contains(name));
    ObserveOptions { parameters, ..options }
}

/// The parameters of a template; `None` for what is none.
fn declared(file: FileId, sources: &Sources) -> Option<BTreeSet<String>> {
    let source = sources.get(file)?;
    if InputKind::of_named(source) != InputKind::Template {
        return None;
    }
    let tree = parse_tree(source);
    let entries = tree.root.as_ref()?.get("Parameters").and_then(Node::as_map).unwrap_or_default();
    Some(entries.iter().map(|entry| entry.key.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_for_the_side_that_declares_the_parameter() {
        let template = |name: &str| {
            format!(
                "Parameters:\n  {name}: {{Type: String}}\nResources:\n  A: {{Type: AWS::EC2::VPC}}\n"
            )
        };
        let mut sources = Sources::default();
        let [old, new] = ["Old", "New"].map(|name| sources.add(name, template(name)));
        let given = ["Old", "New", "Neither"].map(|name| (name.to_owned(), "x".to_owned()));
        let options = ObserveOptions { parameters: given.into(), ..ObserveOptions::default() };
        let names = |own, other| {
            let side = options_of_side(options.clone(), (own, other), &sources);
            side.parameters.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(names(Some(old), Some(new)), ["Neither", "Old"]);
        assert_eq!(names(Some(new), Some(old)), ["Neither", "New"]);
        assert_eq!(names(Some(old), None), ["Neither", "New", "Old"]);
    }
}
