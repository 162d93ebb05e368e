//! Route propagation that may be switched on before its gateway is attached.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, reference};
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// `VPNGatewayRoutePropagation` that does not wait for the attachment of its gateway, or whose
    /// gateway is never attached.
    /// ### Why it matters
    /// EC2 rejects propagation from a gateway that is not attached to the table's VPC, and the
    /// stack is rolled back.
    /// ### Example
    /// `AWS::EC2::VPNGatewayRoutePropagation` without `DependsOn`
    /// ### Instead
    /// `DependsOn: VpnGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPNGatewayRoutePropagation`.
    PROPAGATION_BEFORE_ATTACHMENT = ("CFN004", Warning, "propagation that may come before the \
                                        attachment");
}

const RULE: WaitRule = WaitRule {
    code: &PROPAGATION_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::VPNGatewayRoutePropagation"],
    noun: "propagation",
    needs: attachments_of_its_gateway,
    does: "attaches its gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = RULE.findings(context);
    for propagation in context.of_kind("AWS::EC2::VPNGatewayRoutePropagation") {
        let Some(gateway) = reference(propagation, "VpnGatewayId") else { continue };
        if context.attachments_of("VpnGatewayId", gateway).is_empty() {
            let message = format!(
                "propagation `{}` is of `{gateway}`, which is attached to no VPC",
                propagation.id
            );
            let finding =
                Diagnostic::new(&PROPAGATION_BEFORE_ATTACHMENT, propagation.span, message);
            findings.push(finding.help(format!(
                "attach `{gateway}` with an `AWS::EC2::VPCGatewayAttachment` and depend on that"
            )));
        }
    }
    findings
}

fn attachments_of_its_gateway<'a>(
    context: &'a Context<'_>,
    propagation: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    reference(propagation, "VpnGatewayId")
        .map_or_else(Vec::new, |gateway| context.attachments_of("VpnGatewayId", gateway))
}
