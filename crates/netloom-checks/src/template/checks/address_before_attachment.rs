//! Elastic IP addresses that may be made before the VPC has its internet gateway.

use netloom_diag::Diagnostic;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An Elastic IP address in a template that attaches an internet gateway, and does not wait for it.
    /// ### Why it matters
    /// An address is made for a VPC only once that has its internet gateway; on deletion the gateway can be detached
    /// only after its addresses are gone.
    /// ### Example
    /// `AWS::EC2::EIP` without `DependsOn`
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::EIP`: declare a dependency on the VPC-gateway attachment.
    ADDRESS_BEFORE_ATTACHMENT = ("CFN002", Warning, "address that may come before the attachment");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let attachments: Vec<_> = context
        .of_kind("AWS::EC2::VPCGatewayAttachment")
        .filter(|attachment| attachment.properties.get("InternetGatewayId").is_some())
        .collect();
    let Some(first) = attachments.first() else { return Vec::new() };
    let waits = |id: &str| attachments.iter().any(|attachment| context.is_before(&attachment.id, id));
    let hasty = context.of_kind("AWS::EC2::EIP").filter(|address| !waits(&address.id));
    hasty
        .map(|address| {
            let message = format!("address `{}` does not wait until the internet gateway is attached", address.id);
            Diagnostic::new(&ADDRESS_BEFORE_ATTACHMENT, address.span, message)
                .also(first.span, "the attachment")
                .help(format!("add `DependsOn: {}` to `{}`", first.id, address.id))
        })
        .collect()
}
