//! Subnets in a secondary block that may be made before the VPC has the block.

use netloom_diag::Diagnostic;
use netloom_reach::network::{Id, Known};
use netloom_reach::sets::addresses::parse_block;

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet in a block that an `AWS::EC2::VPCCidrBlock` adds, and that does not wait for it.
    /// ### Why it matters
    /// EC2 refuses a subnet outside the blocks that the VPC has at that moment, and the block cannot be removed while
    /// the subnet is there.
    /// ### Example
    /// A subnet in 100.64.0.0/16 without `DependsOn` on the `VPCCidrBlock`
    /// ### Instead
    /// `DependsOn: SecondaryBlock`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPCCidrBlock`, examples.
    SECONDARY_BLOCK_BEFORE_SUBNET = ("CFN006", Warning, "subnet that may come before its block");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in context.of_kind("AWS::EC2::VPCCidrBlock") {
        let Some((addresses, _)) = text(block, "CidrBlock").and_then(|text| parse_block(&text)) else { continue };
        for subnet in context.of_kind("AWS::EC2::Subnet") {
            let known = context.network.subnets.get(&Id::new(subnet.id.clone()));
            let Some(Known::Is(own)) = known.map(|subnet| &subnet.block) else { continue };
            if !own.is_empty() && own.is_subset(&addresses) && !context.is_before(&block.id, &subnet.id) {
                let message = format!("subnet `{}` does not wait until the VPC has block `{}`", subnet.id, block.id);
                findings.push(
                    Diagnostic::new(&SECONDARY_BLOCK_BEFORE_SUBNET, subnet.span, message)
                        .also(block.span, "the block")
                        .help(format!("add `DependsOn: {}` to `{}`", block.id, subnet.id)),
                );
            }
        }
    }
    findings
}
