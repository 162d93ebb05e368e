//! Nested stacks, whose templates are other files.

use netloom_diag::Diagnostic;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A nested stack: the resources that its template describes are not part of this file.
    /// ### Why it matters
    /// Nothing is known of the child's resources, so what this check reports covers only part of
    /// the network. A child that is given ids can add routes, rules and interfaces to what the
    /// parent makes.
    /// ### Example
    /// `Type: AWS::CloudFormation::Stack` with `TemplateURL:
    /// https://bucket.s3.amazonaws.com/network.yaml`
    /// ### Instead
    /// `TemplateURL: network.yaml`, a path from the folder of this file, as `aws cloudformation
    /// package` reads it: the file is then checked together with the parent. Or `--child
    /// NAME=FILE`, for a template that is elsewhere.
    /// ### Source
    /// AWS CloudFormation User Guide, "Nested stacks"; AWS CLI, `cloudformation package`.
    NESTED_STACK = ("CFN070", Warning, "nested stack that is not checked");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let stacks = context.document.of_kind("AWS::CloudFormation::Stack");
    let is_missing = |stack: &&netloom_template::ResourceEntry| {
        stack.presence != netloom_template::Presence::Never
            && !context.document.joined_stacks.contains(&stack.id)
    };
    let findings = stacks.filter(is_missing).map(|stack| {
        let message = format!("the template of nested stack `{}` is not checked", stack.id);
        Diagnostic::new(&NESTED_STACK, stack.span, message)
            .help(format!("specify its template: `--child {}=FILE`", stack.id))
    });
    findings.collect()
}
