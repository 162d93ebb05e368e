//! Names that no security group of a template can have.

use netloom_diag::Diagnostic;
use netloom_template::{Node, Piece, Value};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A security group whose `GroupName` starts with `sg-`, or is `default`.
    /// ### Why it matters
    /// The one looks like an id, and the other is the name of the group that each VPC has. EC2
    /// rejects both, and the stack is rolled back.
    /// ### Example
    /// `GroupName: sg-nodes`
    /// ### Instead
    /// No `GroupName`, or `GroupName: nodes`.
    /// ### Source
    /// EC2 API, `CreateSecurityGroup`: "Can't start with sg-"; error code `InvalidGroup.Reserved`.
    RESERVED_GROUP_NAME = ("CFN062", Error, "reserved name of a security group");
}

const OF_IDS: &str = "sg-";

const OF_EVERY_VPC: &str = "default";

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let groups = context.of_kind("AWS::EC2::SecurityGroup");
    let findings = groups.filter_map(|group| {
        let name = group.properties.get("GroupName")?;
        let (seen, help) = if start_of(name).starts_with(OF_IDS) {
            ("starts with `sg-`, as only ids do", "start the name otherwise")
        } else if name.as_text().is_some_and(|name| name.eq_ignore_ascii_case(OF_EVERY_VPC)) {
            ("is `default`, the group that each VPC has", "write another name")
        } else {
            return None;
        };
        let message = format!("the name of security group `{}` {seen}", group.id);
        let finding = Diagnostic::new(&RESERVED_GROUP_NAME, name.span, message);
        Some(finding.help(format!("{help}, or remove `GroupName`")))
    });
    findings.collect()
}

/// Returns what a text certainly starts with.
fn start_of(node: &Node) -> String {
    match &node.value {
        Value::Pieces(pieces) => match pieces.first() {
            Some(Piece::Text(text)) => text.clone(),
            _ => String::new(),
        },
        _ => node.as_text().map(|text| text.into_owned()).unwrap_or_default(),
    }
}
