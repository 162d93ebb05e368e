//! Subnets outside the blocks of their VPC.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::{Id, Known};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet whose block is not within a block of its VPC.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back.
    /// ### Example
    /// A subnet 10.1.0.0/24 in VPC 10.0.0.0/16
    /// ### Instead
    /// A block within that of the VPC.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_OUTSIDE_VPC = ("CFN021", Error, "subnet outside its VPC");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let network = context.network;
    let mut findings = Vec::new();
    for resource in context.of_kind("AWS::EC2::Subnet") {
        let Some(subnet) = network.subnets.get(&Id::new(resource.id.clone())) else { continue };
        let (Known::Is(block), Some(vpc)) = (&subnet.block, network.vpcs.get(&subnet.vpc)) else {
            continue;
        };
        let known: Vec<_> = vpc.blocks.iter().filter_map(Known::value).collect();
        let is_complete =
            vpc.beyond.is_none() && known.len() == vpc.blocks.len() && !known.is_empty();
        if is_complete && !block.is_empty() && !known.iter().any(|own| block.is_subset(own)) {
            let blocks: Vec<String> = known.iter().flat_map(|own| to_blocks(own)).collect();
            let message =
                format!("subnet `{}` is outside `{}` ({})", subnet.id, vpc.id, blocks.join(", "));
            findings.push(
                Diagnostic::new(&SUBNET_OUTSIDE_VPC, subnet.span, message)
                    .also(vpc.span, "the VPC")
                    .help("choose a block within the VPC's"),
            );
        }
    }
    findings
}
