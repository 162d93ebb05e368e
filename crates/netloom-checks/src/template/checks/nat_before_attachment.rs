//! NAT gateways that may be made before the VPC has its internet gateway.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::attachments::{attachments_around, is_public_nat};
use super::super::context::Context;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A public NAT gateway that does not wait for the internet gateway that the template attaches
    /// to its VPC.
    /// ### Why it matters
    /// EC2 rejects it in a VPC without an internet gateway: `Gateway.NotAttached`. CloudFormation
    /// makes both at once, so the stack fails sometimes, not always. Where the address is made by
    /// the template and waits, the NAT gateway waits with it; a given `AllocationId` does not wait.
    /// ### Example
    /// `AllocationId: eipalloc-0123456789abcdef0` and no `DependsOn`
    /// ### Instead
    /// `DependsOn: PublicDefaultRoute`, which itself waits for the attachment, or the attachment
    /// itself.
    /// ### Source
    /// EC2 API, `CreateNatGateway` and error `Gateway.NotAttached`; AWS CloudFormation Template
    /// Reference, `AWS::EC2::NatGateway`: a dependency on the gateway attachment where the template
    /// makes both.
    NAT_BEFORE_ATTACHMENT = ("CFN030", Warning, "NAT gateway that may come before the attachment");
}

const RULE: WaitRule = WaitRule {
    code: &NAT_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::NatGateway"],
    noun: "NAT gateway",
    needs: attachments_of_its_vpc,
    does: "attaches the internet gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_vpc<'a>(
    context: &'a Context<'_>,
    nat: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    if is_public_nat(nat) { attachments_around(context, nat) } else { Vec::new() }
}
