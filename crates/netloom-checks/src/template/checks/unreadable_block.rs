//! Blocks that are none.

use netloom_diag::{Diagnostic, Severity};
use netloom_network::sets::addresses::parse_block;
use netloom_template::{Node, ResourceEntry};

use super::super::context::{Context, is_looked_up};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A text where a block of addresses belongs. A warning where it is the default of a parameter
    /// that has to be given.
    /// ### Why it matters
    /// EC2 rejects it, and the stack is rolled back. Until then nothing can be proved about what
    /// lies in it.
    /// ### Example
    /// `CidrBlock: 10.0.0.0/33`
    /// ### Instead
    /// `CidrBlock: 10.0.0.0/16`
    /// ### Source
    /// EC2 API, `InvalidParameterValue` for `CidrBlock`; RFC 4632.
    UNREADABLE_BLOCK = ("CFN029", Error, "not a CIDR block");
}

/// Properties that hold a block; those of rules are looked for in inline rules, too.
const BLOCKS: [&str; 6] = [
    "CidrBlock",
    "DestinationCidrBlock",
    "DestinationIpv6CidrBlock",
    "Ipv6CidrBlock",
    "CidrIp",
    "CidrIpv6",
];

const INLINE: [&str; 2] = ["SecurityGroupIngress", "SecurityGroupEgress"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for resource in context.resources().filter(|resource| resource.kind.starts_with("AWS::EC2::")) {
        let inline = INLINE.iter().filter_map(|key| resource.properties.get(key)?.as_list());
        for properties in std::iter::once(&resource.properties).chain(inline.flatten()) {
            find(context, resource, properties, &mut findings);
        }
    }
    findings
}

fn find(
    context: &Context<'_>,
    resource: &ResourceEntry,
    properties: &Node,
    findings: &mut Vec<Diagnostic>,
) {
    for node in BLOCKS.iter().filter_map(|key| properties.get(key)) {
        let Some(text) =
            node.as_text().filter(|text| parse_block(text).is_none() && !is_looked_up(text))
        else {
            continue;
        };
        let is_empty = text.trim().is_empty();
        let parameter = parameter_to_be_given(context, &text);
        // What is made only with other values of parameters may be given a block with them.
        if is_empty && parameter.is_some() && !context.is_certain(resource) {
            continue;
        }
        let seen = if is_empty { "the empty text".to_owned() } else { format!("`{text}`") };
        let message = format!("{seen} is not a CIDR block");
        let finding = Diagnostic::new(&UNREADABLE_BLOCK, node.span, message);
        let finding =
            finding.help("write an address and the length of a prefix, such as `10.0.0.0/16`");
        findings.push(match parameter {
            Some(parameter) => finding.severity(Severity::Warning).help(format!(
                "or give it when the stack is made; here: `--parameter {parameter}=10.0.0.0/16`"
            )),
            None => finding,
        });
    }
}

/// Returns the parameter that a text comes from which is not even meant for a block: the template
/// asks for another value.
fn parameter_to_be_given<'a>(context: &Context<'a>, text: &str) -> Option<&'a str> {
    let is_meant_for_one = text.contains(['/', '.', ':']);
    let mut parameters = context.document.parameters.iter().filter(|_| !is_meant_for_one);
    parameters
        .find(|parameter| parameter.value.as_text().is_some_and(|value| value == text))
        .map(|parameter| parameter.id.as_str())
}
