//! Blocks with bits set behind their prefix.

use netloom_diag::Diagnostic;
use netloom_reach::sets::addresses::{parse_block, to_blocks};

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A block with bits set behind the prefix.
    /// ### Why it matters
    /// EC2 clears them without a word: the network is another one than the template says, often larger than meant.
    /// ### Example
    /// `CidrBlock: 10.0.1.0/16`
    /// ### Instead
    /// `CidrBlock: 10.0.0.0/16`
    /// ### Source
    /// EC2 API, `CreateVpc`, `CreateSubnet`, `CreateRoute` and `CreateNetworkAclEntry`: a block is modified to its canonical
    /// form.
    HOST_BITS = ("CFN020", Warning, "block with host bits");
}

const BLOCKS: [(&str, &str); 5] = [
    ("AWS::EC2::VPC", "CidrBlock"),
    ("AWS::EC2::VPCCidrBlock", "CidrBlock"),
    ("AWS::EC2::Subnet", "CidrBlock"),
    ("AWS::EC2::Route", "DestinationCidrBlock"),
    ("AWS::EC2::NetworkAclEntry", "CidrBlock"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, property) in BLOCKS {
        for resource in context.of_kind(kind) {
            let Some(block) = text(resource, property) else { continue };
            let Some((addresses, _)) = parse_block(&block) else { continue };
            let canonical = to_blocks(&addresses).join(", ");
            if canonical != block {
                let span = resource.properties.get(property).map_or(resource.span, |node| node.span);
                let message = format!("block `{block}` has bits set behind its prefix");
                findings.push(Diagnostic::new(&HOST_BITS, span, message).help(format!("write `{canonical}`")));
            }
        }
    }
    findings
}
