//! What must not be reached: nodes from the internet and from the site, apart from what the config
//! opens.

use netloom_config::intent::{AccessSource, DcvIntent, NodeGroup};
use netloom_diag::Sourced;
use netloom_network::sets::addresses::{Family, ipv4_block};
use netloom_network::sets::traffic::{TCP, Traffic, all_ports, all_protocols};
use netloom_network::sets::{Range, RangeSet};
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::{EXPOSED_TO_INTERNET, EXPOSED_TO_SITE};

/// One port that the config opens, and to whom.
pub(super) struct Door<'a> {
    from: &'a Sourced<AccessSource>,
    pub(super) port: u16,
}

impl Door<'_> {
    /// The block that may come in; `None` where a prefix list says.
    pub(super) fn block(&self) -> Option<netloom_net::Ipv4Cidr> {
        match self.from.value {
            AccessSource::Cidr(block) => Some(block),
            AccessSource::PrefixList(_) => None,
        }
    }
}

/// The doors of a group of nodes.
pub(super) fn doors_of<'a>(basis: &Basis<'a>, entry: &NodeEntry) -> Vec<Door<'a>> {
    let intent = basis.intent;
    match &entry.group {
        NodeGroup::Head => doors(&intent.head.ssh_allowed_from, intent.head.dcv.as_ref()),
        NodeGroup::LoginPool(name) => {
            let said = intent.login_pools.iter().find(|said| said.name.value == *name);
            said.map_or_else(Vec::new, |said| doors(&said.ssh_allowed_from, said.dcv.as_ref()))
        }
        NodeGroup::Queue(_) | NodeGroup::Lambda => Vec::new(),
    }
}

/// Every group of nodes: closed to the internet and to the site but for its doors.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    basis
        .nodes
        .entries
        .iter()
        .flat_map(|entry| closed(basis, entry, &doors_of(basis, entry)))
        .collect()
}

fn doors<'a>(ssh: &'a Sourced<AccessSource>, dcv: Option<&'a DcvIntent>) -> Vec<Door<'a>> {
    let ssh = Door { from: ssh, port: 22 };
    let dcv = dcv.map(|dcv| Door { from: &dcv.allowed_from, port: dcv.port.value });
    std::iter::once(ssh).chain(dcv).collect()
}

fn closed(basis: &Basis<'_>, entry: &NodeEntry, doors: &[Door<'_>]) -> Vec<Claim> {
    let internet = Family::Ipv4.public().union(&Family::Ipv6.public());
    let site = site(basis);
    let mut claims = closed_to(entry, doors, &internet.difference(&site), true);
    if !site.is_empty() {
        claims.extend(closed_to(entry, doors, &site, false));
    }
    claims
}

/// The site's addresses, where the network has a gateway to it.
fn site(basis: &Basis<'_>) -> RangeSet {
    if basis.network.vpn_gateways.is_empty() {
        return RangeSet::empty();
    }
    basis.network.on_premises.clone()
}

fn closed_to(
    entry: &NodeEntry,
    doors: &[Door<'_>],
    world: &RangeSet,
    is_internet: bool,
) -> Vec<Claim> {
    let door_ports = RangeSet::from_ranges(
        doors.iter().map(|door| Range { first: door.port.into(), last: door.port.into() }),
    );
    let tcp = RangeSet::single(TCP);
    let mut claims = Vec::new();
    let other_protocols =
        Traffic { protocols: all_protocols().difference(&tcp), ports: all_ports() };
    let other_ports = Traffic { protocols: tcp, ports: all_ports().difference(&door_ports) };
    let whom = if is_internet { "the internet" } else { "the site" };
    let code = if is_internet { &EXPOSED_TO_INTERNET } else { &EXPOSED_TO_SITE };
    let mut add = |addresses: RangeSet, traffic: Traffic, what: String, span| {
        if addresses.is_empty() || traffic.ports.is_empty() {
            return;
        }
        let from =
            if is_internet { Party::Internet(addresses) } else { Party::Addresses(addresses) };
        claims.push(Claim {
            code,
            who: entry.words.clone(),
            what,
            span,
            question: Question {
                client_ports: all_ports(),
                ..Question::new(from, Party::Interface(entry.id.clone()), traffic)
            },
            expect: Expect::Unreachable,
            via: None,
            help: None,
        });
    };
    for door in doors {
        // A prefix list holds whatever its owner puts into it, so the rule that names it is all
        // there is to hold it against.
        let AccessSource::Cidr(block) = &door.from.value else { continue };
        let outside = world.difference(&ipv4_block(*block));
        // Outside of all of IPv4 there is IPv6 alone.
        let clients = match outside.is_disjoint(&Family::Ipv4.everything()) {
            true => format!("{whom} over IPv6"),
            false => format!("{whom} outside `{block}`"),
        };
        let what = format!("{clients} on tcp {}", door.port);
        add(outside, Traffic::tcp(door.port), what, door.from.span());
    }
    let but = if doors.is_empty() {
        String::new()
    } else {
        " on ports that the config does not open".to_owned()
    };
    add(world.clone(), other_ports, format!("{whom}{but}"), entry.span);
    add(world.clone(), other_protocols, format!("{whom}{but}"), entry.span);
    claims
}
