//! Entries of network ACLs that name their protocol.

use netloom_diag::Diagnostic;
use netloom_network::sets::traffic::parse_protocols;
use netloom_template::ResourceEntry;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An entry of a network ACL whose `Protocol` is a name.
    /// ### Why it matters
    /// The property is a number, unlike `IpProtocol` of security groups. CloudFormation rejects the
    /// entry, and the stack is rolled back.
    /// ### Example
    /// `Protocol: tcp`
    /// ### Instead
    /// `Protocol: 6`
    /// ### Source
    /// AWS CloudFormation Template Reference, `AWS::EC2::NetworkAclEntry`: `Protocol` is an
    /// integer.
    PROTOCOL_BY_NAME = ("CFN064", Error, "ACL entry with the name of a protocol");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.of_kind("AWS::EC2::NetworkAclEntry").filter_map(fault_of).collect()
}

fn fault_of(entry: &ResourceEntry) -> Option<Diagnostic> {
    let protocol = entry.properties.get("Protocol")?;
    let text = protocol.as_text()?;
    let is_name = text.trim().starts_with(|character: char| character.is_ascii_alphabetic());
    if !is_name {
        return None;
    }
    let message = format!("`Protocol` of `{}` is `{text}`, expected a number", entry.id);
    let single = parse_protocols(&text).filter(|protocols| protocols.first() == protocols.last());
    let help = match single.and_then(|protocols| protocols.first()) {
        Some(number) => format!("write `Protocol: {number}`"),
        None => "write the number of the protocol, or -1 for all".to_owned(),
    };
    Some(Diagnostic::new(&PROTOCOL_BY_NAME, protocol.span, message).help(help))
}
