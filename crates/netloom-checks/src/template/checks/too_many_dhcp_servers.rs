//! DHCP options with more servers than EC2 accepts.

use std::net::Ipv6Addr;

use netloom_diag::Diagnostic;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// DHCP options with more than four name servers, more than four time servers of one address
    /// family, or more than four NetBIOS name servers.
    /// ### Why it matters
    /// EC2 rejects the options, and the stack is rolled back.
    /// ### Example
    /// `DomainNameServers` with five addresses
    /// ### Instead
    /// Four of them.
    /// ### Source
    /// EC2 API, `CreateDhcpOptions`: up to four DNS servers; up to eight time servers, four IPv4
    /// and four IPv6 addresses; up to four NetBIOS name servers.
    TOO_MANY_DHCP_SERVERS = ("CFN073", Error, "more servers than DHCP options accept");
}

/// The most servers of one kind.
const MAX_SERVERS: usize = 4;

const SERVERS: [(&str, &str); 3] = [
    ("DomainNameServers", "name servers"),
    ("NtpServers", "time servers"),
    ("NetbiosNameServers", "NetBIOS name servers"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let options = context.of_kind("AWS::EC2::DHCPOptions");
    options.flat_map(faults_of).collect()
}

fn faults_of(options: &ResourceEntry) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (key, what) in SERVERS {
        let servers: Vec<(&Node, String)> = values_at(&options.properties, &format!("{key}[]"))
            .into_iter()
            .flat_map(servers_in)
            .collect();
        let (ipv6, ipv4): (Vec<_>, Vec<_>) =
            servers.into_iter().partition(|(_, server)| server.parse::<Ipv6Addr>().is_ok());
        // Time servers are counted by family, the others together.
        let counted = match key {
            "NtpServers" => vec![(" for IPv4", ipv4), (" for IPv6", ipv6)],
            _ => vec![("", [ipv4, ipv6].concat())],
        };
        for (family, servers) in counted {
            let Some((node, _)) = servers.get(MAX_SERVERS) else { continue };
            let message = format!(
                "`{}` has {} {what}{family}, expected at most {MAX_SERVERS}",
                options.id,
                servers.len()
            );
            findings.push(
                Diagnostic::new(&TOO_MANY_DHCP_SERVERS, node.span, message)
                    .help(format!("remove {} of them", servers.len() - MAX_SERVERS)),
            );
        }
    }
    findings
}

/// An item may be several servers with commas between them, as the API accepts them. One that is not
/// known counts for none: it may be absent.
fn servers_in(node: &Node) -> Vec<(&Node, String)> {
    let text = node.as_text().unwrap_or_default();
    let servers = text.split(',').map(str::trim).filter(|server| !server.is_empty());
    servers.map(|server| (node, server.to_owned())).collect()
}
