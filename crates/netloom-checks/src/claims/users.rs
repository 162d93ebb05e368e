//! Users who must get to the head node.

use netloom_config::intent::{AccessSource, PublicAddress};
use netloom_diag::Sourced;
use netloom_network::sets::addresses::{Family, ipv4_block};
use netloom_network::sets::traffic::Traffic;
use netloom_reach::{Expect, Party, Question};

use super::{Basis, Claim};
use crate::proofs::codes::USERS_SHUT_OUT;

/// SSH and DCV, from where the config admits them: from the internet where the head node has a public address, from private
/// addresses by whatever gateway leads to them.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let head = &basis.intent.head;
    let mut claims = Vec::new();
    claims.extend(claim(basis, &head.ssh_allowed_from, 22, "SSH"));
    if let Some(dcv) = &head.dcv {
        claims.extend(claim(basis, &dcv.allowed_from, dcv.port.value, "NICE DCV"));
    }
    claims
}

fn claim(basis: &Basis<'_>, from: &Sourced<AccessSource>, port: u16, what: &str) -> Option<Claim> {
    let head = basis.nodes.head()?;
    let AccessSource::Cidr(block) = &from.value else { return None };
    let addresses = ipv4_block(*block);
    let public = addresses.intersection(&Family::Ipv4.public());
    let is_public = matches!(
        basis.intent.head.public_address.value,
        PublicAddress::NewElasticIp | PublicAddress::ExistingElasticIp(_) | PublicAddress::OnLaunch
    );
    let party = if public.is_empty() {
        Party::Addresses(addresses)
    } else if is_public {
        Party::Internet(public)
    } else {
        // Whoever keeps the head node private does not expect the internet at its door, whatever the rule admits.
        return None;
    };
    Some(Claim {
        code: &USERS_SHUT_OUT,
        who: format!("`{block}`"),
        what: format!("the head node by {what} (tcp {port})"),
        span: from.span(),
        question: Question {
            client_ports: netloom_network::sets::RangeSet::range(1024, 65_535),
            ..Question::new(party, Party::Interface(head.id.clone()), Traffic::tcp(port))
        },
        expect: Expect::Reachable,
    })
}
