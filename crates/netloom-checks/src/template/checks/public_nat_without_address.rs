//! Public NAT gateways without an Elastic IP address.

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public NAT gateway in a subnet that has no `AllocationId`.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back. Only a regional NAT gateway gets its addresses
    /// by itself.
    /// ### Example
    /// `AWS::EC2::NatGateway` with `SubnetId` alone
    /// ### Instead
    /// `AllocationId: !GetAtt Address.AllocationId`, or `ConnectivityType: private` for one that
    /// leads to other networks only.
    /// ### Source
    /// EC2 API, `CreateNatGateway`, error `MissingParameter`; AWS CloudFormation Template
    /// Reference, `AWS::EC2::NatGateway`: required for a public NAT gateway.
    PUBLIC_NAT_WITHOUT_ADDRESS = ("CFN035", Error, "public NAT gateway without an address");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for nat in context.of_kind("AWS::EC2::NatGateway") {
        let is_public =
            is_absent(nat, "ConnectivityType") || says(nat, "ConnectivityType", "public");
        let is_zonal = is_absent(nat, "AvailabilityMode") || says(nat, "AvailabilityMode", "zonal");
        if is_public
            && is_zonal
            && is_absent(nat, "AllocationId")
            && nat.properties.get("SubnetId").is_some()
        {
            let message = format!("public NAT gateway `{}` has no address", nat.id);
            findings.push(
                Diagnostic::new(&PUBLIC_NAT_WITHOUT_ADDRESS, nat.span, message).help(
                    "add `AllocationId: !GetAtt ADDRESS.AllocationId` with an `AWS::EC2::EIP`",
                ),
            );
        }
    }
    findings
}

fn is_absent(nat: &ResourceEntry, key: &str) -> bool {
    nat.properties.get(key).is_none_or(Node::is_absent)
}

fn says(nat: &ResourceEntry, key: &str, value: &str) -> bool {
    let text = nat.properties.get(key).and_then(Node::as_text);
    text.is_some_and(|text| text.eq_ignore_ascii_case(value))
}
