//! Connections within the description that could go by way of the internet.

use netloom_question::{End, Expect, InterfaceAt};

use crate::verdict::Answer;
use netloom_network::{Known, Network};

/// Returns what an answer that something is not reached assumes of public addresses: an end is asked
/// by its private address, and one that also has a public address could be asked by that.
///
/// # Source
/// Amazon VPC User Guide, "Internet gateways": a connection to a public address leaves by the
/// internet gateway and comes in by it, also within a VPC.
pub(super) fn assumptions(network: &Network, answer: &Answer<'_>) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    if answer.expect != Expect::Unreachable || network.internet_gateways.is_empty() {
        return sentences;
    }
    for (query, _) in &answer.queries {
        let (End::Inside(from, _), End::Inside(to, _)) = (&query.from, &query.to) else { continue };
        if may_be_public(to) {
            let sentence = format!(
                "`{}` does not connect to a public address of `{}`, which is asked of the internet",
                name(from),
                name(to)
            );
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
    }
    sentences
}

fn may_be_public(place: &InterfaceAt<'_>) -> bool {
    let given = place.interface.and_then(|interface| interface.public.is_given());
    given.as_ref().unwrap_or(&place.subnet.maps_public_addresses) != &Known::Is(false)
}

fn name<'n>(place: &InterfaceAt<'n>) -> &'n str {
    let interface = place.interface.map(|interface| interface.id.as_str());
    interface.unwrap_or(place.subnet.id.as_str())
}
