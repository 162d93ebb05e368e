//! Subnet blocks of a size that AWS does not take.

use netloom_diag::Diagnostic;
use netloom_net::{MAX_PREFIX_LEN_BITS, MIN_PREFIX_LEN_BITS};
use netloom_network::sets::addresses::parse_block;

use super::super::context::{Context, text};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A subnet block larger than a /16 or smaller than a /28.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back.
    /// ### Example
    /// `CidrBlock: 10.0.0.0/29`
    /// ### Instead
    /// A block from /16 to /28.
    /// ### Source
    /// Amazon VPC User Guide, "Subnet CIDR blocks".
    SUBNET_BLOCK_SIZE = ("CFN019", Error, "subnet block of a size that AWS does not take");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for resource in ["AWS::EC2::Subnet"].into_iter().flat_map(|kind| context.of_kind(kind)) {
        let Some(block) = text(resource, "CidrBlock") else { continue };
        let Some((_, length)) = parse_block(&block) else { continue };
        if !(MIN_PREFIX_LEN_BITS..=MAX_PREFIX_LEN_BITS).contains(&length) {
            let span = resource.properties.get("CidrBlock").map_or(resource.span, |node| node.span);
            let message = format!("subnet block `{block}` is a /{length}, expected /16 to /28");
            findings.push(Diagnostic::new(&SUBNET_BLOCK_SIZE, span, message).help(format!(
                "write a /{}",
                length.clamp(MIN_PREFIX_LEN_BITS, MAX_PREFIX_LEN_BITS)
            )));
        }
    }
    findings
}
