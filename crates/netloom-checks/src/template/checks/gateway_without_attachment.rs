//! Routes to a gateway that the template makes and attaches to nothing.

use netloom_diag::Diagnostic;
use netloom_network::{Attachment, Id};

use super::super::context::{Context, reference};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to an internet or virtual private gateway that the template makes and attaches to no
    /// VPC.
    /// ### Why it matters
    /// The route cannot be made, or leads nowhere.
    /// ### Example
    /// An `AWS::EC2::InternetGateway` without an `AWS::EC2::VPCGatewayAttachment`
    /// ### Instead
    /// `Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc,
    /// InternetGatewayId: !Ref InternetGateway}}`
    /// ### Source
    /// Amazon VPC User Guide, "Internet gateways".
    GATEWAY_WITHOUT_ATTACHMENT = ("CFN007", Error, "route to a gateway that is not attached");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        let Some(gateway) = reference(route, "GatewayId") else { continue };
        let id = Id::new(gateway);
        let internet = context
            .network
            .internet_gateways
            .get(&id)
            .map(|gateway| (&gateway.attachment, gateway.span));
        let vpn = context
            .network
            .vpn_gateways
            .get(&id)
            .map(|gateway| (&gateway.attachment, gateway.span));
        if let Some((Attachment::None, span)) = internet.or(vpn) {
            let message =
                format!("route `{}` leads to `{gateway}`, which is attached to no VPC", route.id);
            findings.push(
                Diagnostic::new(&GATEWAY_WITHOUT_ATTACHMENT, route.span, message)
                    .also(span, "the gateway")
                    .help("add an `AWS::EC2::VPCGatewayAttachment` for it"),
            );
        }
    }
    findings
}
