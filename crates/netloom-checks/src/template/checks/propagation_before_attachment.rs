//! Route propagation that may be switched on before its gateway is attached.

use netloom_diag::Diagnostic;

use super::super::context::{Context, reference};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// `VPNGatewayRoutePropagation` that does not wait for the attachment of its gateway, or whose gateway is never
    /// attached.
    /// ### Why it matters
    /// EC2 refuses propagation from a gateway that is not attached to the table's VPC, and the stack is rolled back.
    /// ### Example
    /// `AWS::EC2::VPNGatewayRoutePropagation` without `DependsOn`
    /// ### Instead
    /// `DependsOn: VpnGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPNGatewayRoutePropagation`.
    PROPAGATION_BEFORE_ATTACHMENT = ("CFN004", Warning, "propagation that may come before the attachment");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for propagation in context.of_kind("AWS::EC2::VPNGatewayRoutePropagation") {
        let Some(gateway) = reference(propagation, "VpnGatewayId") else { continue };
        let attachments = context.attachments_of("VpnGatewayId", gateway);
        let is_late = attachments.iter().any(|attachment| context.is_before(&attachment.id, &propagation.id));
        if is_late {
            continue;
        }
        let message = format!("propagation `{}` does not wait until `{gateway}` is attached", propagation.id);
        let finding = Diagnostic::new(&PROPAGATION_BEFORE_ATTACHMENT, propagation.span, message);
        findings.push(match attachments.first() {
            Some(attachment) => finding.help(format!("add `DependsOn: {}` to `{}`", attachment.id, propagation.id)),
            None => {
                finding.help(format!("attach `{gateway}` with an `AWS::EC2::VPCGatewayAttachment` and depend on that"))
            }
        });
    }
    findings
}
