//! VPC blocks in ranges that no host can have an address of.

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::parse_block;

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A VPC block in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/4 or 240.0.0.0/4.
    /// ### Why it matters
    /// These addresses mean this host, loopback, this link, multicast or nothing at all. EC2
    /// refuses the block, and no operating system would send to it.
    /// ### Example
    /// `CidrBlock: 127.0.0.0/16`
    /// ### Instead
    /// A block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.
    /// ### Source
    /// RFC 6890, special-purpose address registry; Amazon VPC User Guide, "VPC CIDR blocks",
    /// association restrictions.
    BLOCK_WITHOUT_HOSTS = ("CFN056", Error, "VPC block that no host can be in");
}

/// The ranges, and what they are for.
const RANGES: [(&str, &str); 5] = [
    ("0.0.0.0/8", "addresses of this host"),
    ("127.0.0.0/8", "loopback addresses"),
    ("169.254.0.0/16", "link-local addresses"),
    ("224.0.0.0/4", "multicast addresses"),
    ("240.0.0.0/4", "reserved addresses"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for resource in ["AWS::EC2::VPC", "AWS::EC2::VPCCidrBlock"]
        .into_iter()
        .flat_map(|kind| context.of_kind(kind))
    {
        let Some((block, addresses)) = text(resource, "CidrBlock")
            .and_then(|block| parse_block(&block).map(|(addresses, _)| (block, addresses)))
        else {
            continue;
        };
        let is_in =
            |range: &str| parse_block(range).is_some_and(|(range, _)| addresses.is_subset(&range));
        let Some((range, what)) = RANGES.iter().find(|(range, _)| is_in(range)) else { continue };
        let span = resource.properties.get("CidrBlock").map_or(resource.span, |node| node.span);
        let message = format!("VPC block `{block}` lies in {range}, {what}");
        findings.push(
            Diagnostic::new(&BLOCK_WITHOUT_HOSTS, span, message)
                .help("write a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"),
        );
    }
    findings
}
