//! Routes to a transit gateway that may be made before the VPC is attached to it.

use netloom_diag::Diagnostic;

use super::super::context::{Context, identity};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to a transit gateway that does not wait for the attachment of the VPC.
    /// ### Why it matters
    /// The route names the gateway, so CloudFormation sees no order between it and the attachment. EC2 refuses a route
    /// to a transit gateway that the VPC is not attached to.
    /// ### Example
    /// A route with `TransitGatewayId` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: TransitGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute"; Amazon VPC Transit Gateways guide, "VPC attachments".
    TRANSIT_ROUTE_BEFORE_ATTACHMENT = ("CFN005", Warning, "transit route that may come before the attachment");
}

const ATTACHMENTS: [&str; 2] = ["AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        let Some(gateway) = identity(route.properties.get("TransitGatewayId")) else { continue };
        let attachments: Vec<_> = ATTACHMENTS
            .into_iter()
            .flat_map(|kind| context.of_kind(kind))
            .filter(|attachment| identity(attachment.properties.get("TransitGatewayId")).as_ref() == Some(&gateway))
            .collect();
        let Some(first) = attachments.first() else { continue };
        if !attachments.iter().any(|attachment| context.is_before(&attachment.id, &route.id)) {
            let message =
                format!("route `{}` does not wait until the VPC is attached to its transit gateway", route.id);
            findings.push(
                Diagnostic::new(&TRANSIT_ROUTE_BEFORE_ATTACHMENT, route.span, message)
                    .also(first.span, "the attachment")
                    .help(format!("add `DependsOn: {}` to `{}`", first.id, route.id)),
            );
        }
    }
    findings
}
