//! Entries of network ACLs for ICMP that specify no type.

use netloom_diag::Diagnostic;
use netloom_template::ResourceEntry;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An entry of a network ACL for ICMP (protocol 1), or for ICMPv6 (58) with an IPv6 block,
    /// without `Icmp`.
    /// ### Why it matters
    /// EC2 rejects the entry, and the stack is rolled back.
    /// ### Example
    /// `Protocol: 1` without `Icmp`
    /// ### Instead
    /// `Protocol: 1` with `Icmp: {Type: -1, Code: -1}`, which is all of ICMP
    /// ### Source
    /// EC2 API, `CreateNetworkAclEntry`, `IcmpTypeCode`: "Required if specifying protocol 1 (ICMP)
    /// or protocol 58 (ICMPv6) with an IPv6 CIDR block".
    ICMP_ENTRY_WITHOUT_TYPE = ("CFN063", Error, "ICMP entry without a type");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.of_kind("AWS::EC2::NetworkAclEntry").filter_map(fault_of).collect()
}

fn fault_of(entry: &ResourceEntry) -> Option<Diagnostic> {
    let written = |key: &str| entry.properties.get(key).filter(|node| !node.is_absent());
    let protocol = written("Protocol")?;
    let name = match protocol.as_integer()? {
        1 => "ICMP",
        58 if written("Ipv6CidrBlock").is_some_and(|block| block.as_unknown().is_none()) => {
            "ICMPv6"
        }
        _ => return None,
    };
    if written("Icmp").is_some() {
        return None;
    }
    let message = format!("ACL entry `{}` for {name} lacks `Icmp`", entry.id);
    let finding = Diagnostic::new(&ICMP_ENTRY_WITHOUT_TYPE, protocol.span, message);
    Some(finding.help("add `Icmp: {Type: -1, Code: -1}` for all types and codes"))
}
