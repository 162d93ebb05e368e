//! Networks that the config sends to a transit gateway or another gateway that exists: nodes get there.

use netloom_config::intent::{NodeGroup, NodeSecurity};
use netloom_diag::Sourced;
use netloom_net::Ipv4Cidr;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::ipv4_block;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Known};
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::SITE_NOT_REACHED;

/// Every node reaches what the transit gateway leads to, without the addresses of the VPC itself.
///
/// Nodes with groups of their own may be kept from it on purpose. Everything outside of the VPC is
/// for the claims on services.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let network = &basis.intent.network;
    let Some(gateway) = &network.further.transit_gateway else { return Vec::new() };
    let blocks = match gateway.routes.is_empty() {
        true => &network.on_premises_cidrs,
        false => &gateway.routes,
    };
    let blocks = || blocks.iter().filter(|block| block.value != Ipv4Cidr::EVERYTHING);
    let entries = basis.nodes.entries.iter().filter(|entry| has_usual_groups(basis, entry));
    let via = Id::new(gateway.id.value.as_str());
    entries
        .flat_map(|entry| blocks().filter_map(|block| claim(basis, entry, (block, &via))))
        .collect()
}

/// - The block, and the gateway that leads to it.
fn claim(
    basis: &Basis<'_>,
    entry: &NodeEntry,
    (block, via): (&Sourced<Ipv4Cidr>, &Id),
) -> Option<Claim> {
    let vpcs = basis.network.vpcs.values();
    let own = vpcs.flat_map(|vpc| vpc.blocks.iter().filter_map(Known::value));
    let site: RangeSet = own.fold(ipv4_block(block.value), |site, own| site.difference(own));
    (!site.is_empty()).then(|| Claim {
        code: &SITE_NOT_REACHED,
        who: entry.words.clone(),
        what: format!("the site's `{}`", block.value),
        span: block.span(),
        question: Question::new(
            Party::Interface(entry.id.clone()),
            Party::Addresses(site),
            Traffic::tcp_range(1, u16::MAX),
        ),
        expect: Expect::Reachable,
        // By NAT they would leave for the internet, where the site is not.
        via: Some(via.clone()),
        help: None,
    })
}

/// Whether nodes have the groups that let everything out.
fn has_usual_groups(basis: &Basis<'_>, entry: &NodeEntry) -> bool {
    let is_usual = |security: &NodeSecurity| security.replacing.is_empty();
    let intent = basis.intent;
    match &entry.group {
        NodeGroup::Head => is_usual(&intent.head.security),
        NodeGroup::Queue(name) => {
            let queue = intent.queues.iter().find(|queue| queue.name.value == *name);
            queue.is_some_and(|queue| is_usual(&queue.security))
        }
        NodeGroup::LoginPool(name) => {
            let pool = intent.login_pools.iter().find(|pool| pool.name.value == *name);
            pool.is_some_and(|pool| is_usual(&pool.security))
        }
        NodeGroup::Lambda => false,
    }
}
