//! Peering connections between VPCs whose blocks overlap, between one VPC and itself, or twice
//! between the same two.

use std::collections::BTreeMap;

use netloom_diag::Diagnostic;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::{Id, Known, Vpc};
use netloom_template::ResourceEntry;

use super::super::context::Context;
use super::super::homes::{Home, vpc_of_value};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A peering connection between two VPCs that have a block in common, between a VPC and itself,
    /// or between two VPCs that another one connects.
    /// ### Why it matters
    /// The connection fails, and the stack is rolled back.
    /// ### Example
    /// Two VPCs, both 10.0.0.0/16, and an `AWS::EC2::VPCPeeringConnection` between them
    /// ### Instead
    /// Blocks of their own for the two VPCs.
    /// ### Source
    /// Amazon VPC Peering Guide, "VPC peering limitations": no matching or overlapping blocks, one
    /// connection between two VPCs.
    PEERING_THAT_EC2_REFUSES = ("CFN045", Error, "peering that EC2 rejects");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<(Home, Home), &ResourceEntry> = BTreeMap::new();
    for peering in context.of_kind("AWS::EC2::VPCPeeringConnection") {
        let vpc =
            |key: &str| peering.properties.get(key).and_then(|node| vpc_of_value(context, node));
        let (Some(requester), Some(accepter)) = (vpc("VpcId"), vpc("PeerVpcId")) else { continue };
        if requester == accepter {
            let message =
                format!("peering `{}` connects {} with itself", peering.id, requester.in_words());
            findings.push(
                Diagnostic::new(&PEERING_THAT_EC2_REFUSES, peering.span, message)
                    .help("write another VPC as `PeerVpcId`"),
            );
            continue;
        }
        findings.extend(overlap(context, peering, &requester, &accepter));
        // A peering has no direction, so either side may be written as the requester.
        let pair = if requester < accepter { (requester, accepter) } else { (accepter, requester) };
        if let Some(other) = first.get(&pair).filter(|_| context.is_certain(peering)) {
            let message = format!("`{}` and `{}` connect the same two VPCs", other.id, peering.id);
            findings.push(
                Diagnostic::new(&PEERING_THAT_EC2_REFUSES, peering.span, message)
                    .also(other.span, "the first one")
                    .help("remove one of them"),
            );
        } else if context.is_certain(peering) {
            first.insert(pair, peering);
        }
    }
    findings
}

fn overlap(
    context: &Context<'_>,
    peering: &ResourceEntry,
    one: &Home,
    other: &Home,
) -> Option<Diagnostic> {
    let (one, other) = (known_vpc(context, one)?, known_vpc(context, other)?);
    let blocks = one.blocks.iter().filter_map(Known::value);
    let mut shared = blocks.flat_map(|block| {
        other.blocks.iter().filter_map(Known::value).map(move |second| block.intersection(second))
    });
    let shared = shared.find(|shared| !shared.is_empty())?;
    let block = to_blocks(&shared).join(", ");
    let message = format!(
        "peering `{}` connects `{}` and `{}`, which both have {block}",
        peering.id, one.id, other.id
    );
    Some(
        Diagnostic::new(&PEERING_THAT_EC2_REFUSES, peering.span, message)
            .also(one.span, "one VPC")
            .also(other.span, "the other VPC")
            .help("give one of them other blocks"),
    )
}

fn known_vpc<'a>(context: &Context<'a>, home: &Home) -> Option<&'a Vpc> {
    match home {
        Home::Made(id) | Home::Existing(id) => context.network.vpcs.get(&Id::new(id.clone())),
        Home::Default => None,
    }
}
