//! Subnets in a secondary block that may be made before the VPC has the block.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::parse_block;
use netloom_network::{Id, Known};
use netloom_template::ResourceEntry;

use super::super::context::{Context, text};
use super::super::homes::home_of;
use super::super::waits::WaitRule;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet in a block that an `AWS::EC2::VPCCidrBlock` adds, and that does not wait for it.
    /// ### Why it matters
    /// EC2 rejects a subnet outside the blocks that the VPC has at that moment, and the block
    /// cannot be removed while the subnet is there.
    /// ### Example
    /// A subnet in 100.64.0.0/16 without `DependsOn` on the `VPCCidrBlock`
    /// ### Instead
    /// `DependsOn: SecondaryBlock`
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::VPCCidrBlock`, examples.
    SECONDARY_BLOCK_BEFORE_SUBNET = ("CFN006", Warning, "subnet that may come before its block");
}

const RULE: WaitRule = WaitRule {
    code: &SECONDARY_BLOCK_BEFORE_SUBNET,
    kinds: &["AWS::EC2::Subnet"],
    noun: "subnet",
    needs: blocks_around_it,
    does: "adds its block to the VPC",
};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULE.findings(context)
}

fn blocks_around_it<'a>(
    context: &'a Context<'_>,
    subnet: &'a ResourceEntry,
) -> Vec<&'a ResourceEntry> {
    let known = context.network.subnets.get(&Id::new(subnet.id.clone()));
    let Some(Known::Is(own)) = known.map(|subnet| &subnet.block) else { return Vec::new() };
    let vpc = home_of(context, subnet);
    let is_around = |block: &&ResourceEntry| {
        let addresses = text(block, "CidrBlock").and_then(|text| parse_block(&text));
        !own.is_empty() && addresses.is_some_and(|(addresses, _)| own.is_subset(&addresses))
    };
    context.of_vpc("AWS::EC2::VPCCidrBlock", vpc.as_ref()).filter(is_around).collect()
}
