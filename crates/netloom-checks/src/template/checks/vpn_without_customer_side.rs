//! Default routes to a virtual private gateway that nothing stands behind.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, reference, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A default route to a virtual private gateway of the template, which has no VPN connection
    /// and no Direct Connect for it.
    /// ### Why it matters
    /// Until a site is connected, everything that leaves by this route is dropped. Another stack
    /// may connect it.
    /// ### Example
    /// `DestinationCidrBlock: 0.0.0.0/0` with `GatewayId: !Ref VpnGateway` and no
    /// `AWS::EC2::VPNConnection`
    /// ### Instead
    /// An `AWS::EC2::VPNConnection` with a customer gateway, or a Direct Connect gateway
    /// association.
    /// ### Source
    /// AWS Site-to-Site VPN User Guide, "How AWS Site-to-Site VPN works".
    VPN_WITHOUT_CUSTOMER_SIDE = ("CFN050", Info, "default route to a VPN gateway without a site");
}

const EVERYWHERE: [(&str, &str); 2] =
    [("DestinationCidrBlock", "0.0.0.0/0"), ("DestinationIpv6CidrBlock", "::/0")];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for route in context.of_kind("AWS::EC2::Route") {
        let is_default =
            EVERYWHERE.iter().any(|(key, block)| text(route, key).as_deref() == Some(block));
        let Some(gateway) = reference(route, "GatewayId").filter(|_| is_default) else { continue };
        let is_vpn = context
            .resource(gateway)
            .is_some_and(|resource| resource.kind == "AWS::EC2::VPNGateway");
        if is_vpn && !has_site(context, gateway) {
            let message = format!(
                "route `{}` leads to `{gateway}`, which the template connects with no site",
                route.id
            );
            findings.push(Diagnostic::new(&VPN_WITHOUT_CUSTOMER_SIDE, route.span, message).help(
                "add an `AWS::EC2::VPNConnection`, or connect it by Direct Connect or \
                           another stack",
            ));
        }
    }
    findings
}

/// A connection whose gateway is not known may be one of this gateway.
fn has_site(context: &Context<'_>, gateway: &str) -> bool {
    let connects =
        |node: &Node| node.as_reference().is_none_or(|reference| reference.id == gateway);
    let mut vpns = context.of_kind("AWS::EC2::VPNConnection");
    let is_direct = |resource: &ResourceEntry| {
        resource.kind.starts_with("AWS::DirectConnect::")
            && resource.mentions.iter().any(|mention| mention.id == gateway)
    };
    vpns.any(|vpn| vpn.properties.get("VpnGatewayId").is_some_and(connects))
        || context.resources().any(is_direct)
        || context.is_handed_on(gateway)
}
