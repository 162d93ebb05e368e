//! Names of resources, parameters and outputs that CloudFormation does not take for their length.

use netloom_diag::{Diagnostic, Span};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// The logical id of a resource, the name of a parameter or the name of an output with more
    /// than 255 characters.
    /// ### Why it matters
    /// CloudFormation rejects the template.
    /// ### Example
    /// A logical id that a program put together from a path
    /// ### Instead
    /// A shorter one.
    /// ### Source
    /// AWS CloudFormation User Guide, "Understand CloudFormation quotas".
    NAME_TOO_LONG = ("CFN053", Error, "name too long");
}

const MAX_NAME_CHARS: usize = 255;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let document = context.document;
    let resources =
        document.resources.iter().map(|resource| ("resource", &resource.id, resource.span));
    let parameters =
        document.parameters.iter().map(|parameter| ("parameter", &parameter.id, parameter.span));
    let outputs = document.outputs.iter().map(|output| ("output", &output.id, output.span));
    let names = resources.chain(parameters).chain(outputs);
    names.filter_map(|(what, name, span)| finding(what, name.chars().count(), span)).collect()
}

fn finding(what: &str, n_chars: usize, span: Span) -> Option<Diagnostic> {
    (n_chars > MAX_NAME_CHARS).then(|| {
        let message = format!(
            "the name of this {what} has {n_chars} characters, expected at most {MAX_NAME_CHARS}"
        );
        Diagnostic::new(&NAME_TOO_LONG, span, message).help("shorten it")
    })
}
