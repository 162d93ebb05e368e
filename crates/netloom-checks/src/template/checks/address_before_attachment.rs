//! Elastic IP addresses that may be associated before the VPC has its internet gateway.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::attachments::{attachments_around, owner_of_address};
use super::super::context::Context;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An Elastic IP address that the template associates with an instance or an interface, in a
    /// VPC to which the template attaches an internet gateway, without waiting for the attachment.
    /// ### Why it matters
    /// An address can be associated only in a VPC that has an internet gateway; when the
    /// association comes first, EC2 rejects it and the stack is rolled back. On deletion the
    /// gateway cannot be detached while addresses are associated. An address that only a NAT
    /// gateway uses need not wait: allocating one involves no VPC, and it is the NAT gateway that
    /// waits.
    /// ### Example
    /// `AWS::EC2::EIP` with `InstanceId`, or an `AWS::EC2::EIPAssociation`, without `DependsOn`
    /// ### Instead
    /// `DependsOn: InternetGatewayAttachment`
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::EIP`: an address associated with a VPC of
    /// the same template depends on the VPC-gateway attachment; EC2 API, `AllocateAddress` (takes
    /// no VPC) and `AssociateAddress`, error `Gateway.NotAttached`.
    ADDRESS_BEFORE_ATTACHMENT = ("CFN002", Warning, "address that may come before the attachment");
}

const RULE: WaitRule = WaitRule {
    code: &ADDRESS_BEFORE_ATTACHMENT,
    kinds: &["AWS::EC2::EIP", "AWS::EC2::EIPAssociation"],
    noun: "address",
    needs: attachments_of_its_vpc,
    does: "attaches the internet gateway",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn attachments_of_its_vpc<'a>(
    context: &'a Context<'_>,
    address: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    owner_of_address(context, address)
        .map_or_else(Vec::new, |owner| attachments_around(context, owner))
}
