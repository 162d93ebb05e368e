//! Security groups whose own rules refer to themselves.

use netloom_diag::Diagnostic;
use netloom_template::Node;

use super::super::context::{Context, refers_to};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A rule inside a security group that names the same group.
    /// ### Why it matters
    /// The group would have to be there before it is made: CloudFormation calls it a circular
    /// dependency and refuses the template.
    /// ### Example
    /// `SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !Ref Compute}]` inside
    /// `Compute`
    /// ### Instead
    /// A resource of its own: `AWS::EC2::SecurityGroupIngress` with `GroupId: !Ref Compute`.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::SecurityGroup`, mutually referencing groups.
    GROUP_THAT_NAMES_ITSELF = ("CFN025", Error, "security group that refers to itself");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for group in context.of_kind("AWS::EC2::SecurityGroup") {
        for (rules, property) in [
            ("SecurityGroupIngress", "SourceSecurityGroupId"),
            ("SecurityGroupEgress", "DestinationSecurityGroupId"),
        ] {
            let list = group.properties.get(rules).and_then(Node::as_list).unwrap_or_default();
            for rule in list.iter().filter(|rule| refers_to(rule.get(property), &group.id)) {
                let message =
                    format!("a rule inside `{}` refers to `{}` itself", group.id, group.id);
                findings.push(Diagnostic::new(&GROUP_THAT_NAMES_ITSELF, rule.span, message).help(
                    format!("make it a resource of its own: `AWS::EC2::{rules}` with `GroupId`"),
                ));
            }
        }
    }
    findings
}
