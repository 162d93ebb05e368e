//! Routes to an internet gateway that may be made before the gateway is attached.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::{Context, reference};
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to an internet or virtual private gateway that does not wait for the gateway's
    /// attachment.
    /// ### Why it matters
    /// CloudFormation makes both at once. When the route comes first, EC2 answers that route table
    /// and gateway belong to different networks, and the stack is rolled back; sometimes, not
    /// always.
    /// ### Example
    /// A route with `GatewayId: !Ref InternetGateway` and no `DependsOn`. The reference covers the
    /// gateway, not its attachment.
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute", when a DependsOn attribute is
    /// required.
    ROUTE_BEFORE_ATTACHMENT = ("CFN001", Warning, "route that may come before the attachment");
}

const RULE: WaitRule = WaitRule {
    code: &ROUTE_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::Route"],
    noun: "route",
    needs: attachments_of_its_gateway,
    does: "attaches its gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_gateway<'a>(
    context: &'a Context<'_>,
    route: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let Some(gateway) = reference(route, "GatewayId") else { return Vec::new() };
    let mut attachments = context.attachments_of("InternetGatewayId", gateway);
    attachments.extend(context.attachments_of("VpnGatewayId", gateway));
    attachments
}
