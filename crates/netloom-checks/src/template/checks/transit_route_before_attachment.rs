//! Routes to a transit gateway that may be made before the VPC is attached to it.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::{Home, home_of};
use super::super::paths::sameness;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A route to a transit gateway that does not wait for the attachment of the VPC.
    /// ### Why it matters
    /// The route names the gateway, so CloudFormation sees no order between it and the attachment.
    /// EC2 refuses a route to a transit gateway that the VPC is not attached to.
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

const ATTACHMENTS: [&str; 2] =
    ["AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"];

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
    let gateway_of =
        |resource: &ResourceEntry| resource.properties.get("TransitGatewayId").and_then(sameness);
    let Some(gateway) = gateway_of(route) else { return Vec::new() };
    let table = route.properties.get("RouteTableId").and_then(|table| context.resource_of(table));
    let vpc = table.and_then(|table| home_of(context, table));
    let is_of_another_vpc = |attachment: &ResourceEntry| {
        let other = home_of(context, attachment);
        vpc.as_ref()
            .zip(other.as_ref())
            .is_some_and(|(vpc, other): (&Home, &Home)| vpc.differs_from(other))
    };
    let attachments = ATTACHMENTS.into_iter().flat_map(|kind| context.of_kind(kind));
    let of_gateway =
        attachments.filter(|attachment| gateway_of(attachment).as_ref() == Some(&gateway));
    of_gateway.filter(|attachment| !is_of_another_vpc(attachment)).collect()
}
