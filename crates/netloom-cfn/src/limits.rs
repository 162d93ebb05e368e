//! What a template weighs against the limits of CloudFormation.
//!
//! # Source
//! AWS CloudFormation User Guide, "Understand CloudFormation quotas".

use netloom_diag::{Code, Diagnostic, Span};

use crate::Template;
use crate::codes::{
    DESCRIPTION_TOO_LONG, NOTHING_TO_CREATE, TEMPLATE_NEEDS_S3, TEMPLATE_TOO_LARGE,
    TOO_MANY_OUTPUTS, TOO_MANY_PARAMETERS, TOO_MANY_RESOURCES,
};

/// The largest template in bytes that can be handed over without S3. Indentation counts.
pub const MAX_INLINE_BYTES: usize = 51_200;

/// The largest template in bytes by way of S3.
pub const MAX_BYTES: usize = 1_000_000;

/// The most resources in a template.
pub const MAX_RESOURCES: usize = 500;

/// The most outputs in a template.
pub const MAX_OUTPUTS: usize = 200;

/// The most parameters in a template.
pub const MAX_PARAMETERS: usize = 200;

/// The longest description of a template, in bytes.
pub const MAX_DESCRIPTION_BYTES: usize = 1_024;

/// What a template weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TemplateSize {
    /// Length of the text in bytes.
    pub n_bytes: usize,
    /// Count of resources.
    pub n_resources: usize,
    /// Count of outputs.
    pub n_outputs: usize,
    /// Whether it can be handed over without S3.
    pub fits_inline: bool,
}

impl TemplateSize {
    /// Returns what `template` weighs when written as `text`.
    #[must_use]
    pub fn of(template: &Template, text: &str) -> Self {
        let (n_resources, n_outputs) = (template.resources.len(), template.outputs.len());
        Self {
            n_bytes: text.len(),
            n_resources,
            n_outputs,
            fits_inline: text.len() <= MAX_INLINE_BYTES,
        }
    }
}

/// Returns a finding for each limit that `template`, written as `text`, breaks; they point at
/// `near`, the config's network.
#[must_use]
pub fn check_limits(template: &Template, text: &str, near: Span) -> Vec<Diagnostic> {
    let limits = [
        (&TOO_MANY_RESOURCES, "resources", template.resources.len(), MAX_RESOURCES),
        (&TOO_MANY_PARAMETERS, "parameters", template.parameters.len(), MAX_PARAMETERS),
        (&TOO_MANY_OUTPUTS, "outputs", template.outputs.len(), MAX_OUTPUTS),
        (
            &DESCRIPTION_TOO_LONG,
            "bytes of description",
            template.description.len(),
            MAX_DESCRIPTION_BYTES,
        ),
    ];
    let broken = limits
        .into_iter()
        .filter(|(_, _, seen, most)| seen > most)
        .map(|(code, what, seen, most)| over(code, near, what, seen, most));
    check_not_empty(template, near)
        .into_iter()
        .chain(broken)
        .chain(check_bytes(text, near))
        .collect()
}

fn check_not_empty(template: &Template, near: Span) -> Option<Diagnostic> {
    template.resources.is_empty().then(|| {
        Diagnostic::new(
            &NOTHING_TO_CREATE,
            near,
            "everything that this cluster uses exists, so there is nothing to create",
        )
        .help("use the config as it is; to have a subnet made, write a name in place of its id")
    })
}

fn check_bytes(text: &str, near: Span) -> Option<Diagnostic> {
    let n_bytes = text.len();
    if n_bytes > MAX_BYTES {
        return Some(over(&TEMPLATE_TOO_LARGE, near, "bytes", n_bytes, MAX_BYTES));
    }
    (n_bytes > MAX_INLINE_BYTES).then(|| {
        let finding = over(&TEMPLATE_NEEDS_S3, near, "bytes", n_bytes, MAX_INLINE_BYTES);
        finding.help(
            "deploy it through a bucket: `netloom deploy CONFIG --stack-name NAME -- \
                      --s3-bucket BUCKET`",
        )
    })
}

/// Returns the finding for a limit of `most` that is broken with `seen`.
#[must_use]
pub fn over(code: &'static Code, near: Span, what: &str, seen: usize, most: usize) -> Diagnostic {
    let taken = if most == MAX_INLINE_BYTES { "takes without S3" } else { "takes" };
    Diagnostic::new(
        code,
        near,
        format!("the template has {seen} {what}, {} more than CloudFormation {taken}", seen - most),
    )
    .note(format!("the limit is {most}"))
}

#[cfg(test)]
mod tests {
    use netloom_diag::FileId;

    use super::*;
    use crate::emit_template;
    use crate::resources::InternetGateway;
    use crate::test_plans::public_private_plan;
    use crate::{LogicalId, Output, Parameter, Resource, Value};

    /// Changes one thing in a template within all limits and expects exactly these findings.
    fn check(change: impl FnOnce(&mut Template), text_len_bytes: usize, expected: &[&str]) {
        let mut template = emit_template(&public_private_plan(), "1.0.0").template;
        change(&mut template);
        let findings = check_limits(
            &template,
            &"x".repeat(text_len_bytes),
            Span::file_start(FileId::default()),
        );
        assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), expected);
    }

    fn ids(n: usize) -> impl Iterator<Item = LogicalId> {
        (0..n).map(|number| LogicalId::from_words(&["Extra", &number.to_string()]))
    }

    #[test]
    fn a_template_within_the_limits_has_no_finding() {
        check(|_| {}, MAX_INLINE_BYTES, &[]);
    }

    #[test]
    fn a_template_without_resources_is_refused() {
        check(|template| template.resources.clear(), 1, &["TPL001"]);
    }

    #[test]
    fn more_than_500_resources_are_refused() {
        let resource = Resource {
            depends_on: Default::default(),
            is_retained: false,
            properties: InternetGateway { tags: vec![] }.into(),
        };
        check(
            |template| template.resources.extend(ids(500).map(|id| (id, resource.clone()))),
            1,
            &["TPL003"],
        );
    }

    #[test]
    fn bytes_decide_between_inline_and_s3_and_nothing() {
        check(|_| {}, MAX_BYTES + 1, &["TPL004"]);
        check(|_| {}, MAX_BYTES, &["TPL005"]);
        check(|_| {}, MAX_INLINE_BYTES + 1, &["TPL005"]);
    }

    #[test]
    fn more_than_200_outputs_are_refused() {
        let output = Output { description: String::new(), value: Value::literal("x") };
        check(
            |template| template.outputs.extend(ids(200).map(|id| (id, output.clone()))),
            1,
            &["TPL006"],
        );
    }

    #[test]
    fn more_than_200_parameters_are_refused() {
        let text = String::new;
        let parameter = Parameter {
            description: text(),
            allowed_pattern: text(),
            constraint_description: text(),
        };
        check(
            |template| template.parameters.extend(ids(201).map(|id| (id, parameter.clone()))),
            1,
            &["TPL007"],
        );
    }

    #[test]
    fn a_description_is_measured_in_bytes() {
        check(|template| template.description = "ä".repeat(512), 1, &[]);
        check(|template| template.description = "ä".repeat(513), 1, &["TPL008"]);
    }
}
