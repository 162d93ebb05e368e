//! Blocks that are none.

use netloom_cfn::read::Node;
use netloom_diag::Diagnostic;
use netloom_reach::sets::addresses::parse_block;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A text where a block of addresses belongs.
    /// ### Why it matters
    /// EC2 refuses it, and the stack is rolled back. Until then nothing can be proved about what lies in it.
    /// ### Example
    /// `CidrBlock: 10.0.0.0/33`
    /// ### Instead
    /// `CidrBlock: 10.0.0.0/16`
    /// ### Source
    /// EC2 API, `InvalidParameterValue` for `CidrBlock`; RFC 4632.
    UNREADABLE_BLOCK = ("CFN029", Error, "block that is none");
}

/// Properties that hold a block; those of rules are looked for in inline rules, too.
const BLOCKS: [&str; 6] =
    ["CidrBlock", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "Ipv6CidrBlock", "CidrIp", "CidrIpv6"];

const INLINE: [&str; 2] = ["SecurityGroupIngress", "SecurityGroupEgress"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for resource in context.document.resources.iter().filter(|resource| resource.kind.starts_with("AWS::EC2::")) {
        find(&resource.properties, &mut findings);
        let inline = INLINE.iter().filter_map(|key| resource.properties.get(key)?.as_list());
        inline.flatten().for_each(|rule| find(rule, &mut findings));
    }
    findings
}

fn find(properties: &Node, findings: &mut Vec<Diagnostic>) {
    for node in BLOCKS.iter().filter_map(|key| properties.get(key)) {
        let Some(text) = node.as_text().filter(|text| parse_block(text).is_none()) else { continue };
        let message = format!("`{text}` is no block of addresses");
        let finding = Diagnostic::new(&UNREADABLE_BLOCK, node.span, message);
        findings.push(finding.help("write an address and the length of a prefix, such as `10.0.0.0/16`"));
    }
}
