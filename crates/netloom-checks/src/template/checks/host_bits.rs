//! Blocks with bits set behind their prefix.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::{parse_block, to_blocks};

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A block with bits set behind the prefix.
    /// ### Why it matters
    /// EC2 clears them without a word: the network has another block than the template says, and
    /// the next block may overlap it.
    /// ### Example
    /// `CidrBlock: 10.0.1.0/16`
    /// ### Instead
    /// `CidrBlock: 10.0.0.0/16`
    /// ### Source
    /// EC2 API, `CreateVpc`, `CreateSubnet`, `CreateRoute`, `CreateNetworkAclEntry` and
    /// `AuthorizeSecurityGroupIngress`: the block is modified to its canonical form, 100.68.0.18/18
    /// to 100.68.0.0/18.
    HOST_BITS = ("CFN020", Warning, "block with host bits");
}

const BLOCKS: [(&str, &str); 9] = [
    ("AWS::EC2::VPC", "CidrBlock"),
    ("AWS::EC2::VPCCidrBlock", "CidrBlock"),
    ("AWS::EC2::Subnet", "CidrBlock"),
    ("AWS::EC2::Route", "DestinationCidrBlock"),
    ("AWS::EC2::NetworkAclEntry", "CidrBlock"),
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress[].CidrIp"),
    ("AWS::EC2::SecurityGroup", "SecurityGroupEgress[].CidrIp"),
    ("AWS::EC2::SecurityGroupIngress", "CidrIp"),
    ("AWS::EC2::SecurityGroupEgress", "CidrIp"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path) in BLOCKS {
        for node in context.of_kind(kind).flat_map(|resource| values_at(&resource.properties, path))
        {
            let Some(block) = node.as_text() else { continue };
            let Some((addresses, _)) = parse_block(&block) else { continue };
            let canonical = to_blocks(&addresses).join(", ");
            if canonical != block {
                let message = format!("block `{block}` has bits set behind its prefix");
                findings.push(
                    Diagnostic::new(&HOST_BITS, node.span, message)
                        .help(format!("write `{canonical}`")),
                );
            }
        }
    }
    findings
}
