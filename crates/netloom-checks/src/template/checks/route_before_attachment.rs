//! Routes to an internet gateway that may be made before the gateway is attached.

use netloom_diag::Diagnostic;

use super::super::context::{Context, reference};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to an internet or virtual private gateway that does not wait for the gateway's attachment.
    /// ### Why it matters
    /// CloudFormation makes both at once. When the route comes first, EC2 answers that route table and gateway belong
    /// to different networks, and the stack is rolled back; sometimes, not always.
    /// ### Example
    /// A route with `GatewayId: !Ref InternetGateway` and no `DependsOn`. The reference covers the gateway, not its
    /// attachment.
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute", when a DependsOn attribute is required.
    ROUTE_BEFORE_ATTACHMENT = ("CFN001", Warning, "route that may come before the attachment");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        let Some(gateway) = reference(route, "GatewayId") else { continue };
        let mut attachments = context.attachments_of("InternetGatewayId", gateway);
        attachments.extend(context.attachments_of("VpnGatewayId", gateway));
        let Some(attachment) = attachments.first() else { continue };
        if !attachments.iter().any(|attachment| context.is_before(&attachment.id, &route.id)) {
            let message = format!("route `{}` does not wait until `{gateway}` is attached", route.id);
            findings.push(
                Diagnostic::new(&ROUTE_BEFORE_ATTACHMENT, route.span, message)
                    .also(attachment.span, "the attachment")
                    .help(format!("add `DependsOn: {}` to `{}`", attachment.id, route.id)),
            );
        }
    }
    findings
}
