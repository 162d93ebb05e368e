//! Lines of a configuration of Squid.
//!
//! # Source
//! Squid, `squid.conf`, directives `acl` (types `src`, `dstdomain`, `dstdom_regex`, `port`) and
//! `http_access`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use netloom_net::Ipv4Cidr;

use crate::outside::{Destination, Outside};

/// Returns lists and rules for each set of blocks that may connect.
pub(super) fn squid(outside: &Outside) -> String {
    let mut by_sources: BTreeMap<&[Ipv4Cidr], Vec<&Destination>> = BTreeMap::new();
    for destination in &outside.destinations {
        by_sources.entry(&destination.sources).or_default().push(destination);
    }
    let mut text = String::from(
        "# Written by netloom egress; include it before `http_access deny all`.\n\
         acl netloom_https port 443\n",
    );
    for (index, (sources, destinations)) in by_sources.into_iter().enumerate() {
        let group = format!("netloom_{}", index + 1);
        let _ = writeln!(text);
        for source in sources {
            let _ = writeln!(text, "acl {group}_from src {source}");
        }
        let from = if sources.is_empty() { String::new() } else { format!(" {group}_from") };
        for (kind, name) in [("dstdomain", "to"), ("dstdom_regex", "like")] {
            let hosts: Vec<String> =
                destinations.iter().filter_map(|one| entry(&one.host, kind)).collect();
            // Squid takes a name and its domain in one list for a mistake.
            let is_covered =
                |host: &String| !host.starts_with('.') && hosts.contains(&format!(".{host}"));
            for host in hosts.iter().filter(|host| !is_covered(host)) {
                let _ = writeln!(text, "acl {group}_{name} {kind} {host}");
            }
            if !hosts.is_empty() {
                let _ = writeln!(text, "http_access allow netloom_https{from} {group}_{name}");
            }
        }
    }
    text
}

/// Returns a host as an entry of a list of this kind; `None` where it is one of the other kind.
fn entry(host: &str, kind: &str) -> Option<String> {
    let wildcard = host.strip_prefix('*');
    let is_pattern = wildcard.is_none() && host.contains('*');
    match kind {
        "dstdomain" if !is_pattern => Some(wildcard.unwrap_or(host).to_owned()),
        "dstdom_regex" if is_pattern => {
            Some(format!("^{}$", host.replace('.', r"\.").replace('*', "[0-9]+")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_domains_or_patterns() {
        let check = |text: &str, domain: Option<&str>, pattern: Option<&str>| {
            assert_eq!(entry(text, "dstdomain").as_deref(), domain);
            assert_eq!(entry(text, "dstdom_regex").as_deref(), pattern);
        };
        check("logs.eu-west-1.amazonaws.com", Some("logs.eu-west-1.amazonaws.com"), None);
        check("*.s3.eu-west-1.amazonaws.com", Some(".s3.eu-west-1.amazonaws.com"), None);
        check("ecs-a-*.x.com", None, Some(r"^ecs-a-[0-9]+\.x\.com$"));
    }
}
