//! Routes to a transit gateway that may be made before the VPC is attached to it.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::home_of;
use super::super::paths::sameness;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to a transit gateway that does not wait for the attachment of the VPC.
    /// ### Why it matters
    /// The route names the gateway, so CloudFormation sees no order between it and the attachment.
    /// EC2 rejects a route to a transit gateway that the VPC is not attached to.
    /// ### Example
    /// A route with `TransitGatewayId` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: TransitGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation User Guide, "DependsOn attribute"; Amazon VPC Transit Gateways guide,
    /// "VPC attachments".
    TRANSIT_ROUTE_BEFORE_ATTACHMENT = ("CFN005", Warning, "transit route that may come before the \
                                        attachment");
}

const RULE: WaitRule = WaitRule {
    code: &TRANSIT_ROUTE_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::Route"],
    noun: "route",
    needs: attachments_of_its_vpc,
    does: "attaches the VPC to the transit gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_vpc<'a>(
    context: &'a Context<'_>,
    route: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let gateway = route.properties.get("TransitGatewayId").and_then(sameness);
    let Some(gateway) = gateway else { return Vec::new() };
    let table = route.properties.get("RouteTableId").and_then(|table| context.resource_of(table));
    let vpc = table.and_then(|table| home_of(context, table));
    context.transit_attachments(&gateway, vpc.as_ref())
}
