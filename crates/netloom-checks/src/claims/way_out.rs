//! Proxies that nodes must reach, where they have one: everything else goes by it.

use std::net::Ipv4Addr;

use netloom_network::sets::addresses::{Family, ipv4, ipv4_block};
use netloom_network::sets::traffic::Traffic;
use netloom_network::sets::{Range, RangeSet};
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::PROXY_NOT_REACHED;

/// Every node with a proxy reaches it. A proxy that is known by name may have any address of the
/// site.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    basis.nodes.entries.iter().filter_map(|entry| claim(basis, entry)).collect()
}

fn claim(basis: &Basis<'_>, entry: &NodeEntry) -> Option<Claim> {
    let proxy = entry.proxy.as_ref()?;
    let (host, port) = host_and_port(&proxy.value)?;
    let to = match host.parse::<Ipv4Addr>() {
        Ok(address) => Party::Addresses(ipv4(address)),
        Err(_) => by_name(basis),
    };
    Some(Claim {
        code: &PROXY_NOT_REACHED,
        who: entry.words.clone(),
        what: format!("its proxy `{}`", proxy.value),
        span: proxy.span(),
        question: Question::new(Party::Interface(entry.id.clone()), to, Traffic::tcp(port)),
        expect: Expect::Reachable,
        via: None,
        help: None,
    })
}

fn by_name(basis: &Basis<'_>) -> Party {
    let site = &basis.intent.network.on_premises_cidrs;
    if site.is_empty() {
        return Party::Internet(Family::Ipv4.public());
    }
    // Without a gateway to the site the network does not know of it.
    let known = &basis.network.on_premises;
    if !known.is_empty() {
        return Party::Addresses(known.clone());
    }
    let blocks = site.iter().flat_map(|block| ipv4_block(block.value).ranges().to_vec());
    Party::Addresses(RangeSet::from_ranges(blocks.collect::<Vec<Range>>()))
}

/// The parts of `http://host:port`; without a port 80, or 443 for `https`.
fn host_and_port(proxy: &str) -> Option<(&str, u16)> {
    let (scheme, rest) = proxy.split_once("://")?;
    let rest = rest.split(['/', '?', '#']).next()?;
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let default = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
    match rest.rsplit_once(':') {
        Some((host, port)) => Some((host, port.parse().ok()?)),
        None => Some((rest, default)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_have_a_host_and_a_port() {
        assert_eq!(
            host_and_port("http://proxy.example.com:3128"),
            Some(("proxy.example.com", 3128))
        );
        assert_eq!(host_and_port("http://10.1.2.3:8080/"), Some(("10.1.2.3", 8080)));
        assert_eq!(host_and_port("https://proxy"), Some(("proxy", 443)));
        assert_eq!(host_and_port("http://user:secret@proxy:3128"), Some(("proxy", 3128)));
        assert_eq!(host_and_port("proxy"), None);
    }
}
