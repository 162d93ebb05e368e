//! What a template has to be allowed to do.

use crate::Template;

/// Returns the capabilities that `aws cloudformation deploy` has to be given for this template,
/// sorted; empty for a template that makes no identities, as netloom's are.
///
/// # Source
/// AWS CloudFormation API, `CreateStack`, `Capabilities`: `CAPABILITY_IAM` for any resource of
/// `AWS::IAM`.
#[must_use]
pub fn capabilities(template: &Template) -> Vec<&'static str> {
    let mut types = template.resources.values().map(|resource| resource.properties.type_name());
    if types.any(|type_name| type_name.starts_with("AWS::IAM::")) {
        vec!["CAPABILITY_IAM"]
    } else {
        Vec::new()
    }
}
