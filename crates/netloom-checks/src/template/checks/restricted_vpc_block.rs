//! Further blocks of a VPC that its other blocks rule out.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Severity};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{parse_block, rfc1918, to_blocks};
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::{Home, vpc_of_value};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An `AWS::EC2::VPCCidrBlock` that overlaps another block of its VPC, or whose range EC2 does
    /// not associate with a VPC of that first block: of another private range than the first block,
    /// of 198.19.0.0/16, or private although the first block is not. A warning for blocks of
    /// 10.0.0.0/16 beside 10.0.0.0/15, and of 172.31.0.0/16 beside 172.16.0.0/12, which the guide
    /// restricts as well.
    /// ### Why it matters
    /// EC2 rejects the block (`InvalidVpc.Range`), and the stack is rolled back.
    /// ### Example
    /// `CidrBlock: 172.20.0.0/16` for a VPC with `CidrBlock: 10.0.0.0/16`
    /// ### Instead
    /// A block of the same private range, such as 10.1.0.0/16, or of 100.64.0.0/10.
    /// ### Source
    /// Amazon VPC User Guide, "VPC CIDR blocks", IPv4 CIDR block association restrictions and
    /// "Add or remove a CIDR block": no overlap with an existing block.
    RESTRICTED_VPC_BLOCK = ("CFN065", Error, "VPC block that the other blocks rule out");
}

/// The private ranges of RFC 1918: the blocks of one VPC are of one of them.
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// A range that no VPC of another range gets a block of.
const RESERVED: &str = "198.19.0.0/16";

/// Ranges that are not added to a VPC with a block in the wider one.
const WITHIN: [(&str, &str); 2] =
    [("10.0.0.0/15", "10.0.0.0/16"), ("172.16.0.0/12", "172.31.0.0/16")];

/// A block of a VPC, and where it stands.
struct Block<'a> {
    of: &'a ResourceEntry,
    node: &'a Node,
    addresses: RangeSet,
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut by_vpc: BTreeMap<String, Vec<Block<'_>>> = BTreeMap::new();
    for further in context.of_kind("AWS::EC2::VPCCidrBlock") {
        let vpc = further.properties.get("VpcId").and_then(|vpc| vpc_of_value(context, vpc));
        let (Some(Home::Made(vpc)), Some(block)) = (vpc, block_of(further)) else { continue };
        let first = context.resource(&vpc).and_then(block_of);
        let others = by_vpc.entry(vpc).or_default();
        // Under conditions, only one of two further blocks may be associated.
        let overlapped = first
            .iter()
            .chain(others.iter().filter(|other| context.is_certain(other.of)))
            .find(|other| !other.addresses.is_disjoint(&block.addresses));
        match (overlapped, &first) {
            (Some(other), _) => findings.push(overlap(other, &block)),
            (None, Some(first)) => findings.extend(restriction(first, &block)),
            (None, None) => {}
        }
        others.push(block);
    }
    findings
}

fn block_of(resource: &ResourceEntry) -> Option<Block<'_>> {
    let node = resource.properties.get("CidrBlock")?;
    let (addresses, _) = parse_block(&node.as_text()?)?;
    Some(Block { of: resource, node, addresses })
}

fn overlap(other: &Block<'_>, block: &Block<'_>) -> Diagnostic {
    let common = to_blocks(&block.addresses.intersection(&other.addresses)).join(", ");
    let message =
        format!("VPC blocks of `{}` and `{}` both have {common}", other.of.id, block.of.id);
    Diagnostic::new(&RESTRICTED_VPC_BLOCK, block.node.span, message)
        .also(other.node.span, "the other block")
        .help("write a block without addresses of the other one")
}

/// Returns a finding where EC2 does not associate a block with a VPC of this first block.
fn restriction(first: &Block<'_>, block: &Block<'_>) -> Option<Diagnostic> {
    let is_in = |block: &Block<'_>, range: &str| {
        parse_block(range).is_some_and(|(range, _)| block.addresses.is_subset(&range))
    };
    let private = |block| PRIVATE.into_iter().find(|range| is_in(block, range));
    // Ranges that exclude each other are certain; the restrictions within one range are those of
    // the guide alone, so they are warnings.
    let rule = match (private(first), private(block)) {
        _ if is_in(block, RESERVED) && !is_in(first, RESERVED) => {
            Some((format!("is of {RESERVED}, which EC2 adds to no other VPC"), Severity::Error))
        }
        (Some(own), Some(other)) if own != other => {
            Some((format!("is of {other}, and the first block is of {own}"), Severity::Error))
        }
        (None, Some(other)) if first.addresses.is_disjoint(&rfc1918()) => {
            Some((format!("is of {other}, and the first block is not private"), Severity::Error))
        }
        _ => WITHIN.iter().find(|(around, range)| is_in(first, around) && is_in(block, range)).map(
            |(around, range)| {
                let why = format!("is of {range}, restricted where the first block is of {around}");
                (why, Severity::Warning)
            },
        ),
    };
    let (why, severity) = rule?;
    let text = block.node.as_text().unwrap_or_default();
    let place = private(first).map_or_else(String::new, |own| format!("{own} or "));
    Some(
        Diagnostic::new(
            &RESTRICTED_VPC_BLOCK,
            block.node.span,
            format!("VPC block `{text}` {why}"),
        )
        .severity(severity)
        .also(first.node.span, format!("the first block of `{}`", first.of.id))
        .help(format!("write an unused block of {place}100.64.0.0/10")),
    )
}
