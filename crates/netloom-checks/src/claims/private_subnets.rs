//! What must hold of a template that says itself which of its subnets are private.
//!
//! Templates that netloom renders carry the kind of each subnet in their `Metadata`. A template of
//! another origin says nothing of the kind, and a guess from names would be a false alarm sooner or
//! later: it has no claims of its own.

use netloom_cfn::names::METADATA_KEY;
use netloom_network::Network;
use netloom_network::sets::traffic::{Traffic, all_ports, all_protocols};
use netloom_question::{Expect, Party, Question};
use netloom_template::{Node, TemplateDocument};

use super::Claim;
use crate::proofs::codes::PRIVATE_SUBNET_EXPOSED;

/// Returns the claims that a template makes about itself: the internet does not reach its private
/// subnets.
#[must_use]
pub fn claims_of_template(document: &TemplateDocument, network: &Network) -> Vec<Claim> {
    let metadata = document.metadata.as_ref().and_then(|metadata| metadata.get(METADATA_KEY));
    let subnets = metadata
        .and_then(|netloom| netloom.get("Subnets"))
        .and_then(Node::as_map)
        .unwrap_or_default();
    let private = subnets.iter().filter(|entry| is_private(&entry.node));
    private.filter_map(|entry| claim(&entry.key, document, network)).collect()
}

fn is_private(subnet: &Node) -> bool {
    subnet.get("Kind").and_then(Node::as_text).is_some_and(|kind| kind == "private")
}

fn claim(id: &str, document: &TemplateDocument, network: &Network) -> Option<Claim> {
    let resource = document.resources.iter().find(|resource| resource.id == id)?;
    let (subnet, _) = network.subnets.iter().find(|(subnet, _)| subnet.to_string() == id)?;
    let traffic = Traffic { protocols: all_protocols(), ports: all_ports() };
    let question = Question::new(Party::internet(), Party::Subnet(subnet.clone()), traffic);
    Some(Claim {
        code: &PRIVATE_SUBNET_EXPOSED,
        who: format!("the private subnet `{id}`"),
        what: "the internet".to_owned(),
        span: resource.span,
        question: Question { client_ports: all_ports(), ..question },
        expect: Expect::Unreachable,
        via: None,
        help: None,
    })
}
