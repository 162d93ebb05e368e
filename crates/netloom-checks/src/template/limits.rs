//! Templates of any origin against the limits of CloudFormation.

use netloom_cfn::codes::{
    TEMPLATE_NEEDS_S3, TEMPLATE_TOO_LARGE, TOO_MANY_OUTPUTS, TOO_MANY_PARAMETERS,
    TOO_MANY_RESOURCES,
};
use netloom_cfn::limits::{
    MAX_BYTES, MAX_INLINE_BYTES, MAX_OUTPUTS, MAX_PARAMETERS, MAX_RESOURCES, over,
};
use netloom_diag::{Code, Diagnostic, SourceFile, Span};
use netloom_template::TemplateDocument;

/// Returns a finding for each limit that a template from elsewhere breaks, each at the first thing
/// that is too many.
///
/// What a transform or a loop adds or takes away is not counted, so neither are the things beside
/// it.
#[must_use]
pub fn check_document_limits(document: &TemplateDocument, file: &SourceFile) -> Vec<Diagnostic> {
    let places: [(&'static Code, &str, usize, Vec<Span>); 3] = [
        (
            &TOO_MANY_RESOURCES,
            "resources",
            MAX_RESOURCES,
            document.resources.iter().map(|item| item.span).collect(),
        ),
        (
            &TOO_MANY_PARAMETERS,
            "parameters",
            MAX_PARAMETERS,
            document.parameters.iter().map(|item| item.span).collect(),
        ),
        (
            &TOO_MANY_OUTPUTS,
            "outputs",
            MAX_OUTPUTS,
            document.outputs.iter().map(|item| item.span).collect(),
        ),
    ];
    let is_counted = document.not_understood.is_empty();
    let broken =
        places.into_iter().filter(|_| is_counted).filter_map(|(code, what, most, places)| {
            let first_over = places.get(most)?;
            Some(
                over(code, *first_over, what, places.len(), most)
                    .help("move some of them into a stack of their own"),
            )
        });
    let start = Span::file_start(file.id());
    // One finding only: what is too large for a bucket is too large without one as well.
    let bytes = match file.text().len() {
        n_bytes if n_bytes > MAX_BYTES => {
            let finding = over(&TEMPLATE_TOO_LARGE, start, "bytes", n_bytes, MAX_BYTES);
            Some(
                finding
                    .help("write it without indentation, or move a part into a stack of its own"),
            )
        }
        n_bytes if n_bytes > MAX_INLINE_BYTES => {
            let finding = over(&TEMPLATE_NEEDS_S3, start, "bytes", n_bytes, MAX_INLINE_BYTES);
            Some(finding.help(
                "deploy it through a bucket: `aws cloudformation deploy … --s3-bucket BUCKET`",
            ))
        }
        _ => None,
    };
    broken.chain(bytes).collect()
}
