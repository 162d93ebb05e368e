//! Interface endpoints of S3 that may come before the gateway endpoint that they need.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::vpc_of_value;
use super::super::waits::WaitRule;
use super::s3_names_without_gateway::{is_gateway_of, needs_gateway};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface endpoint of S3 with private names for inbound resolvers, the default, that
    /// neither refers to the gateway endpoint of its VPC nor depends on it.
    /// ### Why it matters
    /// EC2 accepts such names only where there is a gateway endpoint. CloudFormation creates both
    /// at the same time, and the interface endpoint fails where it comes first.
    /// ### Example
    /// Both endpoints of S3 in one template, without `DependsOn`
    /// ### Instead
    /// `DependsOn: GatewayEndpoint` in the interface endpoint
    /// ### Source
    /// Amazon S3 User Guide, "AWS PrivateLink for Amazon S3", private DNS; AWS CloudFormation User
    /// Guide, "DependsOn attribute".
    S3_NAMES_BEFORE_GATEWAY = ("CFN078", Warning, "S3 endpoint that may come before the gateway \
                               endpoint");
}

const RULE: WaitRule = WaitRule {
    code: &S3_NAMES_BEFORE_GATEWAY,
    kinds: &["AWS::EC2::VPCEndpoint"],
    noun: "endpoint",
    needs: gateways_of_its_vpc,
    does: "its private names need",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn gateways_of_its_vpc<'a>(
    context: &'a Context<'_>,
    endpoint: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let vpc = endpoint.properties.get("VpcId").and_then(|vpc| vpc_of_value(context, vpc));
    let Some(vpc) = vpc.filter(|_| needs_gateway(context, endpoint)) else { return Vec::new() };
    context
        .of_kind("AWS::EC2::VPCEndpoint")
        .filter(|other| context.is_certain(other) && is_gateway_of(context, other, &vpc))
        .collect()
}
