//! NAT gateways that mix what zonal, regional and private ones have.

use netloom_diag::Diagnostic;

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A regional NAT gateway with a subnet or made private, or a private one with an Elastic IP
    /// address.
    /// ### Why it matters
    /// EC2 rejects it.
    /// ### Example
    /// `AvailabilityMode: regional` with `SubnetId`
    /// ### Instead
    /// `AvailabilityMode: regional` with `VpcId` and no `SubnetId`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::NatGateway`; Amazon VPC User Guide, "Regional NAT
    /// gateways".
    REGIONAL_NAT_WITH_SUBNET = ("CFN017", Error, "NAT gateway of two kinds");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for nat in context.of_kind("AWS::EC2::NatGateway") {
        let is_regional = text(nat, "AvailabilityMode").is_some_and(|mode| mode == "regional");
        let is_private = text(nat, "ConnectivityType").is_some_and(|kind| kind == "private");
        let mut wrong = |property: &str, message: String, help: &str| {
            let span = nat.properties.entry(property).map_or(nat.span, |entry| entry.key_span);
            findings.push(Diagnostic::new(&REGIONAL_NAT_WITH_SUBNET, span, message).help(help));
        };
        if is_regional && nat.properties.get("SubnetId").is_some() {
            let message = format!("regional NAT gateway `{}` has a subnet", nat.id);
            wrong("SubnetId", message, "write `VpcId` in place of `SubnetId`");
        }
        if is_regional && is_private {
            let message = format!("NAT gateway `{}` is regional and private", nat.id);
            wrong("ConnectivityType", message, "make it public, or leave `AvailabilityMode` out");
        }
        if is_private && nat.properties.get("AllocationId").is_some() {
            let message = format!("private NAT gateway `{}` has an Elastic IP address", nat.id);
            wrong(
                "AllocationId",
                message,
                "remove `AllocationId`, or write `ConnectivityType: public`",
            );
        }
    }
    findings
}
